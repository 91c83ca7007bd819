"""Where tasks run: in this process, in several of this machine, or on the machines of a Ray cluster.

A task is a value that can be pickled, and is given to a function that can be found by its name. It runs again
when the process that ran it was ended before it could report, so a task done twice must change nothing.
"""

from __future__ import annotations

import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

_AHEAD = 2  # tasks that wait for each worker process, so that it does not wait for this one
_LOSSES = 3  # of one task, with which it is given up
Task = TypeVar("Task", bound=Hashable)
Result = TypeVar("Result")


class Deserted(LedgerError):
    """Worker processes were ended from outside, again and again while they had the same task."""

    code = "deserted"

    def __init__(self) -> None:
        super().__init__(
            f"{_LOSSES} processes that had the same task were ended from outside, perhaps for want of memory; nothing that was "
            "there is changed; run the command again, with fewer --jobs"
        )


class Executor(Protocol):
    """Runs tasks that do not depend on each other."""

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Run each task; yields it with its result, in any order.

        Raises:
            Deserted: the workers that had a task were ended from outside.
        """


class Here:
    """Runs tasks in this process, one after the other."""

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """As ``Executor``."""
        for task in tasks:
            yield task, work(task)


class Pool(NamedTuple):
    """Runs tasks in so many processes, of which this is one: it begins while the others start.

    If a worker is ended from outside, the tasks that wait for a result run again, in new workers.
    """

    jobs: int

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """As ``Executor``."""
        from concurrent.futures import FIRST_COMPLETED, wait  # noqa: PLC0415 - slow to load, and seldom needed
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - as above

        left, losses = deque(tasks), Counter[Task]()
        workers = min(self.jobs, len(left)) - 1
        while left and workers > 0:
            given: dict[Future[Result], Task] = {}
            try:
                with _pool(workers) as pool:
                    while left or given:
                        own = [left.popleft()] if left else []
                        while left and len(given) < _AHEAD * workers:
                            given[pool.submit(work, left[0])] = left[0]
                            left.popleft()
                        yield from Here().run(work, own)
                        for done in wait(given, 0 if left else None, FIRST_COMPLETED).done:
                            result = done.result()
                            yield given.pop(done), result
            except BrokenProcessPool:
                losses.update(given.values())
                left.extend(given.values())
                if max(losses.values(), default=0) >= _LOSSES:
                    raise Deserted from None
        yield from Here().run(work, left)


def pool(jobs: int) -> Executor:
    """An executor of so many processes; one process runs tasks without a pool."""
    return Here() if jobs == 1 else Pool(jobs)


def _pool(workers: int) -> ProcessPoolExecutor:
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    spawn = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=spawn, initializer=exit_with_parent)


def exit_with_parent() -> None:
    """Let this worker exit when its parent does: one that is killed cannot tell its workers to stop."""
    threading.Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
