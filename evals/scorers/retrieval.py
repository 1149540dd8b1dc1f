"""Whether search finds the passages that hold the gold, and the articles, early. Computed by ir-measures.

The unit of relevance is a needed piece of evidence, not a passage: the first hit that covers a piece stands for
it, and a second hit on the same piece is neither a gain nor a loss of recall. So a question whose answer stands
in two passages has R@1 = 1 when either of them comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.scorers.gold import covered, gold_articles
from evals.scorers.outcome import Metric, Outcome, Score, Unscored
from evals.scorers.records import HitPlace, Record, Texts

DEPTH = 10
CUTOFFS = (1, 5, 10)

METRICS = (
    *(Metric(f"r@{k}", f"needed pieces inside the first {k} passages") for k in CUTOFFS),
    Metric("mrr", "one over the rank of the first passage that holds gold"),
    Metric("ndcg@10", "nDCG over ten passages, a needed piece being the unit"),
    *(Metric(f"article_r@{k}", f"gold articles among the first {k} articles that were found") for k in CUTOFFS),
)

Match = Callable[[HitPlace], list[bool]]


def score(record: Record, texts: Texts) -> dict[str, Outcome]:
    """Recall, reciprocal rank and nDCG of the hits; unscored for questions without gold."""
    del texts
    if not record.case.answerable:
        return {metric.name: Unscored(reason="no gold: the question is unanswerable") for metric in METRICS}
    articles = gold_articles(record.case)
    passage_ranks = first_ranks(record.hits, lambda hit: covered(record.case, _inside(hit)))
    # By articles as well, since passages of other lengths would win by their length alone.
    article_ranks = first_ranks(_one_an_article(record.hits), lambda hit: [hit.article_id in ids for ids in articles])
    return {
        **_recalls("r", passage_ranks),
        **_ranked(passage_ranks),
        **_recalls("article_r", article_ranks),
    }


def _one_an_article(hits: Sequence[HitPlace]) -> list[HitPlace]:
    """The first hit of each article, in their order."""
    firsts: dict[str, HitPlace] = {}
    for hit in hits:
        firsts.setdefault(hit.article_id, hit)
    return list(firsts.values())


def _inside(hit: HitPlace) -> Callable[[str, int, int], bool]:
    return lambda article_id, start, end: hit.article_id == article_id and hit.start <= start and end <= hit.end


def first_ranks(hits: Sequence[HitPlace], match: Match) -> list[int | None]:
    """For each piece the rank, from 1, of the first hit that covers it within `DEPTH`."""
    rows = [match(hit) for hit in hits[:DEPTH]]
    pieces = len(rows[0]) if rows else 0
    return [next((rank for rank, row in enumerate(rows, 1) if row[piece]), None) for piece in range(pieces)]


def _recalls(prefix: str, ranks: Sequence[int | None]) -> dict[str, Outcome]:
    reason = _ranks_in_words(ranks)
    shares = {k: sum(rank is not None and rank <= k for rank in ranks) / max(len(ranks), 1) for k in CUTOFFS}
    return {f"{prefix}@{k}": Score(value=share, reason=reason) for k, share in shares.items()}


def _ranked(ranks: Sequence[int | None]) -> dict[str, Outcome]:
    from ir_measures import RR, Qrel, ScoredDoc, iter_calc, nDCG

    qrels = [Qrel("q", f"piece-{piece}", 1) for piece in range(max(len(ranks), 1))]
    run = [
        # Two pieces on one passage share a rank; ir-measures wants an order, so they follow one another by a trifle.
        ScoredDoc("q", f"piece-{piece}", -(rank + piece / 1_000))
        for piece, rank in enumerate(ranks)
        if rank is not None
    ]
    taken = {rank for rank in ranks if rank is not None}
    # What holds no gold keeps its place: otherwise every piece that is found would rank first.
    run += [ScoredDoc("q", f"other-{rank}", -float(rank)) for rank in range(1, DEPTH + 1) if rank not in taken]
    values = {str(metric.measure): metric.value for metric in iter_calc([RR, nDCG @ DEPTH], qrels, run)}
    reason = _ranks_in_words(ranks)
    return {
        "mrr": Score(value=values["RR"], reason=reason),
        f"ndcg@{DEPTH}": Score(value=values[f"nDCG@{DEPTH}"], reason=reason),
    }


def _ranks_in_words(ranks: Sequence[int | None]) -> str:
    if not ranks:
        return "nothing was retrieved"
    return "found at rank " + ", ".join("–" if rank is None else str(rank) for rank in ranks)
