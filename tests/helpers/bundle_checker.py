"""Checks a bundle for auditors by its page alone. It imports nothing of Goodwill."""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def faults(folder: Path) -> list[str]:
    """What is wrong with a bundle; nothing if all of it is proved."""
    checkpoint = (folder / "checkpoint.txt").read_text(encoding="utf-8")
    lines = (folder / "entries.jsonl").read_bytes().splitlines()
    entries = {json.loads(line)["position"]: line for line in lines}
    found = [] if is_signed(checkpoint, folder) else ["the checkpoint is not signed"]
    found += [
        f"{at} is not proved" for at, line in entries.items() if not is_proved(folder, at, line, checkpoint)
    ]
    versions = [json.loads(line)["version"] for line in lines]
    positions = [*entries]
    if versions != [*range(1, len(lines) + 1)] and positions != [
        *range(positions[0], positions[0] + len(lines))
    ]:
        found.append("an entry was left out")
    if {f"{at}.tlog-proof" for at in entries} != {file.name for file in (folder / "receipts").iterdir()}:
        found.append("there is a receipt without an entry")
    return found


def is_signed(checkpoint: str, folder: Path) -> bool:
    """Whether the Ed25519 key of the folder signed its checkpoint."""
    body, signatures = checkpoint.split("\n\n")
    for key in (folder / "verification.keys").read_text(encoding="utf-8").split():
        name, key_id, encoded = key.split("+", 2)
        kind, *_ = raw = b64decode(encoded)
        for line in signatures.splitlines():
            _, signer, signature = line.split(" ")
            value = b64decode(signature)
            if (kind, signer, value[:4].hex()) == (1, name, key_id):
                try:
                    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(value[4:], f"{body}\n".encode())
                except InvalidSignature:
                    return False
                return True
    return False


def is_proved(folder: Path, position: int, line: bytes, checkpoint: str) -> bool:
    """Whether the receipt of an entry leads to the root of the checkpoint."""
    head, rest = (folder / "receipts" / f"{position}.tlog-proof").read_text(encoding="utf-8").split("\n\n", 1)
    _, extra, index, *proof = head.splitlines()
    if rest != checkpoint or b64decode(extra.removeprefix("extra ")) != line or index != f"index {position}":
        return False
    _, size, root, *_ = checkpoint.splitlines()
    first, last = position, int(size) - 1
    value = sha256(b"\0" + line).digest()
    for other in map(b64decode, proof):
        if last == 0:
            return False
        if first % 2 or first == last:
            value = sha256(b"\1" + other + value).digest()
            while first and not first % 2:
                first, last = first // 2, last // 2
        else:
            value = sha256(b"\1" + value + other).digest()
        first, last = first // 2, last // 2
    return last == 0 and b64encode(value).decode() == root


if __name__ == "__main__":
    sys.exit("\n".join(faults(Path(sys.argv[1]))) or None)
