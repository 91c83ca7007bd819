"""How fast partitions become tables by one process, two, and a Ray cluster, and what a fault costs.

Makes a large ledger, exports it in partitions, and makes tables of them in turn: by one process, by two, by a
pool of which a worker is killed, by a driver that is killed and started again, and by a Ray cluster of two
nodes, of which one is then removed half way. Each has to give the same digests, and the first the same rows
as ``export tables`` of the ledger itself. Prints seconds, processor seconds, the speed-up, and the memory of
the largest process.

    python -m benchmarks.partitions --entries 2000000
    python -m benchmarks.partitions --entries 300000 --partitions 16 --only one two
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

import duckdb

from benchmarks.bulk import large
from ledger.garbage_collector import own_process
from ledger.store import open_database, partition_writing

RUNS = ("plain", "one", "two", "faults", "ray")

GOODWILL = str(Path(sys.executable).with_name("goodwill"))
_WAIT = 0.2  # seconds between two looks at a folder


def replay(entries: Path, rows: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start ``goodwill replay`` of partitions, into a folder."""
    command = [GOODWILL, "replay", "--from", str(entries), "--to", str(rows), *options]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command


def parts(rows: Path) -> list[Any]:
    """The digests of all that tasks made in a folder."""
    manifest = json.loads((rows / "manifest.json").read_text())
    return [*manifest["parts"], manifest["together"]]


def sums(folder: Path) -> dict[str, Any]:
    """For each table that a Data Package describes, the number of its rows and the sum of their hashes."""
    found = {}
    for one in json.loads((folder / "datapackage.json").read_text())["resources"]:
        paths = [one["path"]] if isinstance(one["path"], str) else one["path"]
        files = [str(folder / path) for path in paths]
        query = "SELECT count(*), sum(hash(t)::HUGEINT) FROM read_parquet(?, hive_partitioning = false) t"
        found[one["name"]] = duckdb.execute(query, [files]).fetchall()
    return found


def half_way(rows: Path, number: int) -> None:
    """Wait until so many parts are there."""
    while len([*rows.glob("[0-9]*")]) < number:
        sleep(_WAIT)


def timed(what: str, work: Callable[[], None], rows: Path, wanted: list[Any] | None, count: int) -> float:
    """Run a computation, check its digests, and print what it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = perf_counter()
    work()
    seconds = perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    same = "" if wanted is None else "the same bytes" if parts(rows) == wanted else "OTHER BYTES"
    print(
        f"{what:<42} {seconds:>8.1f} s {cpu:>8.1f} s cpu {count / seconds:>9,.0f} entries/s "
        f"{after.ru_maxrss // 1024:>5} MB  {same}",
        flush=True,
    )
    if same == "OTHER BYTES":
        raise SystemExit(1)
    return seconds


@contextmanager
def two_nodes() -> Iterator[Any]:
    """A Ray cluster of two nodes on this machine, which want a token."""
    os.environ |= {
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(16),
        "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # it listens on loopback
        "RAY_USAGE_STATS_ENABLED": "0",
    }
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - an extra, whose settings have to be there first

    node: dict[str, Any] = {"num_cpus": 1, "object_store_memory": 80 << 20, "include_dashboard": False}
    cluster = Cluster(initialize_head=True, head_node_args=node)
    try:
        yield cluster, cluster.add_node(num_cpus=1, object_store_memory=80 << 20)
    finally:
        cluster.shutdown()  # type: ignore[no-untyped-call]


def faults(entries: Path, folder: Path, wanted: list[Any], count: int) -> None:
    """Kill a worker, then a driver, which is started again."""
    some = len(wanted) // 2

    def worker_killed() -> None:
        process = replay(entries, folder / "killed", "--jobs", "2")
        half_way(folder / "killed", some)
        of = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for worker in of:
            os.kill(int(worker), signal.SIGKILL)
        process.wait()

    def driver_killed() -> None:
        process = replay(entries, folder / "resumed", "--jobs", "2")
        half_way(folder / "resumed", some)
        process.kill()
        process.wait()
        replay(entries, folder / "resumed", "--jobs", "2").wait()

    timed("two processes, the worker killed half way", worker_killed, folder / "killed", wanted, count)
    timed("the driver killed half way, started again", driver_killed, folder / "resumed", wanted, count)


def with_ray(entries: Path, folder: Path, wanted: list[Any], count: int) -> None:
    """Fold on two nodes, and then once more with one of them removed half way."""
    with two_nodes() as (cluster, second):
        options = ("--engine", "ray", "--address", cluster.address)

        def whole() -> None:
            replay(entries, folder / "ray", *options).wait()

        def removed() -> None:
            process = replay(entries, folder / "removed", *options)
            half_way(folder / "removed", len(wanted) // 2)
            cluster.remove_node(second, allow_graceful=False)
            process.wait()

        timed("a Ray cluster of two nodes", whole, folder / "ray", wanted, count)
        timed("of which one is removed half way", removed, folder / "removed", wanted, count)


def main() -> None:
    """Measure."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--entries", type=int, default=100_000)
    words.add_argument("--partitions", type=int)
    words.add_argument("--ledger", type=Path, help="a ledger that is there, in place of a generated one")
    words.add_argument("--only", nargs="*", choices=RUNS, default=RUNS, help="these runs, and the first")
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="gw", dir=os.environ.get("TMPDIR", "/tmp")))  # noqa: S108 - Ray wants it short
    try:
        place = asked.ledger or folder / "ledger.db"
        if not asked.ledger:
            large(place, asked.entries)
        entries = folder / "entries"
        began = perf_counter()
        with closing(open_database(str(place))) as database:
            manifest = partition_writing.export(database, entries, partitions=asked.partitions)
        count = manifest.entries
        size = sum(path.stat().st_size for path in entries.rglob("*") if path.is_file())
        print(
            f"export of {count:,} entries in {manifest.partitions} partitions: {perf_counter() - began:.1f} s, "
            f"{size / count:.0f} bytes an entry",
            flush=True,
        )

        def one() -> None:
            replay(entries, folder / "one").wait()

        def two() -> None:
            replay(entries, folder / "two", "--jobs", "2").wait()

        def plain() -> None:
            command = [GOODWILL, "--ledger", str(place), "export", "tables", str(folder / "plain")]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command

        first = timed("one process", one, folder / "one", None, count)
        wanted = parts(folder / "one")
        if "two" in asked.only:
            second = timed("two processes", two, folder / "two", wanted, count)
            print(f"speed-up of two: {first / second:.2f}", flush=True)
        if "faults" in asked.only:
            faults(entries, folder, wanted, count)
        if "ray" in asked.only:
            with_ray(entries, folder, wanted, count)
        if "plain" in asked.only:
            timed("export tables of the ledger", plain, folder / "plain", None, count)
            same = sums(folder / "plain") == sums(folder / "one")
            print("the same rows" if same else "OTHER ROWS", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    own_process()
    main()
