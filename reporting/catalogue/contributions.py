"""What figures of views are made of, entry by entry, for all clients."""

from __future__ import annotations

from collections.abc import Iterator

from projections.framework.filters import AccountHolder, Everyone
from projections.framework.registry import ALL
from reporting.catalogue.client_facts import ClientFacts
from reporting.catalogue.facts import Facts, Row
from reporting.catalogue.shape import day, exact, integer, table, text

_HEALTH = ALL["health"]


def _rows(told: ClientFacts) -> Iterator[Row]:
    day, policy = told.horizon.as_of, told.policy
    who, state = told.known, told.state(_HEALTH.fold)
    everyone = Everyone(lambda: {told.client: state})
    holder = AccountHolder(who.code, who.name, who.currency, [(who, state)], everyone=everyone)
    for number, one in enumerate(_HEALTH.explain(holder, day, policy), 1):
        yield (
            *(told.client, day, policy.version, number),
            *(one.what, one.document, one.how, one.amount, one.position),
        )


HEALTH_CONTRIBUTIONS = Facts(
    table(
        "health_contributions",
        "views",
        "What the score of each client is made of: points that sum to ``health.score``. A client without a score, or "
        "whose score a person stated, has the score that its entries make, or no row.",
        "a contribution to the score of a client",
        [
            text("client", "The client's code."),
            day("as_of", "The day for which the row is: what had happened by its end."),
            text("policy", "The version of the policy in force on that day, under which the row was made."),
            integer("contribution", "Which contribution, from 1."),
            text("what", "What contributes: order, cancelled, returned, overdue, or a component."),
            text("document", "The number of the order or return.", "it is about no single one"),
            text("component", "The component of the relationship.", "it is about orders or being overdue"),
            exact("points", "How many points of the score it brings; below zero, takes."),
            integer("entry", "The position of the entry, or of the newest that it rests on."),
        ],
        ["client", "contribution"],
    ),
    _rows,
    _HEALTH.reads,
)

TABLES = (HEALTH_CONTRIBUTIONS,)
