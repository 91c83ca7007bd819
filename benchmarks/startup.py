"""How long a person waits for ``goodwill --help``, against an empty program and the import of Click.

python benchmarks/startup.py
"""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter

RUNS = 15
PROGRAMS = {
    "python -c pass": "pass",
    "import click": "import click",
    "goodwill --help": "import sys; sys.argv[1:] = ['--help']; from cli import main; main()",
    "goodwill kinds": "import sys; sys.argv[1:] = ['kinds']; from cli import main; main()",
}


def fastest(code: str) -> float:
    """Seconds that the quickest of several runs takes."""
    took = []
    for _ in range(RUNS):
        began = perf_counter()
        subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own code
        took.append(perf_counter() - began)
    return min(took)


def main() -> None:
    """Print each program, and help against three empty programs beside the import of Click."""
    took = {name: fastest(code) for name, code in PROGRAMS.items()}
    for name, seconds in took.items():
        print(f"{name:<16} {seconds * 1000:>7.1f} ms {seconds / took['python -c pass']:>6.2f} x")
    empty = took["python -c pass"]
    bound = 3 * empty + took["import click"] - empty
    print(f"help takes {took['goodwill --help'] / bound:.2f} of three empty programs and Click's import")


if __name__ == "__main__":
    main()
