"""From the passages found to the sentences that answer best, and those that are quoted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial

from ingest.embedding.base import Embedder, Reader
from service.language.answer_types import AnswerType
from service.language.question import Question
from service.language.spans import Candidate
from service.measured import BUNDLED, is_of
from service.quoting import remainder
from service.quoting.conversation import InContext, nearest_passages, weigh
from service.quoting.ranking import Tokens, confidence, fits, ranking
from service.quoting.selection import choose_quotes, quotable
from service.quoting.sentences import score_sentences
from service.quoting.subjects import subjects_of, tokens_beside, without
from service.quoting.titles import with_title
from service.quoting.types import Context, Reads, Retrieval, ScoredSentence
from service.retrieval.query import Query
from service.retrieval.retriever import Found
from service.retrieval.scoring import Scored
from service.values import Floats, QuoteSpan, RetrievedPassage

MAX_QUOTES = 3

READ = 4
"""Texts whose reading is kept, of one question."""


def select_quotes(found: Found, top_k: int, embedder: Embedder) -> Retrieval:
    """The best `top_k` passages, their sentences by how well each answers, and what of them to quote."""
    passages = found.passages
    quoted = _sentences(found, quotable(found.query.question, passages), embedder)
    return _selected(found, passages[:top_k], quoted, embedder)


def select_in_context(founds: Sequence[Found], leans: bool, top_k: int, embedder: Embedder) -> Retrieval:
    """The same of a question in its conversation.

    Args:
        founds: what was found for the question, for that joined to the question before, and for the question before,
            in the same passages.
        leans: whether the question may not be understood without the one before.
        top_k: how many passages.
        embedder: what they were found with.
    """
    return quoted_in_context(founds, read_in_context(founds, leans, embedder), leans, top_k, embedder)


def read_in_context(founds: Sequence[Found], leans: bool, embedder: Embedder) -> InContext:
    """The sentences that may be quoted, with what they are worth in the conversation."""
    alone, joined, before = founds
    by_id = {one.passage.id: one for one in alone.passages}
    quoted = quotable(alone.query.question, [by_id[key] for key in nearest_passages(alone, joined)])
    kept = frozenset(one.passage.id for one in quoted)
    own = _sentences(alone, [one for one in alone.passages if one.passage.id in kept], embedder)
    # With all its names: what it's joined for is to be drawn to what was spoken of.
    passages = [one for one in joined.passages if one.passage.id in kept]
    together = score_sentences(joined.query.question, joined.scored, passages)
    return weigh((alone, own), (joined, together), before, leans)


def quoted_in_context(
    founds: Sequence[Found], context: InContext, leans: bool, top_k: int, embedder: Embedder
) -> Retrieval:
    """What `select_in_context` gives, of sentences that were read."""
    passages = context.passages[:top_k]
    selected = _selected(founds[0], passages, context.sentences, embedder, context.worths)
    joined = replace(
        _retrieval(founds[1], passages, context.joined), embedder=embedder.identity, read=_reading(founds[1], embedder)
    )
    return replace(selected, context=Context(joined, context.chance, leans))


def _sentences(found: Found, passages: Sequence[RetrievedPassage], embedder: Embedder) -> list[ScoredSentence]:
    """The sentences of some of the passages by how well each answers by itself."""
    # Names draw a question to the sentences that repeat them, and most that answer leave out what the article is about.
    without_subjects = _vector_without_subjects(found.query, found.passages, embedder)
    return score_sentences(found.query.question, found.scored, passages, without_subjects)


def _selected(
    found: Found,
    passages: tuple[RetrievedPassage, ...],
    sentences: Sequence[ScoredSentence],
    embedder: Embedder,
    worth: Sequence[float] | None = None,
) -> Retrieval:
    """What of the sentences to quote; by what each is `worth`, if something else tells that than its score."""
    query, quoted = found.query, list(sentences)
    quotes = choose_quotes(query, found.scored, quoted, MAX_QUOTES, worth)
    # After quotes were chosen: a title fits every question about its article, so it may only join the sentence that
    # won.
    if told := _told_by_title(query, quoted, quotes, embedder):
        quoted = [told[1] if one is told[0] else one for one in quoted]
        quotes = (replace(quotes[0], titled=True), *quotes[1:])
    return replace(
        _retrieval(found, passages, quoted),
        quotes=quotes,
        embedder=embedder.identity,
        # The ranking was fitted on this embedder; with another, its confidence would mean nothing.
        rank=partial(_rank, found) if fits(embedder.identity) else None,
        read=_reading(found, embedder),
    )


def _reading(found: Found, embedder: Embedder) -> Reads | None:
    """What reads the question that this was found for; what was read is kept, since several stages ask for it."""
    if not isinstance(embedder, Reader):
        return None
    return lru_cache(maxsize=READ)(partial(embedder.read, found.query.question.text))


def _retrieval(found: Found, passages: tuple[RetrievedPassage, ...], sentences: Sequence[ScoredSentence]) -> Retrieval:
    """What was found, before anything of it is quoted."""
    return Retrieval(
        question=found.query.question,
        passages=passages,
        sentences=tuple(sentences),
        sequence=found.sequence,
        searched=found.searched,
        candidates=tuple(one.scores for one in found.scored),
        filtered=found.filtered,
    )


def tokens_of(question: Question, scored: Scored) -> Tokens | None:
    """The tokens of a passage with how alike they are to the question's; None if nothing tells where they stand."""
    similarities, vectors = scored.similarities, scored.vectors
    # An embedder may give token vectors without saying where its tokens stand.
    if similarities is None or vectors is None or len(question.token_spans) != similarities.shape[1]:
        return None
    return Tokens(vectors.starts + scored.stored.passage.start, similarities, question.token_spans)


def _rank(found: Found, one: ScoredSentence, want: AnswerType) -> dict[Candidate, float]:
    """How probably each stretch of a kind in a sentence that was found is the short answer."""
    question, key = found.query.question, one.passage.passage.id
    scored = next((each for each in found.scored if each.scores.passage_id == key), None)
    if scored is None:
        return {}
    told = ranking(question, one.quote, scored.stored.passage.sentences, tokens_of(question, scored), want)
    return {span: confidence(numbers) for span, numbers in told}


def _told_by_title(
    query: Query, sentences: Sequence[ScoredSentence], quotes: Sequence[QuoteSpan], embedder: Embedder
) -> tuple[ScoredSentence, ScoredSentence] | None:
    """The sentence that is quoted first, without and with its article's title, if only that answers."""
    own = [one for one in sentences if quotes and one.passage.article.id == quotes[0].article.id]
    first = next((one for one in own if quotes[0].start <= one.sentence.start < quotes[0].end), None)
    titled = with_title(query, own, first, embedder) if first else None
    return (first, titled) if first and titled else None


def _vector_without_subjects(query: Query, passages: Sequence[RetrievedPassage], embedder: Embedder) -> Floats | None:
    """The vector of the question without what its best article speaks of: most of its sentences leave that out."""
    if not passages:
        return None
    article = passages[0].article
    subjects = subjects_of(query.question.text, [article])[article.id]
    text = without(query.question.text, subjects)
    if text is None:
        return None
    if query.tokens is None or not is_of(embedder.identity, BUNDLED):
        return embedder.encode_queries([text])[0].vector
    (whole,) = embedder.encode_queries([query.question.text], tokens=True)  # kept since it was searched for
    return remainder.vector_of(whole, tokens_beside(query, subjects))
