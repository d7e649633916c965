"""Bars drawn on the server: geometry here, the SVG in components/bar_chart.html.

Words stand outside of the drawing, which is stretched to whatever width it is given.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.numbers import written

WIDTH, HEIGHT = 720, 200
FILLED = 0.8  # of the room of a bar


@dataclass(frozen=True)
class Bar:
    """Geometry as SVG wants it: a template would write 3.5 as 3,5."""

    label: str
    value: int
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class BarChart:
    title: str
    description: str
    unit: str
    bars: tuple[Bar, ...]
    top: int  # what the upper edge stands for

    width, height, middle = WIDTH, HEIGHT, HEIGHT // 2

    @property
    def total(self) -> int:
        return sum(bar.value for bar in self.bars)


def bar_chart(points: Sequence[tuple[str, int]], *, title: str, unit: str) -> BarChart:
    """A chart of *points*, each a label and a number of *unit*."""
    top = round_up(max((value for _, value in points), default=0))
    room = WIDTH / max(1, len(points))
    bars = tuple(
        _bar(place * room, room, top, label, value) for place, (label, value) in enumerate(points)
    )
    return BarChart(title, _described(points, unit), unit, bars, top)


def _bar(left: float, room: float, top: int, label: str, value: int) -> Bar:
    height = HEIGHT * value / top
    return Bar(
        label,
        value,
        x=_number(left + room * (1 - FILLED) / 2),
        y=_number(HEIGHT - height),
        width=_number(room * FILLED),
        height=_number(height),
    )


def _described(points: Sequence[tuple[str, int]], unit: str) -> str:
    if not any(value for _, value in points):
        return f"Chưa có {unit} nào."
    label, most = max(points, key=lambda point: point[1])
    total = sum(value for _, value in points)
    return f"Tổng {written(total)} {unit}; nhiều nhất {written(most)} {unit}, {label}."


def round_up(value: int) -> int:
    """The next number that reads well: 1, 2, 3, 4, 5, 6, 8, 10, 20, 30, …"""
    step = 1
    while True:
        for first in (1, 2, 3, 4, 5, 6, 8):
            if value <= first * step:
                return first * step
        step *= 10


def share(part: int, whole: int) -> int:
    """*part* of *whole* in per cent, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
