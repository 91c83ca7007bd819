"""The policy as a document: read with every fault at once, written with comments, and found in the ledger.

* ``read(text)`` gives the policy and the faults of a TOML document, which states only what differs from the default.
* ``render(policy)`` writes the whole document, with the meaning of each key.
* ``in_force(entries, horizon)`` finds the policy that the house had adopted by a day, as known at a moment.
"""

from __future__ import annotations

from projections.policies.adoption import (
    HOUSE,
    Adopted,
    Timetable,
    UnreadablePolicy,
    VersionAdopted,
    adopted,
    adoptions,
    check_version,
    in_force,
    timetable,
)
from projections.policies.reading import Fault, Reading, read
from projections.policies.writing import plain, render

__all__ = [
    "HOUSE",
    "Adopted",
    "Fault",
    "Reading",
    "Timetable",
    "UnreadablePolicy",
    "VersionAdopted",
    "adopted",
    "adoptions",
    "check_version",
    "in_force",
    "plain",
    "read",
    "render",
    "timetable",
]
