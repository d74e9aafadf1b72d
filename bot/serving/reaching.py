"""Reaching an address, as doctors do it: one session, and in plain words why nobody answers."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp

from bot.serving.checkup import Finding, error, ok, warning

PATIENCE = 10  # seconds for one answer
#: What may go wrong on the way; `ValueError` is an address that makes no sense.
FAILURES = (aiohttp.ClientError, TimeoutError, OSError, ValueError)

_SKEW_OF_NOTE = 60.0  # seconds


class UnreachedError(Exception):
    """Nobody answered as they should; the finding says why."""

    def __init__(self, finding: Finding) -> None:
        self.finding = finding
        super().__init__(finding.what)


def session(*, by_proxies: bool) -> aiohttp.ClientSession:
    """A session that waits for an answer as long as it is worth.

    It goes by the machine's proxies where the bot itself does.
    """
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    return aiohttp.ClientSession(timeout=timeout, trust_env=by_proxies)


def unreached(address: str, problem: Exception) -> Finding:
    """Why nobody answers at an address; the order matters, for the errors are kinds of others."""
    host = urlsplit(address).hostname or address
    match problem:
        case aiohttp.ClientConnectorDNSError():
            why, fix = f"there is no address for {host}", "check the name, and the machine's DNS"
        case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
            why, fix = "the proxy does not let us through", "check HTTPS_PROXY and HTTP_PROXY"
        case aiohttp.ClientSSLError():
            why = "its certificate is not trusted, or it speaks no TLS"
            fix = "check the certificate, http against https, and what listens in between"
        case TimeoutError():
            why, fix = f"no answer within {PATIENCE} seconds", "check firewall and proxy"
        case aiohttp.ClientConnectorError():
            refused = isinstance(problem.os_error, ConnectionRefusedError)
            why = "the connection is refused" if refused else "there is no way to it"
            fix = "check the port, the firewall and the proxy"
        case _:
            why, fix = f"the connection breaks ({type(problem).__name__})", "try again"
    return error(f"{address} cannot be reached: {why}", fix)


def clock(
    platform: str, headers: Mapping[str, str], harm: str, wrong_from: float = math.inf
) -> Finding:
    """How far our clock is from a platform's, by the `date` of an answer.

    `harm` says what a wrong clock does; from `wrong_from` seconds on it is an error.
    """
    try:
        skew = time.time() - parsedate_to_datetime(headers.get("date", "")).timestamp()
    except (TypeError, ValueError):
        return ok(f"{platform}'s answer has no date, so the clocks were not compared")
    if abs(skew) < _SKEW_OF_NOTE:
        return ok(f"the clock agrees with {platform}'s")
    level = error if abs(skew) >= wrong_from else warning
    return level(
        f"the clock is {abs(skew):.0f} seconds {'ahead of' if skew > 0 else 'behind'} "
        f"{platform}'s; {harm}",
        "let the machine set its clock by the network: timedatectl set-ntp true",
    )
