"""A question that leans on the conversation, looked up where the conversation is: in the article that was last quoted.

What it leans on isn't put into its words, which would draw it to the sentences that were quoted already. It is asked as
it is of that article; of it and of all articles with the names that the question before has of it; and, if it's only
short, as it is of all. The surest answer counts (evals/talk/follow_ups.yaml). But where it only names another thing
("còn tài xế?"), the same is asked of that, and a sentence has to name it.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.analysis import fold
from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answerability.evidence import folded_run
from service.answering.follow_ups import CORE_WORDS, Asked
from service.answering.types import Judge, Looked, Near
from service.language.currency import without_latest
from service.language.detection import detect_language
from service.language.follow_up_words import POINTS_BACK
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.language.part_words import ASKS
from service.quoting.stage import MAX_QUOTES
from service.quoting.subjects import named_in
from service.quoting.types import ScoredSentence
from service.values import QuoteSpan

_ENDS = '.!?…”"'

SURE = 0.7
"""Confidence from which the article that was last quoted is asked no further. By hand, as all around it do alike."""


def look_up_follow_up(asked: Asked, selection: Selection, judge: Judge, near: Near) -> Looked:
    """What answers a question that leans on one before it."""
    article = focus(asked, selection, near)
    text = without_latest(asked.text)
    if article is None:
        return Looked(*judge(text, selection))
    here = replace(selection, article_ids=(article.id,))
    names = _names(asked.before, article, text)
    named = f"{text.rstrip('?')} {names}?" if names else text
    understood = f"{asked.text.rstrip('?')}? ({names or article.title or asked.before.rstrip('?')})"
    tried: list[Looked] = []
    if not asked.points and not asked.changed:
        alone = Looked(*judge(text, selection))
        # A short question with a name of its own that another article answers has changed the subject.
        if _speaks_of_another(text, alone, article):
            return alone
        tried.append(alone)
    if told := _in_place_of(asked, text, here, selection, judge):
        return replace(told, understood=understood)
    of_it = Looked(*judge(text, here), understood)
    if of_it.assessment.reason is None and of_it.assessment.confidence >= SURE:
        return of_it
    tried.append(of_it)
    tried += [Looked(*judge(named, where), understood) for where in (here, selection)]
    answered = [one for one in tried if one.assessment.reason is None]
    # Where nothing answers, the last one was asked of all articles, and its refusal says most.
    return max(answered, key=lambda one: one.assessment.confidence, default=tried[-1])


def focus(asked: Asked, selection: Selection, near: Near) -> Article | None:
    """The article that the conversation is about: where what was said last stands, or else what was asked."""
    found = near(asked.said or asked.before, selection)
    return found[0].article if found else None


def _in_place_of(asked: Asked, text: str, here: Selection, selection: Selection, judge: Judge) -> Looked | None:
    """What is said of a thing that is named alone ("còn tài xế?"): asked the same as before, where a sentence names it.

    None if it isn't named alone, or nothing that answers names it.
    """
    core = text.rstrip("?").strip()
    language = detect_language(text)
    if len(core.split()) > CORE_WORDS or ASKS[language.code].search(core) or POINTS_BACK.search(core):
        return None
    for where in (here, selection):
        found, assessment = judge(f"{asked.before.rstrip('?')} {core}?", where)
        naming = sorted(
            (one for one in found.sentences if _names_it(one.text, core, language)), key=lambda one: -one.score
        )
        if naming and assessment.reason is None:
            quotes = tuple(dict.fromkeys(_with_what_it_heads(one) for one in naming[:MAX_QUOTES]))
            return Looked(replace(found, quotes=quotes, short=None), assessment)
    return None


def _with_what_it_heads(one: ScoredSentence) -> QuoteSpan:
    """A sentence as a quote; a line that heads a list or a table ("Mục tiêu năm 2025:") with the next one."""
    behind = [each for each in one.passage.passage.sentences if each.start >= one.sentence.end]
    if one.text.rstrip()[-1:] in _ENDS or not behind:
        return one.quote
    return replace(one.quote, end=behind[0].end)


def _names_it(text: str, core: str, language: Language) -> bool:
    """Whether a sentence has the words of `core` side by side, or renderings of them all."""
    if language is Language.ENGLISH:
        terms = render(core)
        return bool(terms) and all(one.held(spelt(text)) for one in terms)
    return folded_run(core) in folded_run(text)


def _names(before: str, article: Article, text: str) -> str:
    """What the question before names of the article, in the typing of `text`; what it names itself isn't repeated."""
    names = named_in(before, article)
    if detect_language(text) is Language.UNACCENTED or names.islower():
        names = fold(names).title()
    return "" if fold(names) in fold(text) else names


def _speaks_of_another(text: str, alone: Looked, article: Article) -> bool:
    """Whether a short question names something itself that another article speaks of, and that one answers."""
    if alone.assessment.reason is not None or not alone.found.quotes:
        return False
    return bool(named_in(text, alone.found.quotes[0].article)) and not named_in(text, article)
