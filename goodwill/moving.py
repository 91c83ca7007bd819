"""Backups of a ledger, and a ledger that moves to another database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from goodwill.checking import check
from ledger.errors import Fault, Unreadable
from ledger.fault_kinds import DAMAGES_COPY
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.recording.readable_rows import open_to_check
from ledger.recording.verification import Verification
from ledger.store import backing_up, moving, partition_writing, partitions
from ledger.store.moving import Manifest
from ledger.store.partitions import Partitions
from ledger.times import Clock


class Restored(NamedTuple):
    """What became of a backup.

    Attributes:
        entries: how many entries the new ledger has; None: the backup is damaged, and nothing was made.
        faults: how it is damaged, or else what is wrong with what its entries say.
    """

    entries: int | None
    faults: list[Fault]


@exact
def backup(ledger: EntryLog, file: Path | str) -> int:
    """Write a whole copy of a ledger to a new SQLite file; gives the number of entries.

    Others may record meanwhile. Stored views in the same SQLite file come with it. Of a ledger in PostgreSQL
    only the entries are copied.

    Args:
        file: where the copy is to be; it appears when it is complete.

    Raises:
        PlaceTaken: there is something already.
        Unreadable: an entry cannot be read, or nothing can be written there.
    """
    return backing_up.back_up(ledger.database, Path(file))


@exact
def restore(file: Path | str, url: str, *, clock: Clock, keys: Path | None = None) -> Restored:
    """Make a ledger of a backup, unless it is damaged or is not what was sealed.

    Args:
        file: the backup, which is left as it is.
        url: where the ledger is to be: a path, or a URL of SQLite or PostgreSQL.
        clock: as ``Ledger`` takes it.
        keys: the folder of the keys of ledgers, which knows whose keys are gone because they were erased.

    Raises:
        NoLedger: there is no such file.
        LedgerExists: there is something at that place already.
        Unreadable: the file is no ledger, or beside the place lies a log that would replace entries.
    """
    try:
        backup_of, faults = open_to_check(str(file), clock, keys)
    except Unreadable as wrong:  # its sentence speaks of the place of a ledger
        raise Unreadable(str(wrong).replace(" with --ledger", "")) from wrong
    with backup_of:
        faults += check(backup_of)
        sealed = Verification(backup_of.recorder, clock()).faults
    damage = [fault for fault in (*faults, *sealed) if fault.code in DAMAGES_COPY]
    if damage:
        return Restored(None, [*dict.fromkeys(damage)])
    return Restored(backing_up.restore(Path(file), url), faults)


@exact
def export_entries(ledger: EntryLog, folder: Path | str, *, known_at: datetime | None = None) -> Manifest:
    """Write the entries with every column into a new folder: JSON lines, and a manifest with their digest.

    Args:
        folder: where it is to be; it appears when it is complete.
        known_at: only what the ledger knew by this moment; None: everything.

    Raises:
        PlaceTaken: there is something already.
        OSError: it cannot be written.
    """
    upto = None if known_at is None else ledger.position_at(known_at)
    return moving.export_entries(ledger.database, Path(folder), upto)


@exact
def export_partitions(
    ledger: EntryLog, folder: Path | str, *, known_at: datetime | None = None, number: int | None = None
) -> Partitions:
    """Write the entries into a folder of Parquet files, in partitions by client; or add what is new to one.

    Args:
        folder: where it is to be; it appears when it is complete. Or one that was written like this.
        known_at: only what the ledger knew by this moment; None: everything.
        number: how many partitions, in a new folder; None: so many that none has more than 50,000 entries.

    Raises:
        PlaceTaken: there is something else already.
        Unreadable: the folder is of another ledger, or has another number of partitions.
        NoParquet: pyarrow is not installed.
        OSError: it cannot be written.
    """
    upto = None if known_at is None else ledger.position_at(known_at)
    return partition_writing.export(ledger.database, Path(folder), upto, number)


@exact
def load(folder: Path | str, url: str) -> Manifest | Partitions:
    """Make a ledger of an exported folder, in either database: all entries as they were, or nothing.

    Args:
        folder: as ``export_entries`` or ``export_partitions`` wrote it.
        url: where the ledger is to be: a path, or a URL of SQLite or PostgreSQL.

    Raises:
        LedgerExists: there is something at that place already.
        Unreadable: the folder is not what was exported, or nothing can be made at that place.
        OSError: the folder cannot be read.
    """
    folder = Path(folder)
    if partitions.is_partitioned(folder):
        manifest = partitions.read_manifest(folder)
        moving.make(url, manifest, partitions.rows(folder, manifest), folder)
        return manifest
    return moving.load(folder, url)
