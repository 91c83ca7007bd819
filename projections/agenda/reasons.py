"""Why something is to be done: the closed list of reasons."""

from __future__ import annotations

from typing import Final

VISIT, UNREPORTED, STEP, COMMITMENT, THEIRS = (
    "visit_planned",
    "visit_unreported",
    "next_step_due",
    "commitment_due",
    "client_commitment_due",
)
PROMISE, PROMISE_BROKEN, PROPOSAL, TENDER, EXPIRING = (
    "promise_due",
    "promise_broken",
    "proposal_closing",
    "tender_closing",
    "proposal_expiring",
)
NOTICE, ENDING, RAN_OUT, CREDIT, RANK, OVERRIDE = (
    "contract_notice",
    "contract_ending",
    "contract_ran_out",
    "credit_check_expiring",
    "rank_expiring",
    "override_expiring",
)
OBJECTION, COMPLAINT, LATE, ORDER, TOUCH, FEEDBACK, COVER, GOAL, MEASURE = (
    "objection_open",
    "complaint_open",
    "delivery_late",
    "order_overdue",
    "touch_due",
    "feedback_due",
    "cover_begins",
    "goal_ending",
    "measure_check_due",
)
REASONS: Final = {
    VISIT: "a visit or another touch is planned",
    UNREPORTED: "its day has passed, and no entry tells how it went",
    STEP: "we agreed on a next step at a touch",
    COMMITMENT: "we committed ourselves",
    THEIRS: "the client committed itself",
    PROMISE: "the client promised to pay by the day",
    PROMISE_BROKEN: "the client did not pay what it promised, and still owes money",
    PROPOSAL: "we expect a decision about a proposal",
    TENDER: "the last day for bids",
    EXPIRING: "the last day of a proposal",
    NOTICE: "the last day for giving notice of a contract",
    ENDING: "the last day of a contract",
    RAN_OUT: "a contract ran out, and no entry tells what comes after it",
    CREDIT: "the last day on which the newest credit check is valid",
    RANK: "the last day of the rank that a person gave the client",
    OVERRIDE: "the last day of the health that a person stated",
    OBJECTION: "an objection is open",
    COMPLAINT: "a complaint is open",
    LATE: "the day of delivery that we promised has passed, and goods are still to be delivered",
    ORDER: "the usual days between the client's orders have passed",
    TOUCH: "the usual days between touches pass: those agreed, or the median of the last gaps",
    FEEDBACK: "the days after a delivery have passed in which the client can judge the goods",
    COVER: "a deputy begins to stand in for the manager",
    GOAL: "the last day of a goal",
    MEASURE: "it is time to check whether a measure works",
}
"""Every reason by its code, in words."""

FLEETING: Final = frozenset({NOTICE, ENDING, RANK, OVERRIDE, FEEDBACK, COVER})
"""Reasons that hold only in the week of their day, a cover until that day is over.

All others hold until an entry says that it is done.
"""
