"""Keys that sign checkpoints or verify them: Ed25519, and ML-DSA-44 where ``cryptography`` has it.

Ed25519 signs the text of a checkpoint (C2SP signed-note). ML-DSA-44, which no quantum computer is known to
break, signs it as a cosignature does (C2SP tlog-cosignature): with the key's name and the second of signing.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Final, NamedTuple, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.errors import LedgerError, Unreadable
from ledger.seal.notes import Checkpoint, Note, Signature, bytes_of

with suppress(ImportError):  # an older version of the library lacks it; Ed25519 then stands alone
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

ED25519: Final = 0x01
ML_DSA_44: Final = 0x06
NAMES: Final = {ED25519: "Ed25519", ML_DSA_44: "ML-DSA-44"}
_SECRET: Final = "PRIVATE+KEY+"  # noqa: S105 - what such a line begins with
_KEY = re.compile(r"(?P<name>[^\s+]+)\+(?P<id>[0-9a-f]{8})\+(?P<key>[A-Za-z0-9+/]+=*)")
_LABEL: Final = b"subtree/v1\n\0"
_SIZES: Final = {ED25519: 32, ML_DSA_44: 1312}


class Verifies(Protocol):
    """A public key of a library."""

    def verify(self, signature: bytes, data: bytes, /) -> None:
        """Raise ``InvalidSignature`` unless the signature is one of the data."""


class NotSigned(LedgerError):
    """A checkpoint has no signature that a known key made."""

    code = "not-signed"


class UnknownSigner(NotSigned):
    """No known key of its ledger signed a checkpoint; another key may have."""


class VerificationKey(NamedTuple):
    """A public key, which anybody may have.

    Attributes:
        name: of the key; that of a ledger is its origin.
        kind: the algorithm, as in ``NAMES``.
        public: the raw key.
    """

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def text(self) -> str:
        """It as one line, for those who verify."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    def holds(self, checkpoint: Checkpoint, signature: bytes) -> bool:
        """Whether it verifies a signature of a checkpoint.

        Raises:
            NotSigned: this program's library lacks the algorithm.
        """
        try:
            key, message = self._key(), checkpoint.text.encode()
            if self.kind == ML_DSA_44:
                message, signature = cosigned(checkpoint, self.name, signature[:8]), signature[8:]
            key.verify(signature, message)
        except (InvalidSignature, ValueError, OverflowError):
            return False
        return True

    def _key(self) -> Verifies:
        if self.kind == ED25519:
            return Ed25519PublicKey.from_public_bytes(self.public)
        try:
            return MLDSA44PublicKey.from_public_bytes(self.public)
        except (NameError, UnsupportedAlgorithm):
            raise NotSigned(
                "the installed version of cryptography knows no ML-DSA-44",
                "upgrade it, or verify with the Ed25519 key",
            ) from None


def read_key(text: str) -> VerificationKey:
    """A verification key from its line.

    Raises:
        Unreadable: it is none.
    """
    found = _KEY.fullmatch(text.strip())
    value = bytes_of(found["key"]) if found else None
    if found and value and len(value) == 1 + _SIZES.get(value[0], -1):
        key = VerificationKey(found["name"], value[0], value[1:])
        if key.key_id.hex() == found["id"]:
            return key
    raise Unreadable(
        f"'{text.strip()[:60]}' is no verification key",
        "give the line that `goodwill init` printed, or its file",
    )


def check_signed(note: Note, keys: Iterable[VerificationKey]) -> list[VerificationKey]:
    """The keys that signed a checkpoint, of some known ones.

    Raises:
        UnknownSigner: none of them did.
        NotSigned: a signature in the name of one of them is false.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.holds(note.checkpoint, signature.value):
            raise NotSigned(
                f"the {NAMES[key.kind]} signature of {key.name} is false: somebody changed the checkpoint",
                "ask for the original",
            )
        found.append(key)
    if note.checkpoint.origin not in {key.name for key in found}:
        raise UnknownSigner(
            "no known key of its ledger signed the checkpoint",
            "name that key with --key, or ask for the original",
        )
    return found


class SigningKey(NamedTuple):
    """A secret key.

    Attributes:
        name: the origin of the ledger.
        kind: the algorithm, as in ``NAMES``.
        seed: 32 secret bytes.
    """

    name: str
    kind: int
    seed: bytes

    @property
    def verifies(self) -> VerificationKey:
        """Its public half."""
        key = self._key().public_key()
        return VerificationKey(self.name, self.kind, key.public_bytes_raw())

    @property
    def text(self) -> str:
        """It as one line, which must stay secret."""
        seed = b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{_SECRET}{self.name}+{self.verifies.key_id.hex()}+{seed}"

    def sign(self, checkpoint: Checkpoint, second: int) -> Signature:
        """Its signature of a checkpoint.

        Args:
            checkpoint: what to sign.
            second: the seconds since 1970 at the moment of signing.
        """
        if self.kind == ED25519:
            value = self._key().sign(checkpoint.text.encode())
        else:
            stamp = second.to_bytes(8, "big")
            value = stamp + self._key().sign(cosigned(checkpoint, self.name, stamp))
        return Signature(self.name, self.verifies.key_id, value)

    def _key(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.kind == ED25519:
            return Ed25519PrivateKey.from_private_bytes(self.seed)
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)


def new_keys(name: str) -> list[SigningKey]:
    """Keys that never were before: Ed25519, and ML-DSA-44 where the library has it."""
    keys = [SigningKey(name, ED25519, Ed25519PrivateKey.generate().private_bytes_raw())]
    with suppress(NameError, UnsupportedAlgorithm):
        keys.append(SigningKey(name, ML_DSA_44, MLDSA44PrivateKey.generate().private_bytes_raw()))
    return keys


def read_secret(text: str) -> SigningKey:
    """A signing key from its line.

    Raises:
        Unreadable: it is none.
    """
    found = _KEY.fullmatch(text.strip().removeprefix(_SECRET))
    value = bytes_of(found["key"]) if found and text.startswith(_SECRET) else None
    if found and value and value[0] in _SIZES and len(value) == 33:  # noqa: PLR2004 - a byte and the seed
        return SigningKey(found["name"], value[0], value[1:])
    raise Unreadable(
        "a line of the signing keys is damaged", "put back the file from your backup of the keys"
    )


def cosigned(checkpoint: Checkpoint, name: str, stamp: bytes) -> bytes:
    """What ML-DSA-44 signs of a checkpoint (C2SP tlog-cosignature, ``cosigned_message``)."""
    named, origin = name.encode(), checkpoint.origin.encode()
    return b"".join(
        (
            _LABEL,
            len(named).to_bytes(1, "big"), named,
            stamp,
            len(origin).to_bytes(1, "big"), origin,
            bytes(8), checkpoint.size.to_bytes(8, "big"), checkpoint.root,
        )
    )  # fmt: skip


def signed(checkpoint: Checkpoint, keys: Sequence[SigningKey], second: int) -> Note:
    """A checkpoint with the signature of each key."""
    return Note(checkpoint, tuple(key.sign(checkpoint, second) for key in keys))
