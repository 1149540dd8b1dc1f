"""`.eml`: a message is an article, such as a press release. Attachments are told, and not read. Pure.

The text comes from the part in HTML, whose paragraphs are whole, else from the plain one, whose lines are cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import PurePosixPath

from ingest.models import Article
from ingest.sources.checks import article_text, one_line
from ingest.sources.dates import stated_date
from ingest.sources.encodings import decode_declared
from ingest.sources.folders import is_aside
from ingest.sources.html import fragment_text
from ingest.sources.records import Numbered, attempt
from trichdan.errors import SourceError

_HEADERS = ("From", "Date", "Subject")
_REPLY = re.compile(r"(?:(?:re|fwd?)\s*:\s*)+", re.IGNORECASE)
_WITHOUT_TEXT = frozenset({"image", "audio", "video", "font"})
_SIGNATURES = frozenset({"pgp-signature", "pkcs7-signature", "x-pkcs7-signature"})
_NOT_READ = "An attachment isn't read."


def mail_articles(data: bytes, article_id: str) -> Iterator[Numbered]:
    """The message's article, numbered with nothing, then each attachment that may hold text, by its name.

    Raises:
        SourceError: it is no message.
    """
    message = message_from_bytes(data, policy=policy.default)
    if not any(_header(message, name) for name in _HEADERS):
        raise SourceError("It is no mail: it has neither sender, date nor subject.", help="Save text as .txt.")
    yield "", attempt(_article, message, article_id)
    for name in _attachments(message):
        yield name, SourceError(_NOT_READ, help="Save it as a file of its own.")


def _article(message: EmailMessage, article_id: str) -> Article:
    name, address = parseaddr(_raw(message, "From"))
    return Article(
        article_id,
        article_text(_text(message)),
        title=one_line(_REPLY.sub("", _header(message, "Subject"), count=1)),
        published=stated_date(_header(message, "Date")),
        source=one_line(_words(name) or address),
    )


def _text(message: EmailMessage) -> str:
    """The first part that says something. Raises SourceError where it isn't text in a known encoding."""
    for kind in ("html", "plain"):
        part = message.get_body((kind,))
        if isinstance(part, EmailMessage):
            said = _decoded(part)
            text = fragment_text(said) if kind == "html" else _unwrapped(part, said)
            if text.strip():
                return text
    return ""


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    return decode_declared(payload if isinstance(payload, bytes) else b"", part.get_content_charset())


def _unwrapped(part: EmailMessage, text: str) -> str:
    """`format=flowed` (RFC 3676) as it was written: a line that ends with a space goes on in the next."""
    if part.get_param("format", "") != "flowed":
        return text
    kept = "" if str(part.get_param("delsp", "")).lower() == "yes" else " "
    written = [""]
    for line in text.splitlines():
        written[-1] += line.removeprefix(" ")
        if line.endswith(" ") and line != "-- ":
            written[-1] = written[-1].removesuffix(" ") + kept
        else:
            written.append("")
    return "\n".join(written).removesuffix("\n")


def _attachments(message: EmailMessage) -> Iterator[str]:
    body = {id(message.get_body((kind,))) for kind in ("html", "plain")}
    for number, part in enumerate(message.walk()):
        main, sub = part.get_content_maintype(), part.get_content_subtype()
        held = id(part) in body or main in {"multipart", *_WITHOUT_TEXT} or sub in _SIGNATURES
        if held or (part.get_content_disposition() is None and main == "text" and not part.get_filename()):
            continue
        name = " ".join(_words(part.get_filename() or f"{main}/{sub} {number}").split())
        if not is_aside(PurePosixPath(name)):
            yield name


def _raw(message: EmailMessage, name: str) -> str:
    """A header as it was sent, also where it is UTF-8 without saying so."""
    value = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
    sent = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return " ".join(sent.split())


def _header(message: EmailMessage, name: str) -> str:
    return _words(_raw(message, name))


def _words(value: str) -> str:
    """Encoded words (RFC 2047) as text; what can't be read stays as it is."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, HeaderParseError):
        return value
