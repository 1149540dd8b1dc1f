"""Whether an answer keeps the contract beyond its types: markers, spans, reasons, as `POST /v1/ask` promises."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evals.scorers.budget import MARKER
from evals.scorers.outcome import Metric, Outcome, Unscored, yes_no
from evals.scorers.records import Record, Texts
from trichdan.wire import Answer, Citation

METRICS = (Metric("schema_valid", "the answer keeps the API's contract", invariant=True),)

_SHA256 = re.compile(r"[0-9a-f]{64}")


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """1 if nothing is wrong, 0 with every fault named."""
    del texts
    if record.answer is None:
        return {"schema_valid": Unscored(reason="there is no answer")}
    faults = list(faults_of(record.answer))
    return {"schema_valid": yes_no(not faults, "; ".join(faults) or "keeps the contract")}


def faults_of(answer: Answer) -> Iterator[str]:
    """Everything in which an answer breaks the contract."""
    if not answer.answer.strip():
        yield "the answer's text is empty"
    if not answer.index:
        yield "the index fingerprint is empty"
    if "total" not in answer.timings_ms:
        yield "timings_ms has no total"
    if not 0 <= answer.confidence <= 1:
        yield f"confidence {answer.confidence} is not within 0 to 1"
    yield from _faults_of_verdict(answer)
    yield from _faults_of_markers(answer)
    yield from _faults_of_short_answer(answer)
    for citation in answer.citations:
        yield from (f"[{citation.marker}] {fault}" for fault in _faults_of_citation(citation, answer.answer))


def _faults_of_verdict(answer: Answer) -> Iterator[str]:
    if answer.answered and answer.reason is not None:
        yield f"answered, and yet with the reason {answer.reason.value}"
    if answer.answered and not answer.citations:
        yield "answered without a citation"
    if not answer.answered and answer.reason is None:
        yield "refused without a reason"
    if not answer.answered and answer.citations:
        yield "refused, and yet with citations"


def _faults_of_markers(answer: Answer) -> Iterator[str]:
    used = list(dict.fromkeys(int(number) for number in MARKER.findall(answer.answer)))
    cited = [citation.marker for citation in answer.citations]
    if len(set(cited)) != len(cited):
        yield f"the citations' markers {cited} repeat"
    if used != cited:
        yield f"the answer uses {used} in this order, the citations are {cited}"
    if used != list(range(1, len(used) + 1)):
        yield f"the markers {used} are not numbered in order of first use"


def _faults_of_short_answer(answer: Answer) -> Iterator[str]:
    short, span = answer.short_answer, answer.short_answer_span
    if (short is None) != (span is None):
        yield "a short answer without its span, or the other way round"
    elif short is not None and span is not None:
        own = (one for one in answer.citations if one.article_id == span.article_id and one.start <= span.start)
        if not any(one.quote[span.start - one.start : span.end - one.start] == short for one in own):
            yield f"the short answer {short!r} stands in no quote at its place"


def _faults_of_citation(citation: Citation, answer: str) -> Iterator[str]:
    if not 0 <= citation.start < citation.end:
        yield f"has the span {citation.start}-{citation.end}"
    if citation.end - citation.start != len(citation.quote):
        yield f"spans {citation.end - citation.start} code points, its quote has {len(citation.quote)}"
    if not _SHA256.fullmatch(citation.article_sha256):
        yield "has no SHA-256"
    if not citation.answer_spans:
        yield "supports no part of the answer"
    for start, end in citation.answer_spans:
        if not 0 <= start < end <= len(answer):
            yield f"supports {start}-{end} of an answer of {len(answer)} code points"
