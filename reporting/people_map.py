"""The people at clients as a drawing (SVG) that stands alone; ``people_map.svg`` is its layout.

Each person has a box below and beside the one to whom they report; the other links within a client are
dashed. A drawing has no script, and text from the ledger is never markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from wcwidth import wcswidth

from projections.people.mapping import Tree, TreePerson
from reporting.pages import layout

_EDGE: Final = 16
_INDENT: Final = 32
_LINE: Final = 17
_GAP: Final = 12
_PADDING: Final = 10
_HEAD: Final = 34
_LEAST: Final = 160
_STRONG, _PLAIN = 8.2, 6.6
"""Pixels that a cell of a name and of another text may take, in any font that a reader has."""


class Box(NamedTuple):
    """A person: where the box stands, and its lines, the name first."""

    x: int
    y: int
    width: int
    height: int
    lines: Sequence[str]
    decides: bool


class Arrow(NamedTuple):
    """A line from one box to another, as SVG writes it, with what it says where it is pointed at."""

    path: str
    about: str


class Plan(NamedTuple):
    """The tree of a client, drawn."""

    heading: str
    y: int
    boxes: Sequence[Box]
    below: Sequence[str]
    others: Sequence[Arrow]


def people_map(trees: Iterable[Tree], title: str) -> str:
    """The drawing of the people at clients, in the order of the trees.

    Args:
        trees: of the clients.
        title: what it shows, as of which day.
    """
    plans, y = list[Plan](), _EDGE + _HEAD
    for tree in trees:
        plan = _plan(tree, y)
        plans.append(plan)
        y = plan.boxes[-1].y + plan.boxes[-1].height + 2 * _GAP
    bends = max((len(plan.others) for plan in plans), default=0) * _GAP
    right = max((box.x + box.width for plan in plans for box in plan.boxes), default=_LEAST)
    texts = (title, *(plan.heading for plan in plans))
    width = max(right + bends + 3 * _EDGE, *(_wide(text, _STRONG) + 2 * _EDGE for text in texts))
    return layout("people_map.svg").render(title=title, plans=plans, width=width, height=y + _EDGE)


def _plan(tree: Tree, y: int) -> Plan:
    """The boxes of a client from a height on, one below the other, and the lines between them."""
    top, boxes = y + _HEAD, dict[str, Box]()
    for person, one in tree.people.items():
        lines = [*_texts(tree, one)]
        widths = [_wide(text, _PLAIN if number else _STRONG) for number, text in enumerate(lines)]
        box = Box(
            x=_EDGE + one.depth * _INDENT,
            y=top,
            width=max(_LEAST, max(widths) + 2 * _PADDING),
            height=len(lines) * _LINE + _PADDING,
            lines=lines,
            decides=one.row.decider,
        )
        boxes[person] = box
        top += box.height + _GAP
    below = [
        _elbow(boxes[one.above], boxes[person])
        for person, one in tree.people.items()
        if one.above is not None
    ]
    return Plan(
        f"{tree.client} {tree.name or ''}".rstrip(), y, [*boxes.values()], below, [*_others(tree, boxes)]
    )


def _texts(tree: Tree, one: TreePerson) -> Iterator[str]:
    """The lines of a box: the name, the role and the signs, and each link to others."""
    yield one.row.person_name
    yield ", ".join((one.row.role, *one.signs))
    yield from map(tree.told, one.links)


def _wide(text: str, pixels: float) -> int:
    """The pixels that a text may take."""
    cells = wcswidth(text)
    return int((cells if cells >= 0 else len(text)) * pixels)


def _elbow(upper: Box, lower: Box) -> str:
    """From below the left edge of a box to the left side of another."""
    return f"M{upper.x + _INDENT // 2} {upper.y + upper.height}V{lower.y + lower.height // 2}H{lower.x}"


def _others(tree: Tree, boxes: dict[str, Box]) -> Iterator[Arrow]:
    """The links within a client beside those of the tree, each in its own bend on the right."""
    right = max(box.x + box.width for box in boxes.values())
    linked = [
        (one, link)
        for one in tree.people.values()
        for link in one.links
        if link.client is None and link.to in boxes and link.to != one.row.person
    ]
    for number, (one, link) in enumerate(linked, 1):
        start, end, bend = boxes[one.row.person], boxes[link.to], right + number * _GAP
        yield Arrow(
            f"M{start.x + start.width} {start.y + start.height // 2 + 3}H{bend}V{end.y + end.height // 2 - 3}"
            f"H{end.x + end.width}",
            f"{one.row.person_name} {tree.told(link)}",
        )
