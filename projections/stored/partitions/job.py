"""A computation over partitions of entries: a task for each, which leaves a folder with what it made.

    DIR/manifest.json       of what it is made; and, when all is there, the digest of every file
    DIR/0000/, 0001/, ...   what was made of a partition; a folder appears when it is complete
        part.json           its digests
    DIR/together/           what is made of all partitions, where there is such a thing

A task that is done has its folder, so a computation that was ended goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from ledger.errors import Unreadable
from ledger.store import partitions
from ledger.store.partitions import Partitions, digest_of
from ledger.store.placing import PlaceTaken, appearing, as_document, replaced
from projections.stored.executors import Executor

MANIFEST: Final = "manifest.json"
_PART: Final = "part.json"
_TOGETHER: Final = "together"

Progress = Callable[[int, int, int], None]
"""Called with the number of partitions done, the number of all, and the number of entries read."""


class TaskResult(msgspec.Struct, frozen=True):
    """What a task made.

    Attributes:
        clients, entries: how many it is made of.
        sha256: the digest of each file by its path, in hexadecimal.
    """

    clients: int
    entries: int
    sha256: dict[str, str]


class Plan(msgspec.Struct, frozen=True):
    """Of what a computation is made.

    Attributes:
        what: the name of the format.
        versions: of the views and their tables.
        ledger: the id of the ledger.
        entries: how many there are, which is the last position.
        root: of the seal at the last of them, in hexadecimal; empty for a ledger without a seal.
        as_of: the day.
        months: whether there are rows of month-ends.
        partitions: their number.
        parts: what was made of each; empty until all is there.
        together: what was made of all.
    """

    what: str
    versions: str
    ledger: str
    entries: int
    root: str
    as_of: date
    months: bool
    partitions: int
    parts: list[TaskResult] = []
    together: TaskResult | None = None


class Task(NamedTuple):
    """A partition, or all of them together.

    Attributes:
        entries: the folder of exported entries.
        made: the folder of what is made of them.
        partition: its number; None: all together.
    """

    entries: str
    made: str
    partition: int | None

    @property
    def place(self) -> Path:
        """The folder that the task leaves."""
        return place_of(Path(self.made), self.partition)

    def result(self) -> TaskResult | None:
        """What the task made; None if nothing is there yet."""
        try:
            return msgspec.json.decode((self.place / _PART).read_bytes(), type=TaskResult)
        except FileNotFoundError:
            return None


class Work(NamedTuple):
    """What a task has to do.

    Attributes:
        place: a new folder for the files.
        exported: the entries, as far as the plan goes.
    """

    task: Task
    plan: Plan
    exported: Partitions
    place: Path


def place_of(folder: Path, partition: int | None) -> Path:
    """The folder of what is made of a partition, or of all together."""
    return folder / (_TOGETHER if partition is None else f"{partition:04}")


def begin(folder: Path, plan: Plan, *, keep_day: bool) -> Plan:
    """Write a plan into a new folder, or go on with the one of a folder.

    Args:
        folder: the folder.
        plan: what is wanted.
        keep_day: whether to go on with what was begun for another day.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: what is there is made of something else.
        OSError: it cannot be written.
    """
    if folder.exists():
        before = _plan_there(folder, plan.what)
        same = msgspec.structs.replace(plan, as_of=before.as_of)
        if msgspec.structs.replace(before, parts=[], together=None) != same:
            raise Unreadable(
                f"what is in {folder} is made of other entries, or by another version of Goodwill",
                "name another folder",
            )
        if same != plan and not keep_day:
            raise Unreadable(
                f"what is in {folder} is as of {before.as_of}", "give that day, or name another folder"
            )
        return before
    folder.mkdir(mode=0o700)
    _write(folder / MANIFEST, plan)
    return plan


def run(
    entries: Path, folder: Path, work: Callable[[Task], TaskResult], executor: Executor, progress: Progress
) -> list[TaskResult]:
    """Run the task of every partition of a folder, but for those that are done; gives what each made.

    The largest come first, so that all processes are done at about the same time.

    Raises:
        Unreadable: the entries are not what was exported.
        Deserted: worker processes were ended from outside.
    """
    tasks = [Task(str(entries), str(folder), number) for number in range(_plan(folder).partitions)]
    found = {task: part for task in tasks if (part := task.result())}
    sizes = partitions.sizes(entries, partitions.read_manifest(entries))
    left = sorted((task for task in tasks if task not in found), key=lambda task: -sizes[task.partition or 0])
    for task, part in executor.run(work, left):
        found[task] = part
        progress(len(found), len(tasks), sum(one.entries for one in found.values()))
    return [found[task] for task in tasks]


def finish(folder: Path, plan: Plan, parts: list[TaskResult], together: TaskResult | None = None) -> Plan:
    """Say that all is there."""
    whole = msgspec.structs.replace(plan, parts=parts, together=together)
    _write(folder / MANIFEST, whole)
    return whole


def perform(task: Task, make: Callable[[Work], tuple[int, int]]) -> TaskResult:
    """Do a task: its folder appears whole; nothing happens if another process did it meanwhile.

    Args:
        task: the task.
        make: writes files into a new folder, and gives the number of clients and entries they are made of.
    """
    plan = _plan(Path(task.made))
    exported = partitions.read_manifest(Path(task.entries)).upto(plan.entries)
    try:
        with appearing(task.place) as beside:
            beside.mkdir(mode=0o700)
            clients, entries = make(Work(task, plan, exported, beside))
            files = sorted(path for path in beside.rglob("*") if path.is_file())
            digests = {path.relative_to(beside).as_posix(): digest_of(path) for path in files}
            part = TaskResult(clients, entries, digests)
            _write(beside / _PART, part)
    except PlaceTaken:
        if (done := task.result()) is None:
            raise
        return done
    return part


def checked(folder: Path, partition: int | None, part: TaskResult, name: str) -> Path:
    """The path of a file that a task made.

    Raises:
        Unreadable: it is not the one that was made.
    """
    path = place_of(folder, partition) / name
    if not path.exists() or digest_of(path) != part.sha256[name]:
        raise Unreadable(
            f"{path} is not the file that was made",
            f"remove the folder {path.parent}, and run the command again",
        )
    return path


def _plan_there(folder: Path, what: str) -> Plan:
    """The plan in a folder.

    Raises:
        PlaceTaken: it holds something else.
    """
    try:
        plan = _plan(folder)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        raise PlaceTaken(folder) from None
    if plan.what != what:
        raise PlaceTaken(folder)
    return plan


def _plan(folder: Path) -> Plan:
    return msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Plan)


def _write(path: Path, what: msgspec.Struct) -> None:
    with replaced(path) as file:
        file.write(as_document(what))
