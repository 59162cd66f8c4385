"""Which of this machine's addresses others can use to reach a server that listens on a host."""

import ipaddress
import re
import socket
from collections.abc import Callable, Iterable

import ifaddr

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

WILDCARDS = ("0.0.0.0", "::")

# Bridges to containers and virtual machines: their addresses mean nothing to other machines, and
# a client that picks one of them from the list cannot connect.
_VIRTUAL = re.compile(r"(docker|br-[0-9a-f]|veth|virbr|vnet|lxc|lxd|cni|flannel|podman|hassio)")


def reachable_addresses(
    host: str,
    *,
    adapters: Callable[[], Iterable[ifaddr.Adapter]] = ifaddr.get_adapters,
) -> tuple[str, ...]:
    """Return the addresses under which other machines reach a server bound to `host`.

    For "0.0.0.0" those are the IPv4 addresses of all interfaces, for "::" the IPv6 ones (asyncio
    binds each to its own family only); else the addresses of `host` itself. Never loopback,
    unspecified or multicast ones; IPv4 link-local ones only where there is nothing else, IPv6
    link-local ones not at all (they need a scope). Empty if nobody can reach it.

    May block (name resolution). Raises `OSError` if `host` is unknown.
    """
    found = _interfaces(host, adapters()) if host in WILDCARDS else _resolve(host)
    usable = sorted({ip for ip in found if _is_usable(ip)}, key=lambda ip: (ip.version, ip))
    routable = [ip for ip in usable if not ip.is_link_local]
    fallback = [ip for ip in usable if ip.version == 4]
    return tuple(str(ip) for ip in routable or fallback)


def _is_usable(ip: IPAddress) -> bool:
    return not (ip.is_loopback or ip.is_unspecified or ip.is_multicast)


def _interfaces(host: str, adapters: Iterable[ifaddr.Adapter]) -> Iterable[IPAddress]:
    for adapter in adapters:
        if _VIRTUAL.match(adapter.name):
            continue
        for entry in adapter.ips:
            if isinstance(entry.ip, str) and host == "0.0.0.0":
                yield ipaddress.IPv4Address(entry.ip)
            elif isinstance(entry.ip, tuple) and host == "::":
                yield ipaddress.IPv6Address(entry.ip[0])


def _resolve(host: str) -> Iterable[IPAddress]:
    for *_, address in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
        yield ipaddress.ip_address(str(address[0]).partition("%")[0])
