"""A choice among words that answers a word which is nearly one of them with that one."""

from __future__ import annotations

from typing import Any

import click


class NearChoice(click.Choice[str]):
    """One of some words."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Why a word is refused, and which one was meant."""
        from ledger.errors import meant_of

        message = super().get_invalid_choice_message(value, ctx)
        meant = meant_of(str(value), [*map(str, self.choices)])
        return f"{message.removesuffix('.')}; {meant}" if meant else message
