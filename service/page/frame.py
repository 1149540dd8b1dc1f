"""What all pages share: headers, the files of `web/`, and the frame around a template."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from service.page import view
from service.settings import ServiceSettings

WEB = Path(__file__).parent / "web"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
SECURITY = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}
LANGUAGE_COOKIE = "trichdan_language"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the page, held in memory: there are few, and they are small."""

    body: bytes
    media_type: str
    etag: str

    @classmethod
    def read(cls, path: Path) -> Asset:
        """The file as it is at the start."""
        body = path.read_bytes()
        return cls(body, MEDIA_TYPES[path.suffix], f'"{sha256(body).hexdigest()[:16]}"')


class Pages:
    """Renders the templates for one request."""

    def __init__(self, request: Request, settings: ServiceSettings) -> None:
        self.request = request
        self.locked = bool(settings.api_keys)
        self.writable = bool(settings.admin_keys)
        report = settings.data / "reports" / "report.html"
        self.report = report if report.is_file() and not self.locked else None  # it quotes articles
        accepted = request.headers.get("accept-language", "")
        self.lang = view.choose_language(accepted, request.cookies.get(LANGUAGE_COOKIE))
        self.t = view.translator(self.lang)

    def render(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A page with the frame that all pages have."""
        environment: Environment = self.request.app.state.templates
        other = "en" if self.lang == "vi" else "vi"
        path = self.request.url.path
        nav = [("/", "nav_ask"), ("/articles", "nav_articles"), ("/timeline", "nav_timeline"), ("/docs", "nav_docs")]
        if self.report:
            nav.insert(3, ("/evals", "nav_evals"))
        frame = {
            "t": self.t,
            "lang": self.lang,
            "strings": json.dumps(view.strings(self.lang), ensure_ascii=False),
            "nav": nav,
            "here": path,
            "other": other,
            "switch": "/language?" + urlencode({"to": other, "next": _target(self.request)}),
            "locked": self.locked,
            "writable": self.writable,
        }
        body = environment.get_template(template).render(**frame, **values)
        # One address has two languages, which caches have to tell apart.
        return HTMLResponse(body, status, headers=SECURITY | {"Vary": "Accept-Language, Cookie"})

    def missing(self, message: str) -> HTMLResponse:
        """A page that says that there is none."""
        return self.render("message.html", 404, heading=self.t("not_found_title"), message=message)


def _target(request: Request) -> str:
    """Path and query of the page that is shown."""
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
