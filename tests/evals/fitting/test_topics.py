"""How signs of a topic are weighed, on made-up questions."""

from __future__ import annotations

from evals.fitting.topics import Asked, exact, fit


def test_what_tells_topics_apart_is_learned_and_counted_by_question() -> None:
    asked = [Asked("a", [(1.0, 0.2 * at), (0.1, 0.2 * at)], [True, False], [True, True]) for at in range(10)]
    model = fit(asked)
    assert exact(asked, [list(model.predict(one.values)) for one in asked]) == "10 of 10"
    assert exact(asked, [one.held for one in asked]) == "0 of 10"
