"""A week in which everything that an agenda lists is to be done."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from typing import Any

TOLD = """
2026-01-01 client.registered A code=A name="Azur, SRL" currency=EUR manager=Ana
2026-01-01 client.registered B code=B name=Borealis currency=EUR manager=Ana
2026-01-01 client.registered C code=C name=Corvus currency=EUR manager=Bob

2026-06-20 visit.planned A visit=V1 at=2026-07-02T10:00:00+03:00 channel=visit purpose="autumn; range"
2026-06-20 visit.planned A visit=V2 at=2026-07-01T16:30:00+03:00 channel=call purpose=prices
2026-06-25 visit.moved A visit=V2 at=2026-07-02T09:00:00+03:00 by=client reason=fair
2026-06-20 visit.planned A visit=V3 at=2026-06-26T10:00:00+03:00 channel=visit purpose=stock
2026-06-01 visit.planned A visit=V4 at=2026-06-10T10:00:00+03:00 channel=visit purpose=done
2026-06-10 visit.held A visit=V4 channel=visit started_at=2026-06-10T10:00:00+03:00 summary=talked next_step={"what":"send\\u0020samples","due":"2026-07-03","number":"S1"}
2026-06-20 visit.planned A visit=V5 at=2026-07-02T12:00:00+03:00 channel=visit purpose=off
2026-06-22 visit.cancelled A visit=V5 by=us reason=ill
2026-06-20 visit.planned A visit=V6 at=2026-07-06T10:00:00+03:00 channel=visit purpose="next week"

2026-06-01 commitment.made A number=K1 by=us what="price list" due=2026-06-29
2026-06-01 commitment.made A number=K2 by=client what="signed annex" due=2026-07-05
2026-06-01 commitment.made A number=K3 by=us what=kept due=2026-07-01
2026-06-20 commitment.kept A number=K3
2026-06-01 commitment.made A number=K4 by=us what=broken due=2026-07-01
2026-06-20 commitment.broken A number=K4
2026-06-01 commitment.made A number=K5 by=us what=moved due=2026-07-01
2026-06-20 commitment.moved A number=K5 due=2026-08-01
2026-06-01 goal.set A number=G1 goal="second store" measure=shelf until=2026-07-01
2026-06-01 goal.set A number=G2 goal=closed measure=shelf until=2026-07-01
2026-06-20 goal.closed A number=G2 outcome=reached
2026-06-01 measure.taken A number=M1 against=X what="double boxes" due=2026-07-01
2026-06-01 measure.taken A number=M2 against=X what=checked due=2026-07-01
2026-06-20 measure.checked A number=M2 worked=true

2026-05-01 invoice.issued B number=1 amount=100 currency=EUR due=2026-06-01
2026-05-01 invoice.issued C number=2 amount=100 currency=EUR due=2026-06-01
2026-06-20 payment.promised B number=P1 amount=60 currency=EUR by_date=2026-07-02
2026-06-10 payment.promised C number=P2 amount=70 currency=EUR by_date=2026-06-28
2026-06-01 proposal.made B number=Q1 currency=EUR amount=500 closes_on=2026-07-03 valid_until=2026-08-31
2026-06-01 proposal.made B number=Q2 currency=EUR amount=900 valid_until=2026-07-04
2026-06-01 proposal.made B number=Q3 currency=EUR amount=900 closes_on=2026-07-04
2026-06-20 proposal.accepted B number=Q3
2026-06-01 tender.entered B number=T1 amount=800 deadline=2026-07-01
2026-06-01 tender.entered B number=T2 amount=800 deadline=2026-07-01
2026-06-20 tender.lost B number=T2
2025-07-01 contract.signed B number=N1 starts=2025-07-01 ends=2026-09-29 notice_days=90
2025-07-01 contract.signed B number=N2 starts=2025-07-01 ends=2026-07-05
2025-07-01 contract.signed B number=N3 starts=2025-07-01 ends=2026-05-31
2025-07-01 contract.signed B number=N4 starts=2025-07-01 ends=2026-05-31 auto_renewal=true
2025-07-01 contract.signed B number=N5 starts=2025-07-01 ends=2026-07-05
2026-06-20 contract.ended B number=N5 reason=replaced
2025-07-02 client.credit_checked B outcome=good source=register valid_until=2026-07-02
2025-07-02 client.credit_checked C outcome=good source=register valid_until=2026-07-02
2026-06-02 client.credit_checked C outcome=good source=register valid_until=2027-07-02
2026-01-02 client.ranked B rank=key reason=size until=2026-07-01
2026-01-02 client.ranked C rank=key reason=size until=2026-06-27
2026-01-02 health.overridden B reason="new owner" band=watch until=2026-07-04

2026-06-05 objection.raised C number=O1 topic=price severity=2
2026-06-05 objection.raised C number=O2 topic=price severity=2
2026-06-20 objection.resolved C number=O2 outcome=accepted
2026-06-06 complaint.raised C number=H1 topic="three jars broken" severity=2
2026-06-06 complaint.raised C number=H2 topic=late severity=2
2026-06-20 complaint.resolved C number=H2 outcome=replaced
2026-06-01 client.rhythm_agreed C of=orders days=14
2026-06-01 order.placed C number=R1 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"300"}]
2026-06-02 order.promised C number=R1 deliver_by=2026-06-27
2026-06-24 order.placed B number=R2 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"100"}]
2026-06-24 order.delivered B number=R2
2026-06-23 order.placed A number=R3 currency=EUR lines=[{"product":"P","quantity":"1","unit_price":"600"}]
2026-06-23 order.promised A number=R3 deliver_by=2026-06-23
2026-06-23 order.delivered A number=R3
2026-06-25 feedback.given A scale=csat score=5 about=R3
2026-03-01 shelf.checked C lines=[{"product":"P","present":true}]
2026-03-11 shelf.checked C lines=[{"product":"P","present":true}]
2026-03-21 shelf.checked C lines=[{"product":"P","present":true}]
2026-06-25 shelf.checked C lines=[{"product":"P","present":true}]
2026-06-29 client.covered C deputy=Ana from=2026-07-03 until=2026-07-10 reason=leave
2026-06-29 manager.covered - manager=ANA deputy=Bob from=2026-07-04 until=2026-07-12 reason=leave
2026-06-29 manager.covered - manager=Zoe deputy=Bob from=2026-07-04 until=2026-07-12 reason=leave
"""


def facts_of(told: str) -> Iterator[tuple[str, str | None, str, dict[str, Any]]]:
    """The kind, the client, the day and the fields of lines of text: day, kind, client, and name=value."""
    for one in filter(None, told.splitlines()):
        day, kind, client, rest = [*one.split(" ", 3), ""][:4]
        lexer = shlex.shlex(rest, posix=True)
        lexer.whitespace_split, lexer.quotes = True, '"' if "=[" not in rest and "={" not in rest else ""
        fields = dict(word.split("=", 1) for word in lexer)
        named = None if client == "-" else client
        yield kind, named, day, {name: _value(text) for name, text in fields.items()}


def _value(text: str) -> Any:
    return json.loads(text) if text[0] in "[{" or text in ("true", "false") else text


WEEK = [
    ("A", "visit_planned", "V2", "07-02", "09:00"),
    ("A", "visit_planned", "V1", "07-02", "10:00"),
    ("B", "contract_ran_out", "N3", "06-30", None),
    ("C", "order_overdue", None, "06-30", None),
    ("A", "visit_unreported", "V3", "06-30", None),
    ("C", "delivery_late", "R1", "06-30", None),
    ("C", "promise_broken", "P2", "06-30", None),
    ("A", "commitment_due", "K1", "06-30", None),
    ("C", "complaint_open", "H1", "06-30", None),
    ("C", "objection_open", "O1", "06-30", None),
    ("A", "goal_ending", "G1", "07-01", None),
    ("A", "measure_check_due", "M1", "07-01", None),
    ("B", "contract_notice", "N1", "07-01", None),
    ("B", "feedback_due", "R2", "07-01", None),
    ("B", "rank_expiring", None, "07-01", None),
    ("B", "tender_closing", "T1", "07-01", None),
    ("B", "credit_check_expiring", None, "07-02", None),
    ("B", "promise_due", "P1", "07-02", None),
    ("A", "next_step_due", "S1", "07-03", None),
    ("C", "cover_begins", None, "07-03", None),
    ("B", "proposal_closing", "Q1", "07-03", None),
    ("B", "override_expiring", None, "07-04", None),
    ("B", "proposal_expiring", "Q2", "07-04", None),
    (None, "cover_begins", None, "07-04", None),
    ("A", "client_commitment_due", "K2", "07-05", None),
    ("C", "touch_due", None, "07-05", None),
    ("B", "contract_ending", "N2", "07-05", None),
]
"""Fixed hours first, then by day due, then by worth: A bought 600, C 300 and B 100."""
