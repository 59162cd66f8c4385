"""The errors of this script; their messages are what the user reads."""


class QualityError(Exception):
    """Speech could not be made or judged."""
