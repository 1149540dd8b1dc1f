"""The reader over a tiny encoder of random weights; skipped where torch (extra `train`) isn't installed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from evals.reading import export, train  # noqa: E402
from evals.reading.data import Example  # noqa: E402
from evals.reading.model import Layout, Reader, best_spans  # noqa: E402
from evals.reading.text import Window  # noqa: E402
from ingest.embedding.base import Floats  # noqa: E402
from ingest.embedding.image import WeightImage  # noqa: E402
from ingest.embedding.tokenizer import Tokenizer, Vocabulary  # noqa: E402

WIDTH, INNER, LAYERS = 32, 64, 2
WORDS = ["<s>", "<pad>", "</s>", "<unk>", "▁query", "▁passage", ":", "▁ai", "▁đến", "▁hai", "▁ba", "▁bốn"]
WINDOW = Window((9, 10, 11), (0, 4, 7), (3, 6, 10), 0, 10)


@dataclass(frozen=True, slots=True)
class TinyImage(WeightImage):
    """An encoder of two layers; every tensor drawn from its own name."""

    def matrix(self, name: str, columns: int) -> Floats:
        """Small random weights."""
        rows = len(WORDS) if name == "emb.word" else INNER if name.endswith("fi.w") else WIDTH
        return self._drawn(name, (rows, columns))

    def floats(self, name: str) -> Floats:
        """Norms of one and small biases."""
        if name == "emb.pos":
            return self._drawn(name, (64 * WIDTH,))
        size = INNER if name.endswith("fi.b") else WIDTH
        return np.ones(size, np.float32) if name.endswith("n.w") else self._drawn(name, (size,))

    @staticmethod
    def _drawn(name: str, shape: tuple[int, ...]) -> Floats:
        return (np.random.default_rng(len(name) + sum(name.encode())).standard_normal(shape) * 0.2).astype(np.float32)


@pytest.fixture
def image() -> TinyImage:
    nothing: Mapping[str, object] = {}
    return TinyImage(
        WIDTH, LAYERS, 2, INNER, len(WORDS), 1e-12, tuple(WORDS), np.zeros(len(WORDS), np.float32), nothing
    )


@pytest.fixture
def batches(image: TinyImage) -> train.Batches:
    torch.manual_seed(0)
    model = Reader(image, lower=1, depth=LAYERS, dropout=0.0).eval()
    return train.Batches(model, Tokenizer(Vocabulary.of(image.pieces, image.scores)), torch.device("cpu"))


def test_a_question_reads_alike_alone_and_in_company(batches: train.Batches) -> None:
    longer = Window((9, 10, 11, 9, 10), (0, 4, 7, 11, 15), (3, 6, 10, 14, 17), 0, 17)
    with torch.no_grad():
        alone = batches.model(*batches([(WINDOW, ["ai đến"])]))
        beside = batches.model(*batches([(longer, ["đến", "ai"]), (WINDOW, ["hai ba bốn ai", "ai đến"])]))

    assert beside.answerable[1, 1].item() == pytest.approx(alone.answerable[0, 0].item(), abs=1e-5)
    size = alone.start.shape[-1]
    assert torch.allclose(beside.start[1, 1, :size], alone.start[0, 0], atol=1e-5)
    assert (beside.start[1, 1, size:] < -1000).all()


def test_the_graph_says_what_the_model_says(
    batches: train.Batches, image: TinyImage, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = batches.model
    weights = {name: one.detach() for name, one in model.named_parameters() if one.requires_grad}
    monkeypatch.setattr(export, "load_image", lambda: image)
    session = export.open_model(export.build_reader(weights, 1, LAYERS, "fp32"))
    with torch.no_grad():
        states, layout = batches([(WINDOW, ["ai đến"])])
        expected = model(states, layout)
    size = layout.windows.shape[1]

    span, answerable = session.run(
        None, {"question": states[None, size:].numpy(), "window": states[None, :size].numpy()}
    )

    assert answerable.item() == pytest.approx(expected.answerable.item(), abs=1e-5)
    assert np.allclose(span[0, :, 0], expected.start[0, 0].numpy(), atol=1e-5)
    assert np.allclose(span[0, :, 1], expected.end[0, 0].numpy(), atol=1e-5)


def test_it_learns_which_question_is_answered(batches: train.Batches) -> None:
    drawn = [(WINDOW, [Example("ai đến", (1, 2)), Example("đến ai hai", None)])]
    model = batches.model.train()
    optimizer = torch.optim.Adam([one for one in model.parameters() if one.requires_grad], lr=3e-3)
    for _ in range(60):
        reading = model(*batches([(window, [one.question for one in examples]) for window, examples in drawn]))
        span, answerable = train.loss_of(reading, drawn, batches.margin)
        optimizer.zero_grad()
        (span + answerable).backward()
        optimizer.step()

    assert reading.answerable[0, 0] > 0 > reading.answerable[0, 1]
    _, first, last = best_spans(reading)
    assert (int(first[0, 0]), int(last[0, 0])) == (batches.margin + 1, batches.margin + 2)


def test_frozen_layers_see_a_text_alone(image: TinyImage) -> None:
    model = Reader(image, lower=1, depth=LAYERS).eval()
    first, second = model.apart([[0, 7, 8, 2], [0, 9, 2]])
    assert torch.allclose(model.apart([[0, 9, 2]])[0], second, atol=1e-6)
    assert first.shape == (4, WIDTH)
    assert not model.layers[0].qkv.weight.requires_grad
    assert model.layers[1].qkv.weight.requires_grad


def test_places_of_a_batch() -> None:
    layout = Layout.of([2, 1], [[1, 2], [3, 1]], torch.device("cpu"))
    assert layout.windows.tolist() == [[0, 1], [2, 0]]
    assert layout.questions.tolist() == [[[3, 0, 0], [4, 5, 0]], [[6, 7, 8], [9, 0, 0]]]
    assert layout.question_mask.sum().item() == 7


def test_training_goes_on_where_it_was_stopped(
    image: TinyImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "load_image", lambda: image)
    monkeypatch.setattr(train, "load_passages", lambda *_: [])
    monkeypatch.setattr(train.Sampler, "draw", lambda _: (WINDOW, [Example("ai đến", (0, 0)), Example("ba", None)]))  # type: ignore[attr-defined]
    plan = train.Plan(lower=1, depth=LAYERS, windows=1, questions=2)
    first = train.Training(plan, tmp_path, None, tmp_path / "out")
    first.learn(1e-3)
    first.save()

    second = train.Training(plan, tmp_path, None, tmp_path / "out")

    assert second.resume()
    assert (second.step, second.seen) == (1, 2)
    assert all(torch.equal(one, first.trained[name]) for name, one in second.trained.items())
    assert (tmp_path / "out" / "read-0000002.pt").exists()
