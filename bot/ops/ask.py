"""Asks a bot that shows how it is doing whether it is alive."""

import socket
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address

from bot.storage.heartbeat import NoSignOfLife

_SECONDS = 10.0
"""A loop that takes longer to answer hangs."""


def unusable(place: tuple[str, int]) -> str:
    """Why no bot could show itself at *place*, as ``web.listen`` has it; empty if one can, or does."""
    host, port = place
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            return ""
    except OSError as error:
        try:
            asked_alive(place)
        except NoSignOfLife:
            return error.strerror or type(error).__name__
        return ""


def asked_alive(place: tuple[str, int]) -> None:
    """
    Ask /health/live.

    Args:
        place: As ``web.listen`` has it.
    Raises: NoSignOfLife if nothing comes, or something else.
    """
    host, port = place
    if ip_address(host).is_unspecified:
        host = "::1" if ":" in host else "127.0.0.1"
    connection = HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/health/live")
        status = connection.getresponse().status
    except ConnectionRefusedError as error:
        raise NoSignOfLife(f"nobody listens on {host}:{port}, where web.listen has the bot: restart it") from error
    except (OSError, HTTPException) as error:
        raise NoSignOfLife(f"nobody answers on {host}:{port} within {_SECONDS:.0f} seconds: restart the bot") from error
    finally:
        connection.close()
    if status != 200:
        raise NoSignOfLife(f"{host}:{port} answers with status {status}: another program listens there")
