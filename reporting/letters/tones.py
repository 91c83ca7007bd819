"""What a letter says before its table and how it is headed: the later the reminder, the firmer."""

from __future__ import annotations

from projections.collections.letters import Letter
from projections.collections.reminded import NOTICE
from reporting.words import Words


def title(letter: Letter, words: Words) -> str:
    """The heading of a letter."""
    _ = words.gettext
    if letter.level == NOTICE:
        return _("Notice of payments due soon")
    if letter.last:
        return _("Last payment reminder")
    if letter.level > 1:
        return _("Payment reminder no. %(num)s") % {"num": letter.level}
    return _("Payment reminder")


def request(letter: Letter, words: Words) -> str:
    """The sentences that ask for payment."""
    _ = words.gettext
    if letter.level == NOTICE:
        text = _("Please note that the amounts below are due soon. Please pay each of them by its due date.")
    elif letter.last:
        text = _(
            "We have reminded you before, but the amounts below are still unpaid. This is our last reminder. "
            "Please pay them by %(date)s; otherwise we will have to take further steps to collect them."
        )
    elif letter.level > 1:
        text = _(
            "We have reminded you before, but the amounts below are still unpaid. Please pay them by %(date)s."
        )
    else:
        text = _(
            "According to our records, the amounts below are overdue. Perhaps this has escaped your attention. "
            "Please pay them by %(date)s."
        )
    return text % {"date": words.day(letter.pay_by, "long")}
