"""Whether every quote is what stands in the article: `text[start:end] == quote`, of the version whose hash is given."""

from __future__ import annotations

from evals.scorers.outcome import Metric, Outcome, Unscored, yes_no
from evals.scorers.records import Record, Texts
from trichdan.wire import Citation

METRICS = (Metric("quote_valid", "every quote is verbatim at its offsets, with the right hash", invariant=True),)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """1 if all quotes are valid, 0 with the first fault otherwise; unscored where nothing is quoted."""
    citations = record.answer.citations if record.answer else []
    if not citations:
        return {"quote_valid": Unscored(reason="nothing is quoted")}
    fault = next((fault for citation in citations if (fault := fault_of(citation, texts))), None)
    return {"quote_valid": yes_no(fault is None, fault or f"{len(citations)} quotes checked")}


def fault_of(citation: Citation, texts: Texts) -> str | None:
    """What is wrong with a citation's quote, or None."""
    try:
        text, sha256 = texts(citation.article_id)
    except LookupError:
        return f"[{citation.marker}] cites article {citation.article_id!r}, which doesn't exist"
    # Before the words: they may stand at the same place in another version.
    if citation.article_sha256 != sha256:
        return f"[{citation.marker}] carries the hash of another version of {citation.article_id}"
    if not 0 <= citation.start < citation.end <= len(text):
        return f"[{citation.marker}] has the span {citation.start}-{citation.end} in {len(text)} code points"
    found = text[citation.start : citation.end]
    if found != citation.quote:
        return f"[{citation.marker}] quotes {citation.quote[:60]!r}, but there stands {found[:60]!r}"
    return None
