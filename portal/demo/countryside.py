"""Demonstration scenes of the country: ridges, blossom, the border road, tree planting."""

import math
from random import Random

from .drawing import (
    HAIR,
    SKIN,
    Canvas,
    Colour,
    H,
    Point,
    Ridge,
    Sun,
    W,
    lighter,
    mountains,
    star,
)


def dawn() -> Canvas:
    return mountains(
        11,
        [(0, "#9fc3de"), (0.45, "#f3dcc4"), (0.62, "#fbe9d2"), (1.01, "#fbe9d2")],
        [
            Ridge(860, 430, 8, 150, "#a9bfd0", "#ecdccb"),
            Ridge(960, 470, 7, 170, "#7f9fb6", "#dcd3c8"),
            Ridge(1110, 480, 6, 190, "#4f7690", "#b9c4c4"),
            Ridge(1290, 400, 5, 230, "#2b536c", "#4f7a80"),
            Ridge(1470, 250, 6, 300, "#163a4c", "#12303e"),
        ],
        Sun(1780, 500, 92, "#fff4d6", "#ffe9b8"),
        "#ffe3b3",
    )


def dusk() -> Canvas:
    return mountains(
        29,
        [
            (0, "#24406e"),
            (0.35, "#7b6d9a"),
            (0.56, "#e79a7c"),
            (0.68, "#f8c892"),
            (1.01, "#f8c892"),
        ],
        [
            Ridge(930, 330, 9, 140, "#a07a93", "#e8ae93"),
            Ridge(1040, 430, 7, 175, "#6a5d86", "#c4918f"),
            Ridge(1170, 450, 5, 210, "#3d4674", "#85728c"),
            Ridge(1340, 380, 6, 220, "#223056", "#3a406a"),
            Ridge(1500, 240, 5, 330, "#131f3c", "#0f1830"),
        ],
        Sun(1420, 560, 100, "#ffe2a6", "#ffc98a"),
        "#ffc48a",
    )


# Peach blossom


def blossom() -> Canvas:
    c = mountains(
        77,
        [(0, "#dbe9f2"), (0.6, "#f8efe9"), (1.01, "#f8efe9")],
        [
            Ridge(1130, 320, 7, 170, "#c6d6df", "#eee9e6"),
            Ridge(1250, 340, 6, 210, "#a3bcc9", "#d9dfe0"),
            Ridge(1420, 290, 5, 270, "#7c9fae", "#a9bfc4"),
        ],
    )
    rng = Random(8)
    tips: list[Point] = []
    _branch(c, rng, (-40, 980), -0.30, 1750, 48, 2, tips)
    _branch(c, rng, (-40, 500), 0.06, 1150, 34, 2, tips)
    for tip in tips:
        _bud_or_flower(c, rng, tip)
    for _ in range(14):
        c.disc(rng.uniform(900, 2450), rng.uniform(700, 1350), 16, "#f4a9bd", 9)
    return c


def _branch(
    c: Canvas,
    rng: Random,
    start: Point,
    angle: float,
    length: float,
    width: float,
    forks: int,
    tips: list[Point],
) -> None:
    """Grow a crooked branch with its forks, noting in *tips* where flowers sit."""
    (x, y), bark = start, "#5a4034"
    for i in range(14):
        ahead = x + math.cos(angle) * length / 14, y + math.sin(angle) * length / 14
        c.limb([(x, y), ahead], bark, max(4, width * (1 - 0.5 * i / 14)))
        (x, y), angle = ahead, angle + rng.uniform(-0.09, 0.09)
        if i % 3 == 1 and rng.random() > 0.25:
            tips.append((x, y))
        if forks and i in (4, 8, 11):
            turn = rng.choice((-1, 1)) * rng.uniform(0.45, 0.85)
            _branch(c, rng, (x, y), angle + turn, length * 0.5, width * 0.5, forks - 1, tips)
    tips.append((x, y))


def _bud_or_flower(c: Canvas, rng: Random, tip: Point) -> None:
    kind = rng.random()
    x, y = tip[0] + rng.uniform(-14, 14), tip[1] + rng.uniform(-14, 14)
    if kind < 0.2:
        c.disc(x, y, 20, "#d9476f", 24)
    elif kind < 0.3:
        c.disc(x, y, 34, "#7fa05f", 14)
    else:
        _flower(c, rng, x, y, rng.uniform(48, 84), rng.choice(["#f4a9bd", "#f08fab", "#f7bccb"]))


def _flower(c: Canvas, rng: Random, x: float, y: float, r: float, colour: Colour) -> None:
    turn = rng.uniform(0, 6.3)
    for k in range(5):
        angle = turn + k * 2 * math.pi / 5
        petal = lighter(colour, 0.06 * (k % 3))
        c.disc(x + math.cos(angle) * r * 0.62, y + math.sin(angle) * r * 0.62, r * 0.56, petal)
    c.disc(x, y, r * 0.3, "#b93a5c")
    for k in range(7):
        angle = turn + k * 0.9
        tip = x + math.cos(angle) * r * 0.48, y + math.sin(angle) * r * 0.48
        c.line([(x, y), tip], "#c9506f", 4)
        c.disc(*tip, 7, "#ffd98a")


# The border road


def border_road() -> Canvas:
    c = mountains(
        53,
        [(0, "#86b7dc"), (0.4, "#cfe3ee"), (0.62, "#f4efe0"), (1.01, "#f4efe0")],
        [
            Ridge(800, 460, 7, 165, "#aec8d8", "#e4ebe8"),
            Ridge(900, 430, 6, 190, "#7fa6b4", "#cfdcd6"),
            Ridge(1010, 330, 5, 240, "#548a83", "#a6c2a6"),
        ],
        Sun(520, 300, 78, "#fffbea", "#fff3cd"),
        "#f7fbf2",
    )
    _hillside(c)
    _winding_road(c)
    _marker(c, 2060, 1290, 1.15)
    _grass(c)
    return c


def _hillside(c: Canvas) -> None:
    far = [(x, 985 - 34 * math.sin(x / 420 + 0.6)) for x in range(0, W + 21, 20)]
    c.shape([*far, (W, H), (0, H)], "#8fb384")
    near = [(x, 1130 - 60 * math.sin(x / 520 + 2.2)) for x in range(0, W + 21, 20)]
    c.shape([*near, (W, H), (0, H)], "#79a373")
    rng = Random(6)
    for _ in range(46):
        x, y = rng.uniform(0, W), rng.uniform(985, 1085)
        if abs(x - _road_middle(_depth(y))) > 190:
            r = 14 + (y - 980) * 0.22
            c.disc(x, y, r * 1.3, "#5c8f68", r)
            c.disc(x - r * 0.3, y - r * 0.35, r * 0.8, "#6ea178", r * 0.55)


def _depth(y: float) -> float:
    """How near a height of the sheet lies: 0 at the foot of the hills, 1 at the lower edge."""
    return min(1.0, max(0.0, (y - 975) / (H - 975)))


def _road_middle(depth: float) -> float:
    return 1180 + 330 * math.sin(depth**0.55 * 8.2 + 0.4) * (0.25 + 0.75 * depth) - 160 * depth


def _road_strip(offset: float, half: float, start: float, end: float) -> list[Point]:
    """Outline of a band along the road; *offset* and *half* are shares of the road's width."""
    left: list[Point] = []
    right: list[Point] = []
    for step in range(61):
        depth = start + (end - start) * step / 60
        width, y = 16 + 330 * depth**1.35, 975 + (H + 20 - 975) * depth
        middle = _road_middle(depth) + offset * width
        left.append((middle - half * width, y))
        right.append((middle + half * width, y))
    return left + right[::-1]


def _winding_road(c: Canvas) -> None:
    c.shape(_road_strip(0, 1.16, 0.012, 1), "#cdbf9c")
    c.shape(_road_strip(0, 1, 0.012, 1), "#7d8790")
    for side in (-0.9, 0.9):
        c.shape(_road_strip(side, 0.025, 0.02, 1), "#f1efe4")
    for k in range(16):
        start = (k / 16) ** 1.6
        c.shape(
            _road_strip(0, 0.022, start, start + 0.55 * (((k + 1) / 16) ** 1.6 - start)), "#f6e3a4"
        )
    for k in range(2, 9):
        depth = (k / 9) ** 1.5
        width, y = 16 + 330 * depth**1.35, 975 + (H + 20 - 975) * depth
        x, tall = _road_middle(depth) - 1.26 * width, 14 + 96 * depth
        c.box(x - tall * 0.09, y - tall, x + tall * 0.09, y, "#f4f4ef")
        c.box(x - tall * 0.09, y - tall, x + tall * 0.09, y - tall * 0.66, "#c8202b")


def _marker(c: Canvas, x: float, foot: float, s: float) -> None:
    """A granite boundary post: square, bevelled, with red lettering too small to read."""
    c.shadow(x + 60 * s, foot + 6 * s, 250 * s, 26 * s, 90)
    c.shape(
        [(x - 190 * s, foot), (x + 190 * s, foot), (x + 150 * s, foot - 50 * s)]
        + [(x - 150 * s, foot - 50 * s)],
        "#b9b4a8",
    )
    c.box(x - 190 * s, foot, x + 190 * s, foot + 28 * s, "#9d978a")
    _post(c, x, foot, s)
    rng = Random(12)
    for _ in range(110):
        px, py = x + rng.uniform(-86, 50) * s, foot - rng.uniform(42, 394) * s
        c.disc(px, py, 3 * s, rng.choice(["#cbc6b9", "#e6e3da"]))
    star(c, x - 18 * s, foot - 336 * s, 30 * s, "#c8202b")
    rows = [(foot - 282 * s, 104 * s), (foot - 240 * s, 76 * s), (foot - 176 * s, 92 * s)]
    c.bars(x - 18 * s, rows, "#c8202b", 16 * s)


def _post(c: Canvas, x: float, foot: float, s: float) -> None:
    """The stone itself: a lit face, a shaded side and the four-sided tip."""
    left, edge, right = x - 92 * s, x + 56 * s, x + 104 * s
    top, side_top, tip = foot - 400 * s, foot - 412 * s, (x + 8 * s, foot - 450 * s)
    c.box(left, top, edge, foot - 34 * s, "#d9d5ca")
    c.shape(
        [(edge, foot - 34 * s), (right, foot - 50 * s), (right, side_top), (edge, top)], "#aaa597"
    )
    c.shape([(left, top), (edge, top), tip], "#e7e4da")
    c.shape([(edge, top), (right, side_top), tip], "#c2bdb0")


def _grass(c: Canvas) -> None:
    rng = Random(21)
    for _ in range(240):
        x = rng.uniform(1690, W)
        y = rng.uniform(1310, H + 30)
        lean, tall = rng.uniform(-16, 16), rng.uniform(26, 62)
        green = rng.choice(["#5d8f5c", "#6b9c63", "#4f8053", "#86ad6d"])
        c.shape([(x - 6, y), (x + 6, y), (x + lean, y - tall)], green)
    for _ in range(26):
        x, y = rng.uniform(1720, W), rng.uniform(1340, H)
        c.disc(x, y, 8, rng.choice(["#f4d35e", "#ffffff", "#f2b5c4"]))


# Young people planting trees


def planting() -> Canvas:
    c = mountains(
        87,
        [(0, "#9ccbe6"), (0.55, "#eaf4ee"), (1.01, "#eaf4ee")],
        [
            Ridge(760, 380, 7, 165, "#b3d0d6", "#e3efe6"),
            Ridge(860, 360, 6, 200, "#83b0a8", "#cbe0cb"),
            Ridge(960, 260, 5, 250, "#5c9679", "#a3c793"),
        ],
        Sun(2100, 270, 80, "#fffdf0", "#fff6d4"),
        "#f8fff2",
    )
    _planted_slope(c)
    _sapling(c, 640, 1270, 1.5)
    _sapling(c, 2236, 1290, 1.4)
    _planter_kneeling(c, 470, 1290, 1.25)
    _planter_digging(c, 1230, 1270, 1.15)
    _planter_watering(c, 1890, 1280, 1.2)
    return c


def _planted_slope(c: Canvas) -> None:
    edge = [(x, 960 - 40 * math.sin(x / 600 + 1.1)) for x in range(0, W + 21, 20)]
    c.shape([*edge, (W, H), (0, H)], "#9dbf7f")
    lower = [(x, 1120 - 26 * math.sin(x / 480)) for x in range(0, W + 21, 20)]
    c.shape([*lower, (W, H), (0, H)], "#8bb070")
    for row in range(3):
        y, s = 1000 + row * 58, 0.34 + row * 0.16
        for x in range(60 + row * 70, W, 240 + row * 30):
            _sapling(c, x, y, s)
    rng = Random(30)
    for _ in range(220):
        x, y = rng.uniform(0, W), rng.uniform(1150, H)
        c.shape(
            [(x - 5, y), (x + 5, y), (x + rng.uniform(-9, 9), y - 24)],
            rng.choice(["#7aa262", "#9cc07e"]),
        )


def _sapling(c: Canvas, x: float, foot: float, s: float) -> None:
    c.disc(x, foot, 62 * s, "#8a6647", 15 * s)
    c.disc(x, foot - 4 * s, 44 * s, "#9d7856", 9 * s)
    c.line([(x, foot), (x + 3 * s, foot - 130 * s)], "#6b4d36", max(3, 8 * s))
    for y, side in ((-56, 1), (-80, -1), (-100, 1), (-120, -1)):
        tip = x + side * 52 * s, foot + (y - 34) * s
        c.shape(
            [
                (x, foot + y * s),
                (x + side * 30 * s, foot + (y - 44) * s),
                tip,
                (x + side * 34 * s, foot + (y - 8) * s),
            ],
            "#4f8f52" if side > 0 else "#63a45f",
        )
    c.shape(
        [(x - 14 * s, foot - 128 * s), (x + 4 * s, foot - 196 * s), (x + 20 * s, foot - 128 * s)],
        "#5a9b58",
    )


BLUE, BLUE_SHADE, TROUSERS, SHOE = "#2f6fb7", "#255c9b", "#2b3a4c", "#20262c"


def _young_head(c: Canvas, x: float, y: float, s: float, skin: Colour, facing: int) -> None:
    """A head in profile under a soft hat; *facing* is 1 for right, -1 for left."""
    c.disc(x, y, 32 * s, skin, 37 * s)
    c.pen.pieslice((x - 36 * s, y - 40 * s, x + 36 * s, y + 34 * s), 180, 360, fill=HAIR[0])
    c.disc(x - facing * 18 * s, y + 2 * s, 19 * s, HAIR[0], 28 * s)
    c.box(x - 50 * s, y - 22 * s, x + 50 * s, y - 8 * s, "#e6ddc2", 7 * s)
    c.pen.pieslice((x - 36 * s, y - 54 * s, x + 36 * s, y + 18 * s), 180, 360, fill="#f2ead2")


def _planter_kneeling(c: Canvas, x: float, foot: float, s: float) -> None:
    """Kneels on the right knee facing right, hands at the foot of the sapling."""
    c.shadow(x + 10 * s, foot + 4, 150 * s, 18 * s, 80)
    hip, knee = (x - 40 * s, foot - 110 * s), (x + 22 * s, foot - 22 * s)
    c.limb([hip, knee, (x - 96 * s, foot - 18 * s)], "#232f3e", 50 * s)
    c.box(x - 140 * s, foot - 36 * s, x - 96 * s, foot, SHOE, 14 * s)
    front = (x + 62 * s, foot - 130 * s)
    c.limb([hip, front, (x + 66 * s, foot - 24 * s)], TROUSERS, 50 * s)
    c.box(x + 42 * s, foot - 24 * s, x + 118 * s, foot, SHOE, 12 * s)
    shoulder = (x + 26 * s, foot - 258 * s)
    c.limb([hip, shoulder], BLUE, 92 * s)
    c.limb(
        [(shoulder[0] + 14 * s, shoulder[1] + 2 * s), (shoulder[0] + 28 * s, shoulder[1] - 36 * s)],
        SKIN[1],
        26 * s,
    )
    _young_head(c, x + 62 * s, foot - 334 * s, s, SKIN[0], 1)
    c.limb([shoulder, (x + 84 * s, foot - 178 * s)], BLUE_SHADE, 40 * s)
    c.limb([(x + 84 * s, foot - 178 * s), (x + 132 * s, foot - 84 * s)], SKIN[0], 26 * s)
    c.disc(x + 136 * s, foot - 76 * s, 18 * s, SKIN[0])


def _planter_digging(c: Canvas, x: float, foot: float, s: float) -> None:
    """Leans over a hoe, facing left."""
    c.shadow(x, foot + 4, 170 * s, 18 * s, 80)
    hip = (x + 42 * s, foot - 236 * s)
    c.limb([hip, (x + 84 * s, foot - 128 * s), (x + 96 * s, foot - 22 * s)], "#232f3e", 46 * s)
    c.box(x + 40 * s, foot - 22 * s, x + 118 * s, foot, SHOE, 12 * s)
    c.limb([hip, (x - 6 * s, foot - 136 * s), (x - 4 * s, foot - 22 * s)], TROUSERS, 46 * s)
    c.box(x - 62 * s, foot - 22 * s, x + 18 * s, foot, SHOE, 12 * s)
    c.disc(x - 200 * s, foot + 2 * s, 88 * s, "#8a6647", 17 * s)
    c.line([(x - 2 * s, foot - 252 * s), (x - 214 * s, foot - 26 * s)], "#a77b4c", 14 * s)
    blade = [
        (x - 240 * s, foot - 56 * s),
        (x - 194 * s, foot - 36 * s),
        (x - 236 * s, foot + 10 * s),
    ]
    c.shape(blade, "#77838c")
    shoulder = (x - 34 * s, foot - 358 * s)
    c.limb([shoulder, (x - 104 * s, foot - 270 * s)], "#1f5190", 36 * s)
    c.limb([(x - 104 * s, foot - 270 * s), (x - 96 * s, foot - 156 * s)], SKIN[1], 24 * s)
    c.limb([shoulder, (x - 62 * s, foot - 396 * s)], SKIN[1], 26 * s)
    c.limb([hip, shoulder], BLUE, 94 * s)
    _young_head(c, x - 92 * s, foot - 424 * s, s, SKIN[1], -1)
    c.limb([shoulder, (x + 12 * s, foot - 282 * s)], BLUE_SHADE, 38 * s)
    c.limb([(x + 12 * s, foot - 282 * s), (x - 34 * s, foot - 220 * s)], SKIN[1], 24 * s)
    c.disc(x - 36 * s, foot - 218 * s, 16 * s, SKIN[1])
    c.disc(x - 96 * s, foot - 154 * s, 16 * s, SKIN[1])


def _planter_watering(c: Canvas, x: float, foot: float, s: float) -> None:
    """Stands facing right and pours from a can."""
    c.shadow(x + 10 * s, foot + 4, 130 * s, 18 * s, 80)
    for offset, colour in ((22, "#232f3e"), (-22, TROUSERS)):
        c.limb(
            [(x + offset * s * 0.6, foot - 250 * s), (x + offset * s, foot - 22 * s)],
            colour,
            46 * s,
        )
        c.box(x + (offset - 24) * s, foot - 22 * s, x + (offset + 46) * s, foot, SHOE, 12 * s)
    shoulder = (x + 4 * s, foot - 398 * s)
    c.limb([shoulder, (x + 10 * s, foot - 448 * s)], SKIN[2], 26 * s)
    c.box(x - 50 * s, foot - 430 * s, x + 50 * s, foot - 226 * s, BLUE, 42 * s)
    c.box(x - 48 * s, foot - 300 * s, x + 48 * s, foot - 222 * s, BLUE, 10 * s)
    _young_head(c, x + 16 * s, foot - 482 * s, s, SKIN[2], 1)
    _watering_can(c, x + 150 * s, foot - 250 * s, s)
    c.limb([shoulder, (x + 34 * s, foot - 310 * s)], BLUE_SHADE, 40 * s)
    c.limb([(x + 34 * s, foot - 310 * s), (x + 128 * s, foot - 296 * s)], SKIN[2], 26 * s)
    c.disc(x + 132 * s, foot - 296 * s, 17 * s, SKIN[2])


def _watering_can(c: Canvas, x: float, y: float, s: float) -> None:
    green = "#3d8b6e"
    c.pen.arc(
        (x - 60 * s, y - 62 * s, x + 44 * s, y + 40 * s),
        180,
        350,
        fill="#2f6f58",
        width=round(10 * s),
    )
    c.shape(
        [
            (x - 56 * s, y - 14 * s),
            (x + 40 * s, y - 2 * s),
            (x + 32 * s, y + 82 * s),
            (x - 64 * s, y + 70 * s),
        ],
        green,
    )
    c.line([(x + 34 * s, y + 62 * s), (x + 118 * s, y + 12 * s)], green, 16 * s)
    c.shape(
        [
            (x + 104 * s, y - 12 * s),
            (x + 140 * s, y + 34 * s),
            (x + 118 * s, y + 40 * s),
            (x + 96 * s, y + 10 * s),
        ],
        "#2f6f58",
    )
    for k in range(5):
        start = x + (116 + k * 6) * s, y + (20 + k * 5) * s
        c.line([start, (start[0] + (18 + k * 5) * s, y + 200 * s)], "#bfe3f2", 4 * s)
