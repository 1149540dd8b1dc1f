"""Charts as inline SVG, coloured by the page's style sheet, so that a report needs no image and no script.

Text is escaped; every chart carries a title that a screen reader says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 46, 12, 12, 40
COLOURS = 6
"""How many series colours the style sheet has (`s0` to `s5`)."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """Named points with x and y from 0 to 1."""

    name: str
    points: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Bar:
    """A share from 0 to 1 with its interval, in the group that it stands in."""

    group: str
    name: str
    value: float
    low: float | None = None
    high: float | None = None


def line_chart(title: str, x_label: str, y_label: str, series: Sequence[Series], *, diagonal: bool = False) -> Markup:
    """Lines over the unit square; with `diagonal`, the line on which y equals x."""
    parts = [_axes(x_label, y_label)]
    if diagonal:
        parts.append(Markup('<path class="guide" d="M{} {}L{} {}"/>').format(*_at(0, 0), *_at(1, 1)))
    for number, one in enumerate(series):
        parts.append(_line(one, number % COLOURS))
    return _figure(title, parts, [one.name for one in series])


def bar_chart(title: str, y_label: str, bars: Sequence[Bar]) -> Markup:
    """Bars in groups along x, with whiskers for their intervals."""
    groups = list(dict.fromkeys(bar.group for bar in bars))
    names = list(dict.fromkeys(bar.name for bar in bars))
    parts = [_axes("", y_label, x_ticks=False)]
    slot = 1 / max(len(groups), 1)
    width = slot * 0.8 / max(len(names), 1)
    for bar in bars:
        left = groups.index(bar.group) * slot + slot * 0.1 + names.index(bar.name) * width
        parts.append(_bar(bar, left, width * 0.92, names.index(bar.name) % COLOURS))
    for place, group in enumerate(groups):
        x, y = _at((place + 0.5) * slot, 0)
        parts.append(Markup('<text x="{}" y="{}" class="tick mid">{}</text>').format(x, y + 15, group))
    return _figure(title, parts, names)


def _at(x: float, y: float) -> Point:
    """Pixel of a point of the unit square."""
    return (
        round(LEFT + x * (WIDTH - LEFT - RIGHT), 1),
        round(HEIGHT - BOTTOM - y * (HEIGHT - TOP - BOTTOM), 1),
    )


def _axes(x_label: str, y_label: str, *, x_ticks: bool = True) -> Markup:
    parts = []
    for step in range(6):
        share = step / 5
        (left, y), (right, _) = _at(0, share), _at(1, share)
        parts.append(Markup('<path class="grid" d="M{} {}H{}"/>').format(left, y, right))
        parts.append(Markup('<text x="{}" y="{}" class="tick end">{:.0%}</text>').format(left - 5, y + 4, share))
        if x_ticks:
            x, bottom = _at(share, 0)
            parts.append(Markup('<text x="{}" y="{}" class="tick mid">{:.0%}</text>').format(x, bottom + 15, share))
    parts.append(Markup('<text x="{}" y="{}" class="label mid">{}</text>').format(WIDTH / 2, HEIGHT - 5, x_label))
    parts.append(
        Markup('<text transform="translate(11 {}) rotate(-90)" class="label mid">{}</text>').format(HEIGHT / 2, y_label)
    )
    return Markup("").join(parts)


def _line(series: Series, colour: int) -> Markup:
    pixels = [_at(*point) for point in series.points]
    path = "L".join(f"{x} {y}" for x, y in pixels)
    dots = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="2.2" class="dot s{}"/>').format(x, y, colour)
        # Dots on a curve of sixty points are a smear.
        for x, y in (pixels if len(pixels) <= 12 else [])
    )
    return Markup('<path class="line s{}" d="M{}"/>').format(colour, path) + dots if pixels else Markup("")


def _bar(bar: Bar, left: float, width: float, colour: int) -> Markup:
    (x, y), (right, bottom) = _at(left, bar.value), _at(left + width, 0)
    box = Markup('<rect x="{}" y="{}" width="{:.1f}" height="{:.1f}" class="bar s{}"><title>{}</title></rect>').format(
        x, y, right - x, bottom - y, colour, f"{bar.name}, {bar.group}: {bar.value:.1%}"
    )
    if bar.low is None or bar.high is None:
        return box
    middle = round((x + right) / 2, 1)
    return box + Markup('<path class="whisker" d="M{} {}V{}"/>').format(middle, _at(0, bar.low)[1], _at(0, bar.high)[1])


def _figure(title: str, parts: Sequence[Markup], names: Sequence[str]) -> Markup:
    legend = Markup("").join(
        Markup('<span class="key s{}">{}</span>').format(number % COLOURS, name) for number, name in enumerate(names)
    )
    return Markup(
        '<figure><svg viewBox="0 0 {} {}" role="img"><title>{}</title>{}</svg>'
        "<figcaption><b>{}</b> {}</figcaption></figure>"
    ).format(WIDTH, HEIGHT, title, Markup("").join(parts), title, legend)
