"""What is quoted together with a sentence as far as it fits into one quote: its list, or its better neighbour. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.sentence_kinds import ends_open
from ingest.sentence_labels import opens_with_time
from service.quoting.announced import ITEM, LIST, QUESTION, announcers, announces
from service.quoting.rows import in_cells
from service.quoting.types import ScoredSentence
from service.quoting.windows import QUOTE_WORDS


def joined_with(best: ScoredSentence, left: Sequence[ScoredSentence]) -> list[ScoredSentence]:
    """Which of the sentences that are left, best first, stand in one quote with the best one; in no order.

    A list goes with the line that announces it. What opens something goes with what follows or not at all: a question
    of the text, whose reader waits for the answer, a heading, and the time of an entry of a live report, which would
    be read as that of the entry before. Of 521 held questions two first quotes turn right by it and one wrong, and of
    the three quotes two and four; of 1,015 others none, and one and none.
    """
    passage = best.passage.passage
    if best.sentence not in passage.sentences:  # what was left of one
        return []
    place = passage.sentences.index(best.sentence)
    texts = [one.within(best.passage.article.text) for one in passage.sentences]
    own = {one.sentence: one for one in left if one.passage.passage.id == passage.id}
    room = QUOTE_WORDS - len(best.text.split())
    listed = [own.get(passage.sentences[at]) for at in _list_around(texts, place) if at != place]
    whole = [one for one in listed if one is not None]
    if whole and len(whole) == len(listed):
        return whole

    def opens(at: int) -> bool:
        rest, above = best.passage.article.text[passage.sentences[at].end :], "".join(texts[:at][-1:])
        return _opens(texts[at], rest, above, best=at == place)

    def ends(at: int) -> bool:
        gap = best.passage.article.text[passage.sentences[at].end : passage.sentences[at + 1].start]
        return in_cells(texts[at]) or ("\n" in gap and bool(ITEM.match(texts[at])) and not ITEM.match(texts[at + 1]))

    before, behind = passage.sentences[:place][-1:], passage.sentences[place + 1 :][:1]
    # Two entries of a live report are told apart where each shows its time.
    timed = opens_with_time(texts[place])
    if opens(place) and not (timed and place and opens_with_time(texts[place - 1])):
        before = ()
    if behind and opens(place + 1) and not (timed and opens_with_time(texts[place + 1])):
        behind = ()
    # A table may stand below the line that names it; what is behind its last row, or a list's last item, is about
    # something else.
    before = () if place and ends(place - 1) else before
    behind = () if behind and ends(place) else behind
    beside = {*before, *behind}
    fitting = (
        one
        for one in own.values()
        if one.sentence in beside and one.sentence.kind is best.sentence.kind and len(one.text.split()) <= room
    )
    return next(([one] for one in fitting), [])


def _opens(text: str, behind: str, before: str, *, best: bool) -> bool:
    """Whether a sentence opens what stands `behind` it in its article, rather than going on from what is `before`.

    An item goes on from another, and the `best` sentence, if it is one, is what is listed. Lines without punctuation
    below one another are a list as well. The last line of an article opens nothing.
    """
    if announces(text) == QUESTION or opens_with_time(text):
        return True
    item, below_item = bool(ITEM.match(text)), bool(ITEM.match(before))
    goes_on = item == below_item and bool(before) and (item or ends_open(before))
    listed = goes_on or (best and item)
    return ends_open(text) and bool(behind.strip()) and not listed and not in_cells(text)


def _list_around(texts: Sequence[str], place: int) -> Sequence[int]:
    """The line that announces a list and its items up to `place` and on, as many as fit into a quote; else nothing."""
    leads = announcers(texts)
    lead = place if announces(texts[place]) == LIST else leads[place]
    if lead is None or announces(texts[lead]) != LIST:
        return ()
    end, words = lead, 0
    while end < len(texts) and (end == lead or leads[end] == lead):
        words += len(texts[end].split())
        if words > QUOTE_WORDS:
            break
        end += 1
    if end > lead + 1 and announces(texts[end - 1]) == QUESTION:  # it opens its answer, and isn't listed
        end -= 1
    return range(lead, end) if place < end else ()
