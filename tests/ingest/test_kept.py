"""What is kept of texts is bounded by bytes, and the last used stays."""

from __future__ import annotations

from ingest.kept import ENTRY, WIDTH, kept


def test_the_last_used_stay_within_the_bound() -> None:
    worked: list[str] = []

    @kept(limit=2 * (ENTRY + WIDTH * 10 * 2))
    def shout(text: str) -> str:
        worked.append(text)
        return text.upper()

    first, second, third = "a" * 10, "b" * 10, "c" * 10
    assert [shout(first), shout(second), shout(first)] == ["A" * 10, "B" * 10, "A" * 10]
    assert worked == [first, second]
    shout(third)  # the second one goes: it was used before the first
    shout(first)
    assert worked == [first, second, third]
    shout(second)
    assert worked == [first, second, third, second]


def test_what_is_larger_than_the_bound_is_not_kept() -> None:
    worked: list[str] = []

    @kept(limit=10)
    def length(text: str, other: str | None) -> int:
        worked.append(text)
        return len(text + (other or ""))

    assert [length("x" * 100, None), length("x" * 100, None)] == [100, 100]
    assert len(worked) == 2
