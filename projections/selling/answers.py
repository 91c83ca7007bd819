"""Which answers to objections work: for each topic and answer, how often, with what outcome, how fast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import Annotated, Any

from ledger.entry import Entry
from projections.framework.answer import Answer
from projections.framework.columns import Column
from projections.framework.grouping import Grouped, groups_of
from projections.framework.sums import percent
from projections.selling.objections_view import BY, ObjectionRow, ResolvedRow

ENOUGH = 5
"""So many objections have to be resolved before an answer is said to work, or not."""
_WORKED = ("accepted", "compromise")


@dataclass(frozen=True, kw_only=True)
class AnswerRow(Grouped):
    """What came of an answer to the objections of a group."""

    answer: Annotated[str | None, Column("What we answered last.", null="nothing", least=16)]
    times: Annotated[int, Column("Objections that we answered so.", unit="objections")]
    accepted: Annotated[int, Column("Those that clients gave up, convinced.", unit="objections", title="ACC")]
    compromise: Annotated[int, Column("Those that ended in a compromise.", unit="objections", title="COMP")]
    dropped: Annotated[int, Column("Those that clients let drop.", unit="objections", title="DROP")]
    lost: Annotated[int, Column("Those that lost us the business.", unit="objections")]
    open: Annotated[int, Column("Those that are open.", unit="objections")]
    worked: Annotated[
        Decimal | None,
        Column(
            "The share of those resolved that were accepted or ended in a compromise.",
            unit="percent",
            null=f"fewer than {ENOUGH} are resolved",
            decimals=0,
            title="WORKED %",
        ),
    ]
    days: Annotated[
        Decimal | None,
        Column("Days to the end, the median.", unit="days", null="none is resolved", decimals=0),
    ]
    ordered: Annotated[
        int,
        Column("Of those resolved, how many an order followed within the days asked for.", unit="objections"),
    ]


def answers(answer: Answer, by: str, within: int, house: Sequence[Entry] = ()) -> Answer:
    """The answer of objections with a row for each group and each answer that we gave.

    Args:
        answer: of objections, open and resolved.
        by: a grouping of objections.
        within: days from the end of an objection within which an order is said to follow.
        house: the entries of the house, which appoint its managers.
    """
    everything = [*answer.rows, *answer.items]
    found = [
        AnswerRow(group=group.group, name=group.name, **row)
        for group in groups_of(answer, everything, by, house, BY)
        for row in _rows(group.rows, within)
    ]
    more = {**answer.more, "by": by, "listing": "answers to objections", "within": within}
    found_in = replace(answer, more=more, empty="nobody has objected to anything")
    return found_in.made_into(AnswerRow, found, [])


def _rows(found: Iterable[ObjectionRow], within: int) -> Iterator[dict[str, Any]]:
    """What came of each answer; those that were given most often come first."""
    told: dict[str, list[ObjectionRow]] = {}
    for row in found:
        told.setdefault(_key(row.answer), []).append(row)
    for key in sorted(told, key=lambda key: (not key, -len(told[key]), key)):
        same = told[key]
        ended = [row for row in same if isinstance(row, ResolvedRow)]
        outcomes = Counter(row.outcome for row in ended)
        yield {
            "answer": same[0].answer,
            "times": len(same),
            **{outcome: outcomes[outcome] for outcome in ("accepted", "compromise", "dropped", "lost")},
            "open": len(same) - len(ended),
            "worked": percent(sum(outcomes[one] for one in _WORKED), len(ended))
            if len(ended) >= ENOUGH
            else None,
            "days": Decimal(str(median(row.days for row in ended))) if ended else None,
            "ordered": sum(
                row.ordered is not None and (row.ordered - row.resolved).days <= within for row in ended
            ),
        }


def _key(answer: str | None) -> str:
    """What is equal for two spellings of one answer."""
    return " ".join((answer or "").casefold().split()).rstrip(".!")
