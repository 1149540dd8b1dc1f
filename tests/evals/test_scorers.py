"""One group of tests for each behaviour, with the ways in which a service could cheat or slip."""

from __future__ import annotations

from typing import Any

import pytest
from ir_measures import RR, Qrel, R, ScoredDoc, calc_aggregate, nDCG

from evals.scorers import abstention, answer, citations, evidence, latency, quotes, retrieval, short, wire
from evals.scorers.budget import answer_prose, budgeted, first_words
from evals.scorers.outcome import Failed, Outcome, Score, Unscored
from evals.scorers.records import Record
from evals.scorers.registry import INVARIANTS, METRICS, score_record
from evals.scorers.text import best_f1, f1, holds, words
from evals.suites.cases import Evidence
from tests.evals.fakes import ARTICLE, answer_of, case_of, citation_of, hit_at, place, record_of, texts
from trichdan.wire import Reason

# ARTICLE: "Ông An làm giám đốc. Bà Bình làm phó. Họp ngày 5-6 tại Huế."
FIRST, SECOND, THIRD = (0, 20), (21, 37), (38, 59)
BOTH = (
    (Evidence(article_id="a", quote="Ông An"),),
    (Evidence(article_id="a", quote="Bà Bình"),),
)


def cite(*spans: tuple[int, int], **changes: Any) -> Any:
    given = [citation_of(ARTICLE, "a", start, end, marker) for marker, (start, end) in enumerate(spans, 1)]
    return answer_of(given, **changes)


def values(outcomes: dict[str, Outcome]) -> dict[str, float | None]:
    return {name: one.value if isinstance(one, Score) else None for name, one in outcomes.items()}


# Budget and text


def test_first_words_keep_the_spacing() -> None:
    assert first_words("một  hai\nba bốn", 3) == "một  hai\nba"
    assert first_words("  một", 1) == "  một"
    assert first_words(" \n", 5) == ""


def test_only_the_first_three_quotes_of_sixty_words_count() -> None:
    text = "từ " * 100
    given = [citation_of(text, "a", 0, len(text), marker) for marker in (1, 2, 3, 4)]
    kept = budgeted(given)
    assert [(q.start, q.end, len(q.text.split())) for q in kept] == [(0, 179, 60)] * 3


def test_a_span_wider_than_its_quote_counts_for_the_quote_only() -> None:
    wide = citation_of(ARTICLE, "a", 0, 59, quote="Ông An")
    assert [(q.start, q.end) for q in budgeted([wide])] == [(0, 6)]


def test_answer_prose_has_no_markers_and_a_limit() -> None:
    assert answer_prose(answer_of(answer="Ông An [1] và bà Bình [2].")).split() == [
        "Ông",
        "An",
        "và",
        "bà",
        "Bình",
        ".",
    ]
    assert len(answer_prose(answer_of(answer="từ " * 500)).split()) == 180


@pytest.mark.parametrize(
    ("text", "part", "folded", "found"),
    [
        ("Trung tướng Lor Sô Kha,", "lor sô kha", False, True),
        ("Trung tuong Lor So Kha", "Lor Sô Kha", False, False),
        ("Trung tuong Lor So Kha", "Lor Sô Kha", True, True),
        ("năm 2025", "20", False, False),
        ("tặng 2 xe", "2", False, True),
        ("ngày 23-10", "23/10", False, True),
        ("Đắk Lắk", "Dak Lak", True, True),
        ("hoa\u0300 bi\u0300nh", "hoà bình", False, True),
        ("gì đó", "", False, False),
    ],
)
def test_holding_is_by_whole_words(text: str, part: str, folded: bool, found: bool) -> None:
    assert holds(text, part, folded=folded) is found


def test_f1_is_that_of_squad_but_keeps_the_syllable_an() -> None:
    assert words("Công an") == ["công", "an"]
    assert f1("Lê Quang Nhân", "ông Lê Quang Nhân") == pytest.approx(6 / 7)
    assert best_f1(["Huế", "Hà Nội"], ["hà nội"]) == 1.0
    assert best_f1([], ["a"]) == 0.0


# Retrieval


def ranked(*hits: Any, case: Any = None) -> dict[str, float | None]:
    return values(retrieval.score(record_of(case or case_of("Bà Bình"), hits=hits), texts))


def test_the_passage_that_holds_the_gold_counts_by_its_rank() -> None:
    assert ranked(place(*FIRST), place(*SECOND)) == {
        "r@1": 0.0,
        "r@5": 1.0,
        "r@10": 1.0,
        "mrr": 0.5,
        "ndcg@10": pytest.approx(0.6309, abs=1e-4),
        "article_r@1": 1.0,
        "article_r@5": 1.0,
        "article_r@10": 1.0,
    }


def test_a_passage_that_cuts_the_gold_in_two_does_not_count() -> None:
    assert ranked(place(0, 23), place(23, 59))["r@10"] == 0.0


def test_the_same_offsets_in_another_article_do_not_count() -> None:
    found = ranked(place(*SECOND, "b"))
    assert (found["r@1"], found["article_r@1"]) == (0.0, 0.0)


def test_articles_are_ranked_once_each() -> None:
    crowd = [place(*FIRST, "b"), place(*SECOND, "b"), place(*THIRD, "b"), place(0, 9, "b"), place(0, 8, "b")]
    found = ranked(*crowd, place(*SECOND))
    assert (found["r@5"], found["article_r@1"], found["article_r@5"]) == (0.0, 0.0, 1.0)
    assert ranked(place(*SECOND), place(0, 8, "b"), place(*FIRST))["article_r@1"] == 1.0


def test_one_of_several_gold_places_is_enough() -> None:
    assert ranked(place(*FIRST), case=case_of("làm"))["r@1"] == 1.0
    assert ranked(place(*SECOND), case=case_of("làm"))["r@1"] == 1.0


def test_two_needed_pieces_count_half_each() -> None:
    case = case_of(needs=BOTH)
    found = ranked(place(*FIRST), place(*THIRD), place(*SECOND), case=case)
    assert (found["r@1"], found["r@5"], found["mrr"]) == (0.5, 1.0, 1.0)
    assert ranked(place(0, 59), case=case)["r@1"] == 1.0


def test_no_hits_is_zero_and_no_gold_is_unscored() -> None:
    assert set(ranked().values()) == {0.0}
    outcome = retrieval.score(record_of(case_of()), texts)["r@1"]
    assert outcome == Unscored(reason="no gold: the question is unanswerable")


@pytest.mark.parametrize("rank", [None, 1, 2, 5, 6, 10])
def test_ranks_give_what_ir_measures_computes(rank: int | None) -> None:
    hits = [place(*(SECOND if number == rank else FIRST)) for number in range(1, 11)]
    docs = [ScoredDoc("q", "gold" if number == rank else f"d{number}", -float(number)) for number in range(1, 11)]
    wanted = calc_aggregate([R @ 1, R @ 5, R @ 10, RR, nDCG @ 10], [Qrel("q", "gold", 1)], docs)
    found = ranked(*hits)
    assert [found[name] for name in ("r@1", "r@5", "r@10", "mrr", "ndcg@10")] == pytest.approx(
        [wanted[measure] for measure in (R @ 1, R @ 5, R @ 10, RR, nDCG @ 10)]
    )


# Quote validity


def validity(*given: Any) -> Outcome:
    return quotes.score(record_of(case_of("Ông An"), answer_of(given)), texts)["quote_valid"]


def test_verbatim_quotes_are_valid() -> None:
    good = [citation_of(ARTICLE, "a", *FIRST, 1), citation_of(ARTICLE, "a", *THIRD, 2)]
    assert validity(*good) == Score(value=1.0, reason="2 quotes checked")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": 1, "end": 21}, "there stands 'ng An làm giám đốc. '"),
        ({"quote": "Ông An làm giám đốc"}, "quotes 'Ông An làm giám đốc'"),
        ({"quote": "Ông  An làm giám đốc."}, "there stands 'Ông An"),
        ({"article_sha256": "0" * 64}, "hash of another version"),
        ({"article_id": "b"}, "cites article 'b', which doesn't exist"),
        ({"start": 40, "end": 99}, "span 40-99 in 59 code points"),
        ({"start": -20, "end": -1}, "span -20--1"),
        ({"start": 5, "end": 5, "quote": ""}, "span 5-5"),
    ],
)
def test_a_quote_that_is_not_what_stands_there_is_invalid(changes: dict[str, Any], reason: str) -> None:
    outcome = validity(citation_of(ARTICLE, "a", *FIRST, 1, **changes))
    assert isinstance(outcome, Score)
    assert outcome.value == 0.0
    assert reason in outcome.reason


def test_one_bad_quote_among_good_ones_is_enough() -> None:
    good = citation_of(ARTICLE, "a", *FIRST, 1)
    assert validity(good, citation_of(ARTICLE, "b", *SECOND, 2)).reason.startswith("[2] cites article 'b'")


def test_a_refusal_quotes_nothing() -> None:
    assert validity() == Unscored(reason="nothing is quoted")


# The contract


def test_answers_and_refusals_that_keep_the_contract() -> None:
    assert list(wire.faults_of(cite(FIRST, SECOND))) == []
    assert list(wire.faults_of(answer_of())) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"answer": "An [1]. Bình."}, "the answer uses [1] in this order, the citations are [1, 2]"),
        ({"answer": "An [2]. Bình [1]."}, "the answer uses [2, 1] in this order, the citations are [1, 2]"),
        ({"answer": "An [1]. Bình [2]. Lan [3]."}, "the answer uses [1, 2, 3]"),
        ({"answer": ""}, "the answer's text is empty"),
        ({"reason": Reason.NO_EVIDENCE}, "answered, and yet with the reason no_evidence"),
        ({"citations": []}, "answered without a citation"),
        ({"answered": False}, "refused without a reason"),
        ({"answered": False, "reason": Reason.NO_EVIDENCE}, "refused, and yet with citations"),
        ({"index": ""}, "the index fingerprint is empty"),
        ({"timings_ms": {}}, "timings_ms has no total"),
    ],
)
def test_answers_that_break_the_contract(changes: dict[str, Any], fault: str) -> None:
    broken = cite(FIRST, SECOND).model_copy(update={"answer": "An [1]. Bình [2]. Và An [1].", **changes})
    assert any(found.startswith(fault) for found in wire.faults_of(broken))


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"end": 19}, "[1] spans 19 code points, its quote has 20"),
        ({"answer_spans": []}, "[1] supports no part of the answer"),
        ({"answer_spans": [(0, 999)]}, "[1] supports 0-999 of an answer"),
        ({"answer_spans": [(3, 3)]}, "[1] supports 3-3 of an answer"),
        ({"article_sha256": "abc"}, "[1] has no SHA-256"),
    ],
)
def test_citations_that_break_the_contract(changes: dict[str, Any], fault: str) -> None:
    broken = answer_of([citation_of(ARTICLE, "a", *FIRST, 1, **changes)])
    assert any(found.startswith(fault) for found in wire.faults_of(broken))


def test_duplicate_markers_and_gaps_are_faults() -> None:
    twice = [citation_of(ARTICLE, "a", *FIRST, 1), citation_of(ARTICLE, "a", *SECOND, 1)]
    assert list(wire.faults_of(answer_of(twice))) == [
        "the citations' markers [1, 1] repeat",
        "the answer uses [1] in this order, the citations are [1, 1]",
    ]
    gap = [citation_of(ARTICLE, "a", *FIRST, 2)]
    assert list(wire.faults_of(answer_of(gap))) == ["the markers [2] are not numbered in order of first use"]


def test_a_broken_contract_scores_zero_with_every_fault() -> None:
    broken = cite(FIRST).model_copy(update={"index": "", "answer": "Ông An"})
    outcome = wire.score(record_of(case_of("Ông An"), broken), texts)["schema_valid"]
    assert outcome == Score(
        value=0.0,
        reason="the index fingerprint is empty; the answer uses [] in this order, the citations are [1]",
    )


# Evidence


def evidence_of(case: Any, given: Any) -> dict[str, float | None]:
    return values(evidence.score(record_of(case, given), texts))


def test_evidence_is_a_quote_that_covers_the_gold() -> None:
    case = case_of("Bình")
    assert evidence_of(case, cite(SECOND, FIRST)) == {"evidence@1": 1.0, "evidence@3": 1.0}
    assert evidence_of(case, cite(FIRST, SECOND)) == {"evidence@1": 0.0, "evidence@3": 1.0}
    assert evidence_of(case, cite(FIRST, THIRD, FIRST, SECOND)) == {"evidence@1": 0.0, "evidence@3": 0.0}
    assert evidence_of(case, answer_of()) == {"evidence@1": 0.0, "evidence@3": 0.0}


def test_an_overlap_is_not_enough() -> None:
    assert evidence_of(case_of("Bà Bình"), cite((24, 37)))["evidence@3"] == 0.0


def test_dumping_a_passage_wins_nothing() -> None:
    text = "từ " * 60 + "Bà Bình"
    case = case_of("Bình").model_copy(update={"gold": (Evidence(article_id="a", quote="Bình", start=183, end=187),)})
    dumped = answer_of([citation_of(text, "a", 0, len(text))])
    short = answer_of([citation_of(text, "a", 150, len(text))])
    assert evidence_of(case, dumped)["evidence@1"] == 0.0
    assert evidence_of(case, short)["evidence@1"] == 1.0


def test_a_question_that_needs_two_pieces_needs_both() -> None:
    case = case_of(needs=BOTH)
    assert evidence_of(case, cite(FIRST, SECOND)) == {"evidence@1": None, "evidence@3": 1.0}
    assert evidence_of(case, cite(FIRST, THIRD)) == {"evidence@1": None, "evidence@3": 0.0}


# Answers and citations


def test_an_answer_is_right_when_all_expected_strings_are_shown() -> None:
    case = case_of("Ông An", "Bà Bình")
    outcomes = answer.score(record_of(case, cite(FIRST)), texts)
    assert outcomes["answer_correct"] == Score(value=0.0, reason="missing: Bà Bình")
    outcomes = answer.score(record_of(case, cite(FIRST, SECOND)), texts)
    assert outcomes["answer_correct"] == Score(value=1.0, reason="all expected strings are there")


def test_the_answers_own_text_may_lack_accents_but_quotes_may_not() -> None:
    case = case_of("Ông An").model_copy(update={"expected": (("Bà Bình",),)})
    told = cite(FIRST, answer="Ba Binh is the deputy [1].", mode="llm")
    assert values(answer.score(record_of(case, told), texts))["answer_correct"] == 1.0
    padded = cite(FIRST, answer="Ông An làm giám đốc. Bà Bình làm phó. [1]")
    assert values(answer.score(record_of(case, padded), texts))["answer_correct"] == 0.0
    assert values(answer.score(record_of(case, cite(FIRST)), texts))["answer_correct"] == 0.0


def test_answers_that_can_not_be_scored_are_not_zero() -> None:
    silent = case_of("Ông An").model_copy(update={"expected": ()})
    unscored = Unscored(reason="the case expects no string")
    assert answer.score(record_of(silent, cite(FIRST)), texts)["answer_correct"] == unscored
    refused = answer.score(record_of(case_of("Ông An"), answer_of()), texts)
    assert refused["answer_correct"] == Score(value=0.0, reason="refused")
    assert refused["words_read"] == Unscored(reason="refused")


def test_words_are_counted_until_all_that_is_expected_has_been_read() -> None:
    def read(told: str, *expected: tuple[str, ...], short_answer: str | None = None) -> float | None:
        given = cite(FIRST, answer=told, short_answer=short_answer)
        return values(answer.score(record_of(case_of("Ông An", expected=expected), given), texts))["words_read"]

    told = "Chiều nay, ông An [1] và bà Bình làm việc. Ông An là giám đốc."
    assert read(told, ("ông An",)) == 4.0
    assert read(told, ("ong an", "giám đốc")) == 4.0  # alternatives: the first that is read
    assert read(told, ("giám đốc",), ("ông An",)) == 14.0  # groups: all of them
    assert read(told, ("giám đốc",), short_answer="giám đốc") == 2.0
    assert read(told, ("ông Chi",)) is None


def test_a_short_answer_is_right_where_it_holds_what_is_expected_or_is_a_part_of_it() -> None:
    def scored(given: str | None, *expected: tuple[str, ...]) -> dict[str, float | None]:
        answer = cite(FIRST, short_answer=given)
        return values(short.score(record_of(case_of("Ông An", expected=expected), answer), texts))

    right = {"short_given": 1.0, "short_right": 1.0, "short_f1": 1.0, "short_words": 2.0}
    assert scored("Ông An", ("ông An",)) == right
    assert scored("An", ("ông An",)) == right | {"short_f1": pytest.approx(2 / 3), "short_words": 1.0}
    assert scored("Ông An", ("An",), ("Bình",)) == right | {"short_right": 0.0, "short_f1": pytest.approx(1 / 3)}
    assert scored(None, ("An",)) == dict.fromkeys(right) | {"short_given": 0.0}
    assert scored("An") == dict.fromkeys(right)


def test_a_short_answer_stands_in_a_quote_at_its_place() -> None:
    def faults(text: str | None, *span: int) -> list[str]:
        place = {"article_id": "a", "start": span[0], "end": span[1]} if span else None
        answer = cite(FIRST, short_answer=text, short_answer_span=place)
        return [fault for fault in wire.faults_of(answer) if "short answer" in fault]

    assert faults("Ông An", 0, 6) == faults(None) == []
    assert faults("Ông An", 1, 7) == ["the short answer 'Ông An' stands in no quote at its place"]
    assert faults("Bà Bình", 21, 28) == ["the short answer 'Bà Bình' stands in no quote at its place"]
    assert faults("Ông An") == ["a short answer without its span, or the other way round"]


def test_precision_counts_citations_that_carry_the_answer() -> None:
    case = case_of("Ông An")
    assert values(citations.score(record_of(case, cite(FIRST, SECOND, THIRD, FIRST)), texts)) == {
        "citation_precision": 0.5,
        "citation_recall": 1.0,
    }
    assert values(citations.score(record_of(case, cite(SECOND)), texts)) == {
        "citation_precision": 0.0,
        "citation_recall": 0.0,
    }
    assert values(citations.score(record_of(case, answer_of()), texts)) == {
        "citation_precision": None,
        "citation_recall": 0.0,
    }


def test_a_citation_of_another_article_does_not_carry_the_answer() -> None:
    other = answer_of([citation_of(ARTICLE, "b", *FIRST)])
    assert values(citations.score(record_of(case_of("Ông An"), other), texts))["citation_precision"] == 0.0


# Abstention and latency


@pytest.mark.parametrize(
    ("case", "given", "wanted"),
    [
        (case_of(), cite(FIRST), {"hallucination": 1.0, "supported": 0.0, "uncertain_wrong": 0.0}),
        (case_of(), cite(FIRST, uncertain=True), {"hallucination": 1.0, "supported": 0.0, "uncertain_wrong": 1.0}),
        (case_of(), answer_of(), {"hallucination": 0.0, "supported": 0.0}),
        (case_of("An"), cite(FIRST), {"refusal_error": 0.0, "supported": 1.0, "uncertain_right": 0.0}),
        (case_of("An"), cite(FIRST, uncertain=True), {"refusal_error": 0.0, "supported": 1.0, "uncertain_right": 1.0}),
        (case_of("An"), cite(THIRD), {"refusal_error": 0.0, "supported": 0.0, "uncertain_wrong": 0.0}),
        (case_of("An"), answer_of(), {"refusal_error": 1.0, "supported": 0.0}),
    ],
)
def test_abstention(case: Any, given: Any, wanted: dict[str, float]) -> None:
    unscored = dict.fromkeys(one.name for one in abstention.METRICS)
    assert values(abstention.score(record_of(case, given), texts)) == unscored | wanted


def test_a_refusal_is_judged_by_the_passages_it_was_refused_on() -> None:
    near = answer_of(nearest=[hit_at(ARTICLE, "a", *FIRST)])
    far = answer_of(nearest=[hit_at(ARTICLE, "a", *THIRD)])
    assert values(abstention.score(record_of(case_of("An"), near), texts))["supported"] == 1.0
    assert values(abstention.score(record_of(case_of("An"), far), texts))["supported"] == 0.0
    by_hits = record_of(case_of("An"), answer_of(), [place(*FIRST)])
    assert values(abstention.score(by_hits, texts))["supported"] == 1.0


def test_latency_is_unscored_where_it_was_not_measured() -> None:
    measured = record_of(case_of("An"), answer_of(), ask_ms=12.5)
    assert latency.score(measured, texts) == {
        "ask_ms": Score(value=12.5, reason="wall time as the caller sees it"),
        "search_ms": Unscored(reason="not measured"),
    }


# All together


def test_a_crash_fails_every_metric_and_is_no_zero() -> None:
    crashed: Record = score_record(record_of(case_of("An"), error="ValueError: x"), texts)
    assert crashed.scores == dict.fromkeys(METRICS, Failed(reason="ValueError: x"))


def test_every_record_gets_every_metric() -> None:
    for case, given in ((case_of("An"), cite(FIRST)), (case_of(), answer_of())):
        assert set(score_record(record_of(case, given), texts).scores) == set(METRICS)
    assert INVARIANTS == ("quote_valid", "schema_valid")
