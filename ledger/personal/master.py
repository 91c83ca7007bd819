"""The master key, which encrypts the keys of all people of a ledger. It lies outside the database."""

from __future__ import annotations

import os
import shlex
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from ledger.errors import Unreadable
from ledger.key_files import add, lines_of, put, write_new
from ledger.personal.encrypted_texts import KEY_SIZE

FILE: Final = "personal.key"
_RETIRED: Final = "personal.key.retired"
ERASED_KEYS: Final = "erased"
"""The file with the ids of the keys that were destroyed."""
KEY: Final = "GOODWILL_MASTER_KEY"
"""The variable of the environment that may hold the master key, in base64."""
COMMAND: Final = "GOODWILL_MASTER_KEY_COMMAND"
"""The variable that may name a program that prints it."""


def read_masters(folder: Path) -> list[bytes]:
    """The master key, from the environment, a program, or its file; none if it is nowhere.

    Those that it replaced follow, by which older copies of the ledger are read.

    Args:
        folder: of the ledger's keys.

    Raises:
        Unreadable: what is there is no key.
    """
    first = _elsewhere() or next(iter(_in_file(folder / FILE)), None)
    return [first, *_in_file(folder / _RETIRED)] if first else []


def _elsewhere() -> bytes | None:
    """The master key that the environment holds, or that a program prints."""
    if text := os.environ.get(KEY):
        return _key(text, KEY)
    if command := os.environ.get(COMMAND):
        return _key(_printed(command), f"what {COMMAND} prints")
    return None


def _in_file(path: Path) -> list[bytes]:
    return [_key(line, str(path)) for line in lines_of(path)]


def replace_master(folder: Path) -> bytes:
    """Put a new master key in the place of the one before, which is kept for older copies of the ledger.

    Raises:
        Unreadable: the master key comes from the environment, or the new one cannot be stored.
    """
    if _elsewhere():
        raise Unreadable(
            f"the master key comes from {KEY} or {COMMAND}",
            f"put it in {folder / FILE} to have Goodwill replace it",
        )
    path, key = folder / FILE, os.urandom(KEY_SIZE)
    try:
        add(folder / _RETIRED, [path.read_text(encoding="utf-8").strip()])
        put(path, [_line(key)])
    except OSError as wrong:
        raise Unreadable(
            f"no key can be stored in {folder}: {wrong.strerror}", "see who may write there"
        ) from None
    return key


def make_master(folder: Path) -> bytes:
    """Make a master key, and store it in its file if neither the environment nor a program gives it.

    Raises:
        Unreadable: it cannot be stored there.
    """
    if known := read_masters(folder):
        return known[0]
    key, path = os.urandom(KEY_SIZE), folder / FILE
    try:
        write_new(path, [_line(key)])
    except OSError as wrong:
        raise Unreadable(
            f"no key can be stored at {path}: {wrong.strerror}", "name another folder with --keys"
        ) from None
    return key


def _printed(command: str) -> str:
    try:
        words = shlex.split(command)
        return subprocess.run(words, capture_output=True, check=True, encoding="ascii").stdout  # noqa: S603 - the user's own
    except (OSError, ValueError, subprocess.CalledProcessError) as wrong:
        raise Unreadable(f"the program of {COMMAND} gives no key: {wrong}", "try it by hand") from None


def _key(text: str, source: str) -> bytes:
    try:
        key = b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_SIZE:
        raise Unreadable(f"{source} is no master key: 32 bytes in base64", "put back your backup of the keys")
    return key


def _line(key: bytes) -> str:
    return b64encode(key).decode()


def read_erased(folder: Path) -> set[str]:
    """The ids of the keys of people that were destroyed.

    Raises:
        Unreadable: the file cannot be read.
    """
    return {*lines_of(folder / ERASED_KEYS)}


def note_erased(folder: Path, ids: Iterable[str]) -> None:
    """Note that keys of people were destroyed, so that they are destroyed again when a backup has them.

    Raises:
        Unreadable: it cannot be written.
    """
    path = folder / ERASED_KEYS
    try:
        add(path, ids)
    except OSError as wrong:
        raise Unreadable(f"{path} cannot be written: {wrong.strerror}", "see who may write there") from None
