"""How a language writes days and numbers, for a reader that knows no languages."""

from __future__ import annotations

from reporting.words import Words

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def day_order(words: Words) -> str:
    """The order of day, month and year: "dmy", "mdy" or "ymd"."""
    pattern = str(words.locale.date_formats["short"].pattern).lower()
    return "".join(sorted("dmy", key=pattern.index))


def decimal_sign(words: Words) -> str:
    """The decimal sign."""
    return str(words.locale.number_symbols["latn"]["decimal"])


def grouping_signs(words: Words) -> str:
    """The signs that group digits; a space does in every language, and stands for every kind of space."""
    sign = str(words.locale.number_symbols["latn"]["group"])
    return " " if sign in _SPACES else f"{sign} "
