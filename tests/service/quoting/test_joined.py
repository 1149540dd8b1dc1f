"""What stands in one quote with a sentence: what goes on from it, never what opens something else."""

from __future__ import annotations

import pytest

from ingest.models import Article, Passage, Sentence, SentenceKind
from service.quoting.joined import joined_with
from service.quoting.types import ScoredSentence
from service.values import RetrievedPassage


def joined(best: int, *texts: str, after: str = "Còn nữa.") -> list[str]:
    """What goes with the sentence at that place, where those behind it are the better ones, and more stands `after`."""
    article = Article("a", "\n".join((*texts, after)))
    starts = [article.text.index(text) for text in texts]
    spans = tuple(Sentence(at, at + len(text), SentenceKind.PROSE) for at, text in zip(starts, texts, strict=True))
    passage = Passage("p", "a", 0, 0, spans[-1].end, article.text[: spans[-1].end], "", spans)
    found = [ScoredSentence(RetrievedPassage(passage, article, 1.0), one, 1.0) for one in spans]
    left = [one for at, one in reversed(list(enumerate(found))) if at != best]
    return [one.text for one in joined_with(found[best], left)]


@pytest.mark.parametrize(
    ("best", "texts", "with_it"),
    [
        (1, ("03:40\nTám xe đến.", "Có 35 ki-ốt cháy.", "05:15\nLửa được khống chế."), ["03:40\nTám xe đến."]),
        (1, ("Có 35 ki-ốt cháy.", "05:15\nLửa được khống chế.", "Một người ngạt khói."), ["Một người ngạt khói."]),
        (0, ("03:40\nTám xe đến.", "05:15\nLửa được khống chế."), ["05:15\nLửa được khống chế."]),
        (1, ("03:40\nTám xe đến.", "05:15\nLửa được khống chế."), ["03:40\nTám xe đến."]),
        (1, ("Rừng ở cửa sông.", "Rừng rộng 1.180 ha.", "2. Động vật"), ["Rừng ở cửa sông."]),
        (0, ("Rừng rộng 1.180 ha.", "Tình hình hiện tại", "Rừng đang hồi phục."), []),
        (1, ("Rừng ở cửa sông.", "Tình hình hiện tại", "Rừng đang hồi phục."), ["Rừng đang hồi phục."]),
        (1, ("• Bê tông hóa 12,6 km", "Nhiệm vụ 6 tháng cuối năm", "1. Tuyển người;"), ["1. Tuyển người;"]),
        (1, ("Kết quả chủ yếu", "• Thu ngân sách: 48,7 tỷ đồng", "Bảng 2"), ["Kết quả chủ yếu"]),
        (0, ("• Thu ngân sách: 48,7 tỷ đồng", "• Hộ nghèo: 1,84%"), ["• Hộ nghèo: 1,84%"]),
        (1, ("- Sốt cao;", "Bác sĩ khuyên uống nước.", "Bệnh viện có 88 ca."), ["Bệnh viện có 88 ca."]),
        (1, ("- Sốt cao;", "- Chảy máu cam.", "Bác sĩ khuyên uống nước."), ["- Sốt cao;"]),
        (0, ("2-4: xã Ia Tul", "4-4: xã Cư Né", "Nước về chậm."), ["4-4: xã Cư Né"]),
        (0, ("• Thu ngân sách;", "• Hộ nghèo", "Nước về chậm."), ["• Hộ nghèo"]),
        (0, ("Rừng rộng 1.180 ha.", "Rừng đang hồi phục."), ["Rừng đang hồi phục."]),
    ],
)
def test_a_heading_and_the_time_of_an_entry_go_with_what_follows(
    best: int, texts: tuple[str, ...], with_it: list[str]
) -> None:
    assert joined(best, *texts) == with_it


def test_a_question_is_no_item_of_a_list() -> None:
    assert joined(0, "Hỏi nhanh ông Hoạt:", "- Bao giờ trả tiền?", "- Từ 10/6.") == []
    assert joined(0, "Hồ sơ gồm:", "- Đơn;", "- Ảnh.", "- Nộp khi nào?", "- Từ 10/6.") == ["- Đơn;", "- Ảnh."]


def test_the_last_line_of_an_article_opens_nothing() -> None:
    texts = ("Chủ tịch là ông Lục Vĩnh Tường.", "Liên hệ: Ban Truyền thông, 024 3999 0261")
    assert joined(1, *texts, after="") == [texts[0]]
    assert joined(1, *texts) == []
