"""Rounds of kills: something is written while two services are asked, something dies, and everything is looked at.

After each kill: what was acknowledged is stored, what was cut off is stored whole or not at all, both services say so
and quote nothing else, and no passage that is stored was embedded again.
"""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from ingest.catalog.reading import CatalogReader, Selection
from tests.forking import spawn
from tests.ingest import killing
from tests.kills import children
from tests.kills.services import START_S, Service, http_client
from tests.kills.world import World, question_of, text_of, write_file

FILES = 12
"""Articles from files, at most; so many have none, of those that are put over HTTP."""

LONGEST_S = {"ingest": 1.2, "update": 1.2, "prune": 0.4, "put": 0.4, "delete": 0.3, "take-over": 0.4}
"""The latest moment of a kill, in seconds after the work began: about what the work takes on two slow cores."""

VERIFY_EVERY = 10
"""Rounds after which the services are stopped, and every row of both indexes is counted and looked up."""


@dataclass
class Rounds:
    """The state of a run.

    Attributes:
        folder: where everything is kept; empty at the start.
        rng: decides what is written, and when what is killed.
        met: rounds by kind, and in how many of them the kill came before the work was done.
    """

    folder: Path
    rng: random.Random
    world: World = field(default_factory=World)
    met: dict[str, Counter[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data, self.source = self.folder / "data", self.folder / "news"
        self.source.mkdir(parents=True)
        self.services = [Service(name, self.folder, self.world) for name in ("one", "two")]
        self.kinds: dict[str, Callable[[], bool]] = {
            "ingest": lambda: self._ingest("ingest", self._new_files()),
            "update": lambda: self._ingest("update", self._changed_files()),
            "prune": lambda: self._ingest("prune", self._gone_files()),
            "put": self._put,
            "delete": self._delete,
            "take-over": self._take_over,
        }

    def run(self, rounds: int, tell: Callable[[str], None] = lambda _: None) -> None:
        """All rounds; what is wrong afterwards stands in `world.faults`."""
        self._complete_ingest(dict.fromkeys((f"n{i:02}" for i in range(FILES - 3)), ""))
        for service in self.services:
            service.start()
        try:
            for number in range(rounds):
                kind = list(self.kinds)[number % len(self.kinds)]
                before = len(self.world.faults)
                cut_off = self.kinds[kind]()
                self.met.setdefault(kind, Counter()).update(rounds=1, cut_off=cut_off)
                self._recover()
                if number % VERIFY_EVERY == VERIFY_EVERY - 1:
                    self._verify()
                for said in self.world.faults[before:]:
                    tell(f"round {number} ({kind}): {said}")
        finally:
            for service in self.services:
                service.stop()

    # What is written and killed

    def _moment(self, kind: str) -> None:
        time.sleep(self.rng.uniform(0, LONGEST_S[kind]))

    def _how(self) -> signal.Signals:
        return signal.SIGTERM if self.rng.random() < 0.25 else signal.SIGKILL

    def _new_files(self) -> dict[str, str | None]:
        free = [key for key in (f"n{i:02}" for i in range(FILES)) if self.world.stored.get(key) is None]
        chosen = free[:3] or [f"n{self.rng.randrange(FILES):02}"]
        return {key: text_of(key, self.rng) for key in chosen}

    def _changed_files(self) -> dict[str, str | None]:
        there = [key for key in self.world.live() if key.startswith("n")]
        return {key: text_of(key, self.rng) for key in self.rng.sample(there, min(4, len(there)))}

    def _gone_files(self) -> dict[str, str | None]:
        there = [key for key in self.world.live() if key.startswith("n")]
        return dict.fromkeys(self.rng.sample(there, 2 if len(there) >= FILES - 3 else 1))

    def _ingest(self, kind: str, changes: dict[str, str | None]) -> bool:
        """`trichdan ingest --prune` beside the services, killed; then again, to its end. Now and then twice."""
        self._write_files(changes)
        cut_off = False
        for _ in range(self.rng.choice([1, 1, 2])):
            child = spawn(children.ingest, self.data, self.source, self.folder / "ingest.embedded")
            self._moment(kind)
            with suppress(ProcessLookupError):  # it may be done
                os.kill(child.pid or 0, self._how())
            child.join(START_S)
            cut_off |= child.exitcode != 0
        self._complete_ingest(changes, write=False)
        return cut_off

    def _write_files(self, changes: dict[str, str | None]) -> None:
        for key, text in changes.items():
            self.world.begin(key, text)
            write_file(self.source, key, text)

    def _complete_ingest(self, changes: dict[str, str | None], *, write: bool = True) -> None:
        if write:
            changes = {key: text_of(key, self.rng) for key in changes}
            self._write_files(changes)
        before = self._stored_passages()
        embedded = self.folder / "ingest.embedded"
        embedded.unlink(missing_ok=True)
        child = spawn(children.ingest, self.data, self.source, embedded)
        child.join(2 * START_S)
        if child.exitcode != 0:
            self.world.fault(f"an ingest ended with {child.exitcode}")
            return
        for key, text in changes.items():
            self.world.acknowledge(key, text)
        if again := before & set(_lines(embedded)):
            self.world.fault(f"{len(again)} passages that were stored were embedded again")

    def _put(self) -> bool:
        key = f"p{self.rng.randrange(FILES):02}"
        return self._write_and_kill("put", "PUT", key, text_of(key, self.rng))

    def _delete(self) -> bool:
        there = [key for key in self.world.live() if key.startswith("p")]
        return self._write_and_kill("delete", "DELETE", self.rng.choice(there), None) if there else self._put()

    def _write_and_kill(self, kind: str, method: str, key: str, text: str | None) -> bool:
        """A write to one service, and the end of that one or of the other, which may own the indexes."""
        writer, victim = self.rng.choice(self.services), self.rng.choice(self.services)
        done = threading.Event()

        def write() -> None:
            with http_client() as client:
                self.world.begin(key, text)
                body = None if text is None else {"text": text}
                reply = writer.request(client, method, f"/v1/articles/{key}", body)
                if reply is not None and self.world.check(reply, method) is not None:
                    self.world.acknowledge(key, text)
                    done.set()

        thread = threading.Thread(target=write)
        thread.start()
        self._moment(kind)
        cut_off = not done.is_set()
        victim.kill(self._how())
        thread.join(3 * START_S)
        return cut_off

    def _take_over(self) -> bool:
        """The owner of the indexes dies, alone or while the other one writes."""
        owner = self._owner()
        other = next(one for one in self.services if one is not owner)
        self._moment("take-over")
        owner.kill(self._how())
        if self.rng.random() < 0.5:
            key = f"p{self.rng.randrange(FILES):02}"
            text = text_of(key, self.rng)
            self.world.begin(key, text)
            with http_client() as client:
                reply = other.request(client, "PUT", f"/v1/articles/{key}", {"text": text})
                if reply is not None and self.world.check(reply, "PUT") is not None:
                    self.world.acknowledge(key, text)
        return True

    def _owner(self) -> Service:
        told = (self.data / "index.owner").read_text("utf-8")
        return next((one for one in self.services if f'"pid": {one.pid},' in told), self.services[0])

    # What must hold afterwards

    def _recover(self) -> None:
        """Start what died, wait until all is published, and look at every article, through both services."""
        stored = self._stored_passages()
        noted = {path: len(_lines(path)) for path in self.folder.glob("*.embedded")}
        for service in self.services:
            if not service.url:
                service.start()
        self._wait_until_published()
        for service in self.services:
            with http_client() as client:
                self._look(service, client)
        new = [key for path in self.folder.glob("*.embedded") for key in _lines(path)[noted.get(path, 0) :]]
        if stored & set(new):
            self.world.fault(f"the recovery embedded {len(stored & set(new))} passages again")

    def _look(self, service: Service, client: httpx.Client) -> None:
        for key in sorted(self.world.texts):
            reply = service.request(client, "GET", f"/v1/articles/{key}")
            if reply is not None and reply.status_code == 404:
                self.world.settle(key, None)
            elif reply is not None and (found := self.world.check(reply, "GET")) is not None:
                self.world.settle(key, found["text"])
        for key in self.rng.sample(self.world.live(), 4):
            question = question_of(key)
            for path, body in (("ask", {"question": question}), ("search", {"query": question})):
                reply = service.request(client, "POST", f"/v1/{path}", body)
                found = self.world.check(reply, path) if reply is not None else None
                if found is None:
                    continue
                if path == "ask":
                    self.world.check_answer(found, current=True)
                elif key not in {hit["article_id"] for hit in found["hits"]}:
                    self.world.fault(f"{key} is stored and not found")

    def _wait_until_published(self) -> None:
        deadline = time.monotonic() + START_S
        with closing(CatalogReader(children.settings_at(self.data).catalog_url)) as catalog:
            while catalog.published < catalog.head:
                if time.monotonic() > deadline:
                    self.world.fault("what was written was not published")
                    return
                time.sleep(0.02)

    def _stored_passages(self) -> set[str]:
        url = children.settings_at(self.data).catalog_url
        if not CatalogReader.exists(url):
            return set()
        with closing(CatalogReader(url)) as catalog:
            return set(catalog.passage_ids(catalog.head, Selection()))

    def _verify(self) -> None:
        """With nobody else there, both indexes equal the catalog."""
        for service in self.services:
            service.kill(self._how())
        result = self.folder / "verified.json"
        result.unlink(missing_ok=True)
        child = spawn(killing.verify, self.data, result)
        child.join(START_S)
        if child.exitcode != 0 or '"faults": []' not in result.read_text("utf-8"):
            self.world.fault(f"indexes: {child.exitcode} {result.read_text('utf-8')[:300] if result.exists() else ''}")
        for service in self.services:
            service.start()


def _lines(path: Path) -> list[str]:
    return path.read_text("ascii").split() if path.exists() else []
