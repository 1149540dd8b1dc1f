"""Which questions ask for a photographer, an author or a source."""

from __future__ import annotations

import pytest

from ingest.models import SentenceKind
from service.language.detection import detect_language
from service.language.question import read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Ai chụp bức ảnh toàn cảnh buổi lễ?", SentenceKind.CAPTION),
        ("anh trong bai do phong vien nao chup", SentenceKind.CAPTION),
        ("Who took the picture of the signing?", SentenceKind.CAPTION),
        ("Whose photo shows the ceremony?", SentenceKind.CAPTION),
        ("Tác giả của bài viết là ai?", SentenceKind.BYLINE),
        ("bai bao ve buoi hop mat do ai viet", SentenceKind.BYLINE),
        ("Who wrote the article about the floods?", SentenceKind.BYLINE),
        ("Bài viết được đăng trên báo nào?", SentenceKind.SOURCE),
        ("nguon bai viet ve le hoi o dau", SentenceKind.SOURCE),
        ("Which newspaper published the story?", SentenceKind.SOURCE),
        ("Ai đã viết bài thơ này?", None),
        ("ai da viet bai hat nay", None),
        ("Cơn bão nào mạnh nhất?", None),
        ("Nguồn năng lượng nào được dùng?", None),
        ("Who reported the crimes to the police?", None),
        ("Who painted the picture of the queen?", None),
        ("Iqbal xuất bản bài giảng dưới dạng sách nào?", None),
    ],
)
def test_credits_asked_for(question: str, kind: SentenceKind | None) -> None:
    assert read_question(question, detect_language(question)).credit is kind
