"""What was written and acknowledged, told apart from what may have been: the measure that replies are held to."""

from __future__ import annotations

import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import httpx

from ingest.models import text_sha256

PARAGRAPHS = 6
_NAMES = [" ".join(pair) for pair in product(("Kim", "Sơn", "Hồng", "Thanh"), ("Lộc", "Giang", "Phú", "Quang"))]


def name_of(article_id: str) -> str:
    """The bridge that an article is about: each about its own."""
    return f"{_NAMES[int(article_id[1:]) % len(_NAMES)]} {article_id[1:]}"


def question_of(article_id: str) -> str:
    """What an article answers."""
    return f"Cầu {name_of(article_id)} dài bao nhiêu mét?"


def text_of(article_id: str, rng: random.Random) -> str:
    """An article, in an edition of its own: some passages, of which a later edition shares none."""
    name, edition = name_of(article_id), rng.randrange(1_000, 1_000_000)
    told = [f"Cầu {name} dài {edition} mét. Cầu {name} được kiểm định lần thứ {edition}."]
    works = f"của cầu {name} được sơn lại trong đợt {edition}, theo kế hoạch của tỉnh. "
    told += [f"Nhịp {part} {works}" * 4 for part in range(PARAGRAPHS)]
    return "\n\n".join(one.strip() for one in told)


@dataclass
class World:
    """All that was ever sent, by article id, and what must be stored now.

    Attributes:
        texts: every text that an article ever had, by its hash.
        stored: what was acknowledged last: a text, or None where it was removed.
        open: what a write that was cut off may have left instead.
        faults: what must not be, in sentences.
        replies: how often each status came, and what else is counted.
    """

    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    stored: dict[str, str | None] = field(default_factory=dict)
    open: dict[str, set[str | None]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    replies: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def begin(self, article_id: str, text: str | None) -> None:
        """A write is sent: until it is acknowledged, the old and the new may be stored."""
        with self._lock:
            if text is not None:
                self.texts.setdefault(article_id, {})[text_sha256(text)] = text
            self.open.setdefault(article_id, {self.stored.get(article_id)}).add(text)

    def acknowledge(self, article_id: str, text: str | None) -> None:
        """The reply came: from here on nothing else may be stored."""
        with self._lock:
            self.stored[article_id] = text
            self.open.pop(article_id, None)

    def settle(self, article_id: str, found: str | None) -> None:
        """Note what is stored after a recovery; it must be what was acknowledged, or what was being written."""
        with self._lock:
            allowed = self.open.pop(article_id, {self.stored.get(article_id)})
            if found not in allowed:
                self.faults.append(f"{article_id}: stored is {_short(found)}, not {[_short(one) for one in allowed]}")
            self.stored[article_id] = found

    def fault(self, said: str) -> None:
        """Note what must not be."""
        with self._lock:
            self.faults.append(said)

    def count(self, what: str) -> None:
        """Count one."""
        with self._lock:
            self.replies[what] += 1

    def check(self, reply: httpx.Response, doing: str) -> Any:
        """The JSON of a reply that is right; None for 503 with a time to come back. All else is a fault."""
        self.count(f"{doing} {reply.status_code}")
        if reply.status_code == 503 and reply.headers.get("Retry-After", "").isdigit():
            return None
        if reply.status_code >= 400:
            self.fault(f"{doing}: {reply.status_code} {reply.text[:300]}")
            return None
        return reply.json() if reply.content else {}

    def check_answer(self, answer: dict[str, Any], *, current: bool = False) -> None:
        """Every quote stands in the version that it names; with `current`, that is the one that is stored."""
        self.count("answered" if answer["answered"] else "refused")
        for one in answer["citations"]:
            self.count("quotes")
            text = self.texts.get(one["article_id"], {}).get(one["article_sha256"])
            if text is None or text[one["start"] : one["end"]] != one["quote"]:
                self.fault(f"no such place: {one['article_id']} {one['start']}-{one['end']} {one['quote'][:80]!r}")
            elif current and text != self.stored.get(one["article_id"]):
                self.fault(f"quoted is an old version of {one['article_id']}")

    def live(self) -> list[str]:
        """Ids of what must be stored."""
        return sorted(key for key, text in self.stored.items() if text is not None)


def _short(text: str | None) -> str:
    return "nothing" if text is None else text.split(". ")[0]


def write_file(folder: Path, article_id: str, text: str | None) -> None:
    """The file of an article, or none."""
    path = folder / f"{article_id}.txt"
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
