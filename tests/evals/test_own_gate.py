"""The gate over a person's own cases and articles: what it lets pass, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from evals import cli, cli_parts
from evals.reports.baseline import Baseline, read_baseline, write_baseline
from evals.reports.floors import Floor, lowered, strictest
from evals.reports.gate import unexplained
from scripts import cli as program
from tests.evals.fakes import FakeAsker, articles_of

NAMES = ("An", "Bình", "Cường", "Dũng", "Giang", "Hà", "Khánh", "Linh")


class Fakes:
    """Opens the fake, with faults where a test wants them."""

    def __init__(self) -> None:
        self.faults: dict[str, Any] = {}

    def __call__(self, paths: Any) -> Any:
        from contextlib import nullcontext

        return nullcontext(FakeAsker(articles_of(paths), **self.faults))


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> Fakes:
    opened = Fakes()
    monkeypatch.setattr(cli_parts, "open_asker", lambda mode, **options: opened)
    return opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight articles, and a question for each."""
    articles = tmp_path / "articles"
    articles.mkdir()
    rows = ["question,answer,article,answerable"]
    for number, name in enumerate(NAMES):
        text = f"Chuyện thứ nhất ở đây.\nÔng {name} làm giám đốc nhà máy số {number}.\nHết chuyện."
        (articles / f"a{number}.txt").write_text(text, encoding="utf-8")
        rows.append(f"Ông nào tên {name} làm giám đốc nhà máy số {number}?,Ông {name},a{number},yes")
    rows.append("Trời xanh?,,,no")
    (tmp_path / "mine.csv").write_text("\n".join(rows), encoding="utf-8")
    return tmp_path


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli.app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture
def gate(folder: Path, fakes: Fakes) -> Callable[..., tuple[int, str]]:
    given = (
        "gate",
        str(folder / "mine.csv"),
        "--corpus",
        str(folder / "articles"),
        "--baseline",
        str(folder / "b.json"),
    )
    return partial(call, *given)


def test_a_gate_needs_a_baseline_and_then_passes(gate: Callable[..., tuple[int, str]], folder: Path) -> None:
    code, shown = gate()
    assert (code, f"There is no baseline {folder / 'b.json'} to compare with. Take one: add --take." in shown) == (
        2,
        True,
    )
    assert gate("--take", "--floor", "refused<=10%")[0] == 0
    baseline = read_baseline(folder / "b.json")
    assert baseline is not None
    assert (len(baseline.cases), len(baseline.asked), baseline.floors) == (9, 9, (Floor("refusal_error", 0.1),))
    assert gate("--strict")[0] == 0
    assert gate("--floor", "refused<=0.1", "--floor", "hallucination<=0")[0] == 0


def test_taking_a_baseline_prints_its_numbers(gate: Callable[..., tuple[int, str]]) -> None:
    code, shown = gate("--take")
    assert code == 0
    assert "evidence@3" in shown
    assert "refusal_error" in shown
    assert "The baseline now holds 9 cases" in shown


def test_an_article_that_is_gone_is_no_worse_service(gate: Callable[..., tuple[int, str]], folder: Path) -> None:
    assert gate("--take")[0] == 0
    (folder / "articles" / "a3.txt").unlink()
    code, shown = gate()
    assert (code, "line 5: Case row-5: there is no article 'a3'." in shown) == (2, True)


def test_cases_that_are_called_by_their_lines_are_told(folder: Path) -> None:
    arguments = ("check", str(folder / "mine.csv"), "--corpus", str(folder / "articles"))
    assert "9 without an id are called by their lines" in call(*arguments)[1]
    named = (folder / "mine.csv").read_text("utf-8").splitlines()
    rows = [f"{line},{'id' if not number else f'case-{number}'}" for number, line in enumerate(named)]
    (folder / "mine.csv").write_text("\n".join(rows), "utf-8")
    assert "without an id" not in call(*arguments)[1]


def test_a_missing_extra_is_named_and_what_installs_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Callable[..., None]:
        def find(*_: object) -> None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        return find

    monkeypatch.setattr(cli_parts, "find_suites", missing("ir_measures"))
    code, shown = call("check", str(folder / "mine.csv"), "--corpus", str(folder / "articles"))
    assert code == 2
    assert "The package 'ir_measures' isn't installed." in shown
    assert "pip install -c constraints.txt '.[evals]'" in shown
    monkeypatch.setattr(cli_parts, "find_suites", missing("evals.nothing"))
    with pytest.raises(ModuleNotFoundError):
        call("check", str(folder / "mine.csv"), "--corpus", str(folder / "articles"))


def test_a_worse_service_fails(gate: Callable[..., tuple[int, str]], fakes: Fakes) -> None:
    gate("--take")
    fakes.faults = {"shuffled": True}
    code, shown = gate("--json")
    assert (code, json.loads(shown)["passed"]) == (1, False)
    code, shown = gate("--take")
    assert (code, "If it is meant, say why with --because." in shown) == (1, True)
    assert gate()[0] == 1
    assert gate("--take", "--because", "another retriever")[0] == 0
    assert gate()[0] == 0


def test_a_rise_that_nobody_explained_is_told_and_fails_a_strict_gate(
    gate: Callable[..., tuple[int, str]], fakes: Fakes
) -> None:
    fakes.faults = {"shuffled": True}
    assert gate("--take")[0] == 0
    fakes.faults = {}
    code, shown = gate()
    assert (code, "better than the baseline, and nobody said why" in shown) == (0, True)
    assert gate("--strict")[0] == 1
    assert gate("--take")[0] == 0
    assert gate("--strict")[0] == 0


def test_floors_of_the_baseline_can_not_be_lowered_unsaid(gate: Callable[..., tuple[int, str]], fakes: Fakes) -> None:
    gate("--take", "--floor", "refused<=0.1")
    code, shown = gate("--floor", "refused<=0.5")
    assert (code, "The floor refusal_error<=0.1 was lowered to refusal_error<=0.5." in shown) == (1, True)
    assert gate("--take", "--floor", "refused<=0.5")[0] == 1
    assert gate("--take", "--floor", "refused<=0.5", "--because", "short questions")[0] == 0
    assert gate("--floor", "refused<=0.5")[0] == 0
    code, shown = gate("--take", "--floor", "hallucination<=0", "--floor", "evidence@3>=1", "--floor", "mrr>=1.1")
    assert (code, "The floor mrr>=1.1 is not reached: 1.000 over 8 cases" in shown) == (1, True)


def test_vanished_and_changed_cases_fail(gate: Callable[..., tuple[int, str]], folder: Path) -> None:
    gate("--take")
    file = folder / "mine.csv"
    rows = file.read_text("utf-8").splitlines()
    file.write_text("\n".join(rows[:-1]), encoding="utf-8")
    code, shown = gate()
    assert (code, "1 cases of the baseline are gone (first: mine/row-10)" in shown) == (1, True)
    file.write_text("\n".join([*rows[:-1], "Trời đỏ?,,,no"]), encoding="utf-8")
    code, shown = gate()
    assert (code, "1 cases ask something else than before (first: mine/row-10)" in shown) == (1, True)
    assert gate("--take")[0] == 1
    assert gate("--take", "--because", "a better question")[0] == 0


def test_a_baseline_lowers_nothing_of_an_earlier_one_unsaid(gate: Callable[..., tuple[int, str]], folder: Path) -> None:
    gate("--take", "--floor", "refused<=0.1")
    now, earlier = folder / "b.json", folder / "earlier.json"
    earlier.write_bytes(now.read_bytes())
    assert gate("--earlier", str(earlier))[0] == 0
    held = read_baseline(now)
    assert held is not None
    write_baseline(Baseline(held.cases, held.asked, (Floor("refusal_error", 0.9),)), now)
    code, shown = gate("--earlier", str(earlier))
    assert code == 1
    assert "without a new 'because': The floor refusal_error<=0.1 was lowered to refusal_error<=0.9." in shown
    write_baseline(Baseline(held.cases, held.asked, (Floor("refusal_error", 0.9),), "why"), now)
    assert gate("--earlier", str(earlier))[0] == 0
    assert gate("--earlier", str(folder / "none.json"))[0] == 2


def test_an_earlier_baseline_is_held_case_by_case() -> None:
    one = Baseline({f"s/{i}": {"r@1": 1.0} for i in range(9)})
    assert unexplained(one, one) == []
    (fault,) = unexplained(one, Baseline({key: {"r@1": 0.0} for key in one.cases}))
    assert "r@1 over all typings went from 1.000 to 0.000" in fault
    (fault,) = unexplained(one, Baseline({"t/1": {"r@1": 1.0}}))
    assert "The suite s of the baseline is gone" in fault


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("refused", "is no floor"),
        ("refused<0.1", "is no floor"),
        ("refuse<=0.1", "There is no metric 'refuse'"),
        ("refused>=0.1", "refusal_error is better where it is lower: write refusal_error<=0.1."),
    ],
)
def test_a_floor_that_can_not_be_meant_is_wrong_use(folder: Path, fakes: Fakes, text: str, says: str) -> None:
    given = ("run", str(folder / "mine.csv"), "--corpus", str(folder / "articles"), "--floor", text)
    code, shown = call(*given)
    assert (code, says in shown) == (2, True)


def test_run_and_compare_exit_by_floors(folder: Path, fakes: Fakes) -> None:
    given = ("run", str(folder / "mine.csv"), "--corpus", str(folder / "articles"), "--out")
    good, bad = str(folder / "good"), str(folder / "bad")
    assert call(*given, good, "--floor", "evidence@1>=0.9")[0] == 0
    fakes.faults = {"shuffled": True}
    code, shown = call(*given, bad, "--floor", "evidence@1>=0.9", "--json")
    assert (code, "The floor evidence@1>=0.9 is not reached: 0.000 over 8 cases" in shown) == (1, True)
    assert call("compare", good, bad)[0] == 0
    assert call("compare", good, bad, "--fail-if-worse")[0] == 1
    assert call("compare", bad, good, "--fail-if-worse", "--floor", "evidence@1>=0.9")[0] == 0
    assert call("compare", good, bad, "--floor", "evidence@1>=0.9")[0] == 1


def test_drafts_do_not_pass_the_gate(gate: Callable[..., tuple[int, str]], folder: Path) -> None:
    file = folder / "mine.csv"
    rows = file.read_text("utf-8").splitlines()
    drafted = [f"{row},{'draft' if at == 0 else 'yes' * (at == 3)}" for at, row in enumerate(rows)]
    file.write_text("\n".join(drafted), encoding="utf-8")
    code, shown = gate("--take")
    assert (code, "mine.csv, line 4: row-4 is a draft" in shown) == (2, True)


def test_the_program_exits_with_two_for_wrong_use(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("sys.argv", ["trichdan", "eval", "gate", str(folder / "none.yaml"), "--corpus", str(folder)])
    with pytest.raises(SystemExit) as raised:
        program.main()
    assert raised.value.code == 2


def test_floors_are_compared_by_what_they_allow() -> None:
    low, high = Floor.parse("refused<=20%"), Floor.parse("refused<=0.1")
    other = Floor.parse("evidence@3 >= 0.5")
    assert strictest([low, other, high]) == (other, high)
    assert lowered([high, other], [low]) == [
        "The floor refusal_error<=0.1 was lowered to refusal_error<=0.2.",
        "The floor evidence@3>=0.5 is gone.",
    ]
    assert lowered([low], [high]) == []
