"""``goodwill follow``: each entry as a line for another program, as it is recorded."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from commands.ui import options
from commands.ui.output import destination, dumps
from commands.ui.read_log import note_read
from commands.ui.settings import Settings, pass_settings

if TYPE_CHECKING:
    from commands.read.following import Checkpoint
    from ledger.entry import Entry
    from ledger.recording.entry_log import EntryLog

_CLOUDEVENTS: Final = "cloudevents"


@click.command()
@click.option(
    "--after",
    type=options.Within(0),
    metavar="POSITION",
    help="Begin after this position, unless there is a checkpoint.  [default: 0]",
)
@click.option(
    "--checkpoint",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Keep the position of the last line in FILE, and go on from there.",
)
@click.option("--once", is_flag=True, help="End after the newest entry, instead of waiting for more.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", _CLOUDEVENTS]),
    default="jsonl",
    show_default=True,
    help="JSON lines like those of `history`, or CloudEvents 1.0.",
)
@pass_settings
def follow(settings: Settings, /, after: int | None, file: Path | None, form: str, *, once: bool) -> None:
    """Write each entry as a line, each new one as it is recorded.

    The lines go to standard output in order of recording, and never end unless you stop the command or its
    reader closes the pipe. The checkpoint moves only after its line was written. So a follower that is killed
    and started again may repeat the last lines, and leaves none out; tell a repeated entry by its position.
    """
    from commands.read.entries import as_json
    from commands.read.following import cloud_event, go_on_from, read_checkpoint
    from commands.ui.opening import reading

    kept = read_checkpoint(file)
    with reading(settings) as ledger:
        checkpoint = go_on_from(ledger, file, kept, after)
        note_read(settings, ledger, "follow")
        ledger_id = ledger.database.ledger_id

        def line(entry: Entry) -> dict[str, Any]:
            written = as_json(entry, None)
            return cloud_event(written, ledger_id) if form == _CLOUDEVENTS else written

        with destination(None, "jsonl") as stream, _until_stopped(ledger), checkpoint:
            newest = 0
            for entry in _entries(ledger, checkpoint, once=once):
                stream.write(f"{dumps(line(entry))}\n")
                stream.flush()
                if entry.position >= newest:
                    newest = ledger.position
                checkpoint.wrote(entry, more=entry.position < newest)
                if ledger.closing.is_set():
                    break


def _entries(ledger: EntryLog, checkpoint: Checkpoint, *, once: bool) -> Iterator[Entry]:
    after = checkpoint.position
    return ledger.history(after=after) if once else ledger.follow(after)


@contextmanager
def _until_stopped(ledger: EntryLog) -> Iterator[None]:
    """Lets a line that is begun be finished when a signal stops the process; a second one ends it at once.

    Raises:
        KeyboardInterrupt: in the end, if a person stopped it.
    """
    told: list[int] = []
    before: dict[int, Any] = {}

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        ledger.closing.set()
        signal.signal(number, before[number])

    for number in (signal.SIGINT, signal.SIGTERM):
        before[number] = signal.signal(number, stop)
    try:
        yield
    finally:
        for stopper, handler in before.items():
            signal.signal(stopper, handler)
    if signal.SIGINT in told:
        raise KeyboardInterrupt
