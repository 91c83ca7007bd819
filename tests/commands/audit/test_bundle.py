"""``goodwill audit bundle``, checked by a script that knows nothing of Goodwill."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import bundle_checker
from tests.helpers.bundle_checker import faults
from tests.helpers.commanding import invoice, ran, registered, run

KEYS = ("--keys", "keys")


@pytest.fixture(autouse=True)
def ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clients with invoices, under a checkpoint; one more invoice was recorded after it."""
    monkeypatch.chdir(tmp_path)
    lines = [
        registered(),
        registered("BETA", "Beta"),
        *(invoice(str(at), ("ACME", "BETA")[at % 2]) for at in range(9)),
    ]
    ran(*KEYS, "init")
    ran("record", "--data", "-", input="\n".join(lines))
    ran(*KEYS, "checkpoint", "--output", "first.txt")
    ran("record", "--data", "-", input=invoice("late"))


def bundled(*words: str) -> str:
    return ran(*KEYS, "audit", "bundle", *words, "--folder", "out").output


def test_a_bundle_of_a_client_is_whole_and_proved_without_goodwill() -> None:
    assert bundled("ACME") == (
        "goodwill: left out 1 entry recorded after the checkpoint; --sign signs one that covers the newest\n"
        "wrote 6 entries with receipts to out\n"
    )
    script = Path(bundle_checker.__file__)
    assert "goodwill" not in script.read_text(encoding="utf-8").partition('"""')[2].partition('"""')[2]
    assert len(script.read_text(encoding="utf-8").splitlines()) < 100
    done = subprocess.run([sys.executable, "-I", script, "out"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    page = Path("out/README.md").read_text(encoding="utf-8")
    assert "all entries of the client ACME" in page
    assert "`version` counts 1, 2, 3" in page
    assert "What was recorded since is not part of it: 1 entry when the folder was made." in page
    assert ran("verify-receipt", "out/receipts/3.tlog-proof", "--key", "out/verification.keys").exit_code == 0


@pytest.mark.parametrize(
    ("words", "entries"), [(("ACME",), 7), (("--recorded", "2000-01-01..2100-12-31"), 13)]
)
def test_a_checkpoint_that_is_signed_first_covers_the_newest_entries(
    words: tuple[str, ...], entries: int
) -> None:
    assert bundled(*words, "--sign") == f"wrote {entries} entries with receipts to out\n"
    assert faults(Path("out")) == []
    assert "nothing more of this had been recorded" in Path("out/README.md").read_text(encoding="utf-8")
    assert ran(*KEYS, "verify", "--checkpoint", "out/checkpoint.txt").output == ""
    both = run(*KEYS, "audit", "bundle", *words, "--folder", "more", "--sign", "--checkpoint", "first.txt")
    assert (both.exit_code, Path("more").exists()) == (2, False)


def test_a_bundle_is_for_its_owner_alone_and_says_what_it_does_not_prove() -> None:
    bundled("ACME")
    modes = {path.stat().st_mode & 0o077 for path in [Path("out"), *Path("out").rglob("*")]}
    assert modes == {0}
    assert "No proof shows\n   that the client has no entry after it" in Path("out/README.md").read_text(
        encoding="utf-8"
    )


def test_a_bundle_of_a_period_has_positions_without_a_gap() -> None:
    assert "wrote 11 entries with receipts to out" in bundled("--recorded", "2000-01-01..2100-12-31")
    assert faults(Path("out")) == []
    assert run(*KEYS, "audit", "bundle", "ACME", "--folder", "out").exit_code == 1


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        ("entries.jsonl", "100.00", "900.00", "is not proved"),
        ("checkpoint.txt", "\n12\n", "\n13\n", "the checkpoint is not signed"),
        ("receipts/3.tlog-proof", "index 3", "index 4", "3 is not proved"),
        ("verification.keys", "+A", "+B", "the checkpoint is not signed"),
    ],
)
def test_what_was_changed_in_a_bundle_is_found(file: str, before: str, after: str, said: str) -> None:
    bundled("ACME")
    path = Path("out") / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(said in one for one in faults(Path("out")))


def test_what_was_taken_out_of_a_bundle_is_found() -> None:
    bundled("ACME")
    path = Path("out/entries.jsonl")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2] + lines[3:]), encoding="utf-8")
    assert faults(Path("out")) == ["an entry was left out", "there is a receipt without an entry"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--folder", "out"), 2, "name CLIENT, or add --recorded"),
        (("ACME", "--folder", "out", "--recorded", "2026"), 2, "leave out CLIENT or --recorded"),
        (("NONE", "--folder", "out"), 1, "no client has the code 'NONE'"),
        (("--recorded", "1999", "--folder", "out"), 1, "nothing was recorded on these days; name others"),
    ],
)
def test_nothing_is_written_of_what_cannot_be_proved(words: tuple[str, ...], code: int, said: str) -> None:
    result = run(*KEYS, "audit", "bundle", *words)
    assert result.exit_code == code
    assert said in result.stderr
    assert not Path("out").exists()
