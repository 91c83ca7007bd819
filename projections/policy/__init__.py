"""The house's rules for its figures: one document, read with every fault at once, adopted from a day on.

* ``Policy`` is the document; ``DEFAULT`` is the one that Goodwill ships.
* ``read(text)`` gives the policy and the faults of a TOML document, which states only what differs from the
  default.
* ``render(policy)`` writes the whole document, with the meaning of each key.
* ``in_force(entries, horizon)`` finds the policy that the house had adopted by a day, as known at a moment.
"""

from __future__ import annotations

from ledger.rules.credit_policy import Credit
from projections.policy.adoption import (
    Adopted,
    Timetable,
    UnreadablePolicy,
    VersionAdopted,
    adopted,
    check_version,
    in_force,
    timetable,
)
from projections.policy.amounts import ByCurrency, figure_in
from projections.policy.document import (
    DEFAULT,
    Collect,
    Commerce,
    Health,
    Loyalty,
    Metrics,
    Policy,
    Receivables,
    Reminders,
    Segment,
    Step,
    Tier,
    Weights,
)
from projections.policy.reading import Fault, read
from projections.policy.writing import plain, render

__all__ = [
    "DEFAULT", "Adopted", "ByCurrency", "Collect", "Commerce", "Credit", "Fault", "Health",
    "Loyalty", "Metrics", "Policy", "Receivables", "Reminders", "Segment", "Step", "Tier", "Timetable",
    "UnreadablePolicy", "VersionAdopted", "Weights", "adopted", "check_version", "figure_in", "in_force",
    "plain", "read", "render", "timetable",
]  # fmt: skip
