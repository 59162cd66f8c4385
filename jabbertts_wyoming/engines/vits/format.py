"""The version of what preparation writes; raise it whenever that changes."""

FORMAT = 9
