"""Which citations carry the answer, and whether all that is needed is cited.

Named after ALCE's citation precision and recall (Gao et al. 2023), but decided by gold spans and expected strings
instead of a language model's judgement, so that equal answers get equal scores.
"""

from __future__ import annotations

from evals.scorers.budget import BudgetedQuote, budgeted
from evals.scorers.gold import covered, gold_articles
from evals.scorers.outcome import Metric, Outcome, Score, Unscored
from evals.scorers.records import Record, Texts
from evals.scorers.text import holds
from evals.suites.cases import Case

METRICS = (
    Metric("citation_precision", "share of the citations that carry the answer"),
    Metric("citation_recall", "share of the needed pieces that some citation carries"),
)


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """Precision over all citations, recall over the needed pieces; of a refusal only recall, which is 0."""
    del texts
    case, answer = record.case, record.answer
    if not case.answerable:
        return {metric.name: Unscored(reason="the question is unanswerable") for metric in METRICS}
    if answer is None or not answer.answered or not answer.citations:
        return {
            "citation_precision": Unscored(reason="nothing is cited"),
            "citation_recall": Score(value=0.0, reason="nothing is cited"),
        }
    # All of them, so that padding an answer with quotes costs precision.
    quotes = budgeted(answer.citations, len(answer.citations))
    carrying = [quote for quote in quotes if carries(quote, case)]
    pieces = covered(case, lambda *span: any(quote.covers(*span) for quote in quotes))
    return {
        "citation_precision": Score(
            value=len(carrying) / len(quotes), reason=f"{len(carrying)} of {len(quotes)} citations carry the answer"
        ),
        "citation_recall": Score(
            value=sum(pieces) / len(pieces), reason=f"{sum(pieces)} of {len(pieces)} pieces are cited"
        ),
    }


def carries(quote: BudgetedQuote, case: Case) -> bool:
    """Whether a quote covers a gold span, or says an expected string in a gold article."""
    if any(covered(case, quote.covers)):
        return True
    if not any(quote.article_id in articles for articles in gold_articles(case)):
        return False
    return any(holds(quote.text, string) for group in case.expected for string in group)
