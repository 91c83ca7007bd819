"""What people read in a week's workbook: titles of sheets and columns, and what a column means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Title(NamedTuple):
    """The title of a column, and its meaning."""

    text: str
    meaning: str


SHEETS: Final[Mapping[str, str]] = {
    "plan": "Plan",
    "visits": "Visits",
    "objections": "Objections",
    "proposals": "Proposals",
    "competitors": "Competitors",
    "expenses": "Expenses",
}
AGENDA: Final = "Agenda"
LISTS: Final = "Lists"

COLUMNS: Final[Mapping[str, Title]] = {
    "client": Title("Client", "Choose the client, or type its code."),
    "day": Title("Day", "The day on which it happens or happened."),
    "hour": Title("Time", "When it begins or began; leave it empty if there is no fixed hour."),
    "channel": Title("Channel", "The sort of touch."),
    "purpose": Title("Purpose", "What it is or was for."),
    "visit": Title("Visit no.", "The number of the planned visit; Goodwill numbers what you plan."),
    "note": Title("Note", "A remark in your words."),
    "summary": Title("Summary", "What came of it, in your words."),
    "people": Title("People met", "Choose a person; write several with ; between them."),
    "minutes": Title("Minutes", "How long it took."),
    "prepared": Title("Prepared", "Whether you were prepared; empty if you do not know."),
    "asked": Title("Asked for", "What the client asked for."),
    "step": Title("Next step", "What is to be done next."),
    "step_due": Title("Next step by", "The day by which it is to be done; with it, it is a commitment."),
    "place": Title("Place", "Where it was."),
    "topic": Title("Topic", "What the client objects to."),
    "severity": Title("Severity", "From 1 (mentioned in passing) to 3 (no deal before it is resolved)."),
    "about": Title("About", "The number of the proposal, order or product that it is about."),
    "person": Title("Person", "The person at the client whom it concerns."),
    "number": Title("Number", "Its number; Goodwill gives one if you leave it empty."),
    "amount": Title("Amount", "How much, in the currency beside it."),
    "currency": Title("Currency", "A code such as EUR; that of the client if you leave it empty."),
    "valid_until": Title("Valid until", "The last day of the offer."),
    "closes_on": Title("Decision on", "When a decision is expected."),
    "probability": Title("Probability", "The probability of winning."),
    "competitor": Title("Competitor", "The competitor's name."),
    "product": Title("Product", "The code of the product that you saw."),
    "price": Title("Price", "In the client's currency."),
    "where": Title("Where", "Where you saw it."),
}
"""The titles of columns by their names."""

TO_DO: Final = ("Day", "Time", "Client", "Name", "Why", "What", "Number", "Due")
"""The titles of the agenda."""
LISTED: Final[Mapping[str, str]] = {
    "client": "Client",
    "of_client": "Client of the person",
    "person": "Person",
    "currency": "Currency",
    "competitor": "Competitor",
    "channel": "Channel",
    "topic": "Topic",
    "flag": "Yes or no",
}
"""The titles of the lists by their names."""

WEEK: Final = "Week %(week)s: %(manager)s"
HOURS: Final = "Times are those of %(zone)s. Fill in the other sheets, then import the workbook."

ONE_OF_LIST: Final = "Choose one from the list."
NOT_IN_LIST: Final = "It is not in the list. Keep it if it is new."
A_DAY: Final = "Write a day."
AN_HOUR: Final = "Write a time such as 10:30."
A_NUMBER: Final = "Write a number of 0 or more."
A_NUMBER_WITHIN: Final = "Write a number from %(least)s to %(most)s."
YES, NO = "yes", "no"
