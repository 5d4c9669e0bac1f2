"""Which certificates the way to Telegram trusts. Source: httpx, "SSL"."""

from functools import cache
from ssl import SSLContext

import httpx


@cache
def trusted() -> SSLContext:
    """
    As httpx trusts by itself, SSL_CERT_FILE and SSL_CERT_DIR included, but read once for all bots of the process.

    Each client of its own would read the file again, a tenth of a second of processor time, and every bot has two.
    """
    return httpx.create_ssl_context()
