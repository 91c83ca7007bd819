"""The face for programs has a function for every command, and it says what the command says."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import commands.ui.clock
import goodwill
import goodwill.changing
from cli import COMMANDS
from projections.policy import plain
from tests.helpers.commanding import ran, run
from tests.helpers.demonstration import copied
from tests.helpers.depth import far
from tests.helpers.fixed import DAYS, KNOWN, recorded
from tests.helpers.places import ROOT

DAY = date(2026, 6, 30)
ASKED = ("--as-of", str(DAY))

FACE = {
    "init": ("Ledger",),
    "activity": ("activity",),
    "brief": ("brief", "brief_page"),
    "agenda": ("agenda", "agenda_calendar"),
    "contracts": ("contracts",),
    "discounts": ("discounts", "discounts_open"),
    "market": ("market",),
    "pay": ("pay",),
    "report": ("report", "report_page", "report_workbook", "submit_report"),
    "plan": ("plan",),
    "objections": ("objections", "objections_answers"),
    "orders": ("orders", "orders_late"),
    "returns": ("returns",),
    "sales": ("sales", "sales_gaps"),
    "pipeline": ("pipeline", "pipeline_closed", "pipeline_calibration"),
    "kinds": ("KINDS",),
    "record": ("Draft", "make_event", "Ledger", "fields_in_force", "names_of", "next_number"),
    "template": ("week_workbook",),
    "import": ("import_files", "import_weeks"),
    "history": ("history",),
    "follow": ("Ledger",),
    "show": ("show",),
    "schema": ("schema",),
    "health": ("health", "answer"),
    "loyalty": ("loyalty", "answer", "segments"),
    "receivables": (
        "receivables", "exposure", "metrics", "provision", "promises", "disputes", "roll_forward", "stored_answer",
    ),
    "key-accounts": ("key_accounts",),
    "people": ("people", "people_map", "people_spend"),
    "cover": ("cover",),
    "advise": ("advise",),
    "prospects": ("prospects",),
    "lifetime": ("lifetime",),
    "points": ("liability", "points"),
    "statement": ("statement", "statement_page"),
    "explain": ("explain", "explain_change"),
    "changes": ("changes",),
    "export": ("export", "beancount", "export_tables", "export_workbook", "export_dbt", "export_ocel"),
    "collect": ("collect",),
    "reminders": ("reminders", "record_reminders", "reminder_letters"),
    "settle": ("settlements", "record_settlements"),
    "check": ("check",),
    "verify": ("verify", "Keyring", "read_note"),
    "checkpoint": ("checkpoint", "Keyring"),
    "prove": ("prove", "read_note"),
    "verify-receipt": ("read_receipt", "read_key", "check_signed"),
    "audit": (
        "audit_late", "audit_backdated", "audit_corrections", "audit_deputies", "audit_approvals", "audit_copies",
        "audit_gifts", "audit_clock", "audit_bundle",
    ),
    "backtest": ("backtest",),
    "erase": ("erase", "erase_again", "Keyring"),
    "rotate-key": ("rotate_key", "Keyring"),
    "upgrade": ("upgrade",),
    "policy": ("policy_in_force", "read_policy", "render_policy", "adopt"),
    "roles": ("roles_sql",),
    "project": ("project",),
    "backup": ("backup",),
    "restore": ("restore",),
    "load": ("load", "export_entries", "export_partitions"),
    "replay": ("replay", "compare", "tables_of_partitions", "replay_partitions"),
}  # fmt: skip
"""Which names of the face do what a command does."""
ONLY_FOR_PEOPLE = {"demo", "completion", "serve", "page"}


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("fixed") / "goodwill.db"
    recorded(place).close()
    return place


@pytest.fixture
def ledger(fixed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[goodwill.Ledger]:
    """The fixed ledger, in a directory of its own; commands go by its clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands.ui.clock, "datetime", SimpleNamespace(now=lambda _zone: KNOWN))
    with goodwill.Ledger(str(copied(fixed, Path("goodwill.db"))), clock=lambda: KNOWN) as ledger:
        yield ledger


def printed(*words: str) -> Any:
    """What a command prints as JSON."""
    return json.loads(ran(*words, "--format", "json").stdout)


def test_every_command_has_its_functions_in_the_face() -> None:
    named = {name for section in COMMANDS.values() for name in section}
    missing, gone = named - ONLY_FOR_PEOPLE - set(FACE), set(FACE) - named
    assert not missing, (
        f"write what {', '.join(missing)} does as a function in goodwill/, name it in goodwill/__init__.pyi, and add "
        "it to FACE above; ONLY_FOR_PEOPLE is for commands that a program has no use for"
    )
    assert not gone, f"take commands that are gone out of FACE above: {', '.join(gone)}"
    assert {name for names in FACE.values() for name in names} <= set(dir(goodwill))


def test_every_name_of_the_face_is_there_and_has_a_docstring() -> None:
    assert dir(goodwill) == vars(goodwill)["__all__"]
    for name in dir(goodwill):
        found = getattr(goodwill, name)
        assert not callable(found) or inspect.getdoc(found)


def test_there_is_no_other_name() -> None:
    with pytest.raises(AttributeError, match="'goodwill' has no attribute 'receivable'"):
        goodwill.__getattr__("receivable")


def test_importing_the_face_loads_nothing_behind_it() -> None:
    code = "import goodwill, sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    behind = ("ledger", "projections", "reporting", "commands", "pydantic", "sqlalchemy")
    loaded = {name for name in done.stdout.split() if name.partition(".")[0] in behind}
    assert loaded == {"ledger", "ledger.faces"}


def test_a_prompt_can_complete_what_a_view_can_be_asked() -> None:
    taken = list(inspect.signature(goodwill.receivables).parameters)
    assert taken[:3] == ["ledger", "by", "currency"]
    assert {"client", "as_of", "known_at", "manager", "territory", "segment", "group", "policy"} <= {*taken}


def test_a_misspelt_option_is_an_error(ledger: goodwill.Ledger) -> None:
    with pytest.raises(TypeError, match="'manger'"):
        goodwill.receivables(ledger, manger="Ana")  # type: ignore[call-arg]


Views = Callable[..., goodwill.Answer]


@pytest.mark.parametrize(
    ("words", "function", "options"),
    [
        (("health",), "health", {"months": True}),
        (("health", "--manager", "Bogdan"), "health", {"manager": "Bogdan", "months": True}),
        (("loyalty", "--group"), "loyalty", {"group": True}),
        (("receivables", "ACME"), "receivables", {"client": "ACME"}),
        (("receivables", "--by", "territory"), "receivables", {"by": "territory"}),
        (("receivables", "--by", "group"), "receivables", {"by": "group"}),
        (("receivables", "--currency", "eur"), "receivables", {"currency": "eur"}),
        (("receivables", "--segment", "retail"), "receivables", {"segment": "retail"}),
        (("receivables", "--exposure"), "exposure", {}),
        (("receivables", "--exposure", "--currency", "EUR"), "exposure", {"currency": "EUR"}),
        (("receivables", "--metrics"), "metrics", {}),
        (
            ("receivables", "--metrics", "--period", "2026-Q2"),
            "metrics",
            {"period": (date(2026, 4, 1), DAY)},
        ),
        (("receivables", "--provision"), "provision", {}),
        (("receivables", "--promises", "--territory", "Europe"), "promises", {"territory": "Europe"}),
        (("receivables", "--disputes"), "disputes", {}),
        (("receivables", "--roll-forward"), "roll_forward", {}),
        (
            ("receivables", "--roll-forward", "--period", "2026-Q2", "--by", "manager"),
            "roll_forward",
            {"period": (date(2026, 4, 1), DAY), "by": "manager"},
        ),
        (("loyalty", "--segments"), "segments", {}),
        (("loyalty", "--segments", "--from", "2025-12-31"), "segments", {"since": date(2025, 12, 31)}),
        (("key-accounts",), "key_accounts", {}),
        (("points",), "liability", {}),
        (
            ("points", "--within", "90", "--territory", "Europe"),
            "liability",
            {"within": 90, "territory": "Europe"},
        ),
        (("points", "--lots"), "points", {}),
        (("lifetime",), "lifetime", {}),
        (("prospects",), "prospects", {}),
        (("people", "--deciders"), "people", {"deciders": True}),
        (("agenda",), "agenda", {}),
        (("agenda", "--week", "2026-W26", "--why"), "agenda", {"week": "2026-W26", "why": True}),
        (
            ("key-accounts", "--revenue", "invoiced", "--group"),
            "key_accounts",
            {"revenue": "invoiced", "group": True},
        ),
        (("collect",), "collect", {}),
        (("collect", "--currency", "EUR"), "collect", {"currency": "EUR"}),
        (("reminders",), "reminders", {}),
    ],
)
def test_a_list_is_that_of_the_command(
    ledger: goodwill.Ledger, words: tuple[str, ...], function: str, options: dict[str, Any]
) -> None:
    ask: Views = getattr(goodwill, function)
    answer = ask(ledger, as_of=DAY, **options)
    assert answer.rows
    assert answer.as_json() == printed(*words, *ASKED)


def test_what_was_known_then_is_a_moment_or_now(ledger: goodwill.Ledger) -> None:
    then = datetime(2020, 1, 1, tzinfo=UTC)
    assert goodwill.receivables(ledger, known_at=then).rows == []
    answer = goodwill.receivables(ledger, known_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert (answer.as_of, answer.known_at) == (KNOWN.astimezone().date(), ledger.recorded_at)


@pytest.mark.parametrize("view", ["sales", "returns", "key_accounts", "plan", "pay", "pipeline_closed",
                                  "pipeline_calibration", "metrics", "roll_forward"])  # fmt: skip
def test_a_period_that_ends_before_it_begins_is_refused(ledger: goodwill.Ledger, view: str) -> None:
    with pytest.raises(goodwill.Misuse, match="ends on 2026-03-01, before it begins on 2026-03-31"):
        getattr(goodwill, view)(ledger, period=(date(2026, 3, 31), date(2026, 3, 1)))


@pytest.mark.parametrize("view", ["sales", "returns", "pipeline_closed"])
def test_sums_by_something_unknown_are_refused(ledger: goodwill.Ledger, view: str) -> None:
    with pytest.raises(goodwill.Misuse, match="by='x' is unknown; give one of client, manager"):
        getattr(goodwill, view)(ledger, by="x")


def test_arguments_of_another_type_are_refused(ledger: goodwill.Ledger) -> None:
    with pytest.raises(goodwill.Misuse, match="as_of='2026-06-30' is no day"):
        goodwill.receivables(ledger, as_of="2026-06-30")  # type: ignore[arg-type]
    with pytest.raises(goodwill.Misuse, match="tzinfo=UTC"):
        goodwill.history(ledger, known_at=datetime(2026, 1, 1))
    with pytest.raises(goodwill.Misuse, match="before it begins"):
        goodwill.sales(ledger, against=(date(2026, 3, 31), date(2026, 3, 1)))
    with pytest.raises(goodwill.UnknownChoice, match="no client has the code 'ZZ'"):
        goodwill.sales_gaps(ledger, "ZZ")


def test_what_cannot_be_asked_is_an_error_that_says_what_to_write(ledger: goodwill.Ledger) -> None:
    with pytest.raises(ValueError, match="tzinfo=UTC"):
        goodwill.health(ledger, known_at=datetime(2026, 1, 1))
    with pytest.raises(goodwill.Misuse, match="such as 2026-06-30"):
        goodwill.health(ledger, as_of=datetime(2026, 6, 30, tzinfo=UTC))
    with pytest.raises(goodwill.Misuse, match="such as 2026-06-30"):
        goodwill.explain_change(ledger, "health", "ACME", since=datetime(2026, 6, 30, tzinfo=UTC))
    with pytest.raises(goodwill.Misuse, match="such as 2026-06-30"):
        goodwill.check(ledger, as_of=datetime(2026, 6, 30, tzinfo=UTC))
    with pytest.raises(goodwill.Misuse, match="manager, territory, segment, group"):
        goodwill.receivables(ledger, by="managr")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="two groupings"):
        goodwill.receivables(ledger, by="manager", group=True)
    with pytest.raises(ValueError, match="before it begins"):
        goodwill.metrics(ledger, period=(DAY, date(2026, 1, 1)))
    with pytest.raises(goodwill.UnknownChoice):
        goodwill.receivables(ledger, client="")
    with pytest.raises(goodwill.UnknownView):
        goodwill.answer(ledger, "helth")


def test_a_day_beside_another_period_is_an_error(ledger: goodwill.Ledger) -> None:
    with pytest.raises(ValueError, match="leave out as_of"):
        goodwill.metrics(ledger, period=(date(2026, 1, 1), date(2026, 3, 31)), as_of=DAY)


def test_settlements_are_those_of_the_command_and_are_recorded_once(ledger: goodwill.Ledger) -> None:
    proposed = goodwill.settlements(ledger)
    whole = proposed.as_json(items=True)
    whole["left"] = whole.pop("items")
    assert whole == printed("settle")
    first = goodwill.record_settlements(ledger, proposed, actor="ana")
    again = goodwill.record_settlements(ledger, proposed, actor="ana")
    assert {one.new for one in first} == {True}
    assert {one.new for one in again} == {False}
    assert goodwill.settlements(ledger).rows == []


def test_a_choice_of_what_is_settled_is_made_for_one_client(ledger: goodwill.Ledger) -> None:
    (row,) = goodwill.settlements(ledger, client="ACME", source="P-3", target="OB-1").rows
    assert (row.source, row.target) == ("P-3", "OB-1")
    with pytest.raises(ValueError, match="client="):
        goodwill.settlements(ledger, source="P-3")
    with pytest.raises(ValueError, match="not for a group; leave out group="):
        goodwill.settlements(ledger, client="ACME", group=True, source="P-3", target="OB-1")
    with pytest.raises(ValueError, match="target="):
        goodwill.settlements(ledger, client="ACME", instalment=1)


def test_reminders_are_recorded_once(ledger: goodwill.Ledger) -> None:
    due = goodwill.reminders(ledger, as_of=DAY)
    first = goodwill.record_reminders(ledger, due, actor="ana", charge=True)
    again = goodwill.record_reminders(ledger, due, actor="ana", charge=True)
    assert [one.new for one in first] == [True] * len(first)
    assert [one.new for one in again] == [False] * len(first)


@pytest.mark.parametrize("view", ["health", "loyalty", "receivables"])
def test_explanations_are_those_of_the_command(ledger: goodwill.Ledger, view: str) -> None:
    said = goodwill.explain(ledger, view, "ACME-RO", as_of=DAY, group=True)
    assert said.as_json() == printed("explain", view, "ACME-RO", "--group", *ASKED)
    moved = goodwill.explain_change(ledger, view, "ACME-RO", since=date(2026, 1, 31), until=DAY)
    command = ("explain", view, "ACME-RO", "--from", "2026-01-31", "--to", str(DAY))
    assert moved.as_json() == printed(*command)
    with pytest.raises(ValueError, match="comes after"):
        goodwill.explain_change(ledger, view, "ACME-RO", since=DAY, until=date(2026, 1, 31))


def test_changes_are_those_of_the_command(ledger: goodwill.Ledger) -> None:
    first = date(2025, 12, 31)
    said = goodwill.changes(ledger, since=first, as_of=DAY, group=True)
    assert said.as_json() == printed("changes", "--from", str(first), "--to", str(DAY), "--group")
    assert said.changes
    one = goodwill.changes(ledger, "health", since=first, as_of=DAY, client="ACME-RO")
    assert one.as_json() == printed("changes", "health", "ACME-RO", "--from", str(first), "--to", str(DAY))
    assert goodwill.changes(ledger, known_from=KNOWN, known_at=KNOWN).changes == []
    with pytest.raises(ValueError, match="nothing to compare"):
        goodwill.changes(ledger)
    with pytest.raises(ValueError, match="comes after the last day"):
        goodwill.changes(ledger, since=DAY, as_of=first)
    with pytest.raises(ValueError, match="comes after the last moment"):
        goodwill.changes(ledger, known_from=KNOWN, known_at=KNOWN - timedelta(days=1))
    with pytest.raises(goodwill.UnknownChoice):
        goodwill.changes(ledger, since=first, as_of=DAY, client="ACNE")
    with pytest.raises(goodwill.UnknownView):
        goodwill.changes(ledger, "helth", since=first, as_of=DAY)
    with pytest.raises(goodwill.UnknownView):
        goodwill.changes(ledger, "recievables", period=(first, DAY))


def test_every_client_with_an_entry_between_is_read(
    ledger: goodwill.Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    between = [*pairwise(DAYS[:: far(4, 1)]), (DAYS[0], DAYS[-1])]
    found = [goodwill.changes(ledger, since=first, as_of=last).changes for first, last in between]
    everybody = {row.client for row in goodwill.health(ledger, as_of=date.max).rows}
    monkeypatch.setattr(goodwill.changing, "_touched", lambda *_: everybody)
    assert [goodwill.changes(ledger, since=first, as_of=last).changes for first, last in between] == found
    assert any(one.causes for one in found[-1])


def test_a_statement_is_that_of_the_command(ledger: goodwill.Ledger) -> None:
    first = date(2026, 1, 1)
    said = goodwill.statement(ledger, "ACME", start=first, end=DAY, group=True)
    words = ("statement", "ACME", "--group", "--from", str(first), "--to", str(DAY))
    assert said.as_json() == printed(*words)
    page = ran(*words, "--format", "html", "--language", "ro").stdout
    assert goodwill.statement_page(said, language="ro") == page
    assert goodwill.statement(ledger, "ACME").start == KNOWN.astimezone().date().replace(day=1)
    with pytest.raises(ValueError, match="comes after"):
        goodwill.statement(ledger, "ACME", start=DAY, end=first)


def test_an_entry_is_shown_as_by_the_command(ledger: goodwill.Ledger) -> None:
    shown = printed("show", "2")
    found = goodwill.show(ledger, "2")
    assert (str(found.entry.id), found.entry.position) == (shown["entry"]["id"], 2)
    for part in ("corrections", "dependents"):
        assert [one.position for one in getattr(found, part)] == [one["position"] for one in shown[part]]


@pytest.mark.parametrize("document", ["events", "mapping", "policy"])
def test_a_schema_is_that_of_the_command(document: str) -> None:
    assert goodwill.schema(document) == json.loads(ran("schema", document).stdout)


def test_the_names_that_a_shell_completes_are_those_of_the_face(ledger: goodwill.Ledger) -> None:
    code = next(goodwill.codes(ledger))
    names = goodwill.names_of(ledger, code)
    assert names.all_numbers
    assert all(isinstance(name, str) for name in names.people.values())


def test_a_history_is_that_of_the_command(ledger: goodwill.Ledger) -> None:
    told = [
        (entry.position, getattr(mark.voided_by, "position", None), getattr(mark.corrected_by, "position", None))
        for entry, mark in goodwill.history(ledger, client="ACME", as_of=DAY)
    ]  # fmt: skip
    assert told == [
        (line["position"], line.get("voided_by"), line.get("corrected_by"))
        for line in printed("history", "ACME", *ASKED)
    ]
    kinds = {entry.kind for entry, _ in goodwill.history(ledger, kinds=("rate.set",))}
    assert kinds == {"rate.set"}
    with pytest.raises(goodwill.UnknownKind):
        goodwill.history(ledger, kinds=("rate.sat",))


def test_a_journal_is_that_of_the_command(ledger: goodwill.Ledger) -> None:
    lines = [*goodwill.export(ledger, "beancount", as_of=DAY)]
    assert lines == ran("export", "beancount", *ASKED).stdout.splitlines()
    assert lines == [*goodwill.beancount(ledger, as_of=DAY)]
    with pytest.raises(ValueError, match="form='ledger' is unknown; give one of beancount"):
        goodwill.export(ledger, "ledger")


def test_a_check_finds_what_the_command_finds(ledger: goodwill.Ledger) -> None:
    event = goodwill.make_event(
        "balance.confirmed",
        {"amount": "1.00", "currency": "EUR", "as_of": "2026-05-31", "by": "both sides"},
    )
    ledger.record(goodwill.Draft(event, KNOWN, "ana", "ACME"))
    found = goodwill.check(ledger)
    assert [fault.code for fault in found] == ["balance-contradicted"]
    assert [fault._asdict() for fault in found] == json.loads(run("check", "--format", "json").stdout)
    assert goodwill.check(ledger, client="ACME-RO") == []


def test_policies_are_those_of_the_command(ledger: goodwill.Ledger) -> None:
    policy = goodwill.policy_in_force(ledger, as_of=DAY)
    assert plain(policy) == printed("policy", "show", *ASKED)["document"]
    assert goodwill.policy_in_force(ledger, as_of=date(2025, 1, 1)) == goodwill.DEFAULT_POLICY
    assert goodwill.read_policy(goodwill.render_policy(policy)).policy == policy


def test_a_policy_is_compared_and_adopted(ledger: goodwill.Ledger, tmp_path: Path) -> None:
    document = 'version = "2026-7"\n[receivables]\nbucket_edges = [90]\n'
    (tmp_path / "new.toml").write_text(document, encoding="utf-8")
    policy = goodwill.read_policy(document).policy
    command = ("replay", "--policy", "new.toml", "--diff", *ASKED)
    compared = goodwill.compare(ledger, policy, as_of=DAY).as_json()
    assert json.loads(json.dumps(compared)) == printed(*command)
    assert goodwill.adopt(ledger, policy, actor="ana", at=DAY, dry_run=True).new
    first = goodwill.adopt(ledger, policy, actor="ana", at=DAY, note="calmer")
    again = goodwill.adopt(ledger, policy, actor="ana")
    assert (first.new, again.new) == (True, False)
    assert goodwill.policy_in_force(ledger, as_of=DAY) == policy


def test_stored_views_answer_the_same(ledger: goodwill.Ledger) -> None:
    today = KNOWN.astimezone().date()
    assert goodwill.stored_answer(ledger, "receivables") is None
    goodwill.project(ledger)
    assert goodwill.replay(ledger, months=False)
    goodwill.project(ledger)
    for view in ("health", "loyalty", "receivables"):
        stored = goodwill.stored_answer(ledger, view, client="ACME")
        assert stored
        assert stored.as_json(items=True) == goodwill.answer(ledger, view, client="ACME").as_json(items=True)
    for day in (DAY, today):
        then = goodwill.stored_answer(ledger, "health", as_of=day)
        assert then
        assert then.as_json() == goodwill.answer(ledger, "health", as_of=day).as_json()
        full = goodwill.stored_answer(ledger, "health", as_of=day, full=True)
        assert full
        assert full.as_json() == goodwill.answer(ledger, "health", as_of=day, full=True).as_json()
        assert full.rows == goodwill.health(ledger, as_of=day, months=True).rows


def test_figures_and_worklists_are_the_same_from_stored_views_of_every_day(ledger: goodwill.Ledger) -> None:
    asked: list[Callable[..., goodwill.Answer]] = [
        goodwill.health, goodwill.loyalty, goodwill.receivables, goodwill.provision,
        goodwill.collect, goodwill.reminders, goodwill.settlements, goodwill.exposure, goodwill.promises, goodwill.disputes,
    ]  # fmt: skip
    chosen: list[dict[str, Any]] = [
        {"as_of": DAY}, {"as_of": DAY + timedelta(days=40), "known_at": KNOWN}, {"as_of": DAY, "client": "ACME"},
    ]  # fmt: skip
    before = [ask(ledger, **one).as_json(items=True) for ask in asked for one in chosen]
    goodwill.project(ledger)
    after = [ask(ledger, **one).as_json(items=True) for ask in asked for one in chosen]
    assert after == before
    assert sum(len(one["rows"]) for one in after) > 10


def test_stored_views_may_lie_elsewhere(ledger: goodwill.Ledger, tmp_path: Path) -> None:
    place = str(tmp_path / "views.db")
    assert goodwill.stored_answer(ledger, "health", views=place) is None
    goodwill.project(ledger, views=place)
    assert goodwill.stored_answer(ledger, "health", views=place)
    assert goodwill.stored_answer(ledger, "health") is None
    assert goodwill.check(ledger, views=place) == []


def test_files_are_imported(ledger: goodwill.Ledger, tmp_path: Path) -> None:
    rows, mapping = tmp_path / "clients.csv", tmp_path / "clients.toml"
    rows.write_text("code,name,since\nNEW-1,Neu GmbH,2026-06-01\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    report = goodwill.import_files(ledger, [rows], mapping=mapping, actor="ana")
    assert report.faults == []
    assert report.appended == {"client.registered": 1}


def test_rows_with_faults_are_written_to_a_path(ledger: goodwill.Ledger, tmp_path: Path) -> None:
    rows, mapping, rejects = (tmp_path / name for name in ("clients.csv", "clients.toml", "rejects.csv"))
    rows.write_text("code,name,since\nNEW-1,Neu GmbH,soon\n", encoding="utf-8")
    mapping.write_text(MAPPING, encoding="utf-8")
    goodwill.import_files(ledger, [rows], mapping=mapping, actor="ana", on_fault="skip", rejects=rejects)
    lines = rejects.read_bytes().split(b"\r\n")
    assert lines[0] == b"code,name,since,file,row,fault"
    assert lines[1].startswith(b"NEW-1,Neu GmbH,soon,clients.csv,2,")
    book = tmp_path / "rejects.xlsx"
    goodwill.import_files(ledger, [rows], mapping=mapping, actor="ana", on_fault="skip", rejects=book)
    again = goodwill.import_files(ledger, [book], mapping=mapping, actor="ana")
    assert [fault.row for fault in again.faults] == [2]


def test_a_weeks_workbook_is_written_and_imported(ledger: goodwill.Ledger, tmp_path: Path) -> None:
    fields = {"code": "W-1", "name": "Acme", "currency": "EUR", "manager": "Leyla"}
    ledger.record(goodwill.Draft(goodwill.make_event("client.registered", fields), KNOWN, "ana", "W-1"))
    file = tmp_path / "week.xlsx"
    file.write_bytes(goodwill.week_workbook(ledger, manager="Leyla", week="2026-W27"))
    report = goodwill.import_weeks(ledger, [file], actor="ana", correct=True)
    assert (report.read, report.written, report.faults) == (0, True, [])


MAPPING = """
[[event]]
kind = "client.registered"
once = "{code}"
when = "{since}"
fields = { code = "{code}", name = "{name}", currency = "EUR" }
"""
