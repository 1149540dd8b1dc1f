"""Questions to try first and to go on with, made from the articles themselves by small rules. Pure.

An appositive ("Đại tá Lâm Minh Hồng, Giám đốc Công an tỉnh Long An khẳng định") asks who holds the office; a sentence
with a number, a day or a person asks for it, with the question word in its place; a person asks who that is, a day what
happened then, another name what is said of it, a title what the article says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from ingest.models import Article, SentenceKind
from ingest.sentences import split_sentences
from service.language.fact_spans import DATE, DAY, Fact, named, spans
from service.language.fact_words import INSTITUTIONS
from service.language.offices import apposed
from service.language.part_words import ASKS
from service.language.questions_of import ASKABLE, EASY_WORDS, questions_of, told_of

_NAMED = {Fact.PERSON: "example_person", Fact.DATE: "example_day"}
"""What is asked about by its name, and the template for it."""

_LONGEST_TITLE = 90
CLAUSE_WORDS = 5
"""Fewer words before a comma are no clause to ask about."""

_OFFICE_WORDS = 3
"""An office of no more words names no place or house ("Phó Giám đốc"): too many hold it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question, and what of which article it was made of: half open, in code points of the text.

    `subject`: whom or which day it is about; a quote that has it need not have the rest.
    """

    question: str
    article_id: str
    start: int
    end: int
    subject: str = ""

    def is_of(self, article_id: str, start: int, end: int) -> bool:
        """Whether it was made of something that this stretch of an article holds."""
        return article_id == self.article_id and start < self.end and self.start < end


def openers(articles: Iterable[Article], ask: Mapping[str, str]) -> list[Example]:
    """Questions to begin with, one an article: offices before titles. `ask` has the templates `example_…`."""
    found: dict[str, Example] = {}
    rest: list[Example] = []
    for article in articles:
        if office := next((one for one in _offices(article, ask) if one.question not in found), None):
            found[office.question] = office
        else:
            rest += _about(article, ask)
    return [*found.values(), *rest]


def follow_ups(
    articles: Sequence[Article], quoted: Sequence[tuple[str, int, int]], ask: Mapping[str, str], *, vietnamese: bool
) -> list[Example]:
    """Questions about what these articles hold and `quoted` (id, start, end) doesn't, kinds and articles in turns.

    Sentences make questions in their own language alone; persons, offices and titles do in both.
    """
    shown = "\n".join(one.text[start:end] for one in articles for of, start, end in quoted if of == one.id)
    kinds = [kind for article in articles for kind in _kinds(article, ask, vietnamese=vietnamese)]
    new = [[one for one in kind if _is_new(one, quoted, shown)] for kind in kinds]
    # What an article is about takes in all of it, what was quoted too.
    about = [list(_about(article, ask)) for article in articles]
    if articles and not articles[0].title:  # then "this article" is the one that was quoted
        about.append([Example(ask["example_summary"], articles[0].id, 0, len(articles[0].text))])
    in_turns = [one for turn in (*zip_longest(*new), *zip_longest(*about)) for one in turn if one is not None]
    return list({one.question: one for one in in_turns}.values())


def _is_new(one: Example, quoted: Sequence[tuple[str, int, int]], shown: str) -> bool:
    known = bool(one.subject) and one.subject in shown
    return not known and not any(one.is_of(*place) for place in quoted)


def _kinds(article: Article, ask: Mapping[str, str], *, vietnamese: bool) -> list[list[Example]]:
    """The questions of an article by what they ask for."""
    facts = list(_named(article, ask))
    persons = [one for fact, one in facts if fact is Fact.PERSON]
    kinds = [list(_offices(article, ask)), persons]
    if vietnamese:
        # Templates read better than sentences turned round, which are long.
        kinds += [[one for fact, one in facts if fact is Fact.DATE], *_turned_round(article)]
    asked = {one.subject for one in persons}
    return [*kinds, [one for one in _mentioned(article, ask) if one.subject not in asked]]


def _turned_round(article: Article) -> Iterable[list[Example]]:
    """Sentences as questions, by what they ask for."""
    by_fact: dict[Fact, list[Example]] = {fact: [] for fact in sorted(ASKABLE)}
    for one in chain.from_iterable(map(questions_of, told_of(article.text, article.title))):
        question = _first_clause(one.question)
        if question and len(question.split()) <= EASY_WORDS:
            end = one.told.at + len(one.told.text)
            by_fact[one.answer.fact].append(Example(question, article.id, one.told.at, end))
    return by_fact.values()


def _first_clause(question: str) -> str | None:
    """What is asked without what a sentence goes on with; None if it's asked only there."""
    lead, comma, rest = question.partition(", ")
    if not comma:
        return question
    if len(lead.split()) < CLAUSE_WORDS:
        if not DAY.match(lead):
            return None
        lead = f"{lead}, {rest.partition(', ')[0]}"  # "Ngày 27-6, …" says when, and no more
    return lead.rstrip("?") + "?" if ASKS["vi"].search(lead) else None


def _mentioned(article: Article, ask: Mapping[str, str]) -> Iterator[Example]:
    """What is said of whatever else has a name."""
    for sentence in split_sentences(article.text, article.title):
        text = article.text[sentence.start : sentence.end]
        if sentence.kind is not SentenceKind.PROSE:
            continue
        for start, end in named(text):
            name = text[start:end]
            if name.split()[0] in INSTITUTIONS:  # whose names go on in small letters: "Bộ Công an"
                continue
            question = ask["example_named"].format(name=name)
            yield Example(question, article.id, sentence.start, sentence.end, name)


def _about(article: Article, ask: Mapping[str, str]) -> Iterator[Example]:
    """What an article says, if it has a title to ask by."""
    if article.title and len(article.title) <= _LONGEST_TITLE:
        yield Example(ask["example_about"].format(title=article.title), article.id, 0, len(article.text))


def _named(article: Article, ask: Mapping[str, str]) -> Iterator[tuple[Fact, Example]]:
    """Who somebody is, and what happened on a day."""
    for sentence in split_sentences(article.text, article.title):
        for one in spans(article.text[sentence.start : sentence.end]):
            name = one.text
            if one.fact is Fact.DATE and (day := DATE.fullmatch(name)) and (day["d"] or day["d2"]):
                name = name[:1].lower() + name[1:]
            elif one.fact is not Fact.PERSON:  # a year, or a month, is too much to tell of
                continue
            question = ask[_NAMED[one.fact]].format(name=name)
            yield one.fact, Example(question, article.id, sentence.start, sentence.end, one.text)


def _offices(article: Article, ask: Mapping[str, str]) -> Iterator[Example]:
    """Who holds each office that the text names a holder of."""
    for start, at, end in apposed(article.text):
        office = article.text[at:end]
        specific = len(office.split()) > _OFFICE_WORDS and any(word[0].isupper() for word in office.split()[2:])
        if specific and "," not in office:
            yield Example(ask["example_role"].format(role=office), article.id, start, end)
