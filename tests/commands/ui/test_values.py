from __future__ import annotations

from decimal import Decimal

import pytest

from commands.ui.values import read_json


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        (f'{{"a": {"9" * 5_000}}}', "a number in it has 5,000 digits"),
        ('{"client": "A", "client": "B"}', '"client" is given twice'),
        ('{"event": {"currency": "EUR", "currency": "USD"}}', '"currency" is given twice'),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": 1', "it is not JSON"),
    ],
)
def test_json_that_says_nothing_clear_is_refused_with_one_sentence(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_json(text)


def test_a_number_with_a_point_is_exact() -> None:
    assert read_json('{"a": 0.10, "b": 12, "c": [-3]}') == {"a": Decimal("0.10"), "b": 12, "c": [-3]}
