from http import HTTPStatus

import pytest

from bridge.guard.rates import (
    Allowance,
    RateLimit,
    TooManyRequestsError,
    address_block,
    parse_rates,
)
from jabbertts_wyoming.common.errors import ConfigError
from tests.bridge.guard.test_bounded_memory import Clock


async def over(limit: RateLimit, key: str | None, address: str | None) -> TooManyRequestsError:
    with pytest.raises(TooManyRequestsError) as caught:
        await limit.hit(key, address)
    assert caught.value.status == HTTPStatus.TOO_MANY_REQUESTS
    assert caught.value.error_code == "rate_limit_exceeded"
    return caught.value


async def test_without_rates_nothing_is_limited() -> None:
    async with RateLimit([]) as limit:
        assert await limit.hit("k", "192.0.2.1") is None


async def test_without_key_and_address_nothing_is_limited() -> None:
    async with RateLimit(["1/minute"]) as limit:
        assert [await limit.hit(None, address) for address in (None, "")] == [None, None]


async def test_the_allowance_counts_down() -> None:
    clock = Clock()
    async with RateLimit(["2/minute"], clock=clock) as limit:
        assert await limit.hit("k", None) == Allowance(2, 1, 60.0)
        clock.now += 20
        assert await limit.hit("k", None) == Allowance(2, 0, 40.0)
        error = await over(limit, "k", None)
        assert error.allowance == Allowance(2, 0, 40.0)
        assert error.retry_after == 40.0
        assert error.message == (
            "Rate limit reached: 2 requests per minute for this API key. Try again in 40 s."
        )


async def test_after_retry_after_it_goes_on() -> None:
    clock = Clock()
    async with RateLimit(["3/7 seconds"], clock=clock) as limit:
        for _ in range(3):
            await limit.hit(None, "192.0.2.1")
            clock.now += 0.7
        error = await over(limit, None, "192.0.2.1")
        assert error.retry_after == 5.0  # whole seconds, rounded up
        assert "3 requests per 7 seconds for this address" in error.message
        clock.now += error.retry_after
        assert await limit.hit(None, "192.0.2.1") is not None


async def test_key_and_address_are_limited_each() -> None:
    async with RateLimit(["2/minute"], clock=Clock()) as limit:
        await limit.hit("k1", "192.0.2.1")
        await limit.hit("k1", "192.0.2.2")
        assert "this API key" in (await over(limit, "k1", "192.0.2.3")).message
        await limit.hit("k2", "192.0.2.1")
        assert "this address" in (await over(limit, "k3", "192.0.2.1")).message


async def test_a_key_is_not_an_address() -> None:
    async with RateLimit(["1/minute"], clock=Clock()) as limit:
        await limit.hit("192.0.2.1", None)
        await limit.hit(None, "192.0.2.1")


async def test_several_rates_hold_together() -> None:
    clock = Clock()
    async with RateLimit(["4/minute", "2/second"], clock=clock) as limit:
        assert await limit.hit("k", None) == Allowance(2, 1, 1.0)  # the tighter one is told
        await limit.hit("k", None)
        assert (await over(limit, "k", None)).retry_after == 1.0
        clock.now += 1
        await limit.hit("k", None)
        assert await limit.hit("k", None) == Allowance(4, 0, 59.0)
        assert (await over(limit, "k", None)).retry_after == 59.0  # the longest of both


async def test_a_refused_request_uses_nothing_up() -> None:
    clock = Clock()
    async with RateLimit(["4/minute", "2/second"], clock=clock) as limit:
        for _ in range(2):
            await limit.hit("k", "192.0.2.1")
        for _ in range(20):
            await over(limit, "k", "192.0.2.1")
        clock.now += 1
        allowance = await limit.hit("k", "192.0.2.1")
        assert allowance == Allowance(4, 1, 59.0)


async def test_a_retry_that_comes_too_late_for_clients_is_not_asked_for() -> None:
    async with RateLimit(["1/minute"], clock=Clock()) as limit:
        await limit.hit("k", None)
        assert (await over(limit, "k", None)).may_help is True
    async with RateLimit(["1/hour"], clock=Clock()) as limit:
        await limit.hit("k", None)
        assert (await over(limit, "k", None)).may_help is False


def test_headers() -> None:
    assert Allowance(60, 59, 1.5).headers() == {
        "x-ratelimit-limit-requests": "60",
        "x-ratelimit-remaining-requests": "59",
        "x-ratelimit-reset-requests": "1.500s",
    }


async def test_ipv6_clients_are_limited_by_their_network() -> None:
    async with RateLimit(["1/minute"], clock=Clock()) as limit:
        await limit.hit(None, "2001:db8:0:1::1")
        await over(limit, None, "2001:db8:0:1:ffff::2")
        assert await limit.hit(None, "2001:db8:0:2::1") is not None


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1%eth0", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::1%eth0"),
        ("::1", "::/64"),
        ("not an address", "not an address"),
    ],
)
def test_address_block(address: str, block: str) -> None:
    assert address_block(address) == block


def test_rates_are_parsed_once_each() -> None:
    rates = parse_rates(["60/minute", "5 per second", "200/6 hours", "60/minute"])
    assert [(r.amount, r.get_expiry()) for r in rates] == [(60, 60), (5, 1), (200, 21600)]


@pytest.mark.parametrize("text", ["", "60", "x/minute", "60/fortnight", "-1/minute", "60/minute!"])
def test_a_rate_that_is_none(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        RateLimit(["5/second", text])
    assert str(caught.value) == (
        "--rate-limit: use COUNT/UNIT or COUNT/N UNIT, as in 60/minute, 5/second or 200/6 hours "
        f"(given: {text!r})"
    )


@pytest.mark.parametrize("text", ["0/minute", "5/0 seconds", "100001/day", "1/2 years"])
def test_a_rate_out_of_bounds(text: str) -> None:
    with pytest.raises(ConfigError, match="--rate-limit: the count must be from 1 to 100000"):
        parse_rates([text])


def test_absurd_digits_are_no_crash() -> None:
    with pytest.raises(ConfigError):
        parse_rates(["9" * 5000 + "/minute"])


async def test_redis_without_a_rate_is_worth_a_word(caplog: pytest.LogCaptureFixture) -> None:
    RateLimit((), "redis://127.0.0.1:1/0")
    assert "--redis does nothing without --rate-limit" in caplog.text
