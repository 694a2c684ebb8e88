"""Who is asking: the address of a client, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from guangsha.kit.networks import IPV6_PREFIX


def client_address(request: HttpRequest) -> str:
    """The client's address; X-Forwarded-For counts only as far as our own proxies wrote it, from the right."""
    direct: str = request.META.get("REMOTE_ADDR", "")
    proxies: int = settings.ENV.trusted_proxies
    if proxies == 0:
        return direct
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    return hops[-min(proxies, len(hops))] if hops else direct


def client_network(request: HttpRequest) -> str:
    """What limits count by: the IPv4 address, or the /64 of an IPv6 address."""
    text = client_address(request)
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((int(address), IPV6_PREFIX), strict=False))
