"""The errors of this check; their messages are what the user reads."""


class StartError(Exception):
    """A program could not be started."""


class CheckError(Exception):
    """Open WebUI did not get what it should."""
