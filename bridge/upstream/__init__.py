"""The Wyoming side: connections to servers, which of them speaks, and what they can do."""
