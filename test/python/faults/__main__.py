"""Runs the SQL corpus under faults: `python -m faults --rounds 10`."""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import injector

injector.run_again_with_library()

import engine  # noqa: E402
from sqllogic import parser  # noqa: E402
from sqllogic.script import Script, Skipped  # noqa: E402

from . import files as file_faults  # noqa: E402
from . import leaks, spilling  # noqa: E402
from .database import FaultyDatabase, Tally  # noqa: E402

CORPUS = Path(__file__).resolve().parents[2] / "sql"
LONGEST = 30
"""Seconds after which a statement counts as stuck."""


def options() -> argparse.Namespace:
    """Reads the command line."""
    reader = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    reader.add_argument("paths", nargs="*", type=Path, default=[CORPUS], help="files and folders")
    reader.add_argument("--rounds", type=int, default=1, help="how often each file is run")
    reader.add_argument("--seconds", type=float, default=float("inf"), help="stop after so long")
    reader.add_argument("--seed", type=int, default=0)
    reader.add_argument("--sample", type=float, default=1, help="share of the files to run")
    reader.add_argument("--sites", default=",".join(injector.sites()), help="kinds of faults")
    reader.add_argument("--set", action="append", default=[], help="a SET statement for all")
    reader.add_argument("--files", type=int, default=0, help="faults of reading and writing files")
    reader.add_argument("--spilling", type=int, default=0, help="faults of queries that spill")
    reader.add_argument(
        "--leaks",
        type=int,
        default=0,
        metavar="STEP",
        help="fail each STEPth allocation of a few queries and look for leaks",
    )
    reader.add_argument("--keep-going", action="store_true", help="report all that goes wrong")
    return reader.parse_args()


def journal_of(file: Path) -> Callable[[str], None]:
    """Returns a function that writes down what is about to happen, in case it is the last."""
    path = Path(os.environ.get("LAKEBOLT_FAULT_JOURNAL", os.devnull))

    def write(text: str) -> None:
        faulthandler.dump_traceback_later(LONGEST, exit=True)
        path.write_text(f"{file}\n{text}\n")

    return write


def run_file(file: Path, chance: random.Random, args: argparse.Namespace, tally: Tally) -> None:
    """Runs one file; throws what is wrong."""
    sites = args.sites.split(",")
    journal = journal_of(file)

    def connect() -> FaultyDatabase:
        return FaultyDatabase(engine.connect(args.set), chance, sites, tally, journal)

    with tempfile.TemporaryDirectory() as scratch:
        script = Script(connect, engine.Error, engine.NAME, Path(scratch))
        try:
            script.run(parser.parse_file(file))
        except Skipped:
            pass


def run_corpus(args: argparse.Namespace, tally: Tally) -> int:
    """Runs the files in all rounds; returns how many runs went wrong."""
    files = [
        file
        for root in args.paths
        for file in ([root] if root.is_file() else sorted(root.rglob("*.test")))
    ]
    end = time.monotonic() + args.seconds
    wrong = 0
    for round_number in range(args.rounds):
        for file in files:
            # Each file has its own chances, so that one can be run again alone.
            chance = random.Random(f"{args.seed}/{round_number}/{file.name}")
            if chance.random() >= args.sample or time.monotonic() > end:
                continue
            try:
                run_file(file, chance, args, tally)
            except AssertionError as error:
                wrong += 1
                print(f"round {round_number} of seed {args.seed}: {error}\n", flush=True)
                if not args.keep_going:
                    return wrong
    return wrong


def main() -> int:
    """Runs what the command line asks for; 0 when all went well."""
    faulthandler.enable()
    args = options()
    began = time.monotonic()
    tally = Tally()
    wrong = run_corpus(args, tally)
    if args.files:
        chance = random.Random(args.seed)
        journal = journal_of(Path("files.py"))
        with tempfile.TemporaryDirectory() as folder:
            sites = args.sites.split(",")
            file_faults.run(chance, sites, tally, journal, args.files, Path(folder))
    if args.spilling:
        chance = random.Random(args.seed)
        journal = journal_of(Path("spilling.py"))
        spilling.run(chance, args.sites.split(","), tally, journal, args.spilling)
    faulthandler.cancel_dump_traceback_later()
    if args.leaks and "new" in injector.sites():
        print(f"{leaks.run(args.leaks)} faults without a leak")
    print("\n".join(tally.lines()))
    print(f"{wrong} went wrong, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


sys.exit(main())
