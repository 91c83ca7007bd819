"""The guard refuses foreign names, and who has no token or would write. Every answer is locked down."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest
from werkzeug.test import Client

from commands.web.guard import SAFE, Guard

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

TOKEN = "correct horse battery — ənənəvi"  # noqa: S105 - an example


def page(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Set-Cookie", "a=b"), ("Cache-Control", "public")])
    return [b"figures"]


def basic(password: str, user: str = "anybody") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_page_is_only_read(method: str) -> None:
    answer = Client(Guard(page)).open("/", method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.text == "A page is only read; use the command line to record.\n"


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8470",
        "127.0.0.1:8470",
        "[::1]:8470",
        "LOCALHOST",
        "localhost.",
        "crm.example",
        "crm.example:443",
    ],
)
def test_a_name_of_ours_is_answered(host: str) -> None:
    assert Client(Guard(page, frozenset({"crm.example"}))).get("/", headers={"Host": host}).text == "figures"


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example:8470",
        "",
        "localhost:8470:1",
        "[::1]x",
    ],
)
def test_a_foreign_name_is_refused(host: str) -> None:
    assert Client(Guard(page)).get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize(
    "given",
    [
        {},
        basic(""),
        basic(TOKEN[:-1]),
        basic(TOKEN + " "),
        {"Authorization": f"Bearer {TOKEN.encode().hex()}"},
        {"Authorization": "Basic ?"},
        {"Authorization": "Basic"},
    ],
)
def test_without_the_token_nothing_is_shown(given: dict[str, str]) -> None:
    for path in ("/", "/page.css", f"/?token={TOKEN}"):
        answer = Client(Guard(page, token=TOKEN)).get(path, headers=given)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="Goodwill", charset="UTF-8"'
        assert "figures" not in answer.text


@pytest.mark.parametrize("user", ["", "leyla"])
def test_the_token_is_the_password_of_any_user(user: str) -> None:
    assert Client(Guard(page, token=TOKEN)).get("/", headers=basic(TOKEN, user)).text == "figures"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_is_locked_down(method: str) -> None:
    answer = Client(Guard(page)).open("/", method=method)
    for name, value in SAFE:
        assert answer.headers.getlist(name) == [value]
    assert "Set-Cookie" not in answer.headers


def test_a_head_has_no_body() -> None:
    assert Client(Guard(page, token=TOKEN)).head("/").data == b""
