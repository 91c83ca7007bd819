"""Facts of the relationship: what was agreed, asked, learnt and promised between a client and us."""

from __future__ import annotations

from ledger.events import (
    ClientCovered,
    ClientDescribed,
    ClientLost,
    ClientRanked,
    ClientRhythmAgreed,
    ClientWonBack,
    CommitmentBroken,
    CommitmentKept,
    CommitmentMade,
    CommitmentMoved,
    ContactLinked,
    ContactStageReached,
    GoalClosed,
    GoalReviewed,
    GoalSet,
    HealthOverridden,
    InquiryReceived,
    MeasureChecked,
    MeasureTaken,
    PromotionEnded,
    PromotionJoined,
    ProspectQualified,
    ReferralMade,
    ShelfChecked,
    SuggestionAnswered,
    SuggestionMade,
    TierFloored,
    TrainingHeld,
)
from reporting.catalogue.facts import lines, plain
from reporting.catalogue.things import Later, things

TABLES = (
    things(
        "commitments",
        "What we or a client agreed to do by a day. A next step of a touch with a day is one too: ``visits`` has it.",
        "a commitment",
        [CommitmentMade],
        [Later("moved", (CommitmentMoved,)), Later("closed", (CommitmentKept, CommitmentBroken))],
    ),
    things(
        "goals",
        "What is to be reached with a client, and how it went.",
        "a goal",
        [GoalSet],
        [Later("reviewed", (GoalReviewed,)), Later("closed", (GoalClosed,))],
    ),
    things(
        "measures",
        "What was done against faults, and whether it worked.",
        "a measure",
        [MeasureTaken],
        [Later("checked", (MeasureChecked,))],
    ),
    things(
        "suggestions",
        "What was suggested to the management, and the answer.",
        "a suggestion",
        [SuggestionMade],
        [Later("answered", (SuggestionAnswered,))],
    ),
    things(
        "promotions",
        "Promotions that clients joined.",
        "a client in a promotion",
        [PromotionJoined],
        [Later("ended", (PromotionEnded,))],
        number="promotion",
    ),
    plain("inquiries", "What clients asked for.", "an inquiry", [InquiryReceived]),
    plain("trainings", "Trainings that we held.", "a training", [TrainingHeld]),
    lines(
        "shelf_lines",
        "What stood on the shelves of clients.",
        "a product in a check of a shelf",
        ShelfChecked,
    ),
    plain("referrals", "Clients that others brought to us.", "a referral", [ReferralMade]),
    plain(
        "qualifications", "Prospects that became clients to work for.", "a qualification", [ProspectQualified]
    ),
    plain(
        "client_losses",
        "Clients that left, and came back.",
        "a loss or a return",
        [ClientLost, ClientWonBack],
    ),
    plain(
        "client_descriptions",
        "Background about clients, and what they spend in our category in a year, as people judged it.",
        "a description",
        [ClientDescribed],
    ),
    plain("client_ranks", "How important clients are to us, as people judged it.", "a rank", [ClientRanked]),
    plain("client_rhythms", "How often to be in touch.", "an agreement", [ClientRhythmAgreed]),
    plain("client_covers", "Deputies for the managers of single clients.", "a cover", [ClientCovered]),
    plain("contact_links", "How people at clients stand to each other.", "a link", [ContactLinked]),
    plain("contact_stages", "How far we got with people at clients.", "a stage", [ContactStageReached]),
    plain("health_overrides", "Judgements of people in place of a score.", "a judgement", [HealthOverridden]),
    plain("tier_floors", "Tiers below which clients do not fall.", "a floor", [TierFloored]),
)
