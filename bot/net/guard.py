"""
Which addresses may be dialled. PURE: the client asks this with the very address that it is about to connect to.

A name is not judged then: it may point anywhere, and elsewhere a second later. Only a proxy gets names, and looks them
up where we cannot see it, so it is not asked for those that stand for machines inside.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import unquote

from bot.reasons import Reason, because

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

WEB_PORTS = frozenset({80, 443})


class Closed(NamedTuple):
    """A part of the address space that no feed is fetched from, and the code of its name."""

    network: str
    name: str


# The registries of special addresses (RFC 6890 and its updates), by what a person would call them; the first match
# names it.
CLOSED = (
    Closed("127.0.0.0/8", "feed.this_computer"),
    Closed("::1/128", "feed.this_computer"),
    Closed("0.0.0.0/8", "feed.this_computer"),
    Closed("::/128", "feed.this_computer"),
    Closed("10.0.0.0/8", "feed.private"),
    Closed("172.16.0.0/12", "feed.private"),
    Closed("192.168.0.0/16", "feed.private"),
    Closed("fc00::/7", "feed.private"),
    Closed("fec0::/10", "feed.private"),  # site-local: given up, still routed in places
    Closed("169.254.0.0/16", "feed.link_local"),  # where clouds hand out credentials
    Closed("fe80::/10", "feed.link_local"),
    Closed("100.64.0.0/10", "feed.provider"),
    Closed("192.0.0.0/24", "feed.protocols"),
    Closed("192.0.2.0/24", "feed.examples"),
    Closed("198.51.100.0/24", "feed.examples"),
    Closed("203.0.113.0/24", "feed.examples"),
    Closed("2001:db8::/32", "feed.examples"),
    Closed("3fff::/20", "feed.examples"),
    Closed("192.31.196.0/24", "feed.protocols"),
    Closed("192.52.193.0/24", "feed.protocols"),
    Closed("192.88.99.0/24", "feed.protocols"),
    Closed("192.175.48.0/24", "feed.protocols"),
    Closed("198.18.0.0/15", "feed.measurements"),
    Closed("2001:2::/48", "feed.measurements"),
    Closed("224.0.0.0/4", "feed.multicast"),
    Closed("ff00::/8", "feed.multicast"),
    Closed("240.0.0.0/4", "feed.reserved"),  # broadcast included
    Closed("100::/64", "feed.reserved"),
)
# All of IPv6 that is given out for public use so far.
_PUBLIC_V6 = IPv6Network("2000::/3")
_CLOSED = [(ip_network(row.network), row.name) for row in CLOSED]

# Ways to write an IPv4 address inside an IPv6 one, with the bits to shift to reach it. What they carry is judged.
_CARRIERS = (
    (IPv6Network("::ffff:0:0/96"), 0),  # v4-mapped
    (IPv6Network("::ffff:0:0:0/96"), 0),  # v4-translated, RFC 2765
    (IPv6Network("::/96"), 0),  # v4-compatible, RFC 4291
    (IPv6Network("64:ff9b::/96"), 0),  # NAT64
    (IPv6Network("2002::/16"), 80),  # 6to4
)
# NAT64 with a local prefix and Teredo can hide an address in several places: closed as a whole.
_OPAQUE = (
    (IPv6Network("64:ff9b:1::/48"), "feed.nat"),
    (IPv6Network("2001::/23"), "feed.protocols"),
)


def _carried(address: IPv6Address) -> IPv4Address | None:
    for network, shift in _CARRIERS:
        if address in network and int(address) > 1:  # :: and ::1 carry nothing
            return IPv4Address((int(address) >> shift) & 0xFFFFFFFF)
    return None


def _closed(address: Address) -> str:
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return _closed(carried)
        for network, name in _OPAQUE:
            if address in network:
                return name
    for closed, name in _CLOSED:
        if address.version == closed.version and address in closed:
            return name
    if isinstance(address, IPv6Address) and address not in _PUBLIC_V6:
        return "feed.reserved"
    return ""


def refusal(address: str, port: int, allow: Sequence[Network] = (), ports: Collection[int] = ()) -> Reason | None:
    """
    Tell why a connection must not be made.

    Args:
        address: The numeric address about to be dialled, as the system gives it (a zone behind ``%`` is ignored).
        port: Its port.
        allow: Networks that the operator opened: address and port pass.
        ports: Ports beside 80 and 443 that the operator opened.
    Returns: None if the connection may be made.
    """
    try:
        where = ip_address(address.partition("%")[0])
    except ValueError:
        return because("feed.leads_nowhere")
    seen = (_carried(where) or where) if isinstance(where, IPv6Address) else where
    if any(seen.version == network.version and seen in network for network in allow):
        return None
    name = _closed(where)
    if name:
        return because("feed.leads_inside", place=because(name))
    if port not in WEB_PORTS and port not in ports:
        return because("feed.leads_to_port", port=port)
    return None


class Inside(NamedTuple):
    """Endings of names that stand for machines of an inner network, or of nobody; and who says so."""

    endings: str
    source: str


INSIDE = (
    Inside("localhost invalid test", "special use, RFC 6761; .example is left: it leads nowhere"),
    Inside("local", "names on the own link, RFC 6762"),
    Inside("intranet internal private corp home lan", "what inner networks use, RFC 6762 appendix G"),
    Inside("arpa", "home networks (RFC 8375), and what addresses are looked up by"),
    Inside("svc cluster pod kube kubernetes consul docker swarm nomad", "what runs in clusters"),
    Inside("localdomain localnet workgroup intra priv pvt dhcp", "defaults of systems"),
    Inside("router gateway modem wlan lokal heimnetz fritz.box speedport.ip belkin dlink", "defaults of routers"),
    Inside("ts.net", "machines of a private network over the internet"),
    Inside(
        "nip.io sslip.io xip.io localtest.me lvh.me vcap.me traefik.me", "public names that lead to inner addresses"
    ),
)
_ENDINGS = tuple(f".{ending}" for row in INSIDE for ending in row.endings.split())
# The services of clouds that hand out credentials, under whatever name: metadata.google.internal, metadata.goog,
# api.metadata.cloud.ibm.com, metadata.tencentyun.com
_METADATA = frozenset(("metadata", "instance-data", "imds"))
# The last part of a name that programs read as a number, and the whole then as an address: 127.1, 0x7f.1, 2130706433
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+")


def is_inside(name: str) -> bool:
    """
    Whether a host's name stands for a machine of an inner network, so that no proxy may be asked for it.

    Args:
        name: As an address has it, and in any spelling that a proxy might read in the same way.
    """
    spelt = unicodedata.normalize("NFKC", unquote(name)).lower()
    labels = re.sub("[\u3002\uff0e\uff61]", ".", spelt).strip(".").split(".")
    if len(labels) < 2 or _NUMBER.fullmatch(labels[-1]) or not _METADATA.isdisjoint(labels):
        return True
    return f".{'.'.join(labels)}".endswith(_ENDINGS)
