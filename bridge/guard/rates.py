"""How often one key, and one address, may ask."""

import ipaddress
import logging
import math
import re
import time
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from http import HTTPStatus

import limits
from limits.aio.strategies import MovingWindowRateLimiter

from jabbertts_wyoming.common.errors import ConfigError

from ..errors import ApiError
from .bounded_memory import BoundedMemory
from .redis_link import RedisLink

_LOGGER = logging.getLogger(__name__)
_FORMS = "use COUNT/UNIT or COUNT/N UNIT, as in 60/minute, 5/second or 200/6 hours"
_MAX_COUNT = 100_000
_MAX_WINDOW = 366 * 86_400  # seconds
_LONGEST_WAIT = 60.0  # seconds; OpenAI's clients do not wait longer by themselves
_IPV6_PREFIX = 64  # what one customer has


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of the tightest rate: `reset` seconds until one more becomes free."""

    limit: int
    remaining: int
    reset: float

    def headers(self) -> dict[str, str]:
        """Return the response headers that OpenAI's API has for this."""
        return {
            "x-ratelimit-limit-requests": str(self.limit),
            "x-ratelimit-remaining-requests": str(self.remaining),
            "x-ratelimit-reset-requests": f"{self.reset:.3f}s",
        }


class TooManyRequestsError(ApiError):
    """The 429 for who is over a rate; `allowance` says which."""

    def __init__(self, message: str, allowance: Allowance) -> None:
        retry_after = max(1.0, float(math.ceil(allowance.reset)))
        super().__init__(
            HTTPStatus.TOO_MANY_REQUESTS,
            message,
            error_code="rate_limit_exceeded",
            retry_after=retry_after,
            may_help=retry_after <= _LONGEST_WAIT,
        )
        self.allowance = allowance


@dataclass(frozen=True, slots=True)
class _Bound:
    """One rate for one client."""

    rate: limits.RateLimitItem
    whom: str
    name: str


@dataclass(frozen=True, slots=True)
class _Answer:
    allowance: Allowance
    broken: _Bound | None = None


class RateLimit:
    """Rates such as "60/minute" that hold together, for each key and for each address.

    Counted in memory, or with `redis_url` in a Redis that several bridges share; while Redis is
    lost, in memory again. A refused request counts for nothing. An async context manager, with
    or without Redis. Raises `ConfigError` for a wrong rate or URL.
    """

    def __init__(
        self,
        rates: Iterable[str],
        redis_url: str | None = None,
        *,
        redis_timeout: float = 0.5,
        retry_interval: float = 5.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._rates = parse_rates(rates)
        self._clock = clock
        self._own = MovingWindowRateLimiter(BoundedMemory(clock=clock))
        self._shared: RedisLink | None = None
        if redis_url is not None and not self._rates:
            _LOGGER.warning("--redis does nothing without --rate-limit")
        if redis_url is not None and self._rates:
            self._shared = RedisLink(
                redis_url, timeout=redis_timeout, retry_interval=retry_interval
            )
        self._stack = AsyncExitStack()

    @property
    def shared(self) -> bool:
        """Whether counting is shared right now."""
        return self._shared is not None and self._shared.up

    async def __aenter__(self) -> "RateLimit":
        if self._shared is not None:
            await self._stack.enter_async_context(self._shared)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def hit(self, key: str | None, address: str | None) -> Allowance | None:
        """Count one request of a key (its identity, not itself) from an address, where known.

        Return what is left after it; None if nothing is limited. Raises `TooManyRequestsError`.
        """
        bounds = [
            _Bound(rate, whom, name) for whom, name in _names(key, address) for rate in self._rates
        ]
        if not bounds:
            return None

        async def ask(windows: MovingWindowRateLimiter, now: float) -> _Answer:
            return await _ask(windows, now, bounds)

        answer = await self._shared.attempt(ask) if self._shared is not None else None
        if answer is None:
            answer = await ask(self._own, self._clock())
        if answer.broken is not None:
            raise TooManyRequestsError(_over(answer.broken, answer.allowance), answer.allowance)
        return answer.allowance


async def _ask(windows: MovingWindowRateLimiter, now: float, bounds: list[_Bound]) -> _Answer:
    # First look at all, then count at all: what one rate refuses must not use up another.
    left: list[tuple[Allowance, _Bound]] = []
    for bound in bounds:
        reset, remaining = await windows.get_window_stats(bound.rate, bound.name)
        allowance = Allowance(bound.rate.amount, max(0, remaining), max(0.0, reset - now))
        left.append((allowance, bound))
    broken = [pair for pair in left if not pair[0].remaining]
    if broken:
        return _Answer(*max(broken, key=lambda pair: pair[0].reset))
    for allowance, bound in left:
        if not await windows.hit(bound.rate, bound.name):  # another bridge was faster
            return _Answer(Allowance(allowance.limit, 0, allowance.reset), bound)
    tightest = min((pair[0] for pair in left), key=lambda a: a.remaining)
    return _Answer(Allowance(tightest.limit, tightest.remaining - 1, tightest.reset))


def parse_rates(texts: Iterable[str]) -> tuple[limits.RateLimitItem, ...]:
    """Parse rates ("60/minute"), each once; raises `ConfigError`, which says what is allowed."""
    rates: dict[limits.RateLimitItem, None] = {}
    for text in texts:
        try:
            items = limits.parse_many(text)
            has_zero = any(int(digits) == 0 for digits in re.findall("[0-9]+", text))
        except ValueError:
            raise ConfigError(f"--rate-limit: {_FORMS} (given: {text[:80]!r})") from None
        for item in items:
            if has_zero or item.amount > _MAX_COUNT or item.get_expiry() > _MAX_WINDOW:
                raise ConfigError(
                    f"--rate-limit: the count must be from 1 to {_MAX_COUNT}, the time from 1 "
                    f"second to a year (given: {text[:80]!r})"
                )
            rates[item] = None
    return tuple(rates)


def address_block(address: str) -> str:
    """Return what counts as one address: an IPv4 address, or the /64 of an IPv6 one.

    Link-local addresses are all of one /64, so each counts for itself; what is no IP address
    too.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address) or ip.is_link_local:
        return str(ip)
    if ip.ipv4_mapped is not None:
        return str(ip.ipv4_mapped)
    return str(ipaddress.IPv6Network((int(ip), _IPV6_PREFIX), strict=False))


def _names(key: str | None, address: str | None) -> Iterable[tuple[str, str]]:
    if key is not None:
        yield "this API key", f"key/{key}"
    if address:
        yield "this address", f"address/{address_block(address)}"


def _over(bound: _Bound, allowance: Allowance) -> str:
    rate = bound.rate
    unit = rate.GRANULARITY.name
    span = unit if rate.multiples == 1 else f"{rate.multiples} {unit}s"
    return (
        f"Rate limit reached: {rate.amount} requests per {span} for {bound.whom}. "
        f"Try again in {max(1, math.ceil(allowance.reset))} s."
    )
