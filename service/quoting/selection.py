"""Which sentences to quote, and where a quote gains by taking its neighbour in. Pure.

Sentences come scored each by itself (`sentences`), and are weighed against each other (`weighing`).
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.analysis import syllables
from ingest.models import SentenceKind
from service.language.credit_words import NAMES_SOMEBODY
from service.language.question import Question
from service.quoting.announced import announces
from service.quoting.joined import joined_with
from service.quoting.parts import Parts, cut, span_of, whole
from service.quoting.rows import in_cells
from service.quoting.subjects import of_one_alone
from service.quoting.titles import title_line
from service.quoting.types import ScoredSentence
from service.quoting.weighing import Quoted, Weighed, weighed
from service.retrieval.query import Query
from service.retrieval.scoring import Scored
from service.values import QuoteSpan, RetrievedPassage

PASSAGES = 12
"""Passages whose sentences may be quoted."""

_IN_FRONT = 4
"""Words that an agency's report may have in front in one of the papers that print it: "(TTXVN) -", "Hà Nội -"."""

_END = 8  # code points

MARGIN = 0.3
"""Further quotes are shown if their worth is this close to the first one's; none that helps lies further off."""


def quotable(question: Question, passages: Sequence[RetrievedPassage]) -> list[RetrievedPassage]:
    """The best passages and what they announce; of the others those with a line of the credit that is asked for."""
    open_ended = {(one.article.id, one.passage.ordinal + 1) for one in passages[:PASSAGES] if _announces_next(one)}
    return [
        one
        for place, one in enumerate(passages)
        if place < PASSAGES
        or (one.article.id, one.passage.ordinal) in open_ended
        or any(sentence.kind is question.credit for sentence in one.passage.sentences)
    ]


def _announces_next(one: RetrievedPassage) -> bool:
    """Whether a passage ends with what announces the next."""
    return bool(announces(one.passage.sentences[-1].within(one.article.text)))


def choose_quotes(
    query: Query,
    scored: Sequence[Scored],
    sentences: Sequence[ScoredSentence],
    limit: int,
    worth: Sequence[float] | None = None,
) -> tuple[QuoteSpan, ...]:
    """At most `limit` quotes: each the best sentence left, joined with its better neighbour where both are short.

    `worth` is what each sentence is worth as the first quote, where something else tells that than `worths`.

    The first always; another only if it is worth nearly as much, since each that doesn't answer costs the reader time.
    What a further quote says of the question that the earlier ones don't counts for it (submodular coverage: Lin &
    Bilmes 2011), and so does an article about a name or year that the earlier ones leave out: a question about two
    things gets quotes about both. Where quotes are left over, what had to be cut from the chosen sentences gets them.
    """
    by_id = {one.scores.passage_id: one for one in scored}
    question = query.question
    left = weighed(query, sentences, worth)
    least = left[0].score - MARGIN if left else 0.0
    quotes: list[QuoteSpan] = []
    taken: list[Weighed] = []
    rests: list[Weighed] = []
    quoted = Quoted()
    best = _opening(question, left) if limit else None
    while best is not None:
        parts = Parts.of(best.sentence, by_id[best.sentence.passage.passage.id], question)
        # What is joined is chosen before the window: it is shown whole, since all of it fits.
        chosen = {id(one) for one in joined_with(best.sentence, [one.sentence for one in left])}
        joined = [one for one in left if id(one.sentence) in chosen]
        quote = span_of(best, joined, parts)
        shown, rest = cut(best, quote, parts)
        left = [one for one in left if one is not best and one not in joined]
        if rest is not None:
            rests.append(rest)
            # A rest of a rest doesn't compete for the next quote: it would be quoted in shreds.
            if best not in rests:
                left.append(rest)
        quotes.append(quote)
        taken.append(best)
        told = [one.sentence for one in (shown, *joined)]
        quoted = quoted.and_also(best, told)
        # Left out, precision gains .3 to 2 points, and evidence among three quotes loses nothing (decisions/0004).
        left = [one for one in left if not one.is_off_topic(quoted) and not _repeats(one.sentence, told)]
        best = _next(left, quoted, least) if len(quotes) < limit else None
    unshown = [one for one in rests if one not in taken]
    return (*quotes, *(whole(one) for one in unshown[: limit - len(quotes)]))


def _repeats(sentence: ScoredSentence, told: Sequence[ScoredSentence]) -> bool:
    """Whether a sentence of another article says word for word what is told, but for a few words in front of either.

    Rows of tables don't: each is of its article's day.
    """
    others = [one for one in told if one.passage.article.id != sentence.passage.article.id]
    return any(_is_same(sentence.text, one.text) for one in others) and not in_cells(sentence.text)


def _is_same(text: str, other: str) -> bool:
    # Most differ where they end, and need not be read.
    if text[-_END:] != other[-_END:]:
        return False
    shorter, longer = sorted((syllables(text), syllables(other)), key=len)
    return len(longer) - len(shorter) <= _IN_FRONT < len(shorter) and longer[-len(shorter) :] == shorter


def _opening(question: Question, left: Sequence[Weighed]) -> Weighed | None:
    """What is quoted first."""
    if not left:
        return None
    # Lines that share no words with the question can never win by score, so they are put first or not at all.
    return _credit(question, left) or _title(question, left) or _first(question, left)


def _next(left: Sequence[Weighed], quoted: Quoted, least: float) -> Weighed | None:
    """The best of what is left, if it is worth the `least` that a further quote has to be."""
    best = max(left, key=lambda one: one.worth(quoted), default=None)
    return best if best is not None and best.worth(quoted) >= least else None


def _first(question: Question, sentences: Sequence[Weighed]) -> Weighed:
    """The best sentence, of an article that speaks of both where the question names two together and any does."""
    alone = of_one_alone(question.text, {one.sentence.passage.article.id: one.subjects for one in sentences})
    return next(one for one in sentences if one.sentence.passage.article.id not in alone)


def _credit(question: Question, sentences: Sequence[Weighed]) -> Weighed | None:
    """The line that answers a question about a credit, if one is asked for and there."""
    lines = [one for one in sentences if one.sentence.sentence.kind is question.credit]
    lines = [one for one in lines if credits_somebody(one.sentence.text, question.credit)]
    return max(lines, key=lambda one: one.score, default=None)


def credits_somebody(text: str, kind: SentenceKind | None) -> bool:
    """Whether a line of that kind says whom it credits; captions often don't."""
    return kind is not SentenceKind.CAPTION or NAMES_SOMEBODY.search(text) is not None


def _title(question: Question, sentences: Sequence[Weighed]) -> Weighed | None:
    """The title line of the best sentence's article, if that alone answers."""
    own = [one for one in sentences if one.sentence.passage.article.id == sentences[0].sentence.passage.article.id]
    line = title_line(question, [one.sentence for one in own]) if own else None
    return next((one for one in own if one.sentence is line), None)
