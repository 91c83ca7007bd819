"""The page of an auditor: what was recorded late, what was corrected, and what was dated back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from commands.web.listings import NOT_SHOWN
from commands.web.page_questions import Asking
from commands.web.tables import listing
from reporting.web import Link, Page, Part, Section, Text

if TYPE_CHECKING:
    from projections import Answer

_MOST: Final = 50
"""The rows of each list; the command line gives all."""
_LISTS: Final = {
    "late": ("Recorded late", "Entries recorded more days after they happened than the policy allows"),
    "corrections": ("Voided and corrected", "Voids and corrections, with who, when and why"),
    "backdated": ("Dated back", "Entries dated before something of the client that was known already"),
}
_FIELDS: Final = {
    "corrections": ("position", "client", "on", "actor", "of", "of_kind", "how", "before", "after", "reason")
}
"""The fields that are shown of a list with many; the page of the entry has the others."""
_TEXTS: Final = frozenset({"corrections"})
"""The lists whose rows have texts of entries."""


def page(asking: Asking) -> Page:
    """The page."""
    address = asking.address
    trail = [Link(address.client, asking.client(address.client))] if address.client else []
    return Page(
        title="Audit",
        lead="What an auditor asks about first; each row leads to its entry.",
        about=asking.about(),
        address=address,
        lasting=asking.lasting,
        views=asking.views(),
        trail=[Link("House", address.to("", client=None).url), *trail, Link("Audit")],
        choices=asking.choices,
        sections=[_section(asking, name) for name in _LISTS],
    )


def _section(asking: Asking, name: str) -> Section:
    import goodwill

    title, caption = _LISTS[name]
    asked = {key: value for key, value in asking.asked.items() if key not in ("group", "policy")}
    if name == "late" and asking.policy:
        asked["days"] = asking.policy.audit.late_days
    if name not in _TEXTS:
        asked["most"] = _MOST + 1
    found: Answer = getattr(goodwill, f"audit_{name}")(asking.ledger, **asked)
    parts: list[Part] = []
    if not found.rows:
        parts.append(Text("Nothing to list."))
    elif name in _TEXTS and not asking.personal:
        parts.append(Text(NOT_SHOWN))
    else:
        parts.append(listing(asking, found, caption, most=_MOST, only=_FIELDS.get(name, ())))
        if len(found.rows) > _MOST:
            parts.append(Text(f"These are the first {_MOST}; `goodwill audit` lists all of them."))
        if isinstance(advice := found.more.get("advice"), str):
            parts.append(Text(advice))
    return Section(title, parts)
