"""The user's dictionaries: words, and how they are said."""
