"""Who may ask, and how: the guard stands before every page, and knows none of them.

A page is read and changes nothing, so only GET and HEAD are answered. A name in ``Host`` that is not ours is
refused: a foreign page could have let its own name point here, and would then read what it shows. Browsers
are forbidden everything that a page does not need.
"""

from __future__ import annotations

import binascii
import hmac
from base64 import b64decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
SAFE: Final[Headers] = [
    ("Content-Security-Policy", _POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
]
"""What every answer forbids: foreign content, guessed types, frames, traces in other places and in caches."""

_METHODS: Final = ("GET", "HEAD")
_LOCAL: Final = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True, slots=True)
class Guard:
    """An application behind its guard.

    Args:
        app: what answers.
        names: the names by which it may be asked, beside those of this machine for itself.
        token: the password of HTTP Basic, with any user name; None: nobody has to give one.
    """

    app: WSGIApplication
    names: frozenset[str] = frozenset()
    token: str | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        """Answers, or refuses in one sentence."""

        def begin(status: str, headers: Headers, exc_info: object = None) -> Callable[[bytes], object]:
            own = {name for name, _ in SAFE}
            others = [pair for pair in headers if pair[0] not in own and pair[0].lower() != "set-cookie"]
            return start(status, [*others, *SAFE], exc_info)  # type: ignore[arg-type]

        refused = self._refusal(environ)
        if refused is None:
            return self.app(environ, begin)
        status, more, sentence = refused
        body = f"{sentence}\n".encode()
        begin(
            status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), *more]
        )
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _refusal(self, environ: WSGIEnvironment) -> tuple[str, Headers, str] | None:
        """The status, headers and sentence of a refusal; None if the question may be asked."""
        if not self._is_ours(environ.get("HTTP_HOST", "")):
            return "421 Misdirected Request", [], "This page has another name; --name allows one more."
        if not self._has_token(environ.get("HTTP_AUTHORIZATION", "")):
            realm = [("WWW-Authenticate", 'Basic realm="Goodwill", charset="UTF-8"')]
            return "401 Unauthorized", realm, "Give the token as the password; the user name may be any."
        if environ["REQUEST_METHOD"] not in _METHODS:
            allowed = [("Allow", ", ".join(_METHODS))]
            return "405 Method Not Allowed", allowed, "A page is only read; use the command line to record."
        return None

    def _is_ours(self, host: str) -> bool:
        """Whether a name with or without a port is one of ours."""
        name, colon, port = host.rpartition(":")
        bare = name if colon and port.isdecimal() else host
        return bare.lower().rstrip(".") in {*_LOCAL, *self.names}

    def _has_token(self, given: str) -> bool:
        """Whether the password is the token; the time that this takes tells nothing of the token."""
        if self.token is None:
            return True
        scheme, _, credentials = given.partition(" ")
        try:
            _, _, password = b64decode(credentials.strip(), validate=True).partition(b":")
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(password, self.token.encode())
