"""How clients are told apart by their address."""

IPV6_PREFIX = 64
"""One household or server gets a whole /64: its addresses count as one."""
