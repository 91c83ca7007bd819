"""The questions of one page: all are asked of one ledger, for one day, as known at one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from goodwill.asking import question_of
from goodwill.moments import clocks_of
from goodwill.read_log import is_personal, reads_are_logged
from ledger.times import end_text
from projections.framework.registry import REGISTER
from reporting.web import Address, Choices, Link

if TYPE_CHECKING:
    from datetime import date

    from commands.ui.moments import Moments
    from commands.web.source import Source
    from ledger.events import AnyEvent
    from projections import Answer
    from projections.framework.clients import Client
    from projections.framework.question import Question
    from projections.history import Horizon
    from projections.policy import Policy

_FIRST: Final = ("agenda", "receivables", "health", "loyalty", "pipeline", "activity", "sales")
"""The views whose pages come first among the links to all."""
_IN_ORDER: Final = (*_FIRST, *(name for name in REGISTER if name not in _FIRST))
"""Every view, in the order in which pages name them."""
_LAST: Final = "audit"
"""The page that comes last, which shows no view."""


class Asking:
    """The questions of a page.

    Args:
        source: where it reads.
        address: of the page.
        recorded: whether the reading is recorded where the policy wants it, as a command can do.

    Attributes:
        horizon: how far all its answers look. What others record while the page is made is not in it.
    """

    def __init__(self, source: Source, address: Address, *, recorded: bool = False) -> None:
        from projections.stored.answering import Shared

        self.source, self.ledger = source, source.ledger
        self.address, self._recorded = address, recorded
        self._shared = Shared()
        source.forget_erased()
        self.horizon: Horizon = clocks_of(self.ledger, address.as_of, address.known_at).seen

    @property
    def seen(self) -> dict[str, Any]:
        """The day and the moment, as functions of ``goodwill`` take them."""
        return {"as_of": self.horizon.as_of, "known_at": self.horizon.known_at}

    @property
    def asked(self) -> dict[str, Any]:
        """What is asked of a view."""
        chosen = ("client", "manager", "territory", "segment", "team", "group")
        return {name: getattr(self.address, name) for name in chosen} | self.seen | {"policy": self.policy}

    @cached_property
    def policy(self) -> Policy | None:
        """The policy that the address names; None: those that the house had adopted."""
        return self.source.policy(self.address.policy, self.horizon)

    @cached_property
    def _stored(self) -> bool:
        """Whether the stored views can be asked; they catch up once for a page."""
        return self.source.caught_up()

    def question(self, **more: Any) -> Question:
        """The question of the page, perhaps with other values of ``goodwill.Asked``."""
        return question_of(self.ledger, **{**self.asked, **more})

    def view(self, name: str, question: Question) -> Answer:
        """The answer of a view, from the stored views where they have it."""
        return self.source.answer(name, question, self._shared if self._stored else None)

    def overall(self, name: str, question: Question) -> Answer:
        """The answer of a view about everybody in view, perhaps without items, from what is kept of it."""
        kept = self.source.overall(name, question) if self._stored else None
        return self.view(name, question) if kept is None else kept

    def totals(self, name: str, as_of: date) -> Sequence[Any]:
        """The totals of a view about everybody in view on a day, without its rows where that takes less."""
        question = self.question(as_of=as_of)
        found = self.source.totals(name, question) if self._stored else None
        return self.overall(name, question).totals if found is None else found

    @property
    def directory(self) -> Mapping[str, Client]:
        """Every client that the ledger knew, as it was on the day."""
        return self.source.directory(self.horizon, stored=self._stored)

    @cached_property
    def when(self) -> Moments:
        """Shows moments as the house wants them."""
        from commands.ui.moments import moments_of

        return moments_of(self.ledger, self.horizon.position)

    @cached_property
    def personal(self) -> bool:
        """Whether personal data is shown: where the policy has every reading of it recorded, only if this is.

        A served page records nothing, so it could not keep that record.
        """
        return self._recorded or not reads_are_logged(self.ledger)

    def hides(self, event: AnyEvent) -> bool:
        """Whether the text of an event is not shown: it is personal, or names people."""
        about = event.people or getattr(event, "person", None)
        return not self.personal and (bool(about) or is_personal(event))

    @cached_property
    def choices(self) -> Choices:
        """What the form of a page offers: the managers, places and segments of all clients on the day."""
        offered = self.source.offered(self.horizon, stored=self._stored)
        return Choices(*offered, policies=self.source.policies(self.horizon))

    def about(self, answer: Answer | None = None) -> str:
        """What the figures of the page depend on."""
        horizon = self.horizon
        known = [f"known at {end_text(horizon.known_at)}"] if horizon.known_at else []
        policy = [f"policy {answer.policy}"] if answer else []
        return ", ".join([f"As of {horizon.as_of}", *known, *policy, f"position {horizon.position:,}"])

    @property
    def lasting(self) -> Address:
        """The address of the page as it is now."""
        return self.address.but(**self.seen)

    def views(self) -> list[Link]:
        """The links to all pages."""
        unfit = {name: dict.fromkeys(("client", *REGISTER[name].unfit)) for name in _IN_ORDER}
        return [
            Link(
                titled(name),
                self.address.to(name, **unfit.get(name, {"client": None})).url,
                name == self.address.page,
            )
            for name in ("", *_IN_ORDER, _LAST)
        ]

    @staticmethod
    def on_client() -> Iterator[tuple[str, tuple[str, str]]]:
        """The views of which a client's page has the first rows, each with its title and what it shows."""
        return ((name, shown) for name in _IN_ORDER if (shown := REGISTER[name].on_client))

    def client(self, code: str | None) -> str:
        """The address of a client's page; "" without a client."""
        return self.address.to("client", client=code).url if code else ""

    def entry(self, position: int) -> str:
        """The address of an entry's page."""
        return self.address.to("entry", entry=position).url

    def explained(
        self, view: str, client: str, document: str | None = None, since: date | None = None
    ) -> str:
        """The address of the entries behind a view's figures, or of those that moved them since a day."""
        about: dict[str, object] = {"view": view, "client": client, "document": document, "since": since}
        if self.address.page == view and REGISTER[view].period and not REGISTER[view].of_managers:
            about["begins"] = self.address.since
        return self.address.to("explain", **about).url


def titled(name: str) -> str:
    """What a page is called."""
    return name.replace("-", " ").replace("_", " ").capitalize() or "House"
