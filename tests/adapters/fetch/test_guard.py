import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from tertib.adapters.fetch.client import Fetcher, FetchLimits
from tertib.adapters.fetch.guard import (
    ForbiddenAddress,
    guarded_socket,
    is_public,
    mapped_socket,
    read_host_map,
)
from tertib.core.verification import Page, PageError
from tertib.errors import SettingWrong
from tests.adapters.fetch.places import Names, Site, listening

INSIDE_TEXT = """
127.0.0.1 127.1.2.3 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.1.1
169.254.169.254 169.254.0.1 100.64.0.1 100.127.255.254 192.0.0.1 192.0.0.9 192.0.0.170 192.0.2.1 198.51.100.7
203.0.113.9 192.88.99.1 192.31.196.1 192.52.193.1 192.175.48.1 198.18.0.1 198.19.255.255 224.0.0.1
239.255.255.250 240.0.0.1 255.255.255.255
:: ::1 ::2 ::127.0.0.1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1:: 2002:a9fe:a9fe:: 2002:a00:1::1
2001:0:7f00:1::1 2001:0:4136:e378:8000:63bf:80ff:fffe
2001:0:4136:e378:8000:63bf:f5ff:fffe 2001:2::1 2001:10::1
2001:20::1 2001:db8::1 3fff::1 3ffe::1%eth0 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
100::1 5f00::1 4000::1 2620:4f:8000::1 2a00:1450::5efe:7f00:1 2a00:1450::200:5efe:a00:1 localhost
1.2.3 127.1 0x7f000001 2130706433
"""
INSIDE = INSIDE_TEXT.split()

OUTSIDE_TEXT = """
8.8.8.8 1.1.1.1 93.184.216.34 172.15.0.1 172.32.0.1 192.0.1.1 100.63.255.255 100.128.0.1 223.255.255.254
198.17.255.255 2606:4700:4700::1111 2a00:1450:4001:80b::200e ::ffff:8.8.8.8 64:ff9b::8.8.8.8 2002:808:808::1
2400:cb00::1
"""
OUTSIDE = OUTSIDE_TEXT.split()


@pytest.mark.parametrize("address", INSIDE)
def test_no_inner_address_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_a_carried_address_is_as_public_as_the_one_that_it_carries(ip: IPv4Address) -> None:
    number = int(ip)
    carriers = [
        IPv6Address((0xFFFF << 32) | number),
        IPv6Address((0x64FF9B << 96) | number),
        IPv6Address((0x2002 << 112) | (number << 80) | 1),
    ]
    assert {is_public(each) for each in carriers} == {is_public(ip)}


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_inner(ip: IPv4Address | IPv6Address) -> None:
    if ip.is_loopback or ip.is_private or ip.is_link_local or ip.is_multicast or ip.is_unspecified:
        carried = isinstance(ip, IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo)
        assert carried or not is_public(ip)


# Each is tried against a listener on every local address, with its port taken for a public one.
SPELLINGS_TEXT = """
http://127.0.0.1:{p}/ http://127.0.0.2:{p}/ http://0.0.0.0:{p}/ http://localhost:{p}/ http://LOCALHOST:{p}/
http://localhost.:{p}/ http://x.localhost:{p}/ http://lapakraya.localhost.:{p}/ http://ip6-localhost:{p}/
http://[::1]:{p}/ http://[::]:{p}/ http://[0:0:0:0:0:0:0:1]:{p}/ http://[::ffff:127.0.0.1]:{p}/
http://[::ffff:7f00:1]:{p}/ http://[::127.0.0.1]:{p}/ http://[64:ff9b::7f00:1]:{p}/ http://[2002:7f00:1::]:{p}/
http://[fe80::1]:{p}/ http://[fe80::1%25lo]:{p}/ http://[::1%25lo]:{p}/
http://127.1:{p}/ http://127.0.1:{p}/ http://2130706433:{p}/ http://0x7f000001:{p}/ http://0x7f.1:{p}/
http://0x7f.0x0.0x0.0x1:{p}/ http://0177.0.0.1:{p}/ http://017700000001:{p}/ http://0177.0x0.0.1:{p}/
http://127.000.000.001:{p}/ http://127.0.0.1.:{p}/ http://0:{p}/ http://00:{p}/ http://0x0:{p}/
http://①②⑦.⓪.⓪.①:{p}/ http://１２７.０.０.１:{p}/ http://127。0。0。1:{p}/ http://127．0．0．1:{p}/
http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{p}/ http://%31%32%37.0.0.1:{p}/ http://127.0.0.1%00:{p}/ http://127.0.0.1%2f:{p}/
http://user@127.0.0.1:{p}/ http://user:word@127.0.0.1:{p}/ http://shop.example@127.0.0.1:{p}/
http://shop.example%40127.0.0.1:{p}/ http://127.0.0.1:{p}#@shop.example/ http://127.0.0.1:{p}\\@shop.example/
http:\\\\127.0.0.1:{p}/ http:///127.0.0.1:{p}/ http:127.0.0.1:{p}/ //127.0.0.1:{p}/ 127.0.0.1:{p}
https://127.0.0.1:{p}/ https://localhost:{p}/ https://[::1]:{p}/
ftp://127.0.0.1:{p}/ file:///etc/passwd gopher://127.0.0.1:{p}/_x ws://127.0.0.1:{p}/ data:text/html,x
javascript:1 unix:///var/run/x.sock dict://127.0.0.1:{p}/ HTTP://127.0.0.1:{p}/
http://inside.example:{p}/ http://inside6.example:{p}/ http://mapped.example:{p}/ http://nat64.example:{p}/
http://meta.example:{p}/ http://all.example:{p}/ http://both.example:{p}/
"""
SPELLINGS = SPELLINGS_TEXT.split()

NAMES = {
    "localhost": [["127.0.0.1", "::1"]],
    "localhost.": [["127.0.0.1"]],
    "x.localhost": [["127.0.0.1"]],
    "lapakraya.localhost.": [["127.0.0.1"]],
    "ip6-localhost": [["::1"]],
    "inside.example": [["127.0.0.1"]],
    "inside6.example": [["::1"]],
    "mapped.example": [["::ffff:127.0.0.1"]],
    "nat64.example": [["64:ff9b::7f00:1"]],
    "meta.example": [["169.254.169.254"]],
    "all.example": [["0.0.0.0"]],
    "both.example": [["127.0.0.1", "::1", "10.0.0.1", "::"]],
}


def test_the_table_of_spellings_is_long() -> None:
    assert len(set(SPELLINGS)) >= 60


def test_no_spelling_of_an_inner_address_opens_a_connection() -> None:
    async def fetch_all(port: int) -> dict[str, Page]:
        ports = frozenset({80, 443, port})
        limits = FetchLimits(total_seconds=5, connect_seconds=2)
        async with Fetcher(
            contact="ops@tertib.example", ports=ports, resolver=Names(NAMES), limits=limits
        ) as fetcher:
            return {each: await fetcher.fetch(each.replace("{p}", str(port))) for each in SPELLINGS}

    with listening() as listener:
        pages = asyncio.run(fetch_all(listener.port))
        assert listener.settled() == 0
    allowed = {PageError.FORBIDDEN_ADDRESS, PageError.BAD_URL, PageError.DNS}
    assert {each: page.error for each, page in pages.items() if page.error not in allowed} == {}


def test_the_same_spellings_do_connect_without_the_guard() -> None:
    """The listener is no dummy: an unguarded connection to it is counted."""
    with listening() as listener:
        socket.create_connection(("127.0.0.1", listener.port), timeout=5).close()
        with pytest.raises(ForbiddenAddress):
            guarded_socket(ports=frozenset({listener.port}))(
                (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", listener.port))
            )
        assert listener.settled() == 1


def test_a_name_that_turns_inward_between_two_questions_is_refused() -> None:
    async def fetch_twice(port: int) -> list[Page]:
        names = Names({"turns.example": [["198.18.0.1"], ["127.0.0.1"]]})
        async with Fetcher(contact="ops@tertib.example", ports=frozenset({port}), resolver=names) as fetcher:
            return [await fetcher.fetch(f"http://turns.example:{port}/") for _ in range(3)]

    with listening() as listener:
        pages = asyncio.run(fetch_twice(listener.port))
        assert listener.settled() == 0
    assert {page.error for page in pages} == {PageError.FORBIDDEN_ADDRESS}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["http://127.0.0.1:{p}/", "http://inside.example:{p}/", "//[::1]:{p}/x"])
def test_no_redirect_leads_inside(status: int, target: str) -> None:
    async def fetch_one(port: int) -> Page:
        async def lead_in(request: web.Request) -> web.StreamResponse:
            step = int(request.path.rsplit("/", 1)[-1])
            to = f"/{step - 1}" if step else target.replace("{p}", str(port))
            return web.Response(status=status, headers={"Location": to})

        async with (
            Site(lead_in) as site,
            Fetcher(
                contact="ops@tertib.example",
                hosts=site.hosts("lapakraya.localhost"),
                ports=frozenset({80, 443, port}),
                resolver=Names(NAMES),
            ) as fetcher,
        ):
            return await fetcher.fetch("http://lapakraya.localhost/3")

    with listening() as listener:
        page = asyncio.run(fetch_one(listener.port))
        assert listener.settled() == 0
    assert page.error is PageError.FORBIDDEN_ADDRESS
    assert len(page.redirects) == 4


async def _answer(request: web.Request) -> web.StreamResponse:
    return web.Response(text=f"here is {request.host}")


def test_a_mapped_host_is_reached_at_its_place_with_and_without_the_port() -> None:
    async def fetch_both() -> list[Page]:
        async with (
            Site(_answer) as site,
            Fetcher(contact="ops@tertib.example", hosts=site.hosts("pasarkita.localhost")) as fetcher,
        ):
            urls = ("http://pasarkita.localhost/a", f"http://pasarkita.localhost:{site.port}/a")
            return [await fetcher.fetch(url) for url in urls]

    plain, with_port = asyncio.run(fetch_both())
    assert plain.body == "here is pasarkita.localhost"
    assert with_port.body.startswith("here is pasarkita.localhost:")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{p}/",
        "http://localhost:{p}/",
        "http://evil.example:{p}/",  # a public name that points at the very place
        "http://evil.example/",
        "http://niagaid.localhost:{p}/",  # like a mapped one, but not in the map
        "http://pasarkita.localhost.:{p}/",
        "http://a.pasarkita.localhost:{p}/",
        "http://pasarkita.localhost:81/",
        "https://pasarkita.localhost/",
        "https://pasarkita.localhost:{p}/",
        "http://[::ffff:127.0.0.1]:{p}/",
    ],
)
def test_a_mapped_place_is_reached_through_its_own_host_alone(url: str) -> None:
    async def fetch_one() -> tuple[Page, int]:
        names = Names({"evil.example": [["127.0.0.1"]], "localhost": [["127.0.0.1"]]})
        async with Site(_answer) as site:
            ports = frozenset({80, 443, site.port})
            async with Fetcher(
                contact="ops@tertib.example",
                hosts=site.hosts("pasarkita.localhost"),
                ports=ports,
                resolver=names,
            ) as fetcher:
                page = await fetcher.fetch(url.replace("{p}", str(site.port)))
            return page, len(site.arrivals)

    page, arrivals = asyncio.run(fetch_one())
    assert arrivals == 0
    assert page.error in {PageError.FORBIDDEN_ADDRESS, PageError.DNS}


def test_a_mapped_socket_opens_to_no_other_port() -> None:
    factory = mapped_socket({"pasarkita.localhost": ("127.0.0.1", 8801)})
    factory((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 8801))).close()
    with pytest.raises(ForbiddenAddress):
        factory((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 5432)))


@pytest.mark.parametrize("port", [22, 25, 5432, 6379, 8080])
def test_only_the_ports_of_the_web_are_reached(port: int) -> None:
    with pytest.raises(ForbiddenAddress):
        guarded_socket()((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.216.34", port)))


def test_a_host_map_is_read_from_its_setting() -> None:
    text = " LapakRaya.localhost=127.0.0.1:8801, niagaid.localhost=[::1]:8802,"
    assert read_host_map(text) == {
        "lapakraya.localhost": ("127.0.0.1", 8801),
        "niagaid.localhost": ("::1", 8802),
    }


@pytest.mark.parametrize(
    "text",
    [
        "lapakraya.localhost",
        "lapakraya.localhost=127.0.0.1",
        "lapakraya.localhost=127.0.0.1:0",
        "lapakraya.localhost=127.0.0.1:70000",
        "lapakraya.localhost=127.0.0.1:http",
        "lapakraya.localhost=10.0.0.1:80",  # inside, but not this machine
        "lapakraya.localhost=db:5432",
        "shopee.co.id=127.0.0.1:80",  # a real platform must not be answered from here
        "a.localhost=127.0.0.1:1,a.localhost=127.0.0.1:2",
    ],
)
def test_a_wrong_host_map_is_refused_with_its_entry(text: str) -> None:
    with pytest.raises(SettingWrong, match=r"localhost|shopee"):
        read_host_map(text)
