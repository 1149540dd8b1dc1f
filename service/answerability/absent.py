"""Which words of a question stand in no passage that was found for it: told to who asks, and decides nothing. Pure."""

from __future__ import annotations

from ingest.analysis import fold
from service.answerability.evidence import words_of_all
from service.language.asking import WordKind, read_question
from service.language.glossary import render, spelt
from service.language.languages import Language
from service.quoting.types import Retrieval
from service.values import below


def not_in_passages(retrieval: Retrieval) -> tuple[str, ...]:
    """The words that no passage has. Of an English question: names, numbers, and what the dictionary can render."""
    texts = [below(one.article.title or "", one.passage.text) for one in retrieval.passages]
    if not texts:
        return ()
    known = words_of_all(texts)
    words = read_question(retrieval.understood or retrieval.question, retrieval.language).content
    if retrieval.language is not Language.ENGLISH:
        return tuple(dict.fromkeys(one.text for one in words if one.folded not in known))
    spelling = [spelt(text) for text in texts]
    rendered = {term.words: any(map(term.held, spelling)) for term in render(retrieval.question)}
    translated = {word for term in rendered for word in term.split()}
    named = [
        one.text
        for one in words
        # Plain English words stand in no Vietnamese passage, so that is no news.
        if one.kind is not WordKind.WORD and one.text.lower() not in translated and one.folded not in known
    ]
    untold = (term for term, held in rendered.items() if not held and not known.issuperset(map(fold, term.split())))
    return (*dict.fromkeys(named), *untold)
