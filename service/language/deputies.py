"""A deputy asked for where texts tell of the chief alone, and the other way round. Pure.

Both are called alike but for one word: "Phó Giám đốc Sở Y tế" answers who heads that with all other words, and wrongly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile, repeat, takewhile

from ingest.analysis import accented, fold, syllables
from service.language.holders import ASKING, DEPUTY, GENERIC, PERSON_WORDS, REACH, Clause, Office, clauses
from service.language.lexicon import concepts
from service.language.name_reading import adjoining

TITLE = 2
"""Words that tell a title: "giám đốc", "trưởng phòng"."""

NEAR = 2
"""Words before a title among which "phó" makes it a deputy's ("Phó Tổng Giám đốc")."""

_PHO, _TRUONG = fold(DEPUTY), "truong"
_LINKS = frozenset(("cua", "tai", "o"))
_COMMITTEE = frozenset(("ubnd", "uy", "ban", "nhan", "dan"))
"""Of which a place's chairman is, where that isn't said."""

_Title = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """An office whose holder is asked for, folded.

    Attributes:
        titles: any that it may be called by, each of `TITLE` words, without a deputy's "phó".
        deputy: whether it is a deputy's.
        of: the words that say of what.
    """

    titles: frozenset[_Title]
    deputy: bool
    of: tuple[str, ...]


def is_told_of_counterpart(question: str, texts: Iterable[str], quoted: str) -> bool:
    """Whether texts give the deputy of whom a Vietnamese question asks the name, or the chief, and never themselves.

    What more of its words stand behind tells which of several offices of one title is meant. One that is said without
    of what may be that of which its article speaks, if it is `quoted`.
    """
    articles = [clauses(text) for text in texts]
    return any(_is_told(post, articles, clauses(quoted)) for post in _posts(question, articles))


def is_told_of_counterpart_of(office: Office, texts: Iterable[str], quoted: str) -> bool:
    """The same of an office that was read, by any of its forms."""
    deputy = any(form[0] == DEPUTY for form in office.forms)
    titles = (tuple(map(fold, form[form[0] == DEPUTY :][:TITLE])) for form in office.forms)
    post = Post(frozenset(one for one in titles if len(one) == TITLE), deputy, office.folded)
    return _is_told(post, [clauses(text) for text in texts], clauses(quoted))


def _posts(question: str, articles: Iterable[Sequence[Clause]]) -> Iterator[Post]:
    """What a question may ask the holder of: what follows its "phó", or else what follows "phó" in the texts."""
    typed = syllables(question)
    words = list(map(fold, typed))
    deputy = next((at for at, word in enumerate(typed) if _is_deputy(word, words[at + 1 : at + 1 + TITLE])), None)
    if deputy is None:
        titles = {
            one.folded[at + 1 : at + 1 + TITLE]
            for each in articles
            for one in each
            for at, key in enumerate(one.keys)
            if key == DEPUTY
        }
        starts = [at for at in range(len(words)) if tuple(words[at : at + TITLE]) in titles]
    else:
        # "Phó phòng" and "Phó trưởng phòng" are one.
        starts = [deputy + 2 if words[deputy + 1 : deputy + 2] == [_TRUONG] else deputy + 1]
    for at in starts:
        title = tuple(words[at : at + TITLE])
        of = takewhile(lambda word: word not in ASKING, words[at + TITLE :])
        if len(title) == TITLE:
            yield Post(frozenset((title,)), deputy is not None, tuple(word for word in of if word not in _LINKS))


def _is_deputy(word: str, behind: Sequence[str]) -> bool:
    """Whether a word of a question is "phó"; typed without its mark it may be another, but before a title."""
    return accented(word) == DEPUTY or (word == _PHO and " ".join(behind) in _forms("title"))


def _is_told(post: Post, articles: Iterable[Sequence[Clause]], quoted: Sequence[Clause]) -> bool:
    """Whether more of what a post is of stands behind its counterpart than behind it."""
    own, other = -1, -1
    for each in articles:
        for place, at in _places(post, each):
            behind = each[place].folded[at + TITLE : at + TITLE + REACH]
            shared = sum(word in behind for word in post.of)
            if _is_of_deputy(each[place], at) is post.deputy:
                own = max(own, shared)
            else:
                other = max(other, shared)
    left_open = any(
        _is_of_deputy(quoted[place], at) is post.deputy and _leaves_open(quoted, place, at + TITLE, post.of)
        for place, at in _places(post, quoted)
    )
    return other > own and (other > 0 or not post.of) and not left_open


def _is_of_deputy(clause: Clause, at: int) -> bool:
    """Whether a title that begins at a word is a deputy's."""
    return DEPUTY in clause.keys[max(0, at - NEAR) : at]


def _places(post: Post, article: Sequence[Clause]) -> Iterator[tuple[int, int]]:
    """Where one of the titles stands, a deputy's or not: in which clause, from which word on."""
    for place, one in enumerate(article):
        for at in range(len(one.folded) - TITLE + 1):
            if one.folded[at : at + TITLE] in post.titles:
                yield place, at


def _leaves_open(article: Sequence[Clause], place: int, end: int, of: Sequence[str]) -> bool:
    """Whether a title of somebody who is named leaves it to the article of what that is: "Giám đốc Lê Văn An nói"."""

    def is_general(word: str) -> bool:
        folded = fold(word)
        # "Trần" is no "thị trấn".
        return folded in of or folded in _COMMITTEE or (word.islower() and folded in GENERIC)

    rest = list(dropwhile(is_general, article[place].words[end:]))
    name = list(takewhile(lambda word: word[0].isupper(), rest))
    if name or " ".join(map(fold, rest[:TITLE])) in _forms(
        "institution"
    ):  # "Giám đốc bệnh viện Lê Văn An" says of what
        return len(name) >= PERSON_WORDS
    return any(_names_somebody(one.words) for one in article[max(0, place - 1) : place + 2])


@lru_cache(maxsize=2)
def _forms(kind: str) -> frozenset[str]:
    """What titles or institutions are called by two words, folded; one begins too much else ("ban hành")."""
    forms = (form for one in concepts() if one.kind == kind for form in one.vietnamese)
    return frozenset(fold(form) for form in forms if len(form.split()) == TITLE)


def _names_somebody(words: Sequence[str]) -> bool:
    """Whether so many words side by side are capitalised as a person's name has."""
    runs = adjoining((word[0].isupper() for word in words), repeat(True))
    return any(end - first >= PERSON_WORDS for first, end in runs)
