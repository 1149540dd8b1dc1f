"""A person's own cases over their own articles: held against the articles before anything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from evals.errors import CaseError, Fault, SuiteError
from evals.suites.build import Suite, own_suite
from evals.suites.cases import Case, Evidence, Source, read_source
from evals.suites.places import resolve
from ingest.models import Article, normalise
from ingest.sources.files import ArticleFile, read_paths
from service.language.text import fold_accents


def read_articles(paths: Iterable[Path]) -> list[Article]:
    """The articles of a corpus, as ingest reads them.

    Raises:
        SuiteError: a path leads nowhere.
    """
    paths = list(paths)
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise SuiteError(f"There is no file or folder {missing} to read articles from.")
    return [item.article for item in read_paths(paths) if isinstance(item, ArticleFile)]


def checked_suite(case_file: Path, corpus: Sequence[Path]) -> Suite:
    """The suite of a case file, its gold found in the articles.

    Raises:
        SuiteError: no corpus is named.
        CaseError: the file is wrong, or gold isn't where it should be; all faults, each with its line and what to do.
    """
    suite = own_suite(case_file, corpus)
    source = read_source(case_file)
    faults = list(gold_faults(source, {one.id: one.text for one in read_articles(corpus)}))
    if faults:
        raise CaseError.of(case_file, faults)
    return suite


def refuse_drafts(source: Source) -> None:
    """Refuse cases that nobody has confirmed: numbers over them would say nothing.

    Raises:
        CaseError: names the lines.
    """
    says = "is a draft: read question and gold, put right what is wrong, and delete its 'draft'"
    # Backwards, so that of a question's typings the first line is told.
    lines = {source.lines[case.id]: case.base for case in reversed(source.cases) if case.draft}
    if lines:
        raise CaseError.of(source.path, [Fault(line, f"{base} {says}") for line, base in lines.items()])


def gold_faults(source: Source, texts: Mapping[str, str]) -> Iterator[Fault]:
    """What of the cases' gold isn't in the articles. Typings of one question are told once."""
    told = set()
    for case in source.cases:
        if case.base not in told:
            try:
                resolve([case], texts.__getitem__)
            except CaseError as error:
                told.add(case.base)
                yield Fault(source.lines[case.id], f"{error} {_advice(case, texts)}".strip())


def _advice(case: Case, texts: Mapping[str, str]) -> str:
    """What to write instead, for the first piece of gold that isn't there."""
    if not texts:
        return "There are no articles at all: name their folder with --corpus."
    for evidence in (one for piece in case.pieces for one in piece):
        quote = normalise(evidence.within or evidence.quote or "")
        text = texts.get(evidence.article_id)
        if text is None:
            return _other_article(evidence, texts, quote)
        if quote not in text:
            return _other_words(text, quote) or _elsewhere(texts, quote)
    return "Copy the words out of the article."


def _other_article(evidence: Evidence, texts: Mapping[str, str], quote: str) -> str:
    near = get_close_matches(evidence.article_id, texts, 1, 0.5)
    # Where the quote stands tells more surely than a similar name.
    holders = [name for name, text in texts.items() if quote and quote in text]
    if holders or near:
        return f"Is {(holders or near)[0]!r} meant?"
    return f"An article's id is its file's name without the ending, as {min(texts)!r}."


def _other_words(text: str, quote: str) -> str:
    """The article's own words, where only capitals, diacritics or spaces differ."""
    at = _folded(text).find(_folded(quote))
    return f"The article has {text[at : at + len(quote)]!r}." if at >= 0 else ""


def _folded(text: str) -> str:
    """As many code points as before."""
    # Character by character, so that a place in it is a place in the text.
    return "".join(" " if char.isspace() else fold_accents(char).casefold()[:1] or char for char in text)


def _elsewhere(texts: Mapping[str, str], quote: str) -> str:
    holders = [name for name, text in texts.items() if quote in text]
    return f"It stands in {holders[0]!r}." if holders else "Copy the words out of the article."
