"""The one error of the benchmark; its message is what the user reads."""


class BenchError(Exception):
    """A server did not start, failed, or answered in a way that cannot be measured."""
