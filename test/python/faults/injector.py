"""The kinds of faults, and how one is made to happen."""

from __future__ import annotations

import ctypes
import os
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from lakebolt import _lakebolt

LIBRARY = Path(_lakebolt.__file__).parents[2] / "lakebolt_failing_new.so"
"""Replaces operator new; built beside the package, and loaded only with LD_PRELOAD."""

SITES = {
    "new": 6000,
    "allocate": 200,
    "reserve": 60,
    "open": 8,
    "read": 30,
    "write": 12,
    "sync": 1,
    "rename": 1,
    "thread": 3,
}
"""The kinds of faults, and up to which operation of a statement they are tried."""

VARIANTS = {
    "open": ["EIO", "EMFILE", "EACCES"],
    "read": ["EIO", "EIO", "short", "EINTR", "1ms"],
    "write": ["ENOSPC", "EIO", "EDQUOT", "short", "EINTR"],
    "sync": ["EIO", "ENOSPC", "EINTR"],
    "rename": ["EIO", "EACCES"],
}

CODES = {"53200", "53100", "58030"}
"""What a statement may end with that met a fault: out of memory, out of disk, an I/O error."""


def run_again_with_library() -> None:
    """Starts this program again with operator new replaced, where the library was built."""
    if LIBRARY.exists() and os.environ.get("LD_PRELOAD") != str(LIBRARY):
        os.environ["LD_PRELOAD"] = str(LIBRARY)
        os.execv(sys.executable, sys.orig_argv)


def _failing_new() -> ctypes.CDLL | None:
    if os.environ.get("LD_PRELOAD") != str(LIBRARY):
        return None
    library = ctypes.CDLL(str(LIBRARY))
    library.failing_new_arm.argtypes = [ctypes.c_int64, ctypes.c_int64]
    for name in ("failing_new_failed", "failing_new_calls", "failing_new_live_bytes"):
        getattr(library, name).restype = ctypes.c_int64
    # nanobind ends the process where it gets no memory.
    library.failing_new_spare(b"/_lakebolt.")
    return library


_NEW = _failing_new()


def sites() -> list[str]:
    """Lists the kinds of faults that can be made to happen in this process."""
    return [site for site in SITES if site != "new" or _NEW is not None]


def live_bytes() -> int:
    """Returns the bytes that operator new has given and not got back; 0 where nobody counts."""
    return _NEW.failing_new_live_bytes() if _NEW is not None else 0


@dataclass(frozen=True)
class Fault:
    """Is one fault: the `number`th operation of a kind fails, or it and some after it."""

    site: str
    plan: str
    number: int
    count: int = 1

    @staticmethod
    def choose(chance: random.Random, among: list[str]) -> Fault:
        """Picks a fault; early operations are likelier than late ones."""
        site = chance.choice(among)
        number = int(SITES[site] ** chance.random())
        if site == "new":
            count = chance.choice([1, 1, 1, 2, 5])
            return Fault(site, f"new:{number}*{count}", number, count)
        onward = "+" if chance.random() < 0.2 and site not in ("thread",) else ""
        variant = chance.choice(VARIANTS.get(site, [""]))
        if variant in ("short", "EINTR"):
            plan = f"{site}:/{1 + number % 5 + (variant == 'EINTR')}:{variant}"
        elif variant == "1ms":
            plan = f"{site}:{number}:1ms"
        else:
            plan = f"{site}:{number}{onward}" + (f":{variant}" if variant else "")
        return Fault(site, plan, number)

    def arm(self) -> None:
        """Has the fault happen from now on."""
        if self.site == "new":
            _NEW.failing_new_arm(self.number, self.count)
        else:
            _lakebolt.arm_faults(self.plan)

    def disarm(self) -> bool:
        """Ends the fault; tells whether it happened."""
        if self.site == "new":
            _NEW.failing_new_disarm()
            return _NEW.failing_new_failed() > 0
        _lakebolt.disarm_faults()
        return _lakebolt.faults_injected() > 0
