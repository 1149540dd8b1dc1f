"""Which articles are about a topic: by what they hold of it, where, and how near they are to it."""

from __future__ import annotations

from itertools import chain

import pytest

from ingest.chunking import chunk
from ingest.models import Article
from service.answering.topics import Signs, about, signs
from service.language.languages import Language
from service.values import RetrievedPassage

LAUNCH = Article("launch", "Vệ tinh Hải Âu rời bệ phóng sáng nay, theo nhóm của bà Sử Hy Tuyết.", title="Phóng vệ tinh")
ORBIT = Article(
    "orbit", "Sau sáu tháng trên quỹ đạo, vệ tinh Hải Âu chụp được 900 ảnh. Bà Sử Hy Tuyết chủ trì buổi tổng kết."
)
BOATS = Article(
    "boats", "Ngư dân Gò Sò bám biển. " * 12 + "Tàu của họ được dò qua vệ tinh.", title="Mùa biển động ở Gò Sò"
)
SCORES = {"launch": 0.9, "orbit": 0.85, "boats": 0.6}


def found() -> list[RetrievedPassage]:
    articles = (LAUNCH, ORBIT, BOATS)
    return list(chain.from_iterable((RetrievedPassage(p, a, SCORES[a.id]) for p in chunk(a)) for a in articles))


@pytest.mark.parametrize(
    ("topic", "language", "articles"),
    [
        ("vệ tinh", Language.VIETNAMESE, {"launch", "orbit"}),
        ("ve tinh", Language.UNACCENTED, {"launch", "orbit"}),
        ("bà tiến sĩ Sử Hy Tuyết", Language.VIETNAMESE, {"launch", "orbit"}),
        ("Su Hy Tuyet", Language.ENGLISH, {"launch", "orbit"}),
        ("động đất", Language.VIETNAMESE, set()),
    ],
)
def test_a_passing_word_is_no_topic_and_a_name_is_one_in_other_company(
    topic: str, language: Language, articles: set[str]
) -> None:
    assert about(topic, found(), language) == articles


def test_what_speaks_for_an_article() -> None:
    told = signs("vệ tinh Hải Âu", found(), Language.VIETNAMESE)
    assert told["launch"] == Signs(held=1.0, run=1.0, opening=1.0, below=0.0)
    assert (told["boats"].run, told["boats"].opening) == (0.5, 0.0)
    assert told["boats"].below == pytest.approx(-0.3)
    assert 0.0 < told["boats"].held < 0.5
    assert signs("vệ tinh", [], Language.VIETNAMESE) == {}
