"""What a person does after damage, in a process of its own: ask, ingest, and then what the message says to run."""

from __future__ import annotations

import ctypes
import json
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest import backup
from ingest.indexes import Indexes
from ingest.pipeline import Ingestor
from ingest.repair import repair
from service.engine import Engine
from service.retrieval.corpus import Corpus
from service.settings import ServiceSettings
from tests.fakes import HashEmbedder
from tests.kills.world import World, question_of
from trichdan.errors import TrichdanError
from trichdan.wire import AskRequest, SearchRequest

STEPS = 4
"""Commands that a message leads to, one after another, at most."""

ASKED = 3
"""Questions that are answered each time; searched for is every article."""


def put_rights_away() -> None:
    """Have file permissions hold for root too: without capabilities it is a user like others."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    ctypes.CDLL(None, use_errno=True).capset(header, (ctypes.c_uint32 * 6)())


Texts = dict[str, dict[str, str]]


def run(
    data: Path, source: Path, saved: Path, texts: Texts, stored: dict[str, str], result: Path, *, rightless: bool
) -> None:
    """Write what came of it as JSON: what was said and logged, and what is wrong at the end.

    Args:
        data: the damaged folder.
        source: what it was ingested from.
        saved: a backup of it.
        texts: every text that an article ever had, by id and hash.
        stored: the last ones.
        result: the file to write.
        rightless: whether file permissions are to hold, for root too.
    """
    if rightless:
        put_rights_away()
    logged: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: logged.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    world = World(texts=texts, stored=dict(stored))
    person = Person(ServiceSettings(_env_file=None, data=data), source, saved, world)
    faults = person.look()
    report: dict[str, Any] = {"first": person.said, "first_faults": faults, "commands": []}
    command = "ingest"
    for _ in range(STEPS):
        person.said = ""
        person.commands[command]()
        report["commands"].append([command, person.said])
        if not person.said:
            break
        named = re.search(r"trichdan (restore|repair --yes|repair)", person.said)
        if named is None:
            break
        command = named[1]
    if len(report["commands"]) > 1 and not person.said:
        person.commands["ingest"]()  # what was begun anew is filled again
    report["said"] = person.said
    report["faults"] = person.look(whole=True) if not person.said else []
    report |= {"last": person.said, "embedded": person.embedder.calls, "logged": logged}
    result.write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")


class Person:
    """Who asks, and runs commands; errors of ours are kept as what was `said`, others end the process."""

    def __init__(self, settings: ServiceSettings, source: Path, saved: Path, world: World) -> None:
        self.settings, self.world, self.embedder, self.said = settings, world, HashEmbedder(), ""
        self.commands: dict[str, Callable[[], None]] = {
            "ingest": lambda: self._try(lambda: self._ingestor().run([source])),
            "restore": lambda: self._try(lambda: backup.restore(settings, saved, overwrite=True)),
            "repair": lambda: self._try(lambda: repair(self._ingestor())),
            "repair --yes": lambda: self._try(lambda: repair(self._ingestor(), restart=True)),
        }

    def _ingestor(self) -> Ingestor:
        return Ingestor(self.settings, self.embedder)

    def _try(self, work: Callable[[], object]) -> None:
        try:
            work()
        except TrichdanError as error:
            self.said = str(error)

    def look(self, *, whole: bool = False) -> list[str]:
        """Open a service and ask: what is quoted must stand there; with `whole`, all must be found."""
        self.world.faults = []
        self._try(lambda: self._look(whole))
        return self.world.faults

    def _look(self, whole: bool) -> None:
        corpus = Corpus(self.settings, serving=True)
        engine = Engine(self.settings, corpus, HashEmbedder())
        try:
            if whole and corpus.indexes.owned:
                self.world.faults += _verified(corpus.indexes)
            for key, text in self.world.stored.items():
                found = engine.search(SearchRequest(query=question_of(key)))
                if key in list(self.world.stored)[:ASKED]:
                    answer = engine.ask_blocking(AskRequest(question=question_of(key)))
                    self.world.check_answer(answer.model_dump(mode="json"), current=whole)
                article = corpus.catalog.article(key, corpus.catalog.published)
                if whole and (article is None or article[0].text != text):
                    self.world.fault(f"{key} is not what it was")
                if whole and key not in {hit.article_id for hit in found.hits}:
                    self.world.fault(f"{key} is not found")
        finally:
            engine.close()


def _verified(indexes: Indexes) -> list[str]:
    try:
        return indexes.verify()
    except TrichdanError as error:
        return [str(error)]


def is_a_sentence(said: str) -> bool:
    """Whether it says what to do, in words and without a traceback."""
    asks = re.search(r"trichdan \w+|TRICHDAN_\w+|[Mm]ake room|who may|writable", said)
    return asks is not None and "Traceback" not in said and "\n" not in said.strip()
