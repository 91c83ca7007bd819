from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commands.ui.collating import order_of, readers_language
from tests.helpers.commanding import invoice, line, ran, registered
from tests.helpers.depth import tries

LOCALES = ("LC_ALL", "LC_COLLATE", "LANG")
NAMES = {
    "az": "Cavid Çingiz Elçin Əli Gülnar Hüseyn Xəlil Ilham İlqar Quliyev",
    "tr-TR": "Cem Çağ Işık İrem Suat Şule",
    "hu-HU": "Agnes Ágnes Cukor Csaba Gusztáv György Zoltán Zsófi",
    "ro": "Sabin Stan Șerban Toma Tudor Țepeș",
    "sq-AL": "Cukaj Çela Duka Dhima Erion Ëndrra Toska Thaçi Xoxa Xhaferi Zogu Zhuka",
    "th": "กานต์ เกษม แก้ว ไก่ ขวัญ",
    "": "Agnes Ágnes Csaba Cukor Șerban Stan Zoltán",
}


@pytest.fixture(autouse=True)
def reader_of_no_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def without_icu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icu", None)


@pytest.mark.parametrize("language", NAMES)
def test_names_are_sorted_as_their_language_does(language: str) -> None:
    pytest.importorskip("icu")
    names = NAMES[language].split()
    assert sorted(sorted(names), key=order_of(language)) == names


@pytest.mark.usefixtures("without_icu")
def test_without_icu_a_letter_with_an_accent_stands_beside_its_base() -> None:
    names = NAMES[""].split()
    assert sorted(sorted(names), key=order_of("hu")) == names


@tries(25, 100)
@given(names=st.lists(st.text("AaÁáIıİi zZ\u200b"), unique=True), language=st.sampled_from([*NAMES]))
def test_the_order_is_total(names: list[str], language: str) -> None:
    order, turned = order_of(language), names[::-1]
    assert sorted(names, key=order) == sorted(turned, key=order)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, ""),
        ({"LANG": "C.UTF-8"}, ""),
        ({"LANG": "hu_HU.UTF-8"}, "hu_HU"),
        ({"LANG": "hu_HU.UTF-8", "LC_COLLATE": "ro_RO@euro"}, "ro_RO"),
        ({"LANG": "hu_HU.UTF-8", "LC_ALL": "POSIX"}, ""),
    ],
)
def test_the_readers_language_is_that_of_the_locale(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert readers_language() == language


def test_the_houses_language_sorts_tables_and_programs_get_an_order_of_no_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("icu")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "ro_RO.UTF-8")
    lines = [line("house.described", None, name="Ház", locale="hu-HU")]
    for name in ("Cukor", "Csaba", "Ágnes"):
        lines += [registered(name, name, manager=name), invoice("1", name)]
    ran("record", "--data", "-", input="\n".join(lines))
    asked = ("receivables", "--as-of", "2026-03-31")
    table = ran(*asked, "--by", "manager").stdout.splitlines()
    assert [text.split()[0] for text in table[3:6]] == ["Ágnes", "Cukor", "Csaba"]

    def rows(*words: str) -> list[str]:
        return [
            one["name"] or one["group"]
            for one in json.loads(ran(*asked, *words, "--format", "json").stdout)["rows"]
        ]

    assert rows("--by", "manager") == ["Ágnes", "Csaba", "Cukor"]
    assert rows("--by", "manager", "--sort", "group") == ["Ágnes", "Cukor", "Csaba"]
    assert rows("--sort", "-name") == ["Csaba", "Cukor", "Ágnes"]
