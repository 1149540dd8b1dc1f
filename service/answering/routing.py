"""Where a message goes before any passage is looked for: small talk and questions about the collection need none."""

from __future__ import annotations

from ingest.catalog.reading import Selection
from service.answering.collection import collect
from service.answering.follow_ups import ASIDE, in_conversation
from service.answering.intents import SMALL_TALK
from service.answering.lookup import Lookup
from service.answering.ordinary import POSSIBLE, rather_ordinary
from service.answering.small_talk import reply
from service.answering.types import Looked, Reply


def route(message: str, top_k: int, selection: Selection, lookup: Lookup, *, opens: bool) -> Reply | Looked | None:
    """The reply to what isn't asked of what the articles say: small talk, or their collection.

    Else what was looked up to tell it from an ordinary question, if it had to be, and nothing was asked before (it
    `opens`): in a conversation it has to be looked up in that.
    """
    intent = lookup.intents(message)
    # In a conversation, what nothing answers by itself most often leans on what was asked before.
    other = intent.other if opens else None
    intent = other or intent
    if intent.kind not in ASIDE:
        return None
    looked = None
    if intent.odds < POSSIBLE:
        looked = lookup(in_conversation(message, (), lookup.kind), message, top_k, selection)
        if rather_ordinary(intent.odds, looked.assessment):
            return looked if opens else None
    if intent.kind in SMALL_TALK:
        return reply(intent)
    told = collect(intent, lookup.catalog, selection, lookup.near, lookup.today())
    return looked if other and told.assessment.reason else told
