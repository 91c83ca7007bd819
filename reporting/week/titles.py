"""What people read in a week's workbook: titles of sheets and columns, meanings, words to choose.

The messages are English, and ``reporting.words`` gives them in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from reporting.names import N_


class Title(NamedTuple):
    """The title of a column, and its meaning."""

    text: str
    meaning: str


SHEETS: Final[Mapping[str, str]] = {
    "plan": N_("Plan"),
    "visits": N_("Visits"),
    "objections": N_("Objections"),
    "proposals": N_("Proposals"),
    "competitors": N_("Competitors"),
    "expenses": N_("Expenses"),
}
AGENDA: Final = N_("Agenda")
LISTS: Final = N_("Lists")

COLUMNS: Final[Mapping[str, Title]] = {
    "client": Title(N_("Client"), N_("Choose the client, or type its code.")),
    "day": Title(N_("Day"), N_("The day on which it happens or happened.")),
    "hour": Title(N_("Time"), N_("When it begins or began; leave it empty if there is no fixed hour.")),
    "channel": Title(N_("Channel"), N_("The sort of touch.")),
    "purpose": Title(N_("Purpose"), N_("What it is or was for.")),
    "visit": Title(N_("Visit no."), N_("The number of the planned visit; Goodwill numbers what you plan.")),
    "note": Title(N_("Note"), N_("A remark in your words.")),
    "summary": Title(N_("Summary"), N_("What came of it, in your words.")),
    "people": Title(N_("People met"), N_("Choose a person; write several with ; between them.")),
    "minutes": Title(N_("Minutes"), N_("How long it took.")),
    "prepared": Title(N_("Prepared"), N_("Whether you were prepared; empty if you do not know.")),
    "asked": Title(N_("Asked for"), N_("What the client asked for.")),
    "step": Title(N_("Next step"), N_("What is to be done next.")),
    "step_due": Title(
        N_("Next step by"), N_("The day by which it is to be done; with it, it is a commitment.")
    ),
    "place": Title(N_("Place"), N_("Where it was.")),
    "topic": Title(N_("Topic"), N_("What the client objects to.")),
    "severity": Title(
        N_("Severity"), N_("From 1 (mentioned in passing) to 3 (no deal before it is resolved).")
    ),
    "about": Title(N_("About"), N_("The number of the proposal, order or product that it is about.")),
    "person": Title(N_("Person"), N_("The person at the client whom it concerns.")),
    "number": Title(N_("Number"), N_("Its number; Goodwill gives one if you leave it empty.")),
    "amount": Title(N_("Amount"), N_("How much, in the currency beside it.")),
    "currency": Title(N_("Currency"), N_("A code such as EUR; that of the client if you leave it empty.")),
    "valid_until": Title(N_("Valid until"), N_("The last day of the offer.")),
    "closes_on": Title(N_("Decision on"), N_("When a decision is expected.")),
    "probability": Title(N_("Probability"), N_("The probability of winning.")),
    "competitor": Title(N_("Competitor"), N_("The competitor's name.")),
    "product": Title(N_("Product"), N_("The code of the product that you saw.")),
    "price": Title(N_("Price"), N_("In the client's currency.")),
    "where": Title(N_("Where"), N_("Where you saw it.")),
}
"""The titles of columns by their names."""

TO_DO: Final = (
    N_("Day"),
    N_("Time"),
    N_("Client"),
    N_("Name"),
    N_("Why"),
    N_("What"),
    N_("Number"),
    N_("Due by"),
)
"""The titles of the agenda."""
LISTED: Final[Mapping[str, str]] = {
    "client": N_("Client"),
    "of_client": N_("Client of the person"),
    "person": N_("Person"),
    "currency": N_("Currency"),
    "competitor": N_("Competitor"),
    "channel": N_("Channel"),
    "topic": N_("Topic"),
    "flag": N_("Yes or no"),
}
"""The titles of the lists by their names."""

WEEK: Final = N_("Week %(week)s: %(manager)s")
HOURS: Final = N_("Times are those of %(zone)s. Fill in the other sheets, then import the workbook.")

ONE_OF_LIST: Final = N_("Choose one from the list.")
NOT_IN_LIST: Final = N_("It is not in the list. Keep it if it is new.")
A_DAY: Final = N_("Write a day.")
AN_HOUR: Final = N_("Write a time such as 10:30.")
A_NUMBER: Final = N_("Write a number of 0 or more.")
A_NUMBER_WITHIN: Final = N_("Write a number from %(least)s to %(most)s.")
YES, NO = N_("yes"), N_("no")

WORDS: Final = frozenset(
    {
        N_("visit"),
        N_("call"),
        N_("meeting"),
        N_("message"),
        N_("presentation"),
        N_("training"),
        N_("merchandising"),
        N_("event"),
        N_("informal"),
        N_("exhibition"),
        N_("e-mail"),
        N_("price"),
        N_("quality"),
        N_("delivery"),
        N_("terms"),
        N_("product"),
        N_("competitor"),
        N_("timing"),
        N_("authority"),
        N_("need"),
        N_("trust"),
        N_("other"),
    }
)
"""The words of closed lists, each its own message."""
