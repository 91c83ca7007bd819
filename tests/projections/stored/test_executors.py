"""Tasks in several processes, whatever they do; ``test_faults`` has workers that are killed."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path
from time import sleep
from typing import NamedTuple

import pytest

from ledger.errors import LedgerError
from ledger.store.partitions import NoParquet
from ledger.store.placing import PlaceTaken
from projections.stored import executors
from projections.stored.executors import Pool

ERRORS: tuple[LedgerError, ...] = (PlaceTaken(Path("there")), NoParquet())


class Task(NamedTuple):
    """A task that ends in the process that hands out tasks when a worker has begun one.

    Attributes:
        mark: appears then.
        error: the number of the error that the worker raises.
    """

    mark: str
    number: int
    error: int | None = None


def work(task: Task) -> int:
    """Give the process that does the task."""
    if multiprocessing.parent_process():
        Path(task.mark).touch()
        if task.error is not None:
            raise ERRORS[task.error]
    while not Path(task.mark).exists():
        sleep(0.01)
    return os.getpid()


@pytest.mark.parametrize("prepared", [False, True])
def test_each_task_is_done_once_and_every_process_does_some(tmp_path: Path, *, prepared: bool) -> None:
    pool, tasks = Pool(2), [Task(str(tmp_path / "mark"), number) for number in range(4)]
    if prepared:
        pool.prepare(__name__)
        assert len(multiprocessing.active_children()) == 1
    found = [*pool.run(work, tasks)]
    assert sorted(task for task, _ in found) == tasks
    assert len({process for _, process in found}) == 2
    assert multiprocessing.active_children() == []


def test_workers_of_which_none_is_needed_end(tmp_path: Path) -> None:
    pool = Pool(3)
    pool.prepare(__name__)
    (tmp_path / "mark").touch()
    only = Task(str(tmp_path / "mark"), 0)
    assert [*pool.run(work, [only])] == [(only, os.getpid())]
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("number", range(len(ERRORS)))
def test_an_error_of_a_worker_arrives_as_it_was_raised(tmp_path: Path, number: int) -> None:
    tasks = [Task(str(tmp_path / "mark"), one, number) for one in range(2)]
    with pytest.raises(type(ERRORS[number])) as raised:
        [*Pool(2).run(work, tasks)]
    assert str(raised.value) == str(ERRORS[number])
    assert multiprocessing.active_children() == []


def slow(task: Task) -> int:
    """A task that a worker does not end by itself; the process that hands out tasks is interrupted."""
    if multiprocessing.parent_process():
        try:
            Path(task.mark).touch()
            sleep(600)
        finally:
            Path(f"{task.mark} closed").touch()
    while not Path(task.mark).exists():
        sleep(0.01)
    raise KeyboardInterrupt


def test_nobody_waits_for_a_worker_where_the_work_is_interrupted(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(KeyboardInterrupt):
        [*Pool(2).run(slow, [Task(str(mark), number) for number in range(3)])]
    assert Path(f"{mark} closed").exists()
    assert multiprocessing.active_children() == []


def test_no_more_workers_than_processors_start_before_the_tasks_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[str] = []
    monkeypatch.setattr(executors, "_Worker", started.append)
    Pool(10_000).prepare("json")
    assert 1 <= len(started) <= (os.cpu_count() or 1)
