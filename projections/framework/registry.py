"""The register of views: name, module and one line of help. It imports no view.

A new view is a module that ends with ``VIEW = View(...)`` and a line here. ``docs/how-to/extend.md`` has the
few lines that it needs beside: its function for programs, and what the tests of all views know of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from projections.framework.declare import View
    from projections.framework.lists import Lists

AnyView: TypeAlias = "View[Any, Any, Any, Any]"
"""A view of any state and rows."""


BY_CLIENT = ("client", "manager", "territory", "segment", "group")
"""The groupings of rows by what is known of their client."""


class RegisteredView(NamedTuple):
    """What is registered under the name of a view.

    Attributes:
        target: where it stands, as "module:NAME".
        line: one line of help for its command.
        version: raised whenever the fold of a view, its state or its rows change, so that stored views are
            rebuilt. It stands here so that whoever asks one view imports no other.
        more: more help.
        by: the groupings of a view's rows that its command and its page offer.
        usual: the grouping by which they sum where nobody names one; "": they show the rows themselves.
        usual_of_client: the same where they are asked about one client; "": as ``usual``.
        period: whether they take the first day of a period, and not only the day of the view.
        priced: whether their command shows all amounts in one currency on request.
        of_managers: whether its figures are those of managers, and are explained for a manager.
        unfit: the choices that its figures, which are of all clients of a manager, each counted by itself, do
            not take.
        lists_at: where the lists that are made of its rows stand; "": there are none.
        on_client: the title of its first rows on the page of a client, and what they show there; None: the
            page has none of them.
        rows_stored: whether its rows of today and of month-ends are stored; else only the span rows of which
            they are made, because each question has its own period or week, compares all clients over
            years, or needs texts that are not stored.
    """

    target: str
    line: str
    more: str = ""
    by: tuple[str, ...] = ()
    usual: str = ""
    usual_of_client: str = ""
    period: bool = False
    priced: bool = False
    of_managers: bool = False
    unfit: tuple[str, ...] = ()
    lists_at: str = ""
    version: int = 1
    on_client: tuple[str, str] | None = None
    rows_stored: bool = True

    def summed_by(self, client: str | None, *, group: bool) -> str | None:
        """The grouping by which its rows are summed where nobody names one; None: they are not summed.

        Args:
            client: the one client that is asked about; None: several.
            group: whether the companies of a group count as one client.
        """
        if client and self.usual_of_client:
            return self.usual_of_client
        return "group" if group and self.usual and not self.of_managers else self.usual or None

    @property
    def of_period(self) -> bool:
        """Whether a person can ask it about a period."""
        return self.period or self.of_managers

    @property
    def help(self) -> str:
        """The help text of its command."""
        return f"{self.line}\n\n{self.more}".strip()

    def load(self) -> AnyView:
        """The view; its module is imported on first use."""
        found: AnyView = standing_at(self.target)
        return found

    @property
    def lists(self) -> Lists | None:
        """The lists that are made of its rows, imported when they are asked for; None if there are none."""
        return standing_at(self.lists_at) if self.lists_at else None


def standing_at(target: str) -> Any:  # noqa: ANN401 - what is registered decides
    """What stands at "module:NAME"; the module is imported on first use."""
    module, _, name = target.partition(":")
    return getattr(import_module(module), name)


REGISTER: dict[str, RegisteredView] = {
    "health": RegisteredView(
        "projections.health.view:VIEW",
        "Show how each relationship stands, and what drags it down.",
        "The score is the chance in 100 of an order within 91 days; --components shows what shifts it.",
        version=22,
    ),
    "loyalty": RegisteredView(
        "projections.loyalty:VIEW",
        "Show recency, frequency, value, points and tiers.",
        "R (recency), F (frequency) and M (value) are quintiles among the clients in view: 1 to 5, and 5 is best.",
        lists_at="projections.programme.lists:LISTS",
        version=15,
    ),
    "receivables": RegisteredView(
        "projections.receivables.view:VIEW",
        "Show who owes what, by how long it is overdue.",
        "Not due + overdue - unapplied = balance, to the cent, in every currency.",
        BY_CLIENT[1:],
        lists_at="projections.collections.lists:LISTS",
        version=18,
    ),
    "pipeline": RegisteredView(
        "projections.selling.pipeline:VIEW",
        "Show open proposals and tenders, and what they may bring.",
        "Weighted is the amount multiplied by the probability. --by sums the rows.",
        (*BY_CLIENT, "agent", "product", "month"),
        on_client=("Pipeline", "Offers that are open"),
        version=4,
    ),
    "objections": RegisteredView(
        "projections.selling.objections_view:VIEW",
        "Show open objections, or which answers work.",
        "--answers shows how often each answer resolved an objection, and how.",
        (*BY_CLIENT, "topic", "product", "competitor"),
        on_client=("Objections", "Objections that are open"),
        version=4,
    ),
    "contracts": RegisteredView(
        "projections.selling.contracts_view:VIEW",
        "Show contracts: when each ends, and how much of it is bought.",
        "Bought are the orders that name a contract; if none does, those of its term that name no other.",
        (*BY_CLIENT, "responsible", "month"),
        on_client=("Contracts", "Contracts"),
        version=4,
    ),
    "discounts": RegisteredView(
        "projections.selling.discounts_view:VIEW",
        "Show requests for discounts, and what orders gave away.",
        "An approval allows orders from its day on a discount up to its percentage.",
        (*BY_CLIENT, "month"),
        usual="manager",
        on_client=("Discounts", "Discounts"),
        version=2,
    ),
    "market": RegisteredView(
        "projections.selling.market_view:VIEW",
        "Show competitors, and their prices beside ours.",
        "Lost are proposals, tenders and clients of which an entry names the competitor.",
        (*BY_CLIENT, "competitor", "product"),
        priced=True,
        version=4,
    ),
    "activity": RegisteredView(
        "projections.touches.activity:VIEW",
        "Show what was planned and held in a period, and how it went.",
        "A row is a manager, in order of names; --by client, --by channel and others sum otherwise. No figure is "
        "compared with a norm.",
        ("manager", "client", "channel", "territory", "segment", "group"),
        usual="manager",
        period=True,
        version=6,
    ),
    "sales": RegisteredView(
        "projections.trading.sales:VIEW",
        "Show what was sold, beside what was sold a year before.",
        "Orders, less what was cancelled or came back, each on its own day, of each currency the largest first, by the "
        "larger of VALUE and BEFORE. --against names another period; "
        "--gaps shows what others of a client's segment buy, and the client does not.",
        (*BY_CLIENT, "product", "month"),
        usual="client",
        usual_of_client="product",
        period=True,
        on_client=("Sales by product", "What it bought in twelve months, beside the year before"),
        version=4,
    ),
    "orders": RegisteredView(
        "projections.trading.orders_view:VIEW",
        "Show open orders: what is delivered, and which are late.",
        "An order is open while goods of it were neither delivered nor cancelled.",
        (*BY_CLIENT, "month"),
        on_client=("Orders", "Orders that are open"),
        version=1,
    ),
    "returns": RegisteredView(
        "projections.trading.returns:VIEW",
        "Show what came back or was cancelled, and why.",
        "A row is a reason and a sort; the rate is the value as a part of what was ordered in the period.",
        ("reason", *BY_CLIENT, "product", "month"),
        usual="reason",
        period=True,
        version=4,
    ),
    "plan": RegisteredView(
        "projections.plans.view:VIEW",
        "Show what managers are to reach, beside what they did.",
        "Entries count for the manager of their day, and so do --manager, --team, --segment and --territory. "
        "Without --period, it shows the plans in whose period the day lies.",
        ("manager", "team", "house"),
        usual="manager",
        of_managers=True,
        version=6,
    ),
    "key-accounts": RegisteredView(
        "projections.key_accounts.view:VIEW",
        "Show each client's share of revenue and margin.",
        period=True,
        version=5,
        rows_stored=False,
    ),
    "lifetime": RegisteredView(
        "projections.lifetime.pace:VIEW",
        "Show each client's pace, and what the next year may bring.",
        version=3,
        rows_stored=False,
    ),
    "agenda": RegisteredView(
        "projections.agenda.view:VIEW",
        "Show what is to be done in a week, and why.",
        on_client=("To do", "What is to be done with this client this week"),
        version=14,
        rows_stored=False,
    ),
    "people": RegisteredView(
        "projections.people.view:VIEW",
        "Show the people at clients, and how they stand to us.",
        on_client=("People", "People"),
        version=4,
        rows_stored=False,
    ),
    "prospects": RegisteredView(
        "projections.prospects:VIEW",
        "Show prospects: how we found each, and when it first ordered.",
        "It lists clients that bought nothing yet, and those with a source or a prospect.qualified.",
        version=3,
        rows_stored=False,
    ),
    "pay": RegisteredView(
        "projections.pay.deals:VIEW",
        "Show what managers earn: fixed parts and paid deals.",
        "The policy sets it in [pay]; it is off until then. A deal earns a percentage by its size, of what the client "
        "kept and paid. The worst plan for revenue, active clients or new clients cuts that.",
        ("manager",),
        usual="manager",
        period=True,
        of_managers=True,
        unfit=("segment", "territory", "group"),
        version=4,
        rows_stored=False,
    ),
}
"""Every view by its name, in the order in which lists show them."""


class ViewsByName(Mapping[str, "AnyView"]):
    """The views by name, each imported on first use."""

    def __getitem__(self, name: str) -> AnyView:
        return REGISTER[name].load()

    def __iter__(self) -> Iterator[str]:
        return iter(REGISTER)

    def __len__(self) -> int:
        return len(REGISTER)


ALL = ViewsByName()
"""Every view by its name."""


def names_with_rows() -> list[str]:
    """The names of the views whose rows of today and of month-ends are stored."""
    return [name for name, view in REGISTER.items() if view.rows_stored]


def views_with_rows() -> list[AnyView]:
    """The views whose rows of today and of month-ends are stored."""
    return [ALL[name] for name in names_with_rows()]
