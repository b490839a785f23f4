"""Which addresses a connection may be opened to, checked at the socket.

Names, literals in any spelling, redirects and DNS answers that change between two questions all end in a
socket that is opened to one address, so that is where the check stands.
"""

import socket
from collections.abc import Callable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from tertib.errors import SettingWrong

PUBLIC_PORTS = frozenset({80, 443})
MAX_HOST_MAP = 100

# Hosts that are reached although they are inside: host -> (address, port). Nothing else is at that address.
HostMap = Mapping[str, tuple[str, int]]

SocketAddress = tuple[Any, ...]
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, SocketAddress]

# `is_global` alone lets these through on the Python versions we support; IANA special-purpose registries.
_REFUSED_4 = tuple(
    IPv4Network(each)
    for each in (
        "0.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "192.0.0.0/24",  # protocol assignments
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out for the public internet
_REFUSED_6 = tuple(
    IPv6Network(each)
    for each in (
        "2001::/23",  # protocol assignments, ORCHID, benchmarks; Teredo is unwrapped before
        "2001:db8::/32",  # documentation
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")
_ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")


class ForbiddenAddress(OSError):
    """Raised inside a connection attempt; leaves a Fetcher only as `PageError.FORBIDDEN_ADDRESS`."""

    marker = "forbidden address"

    def __init__(self, address: str, port: int) -> None:
        super().__init__(f"{self.marker}: {address} port {port}")


def is_public(address: str | IPv4Address | IPv6Address) -> bool:
    """Whether `address` is one of the public internet, wherever it hides another one.

    An IPv6 address that carries an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo, ISATAP) is as public as
    that one. Loopback, private, link-local (cloud metadata), shared, multicast, reserved, documentation and
    benchmark ranges are not public, nor is anything that is no address or has a zone.
    """
    try:
        ip = ip_address(address) if isinstance(address, str) else address
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not (
            ip.is_multicast or ip.is_reserved or any(ip in each for each in _REFUSED_4)
        )
    if ip.scope_id is not None:
        return False
    if (inner := _inner(ip)) is not None:
        return all(is_public(each) for each in inner)
    return (
        ip in _UNICAST
        and ip.is_global
        and not (
            ip.is_multicast or ip.is_reserved or ip.is_site_local or any(ip in each for each in _REFUSED_6)
        )
    )


def _inner(ip: IPv6Address) -> tuple[IPv4Address, ...] | None:
    """Return the IPv4 addresses that `ip` carries, or None."""
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    if ip.sixtofour is not None:
        return (ip.sixtofour,)
    if ip.teredo is not None:
        return ip.teredo
    if ip in _NAT64 or ip in _COMPATIBLE:
        return (IPv4Address(ip.packed[12:]),)
    if ip in _UNICAST and ip.packed[8:12] in _ISATAP:
        return (IPv4Address(ip.packed[12:]),)
    return None


def guarded_socket(*, ports: frozenset[int] = PUBLIC_PORTS) -> Callable[[AddressInfo], socket.socket]:
    """Return a socket factory that opens sockets to public addresses and `ports` alone."""

    def open_socket(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, where = info
        address, port = str(where[0]), int(where[1])
        if port not in ports or not is_public(address):
            raise ForbiddenAddress(address, port)
        return _open(family, kind, protocol)

    return open_socket


def mapped_socket(hosts: HostMap) -> Callable[[AddressInfo], socket.socket]:
    """Return a socket factory that opens sockets to the places of `hosts` alone."""
    places = {(str(ip_address(address)), port) for address, port in hosts.values()}

    def open_socket(info: AddressInfo) -> socket.socket:
        family, kind, protocol, _, where = info
        if (str(where[0]), int(where[1])) not in places:
            raise ForbiddenAddress(str(where[0]), int(where[1]))
        return _open(family, kind, protocol)

    return open_socket


def _open(family: int, kind: int, protocol: int) -> socket.socket:
    opened = socket.socket(family, kind, protocol)
    opened.setblocking(False)
    return opened


async def public_place(host: str, port: int, *, resolver: AbstractResolver, ports: frozenset[int]) -> str:
    """The first address of `host`, all of which must be public: for requests that a proxy makes in our place.

    Raises ForbiddenAddress, and OSError for a name that leads nowhere.
    """
    try:
        found = [str(ip_address(host.strip("[]")))]
    except ValueError:
        found = [each["host"] for each in await resolver.resolve(host, port, socket.AF_UNSPEC)]
    if not found:
        raise OSError(f"{host} has no address")
    for address in found:
        if port not in ports or not is_public(address):
            raise ForbiddenAddress(address, port)
    return found[0]


class MappedResolver(AbstractResolver):
    """Knows the hosts of a HostMap and no others. It never asks DNS."""

    def __init__(self, hosts: HostMap) -> None:
        self._hosts = hosts

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the one place of `host`; raises OSError for a host that is not in the map."""
        if host not in self._hosts:
            raise OSError(f"{host} is not a mapped host")
        address, mapped_port = self._hosts[host]
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=mapped_port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
        ]

    async def close(self) -> None:
        """Nothing is held open."""


def read_host_map(text: str) -> HostMap:
    """Read `lapakraya.localhost=127.0.0.1:8801,...`, the form of the setting TERTIB_SANDBOX_HOSTS.

    Only hosts under `.localhost` and loopback addresses are taken: a setting cannot open the way to anything
    else. Raises SettingWrong, naming the entry and the mend.

    >>> read_host_map("lapakraya.localhost=127.0.0.1:8801")
    {'lapakraya.localhost': ('127.0.0.1', 8801)}
    """
    hosts: dict[str, tuple[str, int]] = {}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        mend = f"{entry!r}: write it as lapakraya.localhost=127.0.0.1:8801"
        host, equals, place = entry.partition("=")
        address, colon, port = place.strip().rpartition(":")
        host, address = host.strip().lower(), address.strip("[]")
        if not (equals and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
            raise SettingWrong(mend)
        try:
            is_inside = ip_address(address).is_loopback
        except ValueError as error:
            raise SettingWrong(mend) from error
        if not host.endswith(".localhost"):
            raise SettingWrong(f"{entry!r}: only hosts under .localhost can be mapped")
        if not is_inside:
            raise SettingWrong(
                f"{entry!r}: {address} is no loopback address; mapped hosts live on this machine"
            )
        if host in hosts:
            raise SettingWrong(f"{entry!r}: {host} stands twice")
        hosts[host] = (address, int(port))
    if len(hosts) > MAX_HOST_MAP:
        raise SettingWrong(f"{len(hosts)} mapped hosts; at most {MAX_HOST_MAP} are taken")
    return hosts
