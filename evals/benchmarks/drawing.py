"""What a question costs by size, as a drawing: SVG, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from xml.sax.saxutils import escape

WIDTH, HEIGHT, MARGIN = 640, 400, 60
COLOURS = ("#1f5fa8", "#b5442e", "#3c7d3c", "#7a5195", "#8a6d00")

Points = Sequence[tuple[float, float]]
Place = Callable[[float, float], tuple[float, float]]


def draw(lines: Mapping[str, Points], across: str, up: str) -> str:
    """Lines by name, each of points with positive coordinates.

    Raises:
        ValueError: there is no point.
    """
    points = [point for line in lines.values() for point in line]
    if not points:
        raise ValueError("nothing to draw")
    (left, right), (low, high) = (_decades([point[axis] for point in points]) for axis in (0, 1))

    def place(x: float, y: float) -> tuple[float, float]:
        along, upwards = (math.log10(x) - left) / (right - left), (math.log10(y) - low) / (high - low)
        return MARGIN + along * (WIDTH - 2 * MARGIN), HEIGHT - MARGIN - upwards * (HEIGHT - 2 * MARGIN)

    parts = [
        _rules(place, (left, right), (low, high)),
        _text(WIDTH / 2, HEIGHT - 15, across),
        _text(MARGIN, 25, up, anchor="start"),
    ]
    for at, (name, line) in enumerate(lines.items()):
        colour, spots = COLOURS[at % len(COLOURS)], [place(*point) for point in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        parts.append(_text(WIDTH - MARGIN, 25 + 18 * at, name, colour, "end"))
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" '
        f'font-size="13">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """Powers of ten around the values."""
    low = math.floor(math.log10(min(values)))
    return low, max(low + 1, math.ceil(math.log10(max(values))))


def _rules(place: Place, across: tuple[int, int], up: tuple[int, int]) -> str:
    """Fine lines at the powers of ten, with their numbers."""
    (left, right), (low, high) = across, up
    found = []
    for power in range(left, right + 1):
        (x, bottom), (_, top) = place(10.0**power, 10.0**low), place(10.0**power, 10.0**high)
        found += [_line(x, bottom, x, top), _text(x, bottom + 18, f"{10.0**power:g}")]
    for power in range(low, high + 1):
        (start, y), (end, _) = place(10.0**left, 10.0**power), place(10.0**right, 10.0**power)
        found += [_line(start, y, end, y), _text(start - 8, y + 4, f"{10.0**power:g}", anchor="end")]
    return "\n".join(found)


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#ccc"/>'


def _text(x: float, y: float, said: str, colour: str = "#333", anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(said)}</text>'
