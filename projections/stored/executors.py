"""Where tasks run: in this process, in several of this machine, or on the machines of a Ray cluster.

A task is a value that can be pickled, and is given to a function that can be found by its name. It runs again
when the process that ran it was ended before it could report, so a task done twice must change nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Protocol, TypeVar

from ledger.errors import LedgerError
from ledger.garbage_collector import own_process

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

_LOSSES = 3  # of one task, with which it is given up
Task = TypeVar("Task", bound=Hashable)
Result = TypeVar("Result")


class Deserted(LedgerError):
    """Worker processes were ended from outside, again and again while they had the same task."""

    code = "deserted"

    def __init__(self) -> None:
        super().__init__(
            f"{_LOSSES} processes that had the same task were ended from outside, perhaps for want of memory; "
            "nothing that was there is changed",
            "run the command again, with fewer --jobs",
        )


class Executor(Protocol):
    """Runs tasks that do not depend on each other."""

    def prepare(self, module: str) -> None:
        """Start what runs the tasks of a module, while this process makes them."""

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """Run each task, beginning in their order; yields it with its result, in any order.

        Raises:
            Deserted: the workers that had a task were ended from outside.
        """


class Here:
    """Runs tasks in this process, one after the other."""

    def prepare(self, module: str) -> None:
        """As ``Executor``: there is nothing to start."""

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """As ``Executor``."""
        for task in tasks:
            yield task, work(task)


class Pool:
    """Runs tasks in so many processes, of which this is one: it begins while the others start.

    Each process takes a task when it is done with the one before, so that none waits while tasks are left.
    If a worker is ended from outside, its task runs again, in a new worker.
    """

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._workers: list[_Worker] = []

    def prepare(self, module: str) -> None:
        """As ``Executor``."""
        self._start(module, min(self._jobs - 1, os.cpu_count() or 1))  # there may be fewer tasks than jobs

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """As ``Executor``."""
        left = deque(tasks)
        missing, taken = len(left), _taken(left)
        own, done = next(taken, None), SimpleQueue[tuple[Task, Result] | BaseException]()
        self._start(work.__module__, min(self._jobs - 1, len(left)))
        workers, self._workers = self._workers, []
        feeding = [Thread(target=_feed, args=(one, work, left, done)) for one in workers]
        for thread in feeding:
            thread.start()
        try:
            while missing:
                for found in Here().run(work, [] if own is None else [own]):
                    missing -= 1
                    yield found
                own = next(taken, None)
                while missing and (own is None or not done.empty()):
                    if isinstance(answer := done.get(), BaseException):
                        raise answer
                    missing -= 1
                    yield answer
        finally:
            left.clear()
            if missing:  # nobody waits for what the workers have begun
                for one in workers:
                    one.end()
            for thread in feeding:
                thread.join()

    def _start(self, module: str, workers: int) -> None:
        self._workers += [_Worker(module) for _ in range(workers - len(self._workers))]


def pool(jobs: int) -> Executor:
    """An executor of so many processes; one process runs tasks without a pool."""
    return Here() if jobs == 1 else Pool(jobs)


def _taken(left: deque[Task]) -> Iterator[Task]:
    """The tasks that are left; each thread that asks takes its own."""
    with suppress(IndexError):
        while True:
            yield left.popleft()


def _feed(
    worker: _Worker,
    work: Callable[[Task], Result],
    left: deque[Task],
    done: SimpleQueue[tuple[Task, Result] | BaseException],
) -> None:
    """Have a worker do tasks as long as any is left, and hand over their results, or what they raised."""
    for task in _taken(left):
        answer: tuple[Task, Result] | BaseException
        try:
            answer = task, worker.do(work, task)
        except BaseException as wrong:  # noqa: BLE001 - the thread that waits for results raises it
            answer = wrong
        done.put(answer)
    worker.close()


class _Worker:
    """A process that does tasks of a module. If it is ended from outside, another takes its place."""

    def __init__(self, module: str) -> None:
        self._module, self._process, self._ended = module, _started(module), False

    def do(self, work: Callable[[Task], Result], task: Task) -> Result:
        """Give the result of a task.

        Raises:
            Deserted: it cannot be done, since every process that had it was ended from outside.
        """
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - slow to load, and seldom needed

        for _ in range(_LOSSES):
            try:
                return self._process.submit(work, task).result()
            except (BrokenProcessPool, SystemExit):
                self.close()
                if self._ended:
                    break
                self._process = _started(self._module)
        raise Deserted

    def end(self) -> None:
        """Ask the process to leave its task and exit; another thread may wait for it."""
        self._ended = True
        # Python 3.14 has a method for this.
        for process in [*(self._process._processes or {}).values()]:  # noqa: SLF001 - as above
            process.terminate()

    def close(self) -> None:
        """Wait until the process exits."""
        self._process.shutdown()


def _started(module: str) -> ProcessPoolExecutor:
    """Start a process that does tasks of a module."""
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - as above

    spawn = multiprocessing.get_context("spawn")
    worker = ProcessPoolExecutor(1, mp_context=spawn, initializer=_prepare)
    worker.submit(_load, module)
    return worker


def _load(module: str) -> None:
    import_module(module)


def _prepare() -> None:
    """Let this worker exit with its parent, and when it is asked to; what it has opened is closed then."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    own_process()
    exit_with_parent()


def exit_with_parent() -> None:
    """Let this worker exit when its parent does: one that is killed cannot tell its workers to stop."""
    Thread(target=_await_parent, daemon=True).start()


def _await_parent() -> None:
    import multiprocessing  # noqa: PLC0415 - slow to load, and seldom needed

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
