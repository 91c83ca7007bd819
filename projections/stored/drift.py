"""Drift: a rebuild gives other results for the same entries, since these or the views were changed."""

from __future__ import annotations

from projections.stored.generations import Views, current
from projections.stored.view_states import NAMES


def drifted(next_views: Views) -> list[str]:
    """The clients whose states differ between the generation in use and the next one, for the same entries.

    A state holds what happened, and does not depend on the day or the policy. A client is not compared if
    something was recorded or came due since, and none is if another version made the one in use.
    """
    new, old = next_views.generation, current(next_views.database, next_views.cursor)
    if old is None or old.versions != new.versions or old.as_of > new.as_of:
        return []
    differ = " OR ".join(f"COALESCE(old.{name}, '') <> COALESCE(new.{name}, '')" for name in NAMES)
    rest = (
        f"AS new JOIN {old.table('pages')} AS old ON old.client = new.client WHERE old.position = new.position "
        f"AND (old.due IS NULL OR old.due > ?) AND ({differ}) ORDER BY new.client"
    )
    return [row[0] for row in next_views.select(["new.client"], "pages", rest, (new.as_of.isoformat(),))]
