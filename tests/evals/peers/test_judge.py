"""The yardstick of the head to head, on canned replies."""

import pytest

from evals.peers.judge import Verdict, judge, quotes_of, refuses
from evals.peers.replies import Cited, Reply
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind

TEXT = "Chiều 23/10, ông Trương Minh Đương chủ trì hội nghị. Ông nói: “Hai bên phối hợp rất tốt”."
TEXTS = {"a": TEXT, "b": "Giá vé là 45.000 đồng."}


def case(**changes: object) -> Case:
    fields = {
        "id": "q.vi",
        "base": "q",
        "group": "a",
        "question": "Ai chủ trì?",
        "language": Typing.VI,
        "gold": (Evidence(article_id="a", quote="Trương Minh Đương"),),
        "expected": (("Trương Minh Đương",),),
    }
    return Case.model_validate(fields | changes)


FOREIGN = case(gold=(), expected=(), unanswerable_kind=UnanswerableKind.FOREIGN)
HOLDING = Cited(article_id="a", text=TEXT)
OTHER = Cited(article_id="b", text=TEXTS["b"])


def test_right_in_words_and_cited() -> None:
    reply = Reply(text="Ông Trương Minh Đương [1].", cited=(HOLDING,))
    assert judge(case(), reply, TEXTS) == Verdict(True, True, True, False, 0, 0)


def test_accents_may_be_left_out_in_words_and_not_in_what_is_cited() -> None:
    words = Reply(text="Truong Minh Duong chaired it.")
    cited = Reply(text="He chaired it.", cited=(Cited(article_id="a", text="Truong Minh Duong"),))
    assert [judge(case(), one, TEXTS).right for one in (words, cited)] == [True, False]


def test_wrong_words_that_point_to_the_gold_are_right_only_by_what_they_point_to() -> None:
    verdict = judge(case(), Reply(text="Ông Nguyễn Văn A [1].", cited=(HOLDING,)), TEXTS)
    assert (verdict.right, verdict.said, verdict.cited) == (True, False, True)


def test_the_gold_in_another_article_is_not_cited() -> None:
    elsewhere = Cited(article_id="b", text="ông Trương Minh Đương")
    assert judge(case(), Reply(text="Trương Minh Đương", cited=(elsewhere,)), TEXTS).cited is False


def test_only_the_first_three_count() -> None:
    reply = Reply(text="Xem:", cited=(OTHER, OTHER, OTHER, HOLDING))
    assert judge(case(), reply, TEXTS).right is False


def test_each_piece_is_needed() -> None:
    gold = ((Evidence(article_id="a", quote="Trương Minh Đương"),), (Evidence(article_id="b", quote="45.000 đồng"),))
    two = case(gold=(), needs=gold, expected=(("Trương Minh Đương",), ("45.000",)))
    one, both = Reply(text="?", cited=(HOLDING,)), Reply(text="?", cited=(HOLDING, OTHER))
    assert [judge(two, reply, TEXTS).cited for reply in (one, both)] == [False, True]
    assert [judge(two, reply, TEXTS).right for reply in (one, both)] == [False, True]


def test_a_refusal_is_not_right_whatever_it_points_to() -> None:
    reply = Reply(text="The sources do not mention it [1].", cited=(HOLDING,))
    assert judge(case(), reply, TEXTS) == Verdict(False, False, False, True, 0, 0)


def test_of_an_unanswerable_question_only_the_refusal_is_said() -> None:
    assert judge(FOREIGN, Reply(text="Messi [1].", cited=(HOLDING,)), TEXTS) == Verdict(None, None, None, False, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "I cannot find enough information in the knowledge base to answer this question.",
        "I'm sorry, but I can't assist with that.",
        "The provided sources do not contain that.",
        "None of the sources are helpful.",
        "There is no information about it.",
        "It is not mentioned [1].",
        "Không tìm thấy thông tin.",
        "Bài báo không đề cập đến giá vé.",
        "Thông tin này chưa được công bố trong các đoạn.",
    ],
)
def test_words_that_refuse(text: str) -> None:
    assert refuses(Reply(text=text))


@pytest.mark.parametrize("text", ["Ông Trương Minh Đương.", "45.000 đồng [2].", "The fare is 45,000 dong."])
def test_words_that_answer(text: str) -> None:
    assert not refuses(Reply(text=text))


def test_a_system_may_refuse_in_any_words() -> None:
    assert refuses(Reply(text="Ông ấy.", refused=True))


def test_quotes_are_those_shown_or_else_those_in_quotation_marks() -> None:
    said = Reply(text='Ông nói “Hai bên phối hợp rất tốt” và "hai bên phối hợp tồi", theo "Tuổi Trẻ".')
    assert [one.text for one in quotes_of(said)] == ["Hai bên phối hợp rất tốt", "hai bên phối hợp tồi"]
    assert quotes_of(said.model_copy(update={"quoted": (HOLDING,)})) == [HOLDING]
    verdict = judge(case(), said, TEXTS)
    assert (verdict.quotes, verdict.verbatim) == (2, 1)


def test_a_quote_stands_in_the_article_that_it_names() -> None:
    shown = (Cited(article_id="b", text="Trương Minh Đương"), Cited(article_id="a", text="Trương Minh Đương"))
    verdict = judge(case(), Reply(text="…", quoted=shown), TEXTS)
    assert (verdict.quotes, verdict.verbatim) == (2, 1)
