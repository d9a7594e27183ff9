"""Wrong passwords, counted by the address that they come from: after five, each costs a longer pause than the last."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

FREE = 5  # people mistype
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
REMEMBERED_S = 3600.0
MOST_ADDRESSES = 4096  # some 300 bytes each


@dataclass
class _Guesser:
    wrong: int = 0
    until: float = 0.0
    last: bytes = b""
    at: float = 0.0


class Guesses:
    """Who guessed how often. Nothing waits here: during its pause an address is told how long, and is not listened to.

    A pause never grows beyond a minute and concerns one address alone, so that nobody is locked out for good by others.
    The same wrong password again, as an open page sends it with each of its requests, tells a guesser nothing, and
    counts once.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._salt = clock, secrets.token_bytes(16)
        self._known: OrderedDict[str, _Guesser] = OrderedDict()

    def pause_s(self, address: str) -> int:
        """Whole seconds that an address has yet to wait; 0 when it may ask."""
        known = self._known.get(_network(address))
        return max(0, math.ceil(known.until - self._clock())) if known else 0

    def note(self, address: str, given: str) -> None:
        """Count a wrong password."""
        now, network = self._clock(), _network(address)
        known = self._known.get(network)
        if known is None or now - known.at > REMEMBERED_S:
            known = _Guesser()
        self._known[network] = known
        self._known.move_to_end(network)
        while len(self._known) > MOST_ADDRESSES:
            self._known.popitem(last=False)
        mark = hashlib.blake2b(given.encode(errors="surrogatepass"), key=self._salt, digest_size=16).digest()
        if mark == known.last:
            return
        known.last, known.at, known.wrong = mark, now, known.wrong + 1
        if known.wrong >= FREE:
            known.until = now + min(FIRST_PAUSE_S * 2 ** (known.wrong - FREE), LONGEST_PAUSE_S)


def _network(address: str) -> str:
    """An IPv4 address, or the /64 network of an IPv6 one, which one house has whole."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else str(found)
