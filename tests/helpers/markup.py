"""Reading pages of HTML in tests."""

from __future__ import annotations

from html.parser import HTMLParser

_VOID = {"br", "img", "input", "link", "meta"}


ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "dl", "dt", "dd", "bdi", "section", "table",
    "thead", "tbody", "tr", "th", "td", "div", "footer", "p",
}  # fmt: skip


class Page(HTMLParser):
    """Reads a page, and insists that every element is closed in its turn."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if data.strip() and self.open[-1] != "style":
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></table><style>*{display:none}</style>",
    "&lt;b&gt; & Co",
    "</title><base href=//evil>",
    "Şirkət <b>'\"</b> ٱلشركة",
]
"""Names that would do harm if they were markup."""
