"""A model of the listener's player: when it started, what it holds, when it would run dry."""

from collections.abc import Callable

# How much sooner another's player must run dry to be served before a new listener.
PATIENCE_SECONDS = 1.0


class Pacer:
    """Follows one answer; times are the event loop's, in seconds.

    The player is taken to start with the first sound and to play without a stop.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._arrived = clock()
        self._started: float | None = None
        self._sent = 0.0
        self._promised = 0.0

    @property
    def started(self) -> bool:
        """Whether any sound has gone out."""
        return self._started is not None

    def sent(self, seconds: float) -> None:
        """Record that so much more sound has gone out."""
        now = self._clock()
        if self._started is None:
            self._started = now
        elif now - self._started > self._sent:
            self._started = now - self._sent
        self._sent += seconds

    def promise(self, seconds: float) -> None:
        """Record that so much sound is certain to come; `keep` takes it back as it comes."""
        self._promised += seconds

    def keep(self, seconds: float) -> None:
        """Record that so much of what was promised has come."""
        self._promised = max(0.0, self._promised - seconds)

    def deadline(self) -> float:
        """Return when the player runs dry; before the first sound, when the request came."""
        return self._arrived if self._started is None else self._started + self._sent

    def begin_by(self) -> float:
        """Return by when to begin with the next sentence, its encoding that is.

        It is needed when all that is promised has been played.
        The first one may wait a little: a player that is about to stop goes first, or a crowd
        that comes at once would all hear a first sound and then nothing for a while. Once it is
        encoded, `deadline` makes its first sound as urgent as can be.
        """
        begin = self.deadline() if self.started else self._arrived + PATIENCE_SECONDS
        return begin + self._promised

    def buffered(self) -> float:
        """Return the seconds of sound that the player still holds."""
        if self._started is None:
            return 0.0
        return max(0.0, self.deadline() - self._clock())

    def ahead(self) -> float:
        """Return the seconds of sound that the player holds or that are promised."""
        return self.buffered() + self._promised
