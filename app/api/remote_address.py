"""Where a request comes from, as far as limits need to know."""

from ipaddress import IPv6Address, IPv6Network, ip_address
from typing import Final

from starlette.types import Scope

UNKNOWN_NETWORK: Final = "unknown"
IPV6_PREFIX_BITS: Final = 64


def remote_network(scope: Scope) -> str:
    """The caller's IPv4 address, or the /64 of its IPv6 address, of which one household has 2⁶⁴; personal data.

    The address is the server's word: the peer's, or what a trusted proxy tells. Whatever is no address, such as the
    peer of a Unix socket, is one network.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return UNKNOWN_NETWORK
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), IPV6_PREFIX_BITS), strict=False))
