"""The signs of a relationship as stored rows; views of touches read them too."""

from __future__ import annotations

from projections.framework.spans import Spans
from projections.health.relationship import signs, touched_signs
from projections.health.relationship_fold import evolve
from projections.health.signs import Sign

SIGNS = Spans(
    name="signs",
    evolve=evolve,
    row=Sign,
    of=signs,
    touched=touched_signs,
    depends=lambda policy: policy.touches.rhythm,
)
"""The signs of each client."""
