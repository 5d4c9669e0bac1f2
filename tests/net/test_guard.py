"""Which addresses may be dialled."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.net.guard import CLOSED, INSIDE, is_inside, refusal
from tests.worded import words


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("127.0.0.1", "this computer"),
        ("127.255.255.254", "this computer"),
        ("::1", "this computer"),
        ("0.0.0.0", "this computer"),  # noqa: S104 - nothing is bound
        ("::", "this computer"),
        ("10.0.0.1", "a private network"),
        ("172.31.255.255", "a private network"),
        ("192.168.1.1", "a private network"),
        ("fd00::1", "a private network"),
        ("169.254.169.254", "a link-local network"),
        ("fe80::1%eth0", "a link-local network"),
        ("100.64.0.1", "a provider's internal network"),
        ("224.0.0.1", "a multicast address"),
        ("ff02::1", "a multicast address"),
        ("255.255.255.255", "a reserved address"),
        ("4000::1", "a reserved address"),
        pytest.param("::ffff:127.0.0.1", "this computer", id="v4-mapped"),
        pytest.param("::ffff:0:10.0.0.1", "a private network", id="v4-translated"),
        pytest.param("::7f00:1", "this computer", id="v4-compatible"),
        pytest.param("64:ff9b::7f00:1", "this computer", id="nat64"),
        pytest.param("64:ff9b::a9fe:a9fe", "a link-local network", id="nat64-metadata"),
        pytest.param("64:ff9b:1::8.8.8.8", "a NAT64 network", id="nat64-local"),
        pytest.param("2002:c0a8:101::", "a private network", id="6to4"),
        pytest.param("2001:0:1::1", "a network reserved for protocols", id="teredo"),
        ("not an address", "something that is not an address"),
    ],
)
def test_closed(address: str, name: str) -> None:
    """Each closed part of the address space is refused, however it is written, and named."""
    assert words(refusal(address, 443)).startswith(f"it leads to {name}")


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"]
)
def test_open(address: str) -> None:
    """Public addresses pass, carried ones too."""
    assert refusal(address, 80) is refusal(address, 443) is None


def test_every_row_closes() -> None:
    """First and last address of each closed network are refused: a row that does nothing would be a mistake."""
    for row in CLOSED:
        network = ip_network(row.network)
        assert refusal(str(network[0]), 443)
        assert refusal(str(network[-1]), 443)


@given(st.one_of(st.integers(0, 2**32 - 1).map(IPv4Address), st.integers(0, 2**128 - 1).map(IPv6Address)))
def test_nothing_passes_that_python_calls_not_global(address: IPv4Address | IPv6Address) -> None:
    """The table is at least as strict as the standard library's."""
    assert address.is_global or refusal(str(address), 443)


def test_ports() -> None:
    """Only the ports of the web pass, and those that the operator opened."""
    why = "it leads to port 25, which is not open to feeds unless network.ports in config.toml names it"
    assert words(refusal("8.8.8.8", 25)) == why
    assert refusal("8.8.8.8", 8080, ports=[8080]) is None


def test_allowed_networks() -> None:
    """An opened network passes with all its ports, its neighbours do not, and the mapped spelling is the same place."""
    allow = [ip_network("127.0.0.1/32")]
    assert refusal("127.0.0.1", 9, allow) is refusal("::ffff:127.0.0.1", 9, allow) is None
    assert refusal("127.0.0.2", 80, allow)
    assert refusal("8.8.8.8", 25, allow)


INSIDE_NAMES = """
localhost a.localhost a.b.LOCALHOST. printer.local home.arpa nas.home.arpa 1.0.0.127.in-addr.arpa intranet wiki
wiki.intranet db.internal metadata.google.internal metadata.goog api.metadata.cloud.ibm.com metadata.tencentyun.com
instance-data instance-data.ec2.internal kubernetes.default.svc api.default.svc.cluster.local vault.consul
x.lan x.corp x.home x.private x.localdomain fritz.box x.test x.invalid 127.0.0.1.nip.io 10-0-0-1.sslip.io
127.1 0x7f.1 0177.0.0.1 2130706433 0x7f000001 127.0.0.1. 127.0x1 1.2.3.4.5 a.b.127
%6cocalhost l%6Fcalhost.  ｌｏｃａｌｈｏｓｔ db。internal db．internal １２７.1
""".split()


@pytest.mark.parametrize("name", INSIDE_NAMES)
def test_names_of_machines_inside(name: str) -> None:
    """No proxy is asked for what stands for a machine of an inner network, in whatever spelling."""
    assert is_inside(name)


@pytest.mark.parametrize(
    "name", ["a.example", "example.org", "local.example.org", "internal.org", "7-eleven.com", "x.ai"]
)
def test_names_of_the_web(name: str) -> None:
    """An inner word before a public ending makes no name an inner one."""
    assert not is_inside(name)


_LABEL = st.from_regex(r"\A[a-z]([a-z0-9-]{0,10}[a-z0-9])?\Z")


@given(
    st.lists(_LABEL, min_size=1, max_size=4), st.sampled_from([one for row in INSIDE for one in row.endings.split()])
)
def test_all_below_an_inner_ending(labels: list[str], ending: str) -> None:
    """However many labels stand before it, in any case and with the last dot."""
    name = ".".join([*labels, ending])
    assert all(map(is_inside, (name, name.upper(), f"{name}.")))
