"""Files that commands write: whole, and never over what another program wrote."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, TextIO, TypeAlias

import click

from commands.ui.targets import FORCE, keep_apart
from ledger.unfinished import beside

_HEAD = 65_536  # bytes that tell by which command a file was written
_NAME = re.compile(r'^  "(\w+)": ', re.MULTILINE)
_UNTIL = re.compile(" as of | for |, ")
_OURS = re.compile('<meta name="(goodwill-[^"]+)"')
_LETTER = re.compile(r'<meta name="goodwill-letter" content="([^"]*)"')
_VIEW = re.compile(r'\{\s*"view": "([^"]+)"')

_TOGETHER: Final = "files"
"""The name for which several files of a folder wait together."""
_MISSING = "its directory is missing; make it, or name a file in another one"
_CLOSED = "its directory cannot be written; name a file in another one"
_STEPS = {
    errno.ENOENT: _MISSING,
    errno.ENOTDIR: _MISSING,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.EROFS: _CLOSED,
    errno.ENAMETOOLONG: "its name is too long; name it with fewer letters",
    errno.ENOSPC: "the disk is full; free some space, or name a file on another disk",
}
"""What is told of an error, with what to do next."""

Mark: TypeAlias = tuple[str, ...] | None
"""What tells files apart; none at all of an empty document, and None of one in another format."""


@contextmanager
def replacing(path: str, form: str, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A stream to a file, which appears or changes only when everything is written.

    A new file is for its owner alone; one that is replaced keeps its mode.

    Args:
        path: where it is to be.
        form: its format, which tells how its beginning is compared with that of the file there.
        encoding: that of its text.

    Raises:
        click.UsageError: there is a file that this command did not write, and no ``--force``.
        OSError: it cannot be written.
    """
    target = Path(path)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
        with target.open("w", encoding=encoding, newline="\n") as stream:
            yield stream
        return
    with _beside(target) as new:
        with _new(new, path, encoding) as stream:
            yield stream
        _put(new, target, form, encoding)


def put_bytes(path: str, content: bytes) -> None:
    """Write a file for a person to work in, which is whole or does not appear.

    Raises:
        click.UsageError: it is there already, and no ``--force``: the person may have worked in it.
        OSError: it cannot be written.
    """
    target = Path(path)
    if target.exists() and not target.is_file():  # /dev/stdout, a named pipe
        target.write_bytes(content)
        return
    if target.exists() and not _forced():
        raise click.UsageError(
            f"{target} is there already and may hold a person's work; name another file, or add --force"
        )
    with _beside(target) as new:
        with _new(new, path, None) as stream:
            stream.write(content)
        _settle(new, target)


def write_all(folder: Path, texts: Iterable[tuple[str, str]], form: str) -> int:
    """Write files into a folder: all of them, or none where one would replace a file of another kind.

    Args:
        folder: where they are to be; it is made, for its owner alone, where it is missing.
        texts: the name and the text of each.
        form: their format, as ``replacing`` takes it.

    Returns:
        How many there are.

    Raises:
        click.UsageError: there is a file of that name that this command did not write, and no ``--force``.
        OSError: one cannot be written.
    """
    waiting: list[tuple[Path, Path]] = []
    together: Path | None = None
    with ExitStack() as opened:
        for name, text in texts:
            together = together or opened.enter_context(_within(folder))
            waiting.append((together.with_name(name), folder / name))
            with _new(waiting[-1][0], str(folder / name), "utf-8") as stream:
                stream.write(text)
        for new, target in waiting:
            _check_alike(new, target, form, "utf-8")
        for new, target in waiting:
            _put(new, target, form, "utf-8")
    return len(waiting)


@contextmanager
def made_at(target: Path, named: str) -> Iterator[Path]:
    """Where to write a new file: at its place, or with ``--force`` beside the file that it then replaces.

    Args:
        target: where it is to be.
        named: what names it.

    Raises:
        click.UsageError: it is there without ``--force``, or it is a link or what the command reads.
    """
    from ledger.store.placing import PlaceTaken

    if not target.is_file():
        yield target
    elif not _forced():
        try:
            yield target
        except PlaceTaken:
            step = "name another file, or add --force"
            raise click.UsageError(f"there is something at {target} already; {step}") from None
    else:
        keep_apart(click.get_current_context(), named, target)
        with _beside(target) as new:
            yield new
            _settle(new, target)


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Where a file waits until it is whole."""
    with ExitStack() as opened:
        with _naming(str(target)):
            new = opened.enter_context(beside(target))
        yield new


@contextmanager
def _within(folder: Path) -> Iterator[Path]:
    """Where files of a folder wait until all are whole; the folder is made where it is missing."""
    with _naming(str(folder)):
        folder.mkdir(mode=0o700, exist_ok=True)
    with _beside(folder / _TOGETHER) as together:
        yield together


def _put(new: Path, target: Path, form: str, encoding: str) -> None:
    """Let a file that is whole take its place."""
    _check_alike(new, target, form, encoding)
    _settle(new, target)


def _settle(new: Path, target: Path) -> None:
    with _naming(str(target)):
        if target.exists():
            new.chmod(target.stat().st_mode & 0o7777)
        new.replace(target)


@contextmanager
def _naming(wanted: str) -> Iterator[None]:
    """Errors of the file that waits name the one that was asked for, and say what to do next."""
    try:
        yield
    except OSError as wrong:
        what = _STEPS.get(wrong.errno or 0, wrong.strerror)
        raise type(wrong)(wrong.errno, what, wanted) from None


@contextmanager
def _new(new: Path, wanted: str, encoding: str | None) -> Iterator[Any]:
    """A new file of its owner alone, on the disk in the end; of bytes if there is no encoding."""
    with _naming(wanted):
        opened = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    form: dict[str, Any] = {"mode": "wb"} if encoding is None else {"mode": "w", "newline": "\n"}
    with open(opened, encoding=encoding, **form) as stream:  # noqa: PTH123 - it is open already
        yield stream
        with _naming(wanted):
            stream.flush()
            os.fsync(stream.fileno())


def _check_alike(new: Path, old: Path, form: str, encoding: str) -> None:
    """Check that a file may take the place of the one that is there, if there is one."""
    if not old.exists():
        return
    forced = _forced() and old.is_file()
    if not forced and not (old.is_file() and _same_kind(new, old, form, encoding)):
        raise click.UsageError(
            f"{old} is there already, and this command did not write it; name another file, or add --force"
        )


def _forced() -> bool:
    """Whether the command line has ``--force``."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(FORCE))


def _same_kind(new: Path, old: Path, form: str, encoding: str) -> bool:
    return _alike(_head(new, encoding), _head(old, encoding), _MARKS.get(form, _heading))


def _head(place: Path, encoding: str) -> str:
    with place.open("rb") as file:  # as text it would refuse UTF-16 without a mark of its order
        return file.read(_HEAD).decode(encoding, "replace").strip()


def _alike(new: str, old: str, mark: Callable[[str], Mark]) -> bool:
    """Whether two beginnings are of one command; a file without anything in it may be of any."""
    if not old:
        return True
    was, now = mark(old), mark(new) if new else ()
    return was == now or (was is not None and () in (was, now))


def _first_line(head: str) -> Mark:
    return (head.partition("\n")[0].rstrip("\r"),)


def _heading(head: str) -> Mark:
    """The first line up to the day or the name in it; of a table without a heading, its titles."""
    return (_UNTIL.split(head.partition("\n")[0], maxsplit=1)[0],)


def _page(head: str) -> Mark:
    """What a page of ours says of itself, by name."""
    return tuple(_OURS.findall(head)) or None


def _letter(head: str) -> Mark:
    """Which letter a page is; another letter is not the same."""
    found = _LETTER.search(head)
    return (found[1],) if found else None


def _first_object(head: str) -> Mark:
    """The first names of the object on the first line."""
    try:
        return tuple(json.loads(head.partition("\n")[0].removesuffix(",")))[:3]
    except (ValueError, TypeError, RecursionError):
        return None


def _document(head: str) -> Mark:
    """The view, or the first names of a document; of a list, those of its first object."""
    if head.startswith("["):
        return () if head == "[]" else _first_object(head.removeprefix("[").strip())
    view = _VIEW.match(head)
    return (view[1],) if view else tuple(_NAME.findall(head)[:3]) or None


_MARKS: Final[dict[str, Callable[[str], Mark]]] = {
    "csv": _first_line,
    "json": _document,
    "jsonl": _first_object,
    "html": _page,
    "letter": _letter,
}
"""What tells by which command a file of a format was written; of others it is their heading."""
