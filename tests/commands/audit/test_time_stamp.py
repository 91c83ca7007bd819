"""The commands of the how-to page have the time of a checkpoint confirmed, and find another file."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.helpers.commanding import REGISTERED, ran
from tests.helpers.pages import DOCS, text_of

PAGE = DOCS / "how-to" / "prove-that-nothing-was-changed.md"
pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL is not on this machine")
CONFIG = """
[tsa]
default_tsa = authority
[authority]
serial = serial
signer_cert = signer.pem
certs = root.pem
signer_key = signer.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
"""


def certificate(
    name: str, issuer: str, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    def named(text: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder(named(issuer), named(name), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Answers the request ``march.tsq`` with ``march.tsr``, as an authority with its own root does."""
    monkeypatch.chdir(tmp_path)
    root, signer = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    top = certificate("root", "root", root, root).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    stamps = certificate("stamps", "root", signer, root).add_extension(
        x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
    )
    for name, made in (("root.pem", top), ("signer.pem", stamps)):
        Path(name).write_bytes(made.sign(root, hashes.SHA256()).public_bytes(Encoding.PEM))
    Path("signer.key").write_bytes(signer.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    Path("serial").write_text("01", encoding="utf-8")
    Path("authority.cnf").write_text(CONFIG, encoding="utf-8")
    return lambda: run(
        "openssl ts -reply -queryfile march.tsq -out march.tsr -config authority.cnf"
    ).check_returncode()


def run(command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command.split(), capture_output=True, encoding="utf-8", check=False)


def test_the_time_of_a_checkpoint_is_confirmed_as_the_page_says(authority: Callable[[], None]) -> None:
    query, verify, show = [line for line in text_of(PAGE).splitlines() if line.startswith("openssl ts")]
    ran("--keys", "keys", "init")
    ran(*REGISTERED)
    ran("--keys", "keys", "checkpoint", "--output", "march.txt")
    assert run(query).returncode == 0
    authority()
    assert "Verification: OK" in run(verify).stdout
    assert f"Time stamp: {datetime.now(UTC):%b}" in run(show).stdout
    ran(*REGISTERED[:2], "B", *REGISTERED[3:])
    ran("--keys", "keys", "checkpoint", "--output", "april.txt")
    shutil.copy("april.txt", "march.txt")
    done = run(verify)
    assert done.returncode != 0
    assert "Verification: OK" not in done.stdout
