"""The claim check against claims by others: how many supported ones it keeps, how many false ones it lets through.

A folder of corpora: `NAME/*.txt` are articles, `NAME.claims.jsonl` the claims, one JSON object a line with `label`
(supported, refuted, not_stated), `how` it was made, `typing`, `claim`, and `quotes` (`article`, `quote`). Corpora
differ more than claims within one do, hence intervals by corpus.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from evals.statistics import Estimate, mean_with_interval
from ingest.models import Article
from ingest.sources.files import read_paths
from service.answering.grounding import told_before
from service.verifying.check import check
from service.verifying.similarity import Similarity
from trichdan.wire import FaultKind

LABELS = {
    "supported": "supported kept",
    "refuted": "refuted let through",
    "not_stated": "not stated let through",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim and whether the check let it through; the kinds of faults that it found."""

    corpus: str
    label: str
    how: str
    typing: str
    passed: bool
    faults: tuple[FaultKind, ...]


def judge(
    folder: Path, names: Sequence[str] = (), similarity: Similarity | None = None, every: int = 1
) -> Iterator[Judged]:
    """The claims of the named corpora, or of all in `folder`, as the check judges them; of so many `every` one."""
    for name, claim, articles in islice(_claims(folder, names or corpora_in(folder)), 0, None, every):
        quotes = [one["quote"] for one in claim["quotes"]]
        title, published = articles[0].title or "", articles[0].published or ""
        before = [told_before(one, max(one.text.find(quote), 0)) for one, quote in zip(articles, quotes, strict=True)]
        verdict = check(claim["claim"], quotes, title=title, published=published, before=before, similarity=similarity)
        yield Judged(name, claim["label"], claim["how"], claim["typing"], verdict.ok, verdict.kinds)


def corpora_in(folder: Path) -> list[str]:
    """The corpora that have claims."""
    return sorted(path.name.removesuffix(".claims.jsonl") for path in folder.glob("*.claims.jsonl"))


def _claims(folder: Path, names: Sequence[str]) -> Iterator[tuple[str, dict[str, Any], list[Article]]]:
    """Each corpus with its claims as written, and the article of each quote."""
    for name in names:
        found = (one for one in read_paths([folder / name]) if hasattr(one, "article"))
        articles = {one.article.id: one.article for one in found}
        for line in (folder / f"{name}.claims.jsonl").read_text("utf-8").splitlines():
            if line.strip():
                claim = json.loads(line)
                yield name, claim, [articles[one["article"]] for one in claim["quotes"]]


def table(judged: Sequence[Judged], by: str = "") -> list[str]:
    """A line for each label (and each `how` or `typing`, if asked): share that passed, interval, number."""
    lines = []
    for label, words in LABELS.items():
        groups = sorted({getattr(one, by) for one in judged if one.label == label}) if by else [""]
        for group in groups:
            some = [one for one in judged if one.label == label and (not by or getattr(one, by) == group)]
            estimate = mean_with_interval([float(one.passed) for one in some], [one.corpus for one in some])
            if estimate is not None:
                lines.append(f"{words:<24}{group:<16}{_shown(estimate)}")
    return lines


def _shown(estimate: Estimate) -> str:
    """ ".66 [.60, .72], n = 539 in 16 corpora"."""
    interval = "" if estimate.low is None else f" [{estimate.low:.2f}, {estimate.high:.2f}]"
    return f"{estimate.value:.2f}{interval}, n = {estimate.n} in {estimate.clusters} corpora"
