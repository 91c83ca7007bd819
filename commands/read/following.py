"""Where a follower of the ledger stands, and the events that it writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

import click

from ledger.entry import Entry
from ledger.key_files import put
from ledger.recording.entry_log import EntryLog

_LONGEST: Final = 1_000  # characters of a checkpoint
_OFTEN: Final = 100
"""Lines of a backlog after which the checkpoint moves: each move waits for the disk."""


class Reached(NamedTuple):
    """What a checkpoint says.

    Attributes:
        ledger: the id of the ledger.
        position: that of the last entry that was written; 0: none was.
        entry: the id of that entry; None: none was written.
    """

    ledger: str
    position: int
    entry: str | None


class Checkpoint:
    """The file that says which entry a follower wrote last; as a context it stands there in the end.

    Args:
        file: where it is; None: it is not kept.
        kept: what it says at first.
    """

    def __init__(self, file: Path | None, kept: Reached) -> None:
        self._file, self._kept, self._stored = file, kept, False

    @property
    def position(self) -> int:
        """The position of the last entry that was written."""
        return self._kept.position

    def wrote(self, entry: Entry, *, more: bool) -> None:
        """Take note of an entry whose line was written, and move the file unless more lines follow at once.

        Args:
            entry: the one that was written.
            more: whether there are entries after it.
        """
        self._kept = Reached(self._kept.ledger, entry.position, str(entry.id))
        self._stored = False
        if not more or entry.position % _OFTEN == 0:
            self._store()

    def __enter__(self) -> Self:
        self._store()  # a place that cannot be written is found before the first line
        return self

    def __exit__(self, *_: object) -> None:
        self._store()

    def _store(self) -> None:
        if self._file is not None and not self._stored:
            put(self._file, [json.dumps(self._kept._asdict())])
            self._stored = True


def read_checkpoint(file: Path | None) -> Reached | None:
    """What a checkpoint says; None if there is no such file. Call it before the ledger is opened.

    Raises:
        click.ClickException: the file is something else.
        OSError: it cannot be read.
    """
    if file is None:
        return None
    try:
        with file.open(encoding="utf-8") as stream:
            kept = Reached(**json.loads(stream.read(_LONGEST)))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):
        kept = None
    if kept is None or not isinstance(kept.position, int):
        raise click.ClickException(f"{file} is no checkpoint of a follower; name another file, or remove it")
    return kept


def go_on_from(ledger: EntryLog, file: Path | None, kept: Reached | None, after: int | None) -> Checkpoint:
    """Where to begin: at the checkpoint, or after a position if there is none yet.

    Raises:
        click.ClickException: the checkpoint is of another ledger, or names an entry that the ledger lacks, as
            an older copy of it does.
        click.BadParameter: the ledger does not have the position.
    """
    ledger_id, newest = ledger.database.ledger_id, ledger.position
    if kept is None:
        if (after := after or 0) > newest:
            raise click.BadParameter(
                f"the newest entry has position {newest}; name that one or an earlier one",
                param_hint="--after",
            )
        return Checkpoint(file, Reached(ledger_id, after, _id_at(ledger, after)))
    if kept.ledger != ledger_id:
        raise click.ClickException(f"{file} is of another ledger, {kept.ledger}; name another file")
    if kept.position > newest or _id_at(ledger, kept.position) != kept.entry:
        raise click.ClickException(
            f"{file} names an entry that the ledger does not have at position {kept.position}, so this is an "
            "older copy; find out what is missing, then remove the file to follow this copy from its beginning"
        )
    return Checkpoint(file, kept)


def _id_at(ledger: EntryLog, position: int) -> str | None:
    entry = ledger.entry(position) if position else None
    return str(entry.id) if entry else None


def cloud_event(written: Mapping[str, Any], ledger_id: str) -> dict[str, Any]:
    """An entry as a CloudEvent 1.0 in structured JSON; ``time`` is the moment at which it was recorded.

    Args:
        written: the entry as ``history --format jsonl`` writes it.
        ledger_id: the ``source``, a relative URI.
    """
    about = {
        "specversion": "1.0",
        "id": written["id"],
        "source": ledger_id,
        "type": written["kind"],
        "subject": written["client"],
        "time": written["recorded_at"],
        "datacontenttype": "application/json",
        "data": written,
    }
    return {name: value for name, value in about.items() if value is not None}
