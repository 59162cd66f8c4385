from collections.abc import Iterable

import ifaddr
import pytest

from jabbertts_wyoming.common.network import reachable_addresses


def adapter(name: str, *ips: str) -> ifaddr.Adapter:
    entries = [
        ifaddr.IP((ip, 0, 0), 64, name) if ":" in ip else ifaddr.IP(ip, 24, name) for ip in ips
    ]
    return ifaddr.Adapter(name, name, entries)


LOOPBACK = adapter("lo", "127.0.0.1", "::1")


def found(host: str, *adapters: ifaddr.Adapter) -> tuple[str, ...]:
    def get_adapters() -> Iterable[ifaddr.Adapter]:
        return adapters

    return reachable_addresses(host, adapters=get_adapters)


def test_a_wildcard_stands_for_the_interfaces_of_its_family() -> None:
    adapters = (
        LOOPBACK,
        adapter("eth0", "192.168.1.7", "fe80::1", "fd00::7"),
        adapter("wlan0", "192.168.1.8", "2001:db8::8"),
    )
    assert found("0.0.0.0", *adapters) == ("192.168.1.7", "192.168.1.8")
    assert found("::", *adapters) == ("2001:db8::8", "fd00::7")


@pytest.mark.parametrize("name", ["docker0", "br-1f2e3d4c5b6a", "veth12", "virbr0", "hassio"])
def test_bridges_to_containers_do_not_count(name: str) -> None:
    assert found("0.0.0.0", adapter(name, "172.17.0.1"), adapter("br0", "10.0.0.2")) == (
        "10.0.0.2",
    )


def test_link_local_addresses_are_the_last_resort() -> None:
    link_local = adapter("eth0", "169.254.3.4", "fe80::1")
    assert found("0.0.0.0", link_local) == ("169.254.3.4",)
    assert found("0.0.0.0", link_local, adapter("eth1", "10.0.0.2")) == ("10.0.0.2",)
    assert found("::", link_local) == ()


def test_without_a_network_there_is_none() -> None:
    assert found("0.0.0.0", LOOPBACK) == ()
    assert found("::", LOOPBACK) == ()


def test_a_given_address_stands_for_itself() -> None:
    assert found("192.0.2.9") == ("192.0.2.9",)
    assert found("2001:db8::9") == ("2001:db8::9",)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_loopback_is_reached_by_nobody(host: str) -> None:
    assert found(host, adapter("eth0", "192.168.1.7")) == ()


def test_an_unknown_host_raises() -> None:
    with pytest.raises(OSError, match=r".+"):
        found("256.256.256.256.invalid.")


def test_the_real_interfaces_can_be_listed() -> None:
    assert all(not ip.startswith(("127.", "0.")) for ip in reachable_addresses("0.0.0.0"))
