"""The TOML document of a mapping, read within bounds."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledger.importing.faults import MappingError
from ledger.importing.guarding import must_be_plain

_LONGEST = 256 * 1024  # characters of a mapping
_DEEPEST = 32  # levels of tables and lists
_MOST_DOTS = 100  # in a line: reading a key of many parts takes the square of their number
_DIGITS = 40
_TOO_LARGE = 10**_DIGITS
_NUMBER = f"a number of more than {_DIGITS} digits, or one that is not finite; write another"


def read_document(path: Path) -> dict[str, Any]:
    """Read the document of a mapping.

    Raises:
        MappingError: it cannot be read, is not TOML, or goes beyond a bound.
    """
    if path.exists():
        must_be_plain(path)
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(_LONGEST + 1)
        _check_size(path, text)
        document = tomllib.loads(text, parse_float=_decimal)
        _check_depth(path, document)
    except OSError as wrong:
        raise MappingError((), f"{path} cannot be read: {wrong.strerror}") from None
    except UnicodeDecodeError:
        raise MappingError((), f"{path} is not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as wrong:
        raise MappingError((), f"{path} is not TOML: {wrong}") from None
    except RecursionError:
        raise MappingError(
            (), f"{path} is nested more than {_DEEPEST} levels deep; write it flatter"
        ) from None
    except ValueError:
        raise MappingError((), f"{path} has {_NUMBER}") from None
    return document


def _check_size(path: Path, text: str) -> None:
    if len(text) > _LONGEST:
        raise MappingError((), f"{path} has more than {_LONGEST:,} characters; it is no mapping")
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count(".") > _MOST_DOTS and not line.lstrip().startswith("#"):
            raise MappingError(
                (),
                f"{path} has more than {_MOST_DOTS} dots in line {number}; write tables within tables instead",
            )


def _decimal(text: str) -> Decimal:
    number = Decimal(text)
    if len(text) > _DIGITS or not number.is_finite() or abs(number.adjusted()) >= _DIGITS:
        raise ValueError(text)
    return number


def _check_depth(path: Path, document: object) -> None:
    """Check how deep tables and lists lie in each other, level by level, and the numbers in them."""
    level = [document]
    for _ in range(_DEEPEST):
        if any(isinstance(one, int) and abs(one) >= _TOO_LARGE for one in level):
            raise MappingError((), f"{path} has {_NUMBER}")
        level = [
            inner
            for one in level
            for inner in (one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
        ]
        if not level:
            return
    raise MappingError((), f"{path} is nested more than {_DEEPEST} levels deep; write it flatter")
