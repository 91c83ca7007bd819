"""Bundles for auditors: entries with their receipts, which need neither the ledger nor this program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from goodwill.entries import known_client
from goodwill.sealing import NotCovered, receipt_of, recorded_checkpoints
from ledger.codec import Row
from ledger.entry import client_stream
from ledger.errors import Misuse
from ledger.money import exact
from ledger.recording.entry_log import EntryLog
from ledger.seal.leaves import line_of
from ledger.seal.notes import Note
from ledger.seal.signatures import VerificationKey, check_signed
from ledger.store.placing import appearing, new_file
from ledger.store.reading import Reader
from ledger.text import counted_entries
from ledger.times import stamp

_PAGE: Final = """\
# {count} of {origin}

This folder holds {what}, as they were recorded. They are the entries {which} of a ledger, under a checkpoint of its
first {position:,} entries. {later}

| file | holds |
|---|---|
| `entries.jsonl` | the entries, one a line: JSON with every stored column; `state` has the fields of the event |
| `receipts/N.tlog-proof` | proof that the entry at position N is under the checkpoint |
| `checkpoint.txt` | the number of leaves of the whole ledger and one hash over them, signed |
| `verification.keys` | the public keys that verify the signatures; compare them with those that you were given before |

## Check it with Goodwill

    goodwill verify-receipt receipts/N.tlog-proof --key verification.keys

prints the entry if it is the one that was sealed. No ledger is needed.

## Check it by hand

A receipt has lines of text (C2SP tlog-proof): a heading, `extra` with the entry in base64, `index` with its number i, the
hashes of the proof in base64, an empty line, and the checkpoint. For each receipt:

1. The decoded entry is a line of `entries.jsonl`, its `position` is i, and the checkpoint is that of `checkpoint.txt`.
2. Let h be SHA-256 of a zero byte and the line without its end, n the second line of the checkpoint, f = i, s = n - 1.
   For each hash p of the proof: if f is odd or f = s, let h be SHA-256 of the bytes 1, p, h, and while f is even and not
   zero, halve f and s; else let h be SHA-256 of the bytes 1, h, p. Then halve f and s (RFC 9162, 2.1.3.2).
3. In the end s is zero, and h in base64 is the third line of the checkpoint.
4. The Ed25519 key is the part of its line in `verification.keys` after the last `+`, in base64, without the first byte, which is 1.
   The signature is in the line of the checkpoint that begins with a dash and the name of the key: base64, without the first
   four bytes. It signs the first three lines of the checkpoint, with their ends.
{complete}
"""
_LATER: Final = "What was recorded since is not part of it: {} when the folder was made."
_NONE_LATER: Final = "When the folder was made, nothing more of this had been recorded."
_OF_CLIENT: Final = """\
5. `version` counts 1, 2, 3 ... without a gap, so nothing was left out before the last of these entries. No proof shows
   that the client has no entry after it: compare with `goodwill history CLIENT` in the ledger itself, after `goodwill verify`."""
_OF_PERIOD: Final = """\
5. The positions follow each other without a gap, so nothing was left out between the first and the last. Ask for the receipts
   of the entry before them and of the one after: if both were recorded outside of the period, nothing is missing at its ends."""


class Bundled(NamedTuple):
    """What a bundle holds.

    Attributes:
        entries: how many entries.
        position: the newest position that its checkpoint covers.
        left_out: how many entries that were asked for came after it.
    """

    entries: int
    position: int
    left_out: int


@exact
def audit_bundle(
    ledger: EntryLog,
    folder: Path | str,
    keys: Sequence[VerificationKey],
    *,
    client: str | None = None,
    recorded: tuple[date, date] | None = None,
    note: Note | None = None,
) -> Bundled:
    """Write entries with receipts, a checkpoint, keys and a page on how to check them into a new folder.

    Args:
        folder: where it is to be; it appears when it is complete.
        keys: the verification keys of the ledger.
        client: whose entries; None: of all.
        recorded: only what was recorded on these days, the first and the last, in UTC; not with a client.
        note: the checkpoint; None: the newest that the ledger recorded.

    Raises:
        UnknownChoice: there is no such client.
        NotCovered: the ledger recorded no checkpoint, none of these entries is under it, or there are none.
        NotSigned: none of the keys signed the checkpoint.
        Inconsistent: an entry is not the one under the checkpoint.
        PlaceTaken: there is something already.
        Misuse: a client and days are given.
    """
    if client is not None and recorded is not None:
        raise Misuse("a bundle is of a client or of a period; leave out client= or recorded=")
    note = note or next((one for _, one in reversed([*recorded_checkpoints(ledger)])), None)
    if note is None:
        raise NotCovered("no checkpoint covers an entry", "run `goodwill checkpoint` first")
    check_signed(note, keys)
    code = None if client is None else known_client(ledger, client)
    with appearing(Path(folder)) as beside:
        positions, left_out = _write_entries(ledger, _rows(ledger, code, recorded), note, beside)
        if not positions:
            if left_out:
                raise NotCovered(
                    "no checkpoint covers any of these entries", "run `goodwill checkpoint` first"
                )
            raise NotCovered("nothing was recorded on these days", "name others")
        _write(beside / "checkpoint.txt", note.text)
        _write(beside / "verification.keys", "".join(f"{key.text}\n" for key in keys))
        _write(beside / "README.md", _page(code, recorded, positions, note, left_out))
    return Bundled(len(positions), note.checkpoint.position, left_out)


def _rows(ledger: EntryLog, code: str | None, recorded: tuple[date, date] | None) -> Iterator[Row]:
    """The rows of a client, or those that were recorded on some days, as the seal hashed them."""
    reader = Reader(ledger.database, as_stored=True)
    if code is not None:
        return reader.rows(stream=client_stream(code))
    if recorded is None:
        return reader.rows()
    start = datetime.combine(recorded[0], time.min, UTC) - timedelta(microseconds=1)
    end = datetime.combine(recorded[1], time.max, UTC)
    bounds = [ledger.recorder.position_at(stamp(one)) for one in (start, end)]
    return reader.rows(after=bounds[0], upto=bounds[1])


def _write_entries(ledger: EntryLog, rows: Iterable[Row], note: Note, folder: Path) -> tuple[list[int], int]:
    """Write the rows that a checkpoint covers, each with its receipt.

    Returns:
        Their positions, and the number of the others; checkpoints that came later do not count.
    """
    positions, left_out = list[int](), 0
    folder.mkdir(mode=0o700)
    (folder / "receipts").mkdir(mode=0o700)
    with new_file(folder / "entries.jsonl") as file:
        for row in rows:
            if row.position > note.checkpoint.position:
                left_out += row.kind != "checkpoint.signed"
                continue
            file.write(line_of(row) + b"\n")
            _write(folder / "receipts" / f"{row.position}.tlog-proof", receipt_of(ledger, row, note).text)
            positions.append(row.position)
    return positions, left_out


def _page(
    code: str | None, recorded: tuple[date, date] | None, positions: Sequence[int], note: Note, left_out: int
) -> str:
    what = "all entries"
    if code is not None:
        what = f"all entries of the client {code}"
    elif recorded is not None:
        what = f"all entries that were recorded from {recorded[0]} to {recorded[1]} (UTC)"
    which = f"{positions[0]:,}" if len(positions) == 1 else f"{positions[0]:,} to {positions[-1]:,}"
    return _PAGE.format(
        count=counted_entries(len(positions)),
        origin=note.checkpoint.origin,
        what=what,
        which=which,
        position=note.checkpoint.position,
        later=_LATER.format(counted_entries(left_out)) if left_out else _NONE_LATER,
        complete=_OF_PERIOD if code is None else _OF_CLIENT,
    )


def _write(path: Path, text: str) -> None:
    with new_file(path) as file:
        file.write(text.encode())
