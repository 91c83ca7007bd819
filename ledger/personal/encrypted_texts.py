"""Boxes: texts encrypted with AES-256-GCM under the keys of people, in place of the texts.

A box begins with a NUL, which no recorded text has, the ids of its keys, and in base64 a random nonce and the
encrypted text. It belongs to one version of one stream, so that nobody can carry it to another entry. A text
about several people needs the keys of all of them: it is gone when one of them is erased.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from hmac import digest
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from ledger.events.base import ERASED, SEALED

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_SIZE: Final = 32
MARK: Final = '"\\u0000'
"""What a box begins with in the text of an event."""
_NONCE: Final = 12
_BOX = re.compile(r'"\\u0000(?P<keys>[0-9a-f.]+):(?P<box>[A-Za-z0-9+/]+=*)"')

Keys = Callable[[str], bytes | None]
"""The key of an id: None if the master key is not there, empty if it was destroyed."""


def ids_in(state: str) -> set[str]:
    """The ids of the keys of all boxes in the text of an event."""
    return {one for found in _BOX.finditer(state) for one in found["keys"].split(".")}


def close(text: str, keys: Sequence[tuple[str, bytes]], place: bytes) -> str:
    """The box of a text, as a value of the event's fields.

    Args:
        text: the text.
        keys: the ids and the keys of the people whom it is about.
        place: what ``place_of`` says of its entry.
    """
    ordered = sorted(keys)
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(_joined(key for _, key in ordered)).encrypt(nonce, text.encode(), place)
    return f"\0{'.'.join(one for one, _ in ordered)}:{b64encode(sealed).decode()}"


def place_of(stream: UUID, version: int) -> bytes:
    """What binds a box to its entry."""
    return f"{stream}:{version}".encode()


def opened(state: str, keys: Keys, place: bytes) -> str:
    """The text of an event with what its boxes hold, or with what stands for it.

    Raises:
        ValueError: a box was changed, or carried here from another entry.
    """

    def text_of(found: re.Match[str]) -> str:
        own = [keys(one) for one in found["keys"].split(".")]
        if b"" in own:
            text = ERASED
        elif None in own:
            text = SEALED
        else:
            text = _text(b64decode(found["box"]), _joined(one for one in own if one), place)
        return msgspec.json.encode(text).decode()

    return _BOX.sub(text_of, state)


def _text(sealed: bytes, key: bytes, place: bytes) -> str:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - slow to load, and seldom needed

    try:
        return _cipher(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], place).decode()
    except InvalidTag:
        raise ValueError("an encrypted field is not what was written") from None


def _joined(keys: Iterable[bytes]) -> bytes:
    """One key that needs all of these: the key itself, or each mixed into those before."""
    found = b""
    for key in keys:
        found = digest(key, found, sha256) if found else key
    return found


@cache
def _cipher_class() -> type[AESGCM]:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - slow to load

    return AESGCM


def _cipher(key: bytes) -> AESGCM:
    return _cipher_class()(key)


def wrapped(key: bytes, master: bytes, owner: str) -> bytes:
    """The key of a person, encrypted with the master key.

    Args:
        key: the key.
        master: the master key.
        owner: the id of the key, which binds it to its row.
    """
    nonce = os.urandom(_NONCE)
    return nonce + _cipher(master).encrypt(nonce, key, owner.encode())


def unwrapped(sealed: bytes, master: bytes, owner: str) -> bytes:
    """The key of a person, from what ``wrapped`` made.

    Raises:
        ValueError: it was changed, or another master key encrypted it.
    """
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as above

    try:
        return _cipher(master).decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.encode())
    except InvalidTag:
        raise ValueError("the key of a person was encrypted with another master key") from None
