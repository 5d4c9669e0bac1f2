"""The network, behind the ports."""
