"""Rules about our products, list prices and competitors."""

from __future__ import annotations

from ledger.entry import Draft
from ledger.events import CompetitorDescribed, PriceListed, ProductDescribed
from ledger.rules.checks import not_negative, repeats
from ledger.rules.client_state import ClientState
from ledger.rules.folding import description_of
from ledger.rules.registry import judges
from ledger.spellings import name_key


@judges
def judge_product(house: ClientState, event: ProductDescribed, draft: Draft) -> bool:
    """The same description is not recorded again."""
    return repeats(house.products.get(name_key(event.product)), description_of(event), draft)


@judges
def judge_price(_house: ClientState, event: PriceListed) -> None:
    """A price is not negative."""
    not_negative("price", event.price)


@judges
def judge_competitor(_house: ClientState, event: CompetitorDescribed) -> None:
    """Anything may be said about a competitor."""
