"""A question that leans on the conversation, looked up where the conversation is: in the article that was last quoted.

What it leans on isn't put into its words, which would draw it to the sentences that were quoted already. It is asked as
it is of that article; of it and of all articles with the names that the question before has of it; and, if it's only
short, as it is of all. The surest answer counts (evals/talk/follow_ups.yaml).
"""

from __future__ import annotations

from dataclasses import replace

from ingest.analysis import fold
from ingest.catalog.reading import Selection
from ingest.models import Article
from service.answering.follow_ups import Asked
from service.answering.looked import Judge, Looked, Near
from service.language.currency import without_now
from service.language.detection import detect_language
from service.language.typing import Language
from service.quoting.subjects import named_in

SURE = 0.7
"""Confidence from which the article that was last quoted is asked no further. By hand, as all around it do alike."""


def look_up(asked: Asked, selection: Selection, judge: Judge, near: Near) -> Looked:
    """What answers a question that leans on one before it."""
    article = focus(asked, selection, near)
    text, _ = without_now(asked.text)
    if article is None:
        return Looked(*judge(text, selection))
    here = replace(selection, article_ids=(article.id,))
    names = _names(asked.before, article, text)
    named = f"{text.rstrip('?')} {names}?" if names else text
    understood = f"{asked.text.rstrip('?')}? ({names or article.title or asked.before.rstrip('?')})"
    tried: list[Looked] = []
    if not asked.points and not asked.changed:
        alone = Looked(*judge(text, selection))
        if _speaks_of_another(text, alone, article):
            return alone
        tried.append(alone)
    of_it = Looked(*judge(text, here), understood)
    if of_it.assessment.reason is None and of_it.assessment.confidence >= SURE:
        return of_it
    tried.append(of_it)
    tried += [Looked(*judge(named, where), understood) for where in (here, selection)]
    answered = [one for one in tried if one.assessment.reason is None]
    return max(answered, key=lambda one: one.assessment.confidence, default=tried[-1])


def focus(asked: Asked, selection: Selection, near: Near) -> Article | None:
    """The article that the conversation is about: where what was said last stands, or else what was asked."""
    found = near(asked.said or asked.before, selection)
    return found[0].article if found else None


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
