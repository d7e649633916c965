"""Brushes shared by the demonstration scenes: colours, ridges, buildings and people.

Scenes are laid out on a sheet of 2560x1440 and shrunk when saved, which smooths every edge.
"""

import itertools
import math
from collections.abc import Iterable, Sequence
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

W, H = 2560, 1440

Colour = str | tuple[int, int, int]
Point = tuple[float, float]
Stops = Sequence[tuple[float, Colour]]

SKIN = ("#d8a987", "#cf9f7e", "#e0b594")
HAIR = ("#2a211d", "#34291f", "#3b3330")


def rgb(colour: Colour) -> tuple[int, int, int]:
    """Red, green and blue of a "#rrggbb" string; a triple passes through."""
    if not isinstance(colour, str):
        return colour
    digits = colour.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def mix(first: Colour, second: Colour, share: float) -> tuple[int, int, int]:
    """The colour *share* of the way from *first* to *second*."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True)
    )
    return red, green, blue


def darker(colour: Colour, share: float = 0.16) -> tuple[int, int, int]:
    return mix(colour, "#000000", share)


def lighter(colour: Colour, share: float = 0.25) -> tuple[int, int, int]:
    return mix(colour, "#ffffff", share)


def gradient(stops: Stops) -> Image.Image:
    """A sheet shaded from top to bottom; a stop is (height from 0 to 1, colour)."""
    column = Image.new("RGB", (1, H))
    for y in range(H):
        column.putpixel((0, y), _shade(stops, y / (H - 1)))
    return column.resize((W, H))


def _shade(stops: Stops, height: float) -> tuple[int, int, int]:
    for (start, first), (end, second) in itertools.pairwise(stops):
        if start <= height <= end:
            return mix(first, second, (height - start) / (end - start))
    return rgb(stops[-1][1])


class Canvas:
    """A sheet and the few strokes every scene is made of."""

    def __init__(self, sheet: Image.Image) -> None:
        self.sheet = sheet
        self.pen = ImageDraw.Draw(sheet)

    def box(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, r: float = 0) -> None:
        self.pen.rounded_rectangle((x0, y0, x1, y1), r, fill=fill)

    def disc(self, x: float, y: float, rx: float, fill: Colour, ry: float | None = None) -> None:
        ry = rx if ry is None else ry
        self.pen.ellipse((x - rx, y - ry, x + rx, y + ry), fill=fill)

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.pen.polygon(points, fill=fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        self.pen.line(points, fill=fill, width=round(width), joint="curve")

    def limb(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """A thick line with round ends and joints, as arms and legs have."""
        self.line(points, fill, width)
        for x, y in points:
            self.disc(x, y, width / 2, fill)

    def bars(self, x: float, rows: Iterable[tuple[float, float]], fill: Colour, h: float) -> None:
        """Lines of writing seen from too far to read: (top, width), centred on *x*."""
        for y, width in rows:
            self.box(x - width / 2, y, x + width / 2, y + h, fill, h / 2)

    def shadow(self, x: float, y: float, rx: float, ry: float, strength: int = 70) -> None:
        """A soft dark pool, which sets a figure on the ground."""
        mask = Image.new("L", (W, H), 0)
        ImageDraw.Draw(mask).ellipse((x - rx, y - ry, x + rx, y + ry), fill=strength)
        blurred = mask.filter(ImageFilter.GaussianBlur(ry * 0.4))
        self.sheet.paste(Image.new("RGB", (W, H), "#10202c"), (0, 0), blurred)


def curve(points: Sequence[Point], steps: int = 16) -> list[Point]:
    """A smooth line through *points* (Catmull-Rom), as rivers and roads run."""
    padded = [points[0], *points, points[-1]]
    line: list[Point] = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (_between(p0[i], p1[i], p2[i], p3[i], t) for i in (0, 1))
            line.append((x, y))
    return [*line, points[-1]]


def _between(a: float, b: float, c: float, d: float, t: float) -> float:
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


# Landscape


class Ridge(NamedTuple):
    """One range of hills: the further away, the paler."""

    base: float
    height: float
    towers: int
    width: float
    colour: Colour
    haze: Colour


class Sun(NamedTuple):
    x: float
    y: float
    radius: float
    colour: Colour
    glow: Colour


def mountains(
    seed: int, sky: Stops, ridges: Sequence[Ridge], sun: Sun | None = None, light: Colour = ""
) -> Canvas:
    """Karst ranges under a sky, the furthest first; *light* edges the nearer ones."""
    rng = Random(seed)
    sheet = gradient(sky)
    if sun:
        _shine(sheet, sun)
    for distance, ridge in enumerate(ridges):
        _range(sheet, rng, ridge, light if distance else "")
    return Canvas(sheet)


def _shine(sheet: Image.Image, sun: Sun) -> None:
    halo = Image.new("L", (W, H), 0)
    reach = sun.radius * 3
    ImageDraw.Draw(halo).ellipse(
        (sun.x - reach, sun.y - reach, sun.x + reach, sun.y + reach), fill=95
    )
    blurred = halo.filter(ImageFilter.GaussianBlur(sun.radius * 0.9))
    sheet.paste(Image.new("RGB", (W, H), sun.glow), (0, 0), blurred)
    Canvas(sheet).disc(sun.x, sun.y, sun.radius, sun.colour)


def _range(sheet: Image.Image, rng: Random, ridge: Ridge, light: Colour) -> None:
    mask = Image.new("L", (W, H), 0)
    outline = karst(rng, ridge)
    ImageDraw.Draw(mask).polygon([*outline, (W + 20, H), (-20, H)], fill=255)
    top = max(0.001, (ridge.base - ridge.height * 1.25) / H)
    foot = max(top + 0.001, min(1, (ridge.base + ridge.height * 0.18) / H))
    body = gradient(
        [(0, ridge.colour), (top, ridge.colour), (foot, ridge.haze), (1.01, ridge.haze)]
    )
    sheet.paste(body, (0, 0), mask)
    if light:
        _edge(sheet, mask, light, top, foot)


def _edge(sheet: Image.Image, mask: Image.Image, light: Colour, top: float, foot: float) -> None:
    """A thin light along the side the sun reaches, fading towards the valley."""
    inner = ImageChops.offset(mask, 34, 20)
    rim = ImageChops.subtract(mask, inner).filter(ImageFilter.GaussianBlur(5))
    end = max(top + 0.001, foot - 0.05)
    fade = gradient([(0, "#ffffff"), (top, "#ffffff"), (end, "#000000"), (1.01, "#000000")])
    strength = ImageChops.multiply(rim, fade.convert("L")).point(lambda value: int(value * 0.3))
    sheet.paste(Image.new("RGB", (W, H), light), (0, 0), strength)


def karst(rng: Random, ridge: Ridge) -> list[Point]:
    """Outline of a limestone range: steep rounded towers with a little roughness."""
    towers = [
        (
            W * (i + rng.uniform(0.15, 0.85)) / ridge.towers,
            ridge.height * rng.uniform(0.45, 1),
            ridge.width * rng.uniform(0.6, 1.25),
            rng.uniform(2.0, 3.4),
        )
        for i in range(-1, ridge.towers + 1)
    ]
    phase = [rng.uniform(0, 6.3) for _ in range(3)]
    points: list[Point] = []
    for x in range(-20, W + 21, 8):
        height = max(tall * math.exp(-(abs((x - c) / wide) ** p)) for c, tall, wide, p in towers)
        roll = 0.12 * (1 + math.sin(x / 310 + phase[0]))
        rough = 0.022 * math.sin(x / 47 + phase[1]) + 0.014 * math.sin(x / 21 + phase[2])
        points.append((x, ridge.base - height - ridge.height * (roll + rough)))
    return points


def round_tree(c: Canvas, x: float, foot: float, r: float) -> None:
    c.box(x - 9, foot - r, x + 9, foot, "#5b4a3a")
    c.disc(x, foot - r * 1.45, r, "#3f7358")
    c.disc(x - r * 0.25, foot - r * 1.65, r * 0.62, "#568a68")


# Buildings and signs


def star(c: Canvas, x: float, y: float, r: float, fill: Colour) -> None:
    spokes = [(r if k % 2 == 0 else r * 0.4, k * math.pi / 5) for k in range(10)]
    c.shape([(x + length * math.sin(a), y - length * math.cos(a)) for length, a in spokes], fill)


def flag(c: Canvas, x: float, y: float, height: float) -> None:
    """The national flag on a pole that stands on y + height."""
    c.box(x - 5, y, x + 5, y + height, "#d9dee4")
    c.shape([(x + 5, y + 6), (x + 173, y + 22), (x + 173, y + 134), (x + 5, y + 118)], "#c8202b")
    star(c, x + 89, y + 70, 36, "#ffd23c")


def roof(c: Canvas, x0: float, x1: float, y: float, rise: float) -> None:
    """A tiled roof whose eaves turn up."""
    tile, edge = "#a8452f", "#7f2f22"
    upper = [(x0 + (x1 - x0) * i / 40, y - _roof_height(i / 40, rise)) for i in range(41)]
    lower = [(x0 + (x1 - x0) * i / 40, y - _upturn(i / 40)) for i in range(40, -1, -1)]
    c.shape(upper + lower, tile)
    c.line(upper[6:35], edge, 10)
    c.box(x0 + 60, y - 2, x1 - 60, y + 16, edge)


def _roof_height(along: float, rise: float) -> float:
    slope = max(0.0, (abs(along - 0.5) * 2 - 0.62) / 0.38)
    return rise - rise * 0.92 * slope**0.8 + _upturn(along)


def _upturn(along: float) -> float:
    return 26 * max(0.0, (abs(along - 0.5) * 2 - 0.9) / 0.1)


def container(
    c: Canvas, x0: float, y0: float, x1: float, y1: float, fill: Colour, edge: Colour | None = None
) -> None:
    """A ribbed steel box with a lighter upper edge."""
    c.box(x0, y0, x1, y1, fill)
    for x in range(round(x0) + 10, round(x1) - 8, 20):
        c.box(x, y0 + 14, x + 6, y1 - 14, darker(fill))
    c.box(x0, y0, x1, y0 + 10, edge or lighter(fill))


def digit(c: Canvas, x: float, y: float, h: float, number: int, fill: Colour) -> None:
    """A figure in the seven strokes of a lamp display, half as wide as it is high."""
    w, half, thick = h / 2, h / 2, h / 7
    ends: dict[str, tuple[Point, Point]] = {
        "a": ((0, 0), (w, 0)),
        "b": ((w, 0), (w, half)),
        "c": ((w, half), (w, h)),
        "d": ((0, h), (w, h)),
        "e": ((0, half), (0, h)),
        "f": ((0, 0), (0, half)),
        "g": ((0, half), (w, half)),
    }
    lit = ("abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg")
    for name in lit[number]:
        (x0, y0), (x1, y1) = ends[name]
        c.limb([(x + x0, y + y0), (x + x1, y + y1)], fill, thick)


def flowers(c: Canvas, x: float, y: float, r: float, petals: Sequence[Colour]) -> None:
    """A low bowl of flowers, as stands on a meeting table."""
    for dx, dy in ((-1.7, 0.5), (1.7, 0.5), (-0.9, 0.9), (0.9, 0.9)):
        c.disc(x + dx * r, y + dy * r, r * 0.9, "#4d7a55")
    for k, (dx, dy) in enumerate(((-1.2, 0), (0, -0.9), (1.2, 0), (-0.45, 0.5), (0.6, 0.5))):
        c.disc(x + dx * r, y + dy * r, r, petals[k % len(petals)])
        c.disc(x + dx * r, y + dy * r, r * 0.35, lighter(petals[k % len(petals)], 0.5))


# People, always in plain clothes and without features


class Look(NamedTuple):
    """What a person wears, and whether the hair falls to the shoulders."""

    coat: Colour
    skin: Colour = SKIN[0]
    hair: Colour = HAIR[0]
    tie: Colour | None = None
    long_hair: bool = False
    shirt: Colour = "#f2f4f6"


def bust(c: Canvas, x: float, y: float, s: float, look: Look) -> None:
    """Head and shoulders from the front; *y* is where the table cuts the body."""
    if look.long_hair:
        c.box(x - 31 * s, y - 126 * s, x + 31 * s, y - 46 * s, look.hair, 30 * s)
    c.box(x - 50 * s, y - 68 * s, x + 50 * s, y + 40 * s, look.coat, 32 * s)
    c.box(x - 50 * s, y - 20 * s, x + 50 * s, y + 4, look.coat)
    c.box(x - 10 * s, y - 84 * s, x + 10 * s, y - 58 * s, darker(look.skin, 0.1), 5 * s)
    c.shape([(x - 16 * s, y - 68 * s), (x + 16 * s, y - 68 * s), (x, y - 22 * s)], look.shirt)
    if look.tie:
        c.shape(
            [
                (x - 5 * s, y - 64 * s),
                (x + 5 * s, y - 64 * s),
                (x + 4 * s, y - 30 * s),
                (x, y - 22 * s),
            ]
            + [(x - 4 * s, y - 30 * s)],
            look.tie,
        )
    face(c, x, y - 104 * s, s, look)


def face(c: Canvas, x: float, y: float, s: float, look: Look) -> None:
    """A head seen from the front."""
    c.disc(x - 25 * s, y + 3 * s, 5 * s, darker(look.skin, 0.08), 8 * s)
    c.disc(x + 25 * s, y + 3 * s, 5 * s, darker(look.skin, 0.08), 8 * s)
    c.disc(x, y, 25 * s, look.skin, 31 * s)
    box = (x - 27 * s, y - 35 * s, x + 27 * s, y + 21 * s)
    c.pen.pieslice(box, 182, 358, fill=look.hair)
    c.shape([(x - 27 * s, y - 8 * s), (x - 20 * s, y - 8 * s), (x - 24 * s, y + 6 * s)], look.hair)
    c.shape([(x + 27 * s, y - 8 * s), (x + 20 * s, y - 8 * s), (x + 24 * s, y + 6 * s)], look.hair)


def back(c: Canvas, x: float, y: float, s: float, look: Look) -> None:
    """Head and shoulders from behind; *y* is the height of the chest."""
    c.box(x - 52 * s, y - 26 * s, x + 52 * s, y + 80 * s, look.coat, 34 * s)
    c.box(x - 12 * s, y - 44 * s, x + 12 * s, y - 18 * s, look.skin)
    c.disc(x, y - 69 * s, 29 * s, look.hair, 35 * s)
    if look.long_hair:
        c.box(x - 27 * s, y - 72 * s, x + 27 * s, y + 8 * s, look.hair, 22 * s)


def standing_back(
    c: Canvas,
    x: float,
    foot: float,
    s: float,
    look: Look,
    legs: Colour,
    arms: Sequence[int] = (-1, 1),
) -> None:
    """A whole person from behind, seven heads high; *arms* lists the sides that hang down."""
    for side in (-1, 1):
        c.limb(
            [(x + 20 * side * s, foot - 236 * s), (x + 22 * side * s, foot - 16 * s)], legs, 40 * s
        )
        c.box(
            x + (22 * side - 20) * s,
            foot - 16 * s,
            x + (22 * side + 20) * s,
            foot,
            "#1f2a33",
            8 * s,
        )
    c.box(x - 46 * s, foot - 250 * s, x + 46 * s, foot - 200 * s, legs, 16 * s)
    c.box(x - 56 * s, foot - 406 * s, x + 56 * s, foot - 216 * s, look.coat, 34 * s)
    for side in arms:
        shoulder, elbow = (x + 46 * side * s, foot - 380 * s), (x + 60 * side * s, foot - 296 * s)
        hand = (x + 56 * side * s, foot - 208 * s)
        c.disc(*hand, 14 * s, look.skin)
        c.limb([shoulder, elbow, (hand[0], hand[1] - 16 * s)], darker(look.coat, 0.1), 27 * s)
    c.box(x - 11 * s, foot - 428 * s, x + 11 * s, foot - 398 * s, look.skin)
    c.disc(x, foot - 456 * s, 29 * s, look.hair, 36 * s)
    if look.long_hair:
        c.box(x - 27 * s, foot - 458 * s, x + 27 * s, foot - 368 * s, look.hair, 22 * s)


def anyone(rng: Random, coats: Sequence[Colour]) -> Look:
    """A person a little different from the last, so that a crowd is no pattern."""
    return Look(rng.choice(coats), rng.choice(SKIN), rng.choice(HAIR))
