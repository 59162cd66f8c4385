"""How many connections this process can hold."""

import resource

_MOST_FILES = 16384
# For what is no connection: models, the phonemizer's data, child processes, the log.
_RESERVED_FILES = 128


def connection_capacity() -> int:
    """Allow this process as many open files as it may have; return the connections they hold.

    A listener without a free file descriptor fails on every attempt, and so does all else.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    files = _MOST_FILES if soft == resource.RLIM_INFINITY else soft
    return max(1, files - _RESERVED_FILES)
