"""Runs tasks on a Ray cluster: one that is there, or one of this machine that lives as long as the tasks.

Ray schedules tasks, moves them when a worker or a node is gone, and knows nothing of ledgers. A cluster of
this machine listens on loopback, wants a token of every connection, shows no dashboard, and reports no usage.
Its sessions lie in a temporary folder, which goes with it.
"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Final, NamedTuple

from ledger.errors import LedgerError, installs
from ledger.garbage_collector import own_process
from projections.stored.executors import Deserted, Result, Task

_RETRIES: Final = 5  # of one task, whose worker or node was ended
_WAITING: Final = 4  # tasks for each processor, beyond which no more are handed over
_STORE: Final = 80 << 20  # bytes for results, which are small; the least that Ray takes
_PATIENCE: Final = 5  # seconds until a cluster answers
_LOOPBACK: Final = "127.0.0.1"
_SETTINGS: Final = {
    "RAY_AUTH_MODE": "token",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # else Ray takes an address that others reach, even where another is given
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",  # Ray leaves the variables of accelerators alone
}


class NoRay(LedgerError):
    """Ray is not installed, or its cluster cannot be reached."""

    code = "no-ray"


class RayCluster(NamedTuple):
    """Runs tasks on a Ray cluster.

    Attributes:
        jobs: how many tasks run at a time on a cluster of this machine; None: one for each processor.
        address: of a cluster that is there, as ``ray start`` prints it; None: one of this machine is started.
    """

    jobs: int | None = None
    address: str | None = None

    def check(self) -> None:
        """Check that tasks can run, before anything is begun for them.

        Raises:
            NoRay: Ray is not installed, or nothing listens at the address of the cluster.
        """
        if find_spec("ray") is None:
            raise NoRay("--engine ray needs Ray", f"install it with {installs('ray')}")
        if self.address:
            _check_listening(self.address)

    def prepare(self, module: str) -> None:
        """As ``Executor``: the cluster loads it with the first task."""

    def run(self, work: Callable[[Task], Result], tasks: Iterable[Task]) -> Iterator[tuple[Task, Result]]:
        """As ``Executor``.

        Raises:
            NoRay: Ray is not installed, or the cluster cannot be reached.
        """
        self.check()
        left = deque(tasks)
        with _connected(self.jobs, self.address) as ray:
            remote = ray.remote(_done).options(max_retries=_RETRIES)
            most = _WAITING * max(1, int(ray.cluster_resources().get("CPU", 1)))
            given: dict[Any, Task] = {}
            while left or given:
                while left and len(given) < most:
                    task = left.popleft()
                    given[remote.remote(work, task)] = task
                for done in ray.wait([*given], num_returns=1)[0]:
                    yield given.pop(done), _result(ray, done)


def _done(work: Callable[[Task], Result], task: Task) -> Result:
    """Do a task, in a process of the cluster."""
    own_process()
    return work(task)


def _result(ray: Any, done: Any) -> Any:  # noqa: ANN401 - a library without types
    """The result of a task; raises what the task raised."""
    try:
        return ray.get(done)
    except ray.exceptions.RayTaskError as wrong:
        raise wrong.cause from None
    except ray.exceptions.WorkerCrashedError:
        raise Deserted from None


@contextmanager
def _connected(jobs: int | None, address: str | None) -> Iterator[Any]:
    """Ray, connected to a cluster."""
    own = {} if address else _SETTINGS
    with _environment({name: value for name, value in own.items() if name not in os.environ}):
        import ray  # noqa: PLC0415 - an extra, and slow to load

        folder = tempfile.mkdtemp(prefix="goodwill-") if address is None else None
        try:
            _connect(ray, jobs, address, folder)
            yield ray
        finally:
            ray.shutdown()
            if folder:
                shutil.rmtree(folder, ignore_errors=True)


def _check_listening(address: str) -> None:
    """Check that something listens at the address of a cluster: Ray itself would try for minutes.

    Raises:
        NoRay: nothing does.
    """
    host, _, port = address.rpartition(":")
    reason = "that is no HOST:PORT"
    try:
        if host and port.isdecimal():
            socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()
            return
    except (OSError, OverflowError) as wrong:
        reason = str(getattr(wrong, "strerror", None) or wrong)
    raise NoRay(
        f"no Ray cluster listens at {address} ({reason})",
        "write the HOST:PORT that `ray start --head` printed",
    )


def _connect(ray: Any, jobs: int | None, address: str | None, folder: str | None) -> None:  # noqa: ANN401 - as above
    local: dict[str, Any] = {
        "num_cpus": jobs,
        "include_dashboard": False,
        "object_store_memory": _STORE,
        "_node_ip_address": _LOOPBACK,
        "_temp_dir": folder,
    }
    try:
        ray.init(address or "local", log_to_driver=False, logging_level="error", **({} if address else local))
    except (ConnectionError, RuntimeError, ValueError) as wrong:
        reason = str(wrong).splitlines()[0]
        if address is None:
            raise NoRay(f"a Ray cluster of this machine does not start: {reason}") from wrong
        raise NoRay(
            f"something listens at {address}, and does not let this program in ({reason})",
            "give RAY_AUTH_MODE=token and the "
            "cluster's RAY_AUTH_TOKEN, and use the same version of Ray on both sides",
        ) from wrong


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    """Variables that hold as long as the cluster does."""
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)
