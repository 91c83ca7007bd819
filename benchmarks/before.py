"""How much processor time commands take, beside the same commands of another Goodwill, in one run.

    python benchmarks/before.py PATH/TO/OTHER/bin/goodwill [--clients 400] [--events 100000] [--rounds 5]

The other is an environment of its own in which an earlier commit is installed. It generates a ledger, which
this Goodwill can read too. Both answer the same questions about copies of it, in turn, first from its entries
and then from stored views. Seconds are those of the processor (user and system), the least of the rounds.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

CLIENT = "AZ-0001"
TODAY = "2026-06-30"
PAST = "2025-04-17"
START_UP: Mapping[str, Sequence[str]] = {
    "--help": ("--help",),
    "record --dry-run": (
        *["record", "invoice.issued", "--number", "B-1", "--amount", "10", "--currency", "AZN", "--dry-run"],
        CLIENT,
    ),
    "receivables CLIENT": ("receivables", CLIENT),
    "history CLIENT": ("history", CLIENT),
    "explain receivables": ("explain", "receivables", CLIENT),
}
VIEWS: Mapping[str, Sequence[str]] = {
    f"{view} of {who}, {when}": (view, *client, "--as-of", day, "--format", "csv")
    for when, day in (("today", TODAY), ("a past day", PAST))
    for view in ("receivables", "loyalty", "health")
    for who, client in (("everybody", ()), ("one client", (CLIENT,)))
}


def seconds(goodwill: str, ledger: Path, arguments: Sequence[str]) -> float:
    """Seconds of a processor that a command takes; its output is thrown away.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"GOODWILL_ACTOR": "bench"}
    command = [goodwill, "--ledger", str(ledger), *arguments]
    subprocess.run(command, check=True, capture_output=True, env=environment)  # noqa: S603 - our own program
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class Sides:
    """This Goodwill and the other one, each with its copy of the ledger."""

    def __init__(self, here: str, other: str, ledger: Path, rounds: int) -> None:
        self._sides = [(here, ledger), (other, ledger.with_name("other.db"))]
        self._rounds = rounds
        shutil.copyfile(*(place for _, place in self._sides))

    def compare(self, name: str, arguments: Sequence[str]) -> None:
        """Print a line for a command."""
        took: list[list[float]] = [[], []]
        for _ in range(self._rounds):
            for found, (goodwill, ledger) in zip(took, self._sides, strict=True):
                found.append(seconds(goodwill, ledger, arguments))
        ours, theirs = map(min, took)
        print(f"{name:<58} {ours:>7.2f} s {theirs:>7.2f} s {ours / theirs:>6.2f} x", flush=True)

    def compare_all(self, where: str, commands: Mapping[str, Sequence[str]]) -> None:
        """Print a line for each command."""
        for name, arguments in commands.items():
            self.compare(f"{name}{where}", arguments)


def options() -> argparse.Namespace:
    """What the user asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("other", help="the command of the other Goodwill")
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def main() -> None:
    """Print a line for each command: seconds here, seconds there, and the ratio."""
    wanted, here = options(), str(Path(sys.executable).with_name("goodwill"))
    with tempfile.TemporaryDirectory() as place:
        ledger = Path(place) / "ledger.db"
        sizes = ["--clients", str(wanted.clients), "--events", str(wanted.events), "--until", TODAY]
        command = [wanted.other, "--ledger", str(ledger), "demo", *sizes]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program
        sides = Sides(here, wanted.other, ledger, wanted.rounds)
        sides.compare_all("", START_UP)
        sides.compare_all(" from entries", VIEWS)
        sides.compare("replay", ("replay",))
        sides.compare_all(" from stored views", VIEWS)


if __name__ == "__main__":
    main()
