"""Arguments that a function cannot use, as the command line reports them."""

from __future__ import annotations

import pytest

from commands.ui.failures import FAILED, report
from ledger.errors import Misuse


def test_misuse_is_told_in_its_own_words_and_other_errors_of_values_as_unexpected(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert report(Misuse("give an earlier day")) == FAILED
    assert capsys.readouterr().err == "goodwill: give an earlier day\n"
    assert report(ValueError("zip")) == FAILED
    assert "something unexpected went wrong (ValueError: zip)" in capsys.readouterr().err
