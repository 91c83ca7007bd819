"""Tables of words and habits, which stand beside this module as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any


def table(name: str, number: Callable[[str], Any] = float) -> dict[str, Any]:
    """A table by its name, with numbers that have a point as the given type."""
    text = Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text, parse_float=number)


PHRASES = table("phrases")
"""Tables of phrases that are the same in all countries."""
