"""The table of the head to head, from canned results."""

from evals.peers.replies import Cited, Reply, Result
from evals.peers.report import judged, report, share, shared, table, typings, ways
from evals.peers.sample import Question
from evals.suites.cases import Case, Evidence, Typing, UnanswerableKind

TEXTS = {"c": {"a": "Giá vé là 45.000 đồng."}}


def question(number: int, answerable: bool = True) -> Question:
    fields: dict[str, object] = {"id": f"q{number}", "base": f"q{number}", "group": f"g{number}", "question": "?"}
    fields["language"] = Typing.VI if number % 2 else Typing.EN
    if answerable:
        fields |= {"gold": (Evidence(article_id="a", quote="45.000"),), "expected": (("45.000",),)}
    else:
        fields["unanswerable_kind"] = UnanswerableKind.NEAR_MISS
    return Question("c", Case.model_validate(fields))


QUESTIONS = [question(1), question(2), question(3), question(4, answerable=False)]
RIGHT = Reply(text="45.000 đồng [1]", cited=(Cited(article_id="a", text="Giá vé là 45.000 đồng."),))
REFUSAL = Reply(text="It is not mentioned.", refused=True, way="refused without the LLM")


def result(system: str, number: int, reply: Reply) -> Result:
    usage = {"read": 100 * number, "cached": 10 * number, "written": 10}
    return Result(system=system, version="1.0", case=f"q{number}", reply=reply, seconds=2, usage=usage)


RESULTS = [
    *(result("one", number, RIGHT) for number in (1, 2)),
    result("one", 3, REFUSAL),
    result("one", 4, REFUSAL),
    result("two", 1, Reply(text="50.000")),
    result("two", 4, Reply(text="", error="TimeoutError: …")),
]


def test_a_row_a_system_with_n_and_intervals() -> None:
    head, _, one, two = table(judged(RESULTS, QUESTIONS, TEXTS)).splitlines()
    assert head.startswith("| | n | right |")
    assert one.startswith("| one 1.0 | 3 + 1 | 67 (")
    assert one.endswith("| 0 of 0 | 225 + 25, 10 | 2 |")
    assert two.startswith("| two 1.0 | 1 + 1 | 0 (0–98) |")


def test_of_what_is_never_asked_nothing_is_said() -> None:
    only = judged([result("one", 4, REFUSAL)], QUESTIONS, TEXTS)
    assert share(only, lambda one: one.right) == "–"
    assert share(only, lambda one: one.refused) == "100 (3–100)"


def test_results_of_other_questions_are_left_out() -> None:
    assert judged([result("one", 9, RIGHT)], QUESTIONS, TEXTS) == []


def test_what_all_were_asked() -> None:
    assert {one.question.case.id for one in shared(judged(RESULTS, QUESTIONS, TEXTS))} == {"q1", "q4"}


def test_the_report_has_a_second_table_where_some_were_asked_fewer() -> None:
    found = judged(RESULTS, QUESTIONS, TEXTS)
    assert "Over what all were asked:" in report(found)
    assert "all were asked" not in report([one for one in found if one.result.system == "one"])
    assert report([]) == "Nothing was asked yet."


def test_typings_and_ways() -> None:
    found = judged(RESULTS, QUESTIONS, TEXTS)
    assert typings(found).splitlines()[2:] == ["| one | 1 of 2 | 1 of 1 |", "| two | 0 of 1 | 0 of 0 |"]
    assert ways(found) == ["- one: llm 2, refused without the LLM 2", "- two: llm 1, error 1"]
