"""Demonstration scenes under a roof: the meeting hall, the counter, the table, the map."""

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

from .drawing import (
    HAIR,
    SKIN,
    Canvas,
    Colour,
    H,
    Look,
    Point,
    W,
    anyone,
    back,
    bust,
    curve,
    darker,
    digit,
    flowers,
    gradient,
    lighter,
    mix,
    standing_back,
    star,
)

SUITS = ("#26394d", "#33485c", "#1f2f42", "#3a4654")


def hall() -> Canvas:
    c = Canvas(gradient([(0, "#e9dcc5"), (0.5, "#f5ecda"), (1.01, "#d9c4a0")]))
    c.shape([(0, 0), (W, 0), (2180, 170), (380, 170)], "#f8f2e6")
    for x in range(520, 2100, 340):
        c.shape([(x, 40), (x + 190, 40), (x + 170, 84), (x + 20, 84)], "#fffdf5")
    c.box(380, 170, 2180, 830, "#eadfc9")
    _curtain(c)
    _hall_banner(c)
    c.box(380, 760, 2180, 840, "#a9773f")
    c.box(380, 760, 2180, 774, "#c69354")
    _presidium(c)
    _lectern(c)
    _side_walls(c)
    c.shape([(380, 840), (2180, 840), (W, 1000), (W, H), (0, H), (0, 1000)], "#9c6b3b")
    c.shape([(1210, 840), (1350, 840), (1560, H), (1000, H)], "#8d5f34")
    _audience(c)
    return c


def _curtain(c: Canvas) -> None:
    c.box(480, 190, 2080, 760, "#8e1c22")
    for x in range(480, 2080, 64):
        c.box(x, 190, x + 22, 760, "#7c161d")
        c.box(x + 40, 190, x + 50, 760, "#9d262b")
    c.box(480, 190, 2080, 236, "#6c1118")
    c.box(480, 232, 2080, 240, "#ffcf5a")


def _hall_banner(c: Canvas) -> None:
    c.box(820, 280, 1740, 560, "#0b4f9c", 10)
    c.pen.rounded_rectangle((836, 296, 1724, 544), 6, outline="#ffcf5a", width=6)
    c.bars(1280, [(332, 520), (384, 700), (436, 620)], "#f4f7fb", 24)
    c.box(560, 300, 572, 760, "#d7b25b")
    c.shape([(572, 306), (760, 322), (742, 470), (572, 452)], "#c8202b")
    star(c, 652, 388, 44, "#ffd23c")


def _presidium(c: Canvas) -> None:
    for k in range(6):
        x = 970 + k * 124
        tie = ("#8d2630", "#2f5f93")[k % 2]
        woman = k in (1, 4)
        look = Look(SUITS[k % 2], SKIN[k % 3], HAIR[0], None if woman else tie, woman)
        bust(c, x, 632, 0.92, look)
    c.shape([(900, 640), (1660, 640), (1690, 770), (870, 770)], "#1e4e86")
    c.box(880, 628, 1680, 650, "#2a66a6")
    for x in (1032, 1280, 1528):
        flowers(c, x, 620, 13, ["#f3a6b8", "#f7c6d0"])


def _lectern(c: Canvas) -> None:
    c.shape([(1850, 610), (1990, 610), (1974, 770), (1866, 770)], "#b98449")
    c.box(1838, 596, 2002, 616, "#d29d5e")
    c.line([(1920, 596), (1908, 548)], "#2b3a45", 5)
    c.disc(1907, 544, 8, "#2b3a45", 11)
    star(c, 1920, 690, 30, "#ffcf5a")


def _side_walls(c: Canvas) -> None:
    c.shape([(380, 170), (0, 0), (0, H), (380, 840)], "#dccaa8")
    c.shape([(2180, 170), (W, 0), (W, H), (2180, 840)], "#d3bf9b")
    for k in range(2):
        x0, x1 = 70 + k * 160, 170 + k * 140
        pane = [(x0, 230 + k * 60), (x1, 280 + k * 55), (x1, 800 - k * 60), (x0, 860 - k * 70)]
        c.shape(pane, "#bfe0ee")
        c.shape([(W - x, y) for x, y in pane], "#bfe0ee")


def _audience(c: Canvas) -> None:
    """Rows of listeners from behind, wider and lower as they come nearer."""
    rng = Random(3)
    shirts: tuple[Colour, ...] = ("#e9eef2", "#dfe8f0", "#33485c", "#26394d", "#4f6d8a")
    for row in range(6):
        near = row / 5
        s, y = 0.5 + 0.95 * near, 850 + 500 * near**1.25
        for place in range(-9, 10):
            x = 1280 + place * 150 * s
            if place and -120 < x < W + 120:
                _seat(c, rng, x, y, s, near, anyone(rng, shirts))


def _seat(c: Canvas, rng: Random, x: float, y: float, s: float, near: float, look: Look) -> None:
    if rng.random() > 0.12:
        back(c, x + rng.uniform(-6, 6) * s, y, s, look)
    cover = mix("#a5313a", "#7d1820", near)
    c.box(x - 60 * s, y + 6 * s, x + 60 * s, y + 150 * s, cover, 18 * s)
    c.box(x - 60 * s, y + 6 * s, x + 60 * s, y + 22 * s, lighter(cover, 0.2), 8 * s)


# The one-stop counter


def service_counter() -> Canvas:
    c = Canvas(gradient([(0, "#e7eef2"), (0.6, "#f6f8f7"), (1.01, "#e9ecea")]))
    _office_room(c)
    for number, x in enumerate((560, 1280, 2000), start=1):
        _clerk(c, x, number)
    _counter(c)
    for number, x in enumerate((560, 1280, 2000), start=1):
        _window(c, x, number)
    _visitors(c)
    _ticket_machine(c)
    _pot_plant(c, 2430, 1330)
    return c


def _office_room(c: Canvas) -> None:
    c.box(0, 0, W, 96, "#ffffff")
    for x in range(200, W, 520):
        c.box(x, 24, x + 300, 60, "#fff6d6", 10)
    c.box(0, 96, W, 110, "#cfd8dc")
    c.box(0, 1120, W, H, "#cfc6b6")
    for x in range(-900, W + 900, 260):
        c.line([(1280 + (x - 1280) * 0.62, 1120), (x, H)], "#bfb5a3", 4)
    for y in (1180, 1270, 1390):
        c.line([(0, y), (W, y)], "#bfb5a3", 4)
    c.box(460, 170, 2100, 310, "#0b4f9c", 14)
    c.bars(1280, [(204, 1080), (258, 620)], "#f4f7fb", 28)
    star(c, 560, 240, 40, "#ffcf5a")
    c.disc(280, 250, 78, "#2b4152")
    c.disc(280, 250, 66, "#ffffff")
    c.line([(280, 202), (280, 250), (316, 270)], "#2b4152", 9)
    c.box(2220, 170, 2440, 420, "#ffffff", 8)
    c.box(2220, 170, 2440, 214, "#b3131b", 8)
    c.bars(2330, [(y, 160) for y in range(240, 400, 30)], "#b9c6cf", 10)


def _clerk(c: Canvas, x: float, number: int) -> None:
    woman = number != 2
    look = Look(
        "#2c5f8f", SKIN[number % 3], HAIR[0], None if woman else "#8d2630", woman, "#f4f7fb"
    )
    bust(c, x - 40, 800, 1.75, look)


def _counter(c: Canvas) -> None:
    c.box(120, 800, 2440, 836, "#d8a868", 10)
    c.box(160, 836, 2400, 1180, "#b98449")
    for x in range(160, 2400, 280):
        c.box(x + 20, 866, x + 260, 1140, "#c69354", 6)
    c.box(160, 1140, 2400, 1180, "#8a5f33")
    c.box(160, 836, 2400, 850, "#94662f")


def _window(c: Canvas, x: float, number: int) -> None:
    """One place at the counter: number board, glass screen, monitor and forms."""
    c.box(x - 90, 350, x + 90, 470, "#22323f", 12)
    digit(c, x - 18, 376, 68, number, "#ff8a5c")
    for edge in (x - 330, x + 330):
        c.box(edge - 8, 500, edge + 8, 800, "#aebdc6")
    _glare(c, round(x) - 322, 500)
    c.box(x - 330, 494, x + 330, 506, "#aebdc6")
    c.box(x + 90, 640, x + 290, 770, "#2b3a45", 10)
    c.box(x + 176, 770, x + 204, 800, "#2b3a45")
    c.box(x + 130, 792, x + 250, 802, "#2b3a45", 4)
    c.shape([(x - 250, 806), (x - 130, 806), (x - 120, 822), (x - 262, 822)], "#ffffff")


def _glare(c: Canvas, left: int, top: int) -> None:
    """A slanting reflection, which shows that there is glass."""
    mask = Image.new("L", (644, 140), 0)
    ImageDraw.Draw(mask).polygon([(60, 140), (180, 0), (260, 0), (140, 140)], fill=90)
    c.sheet.paste(Image.new("RGB", mask.size, "#ffffff"), (left, top), mask)


def _visitors(c: Canvas) -> None:
    c.shadow(385, 1352, 150, 22, 80)
    standing_back(c, 385, 1350, 1.28, Look("#e9eef2", SKIN[1], HAIR[1]), "#3a4654")
    c.shadow(1105, 1362, 150, 22, 80)
    standing_back(c, 1105, 1360, 1.24, Look("#a8485a", SKIN[2], HAIR[0], None, True), "#2b3a4c")
    c.shadow(1815, 1352, 150, 22, 80)
    standing_back(c, 1815, 1350, 1.3, Look("#4f7a63", SKIN[0], HAIR[2]), "#5a5346")


def _ticket_machine(c: Canvas) -> None:
    c.shadow(150, 1350, 130, 20, 80)
    c.shape([(70, 1350), (230, 1350), (214, 1000), (86, 1000)], "#dfe5e9")
    c.box(60, 860, 240, 1010, "#2b4152", 16)
    c.box(78, 878, 222, 992, "#8ec3dd", 8)
    c.bars(150, [(900, 100), (926, 100), (952, 70)], "#f4f7fb", 12)
    c.box(116, 1040, 184, 1052, "#6d7a84", 4)
    c.shape([(126, 1050), (174, 1050), (170, 1090), (130, 1090)], "#ffffff")


def _pot_plant(c: Canvas, x: float, foot: float) -> None:
    for lean, tall in ((-130, 260), (-70, 340), (0, 390), (70, 330), (128, 250)):
        tip = x + lean, foot - 110 - tall
        bend = x + lean * 0.75 + 26, foot - 110 - tall * 0.5
        c.shape([(x - 8, foot - 110), (bend[0] - 60, bend[1]), tip, bend], "#3f7a55")
        c.line([(x, foot - 110), tip], "#5f9a6f", 4)
    c.shape([(x - 84, foot - 130), (x + 84, foot - 130), (x + 60, foot), (x - 60, foot)], "#a8583c")
    c.box(x - 92, foot - 146, x + 92, foot - 116, "#bd6a4b", 8)


# Two delegations sign


def signing() -> Canvas:
    c = Canvas(gradient([(0, "#d9e2e8"), (0.6, "#eef2f3"), (1.01, "#d6dcdd")]))
    _backdrop(c)
    _standing_rows(c)
    for x, look in (
        (1040, Look(SUITS[0], SKIN[0], HAIR[0], "#2f5f93")),
        (1520, Look(SUITS[2], SKIN[2], HAIR[1], "#8d2630")),
    ):
        bust(c, x, 985, 1.95, look)
    _signing_table(c)
    return c


BACKDROP_HILLS = (
    ("#4a7190", 800, ((420, 300), (800, 380), (1240, 300), (1660, 400), (2080, 320))),
    ("#55809c", 880, ((600, 240), (1020, 300), (1440, 250), (1880, 290))),
)


def _hill(x: float, peaks: Sequence[Point]) -> float:
    return max(tall * math.exp(-(abs((x - peak) / 170) ** 2.6)) for peak, tall in peaks)


def _backdrop(c: Canvas) -> None:
    c.box(0, 0, W, 80, "#f7f8f8")
    c.box(300, 110, 2260, 900, "#31506b", 6)
    c.box(316, 126, 2244, 900, "#3c6180")
    for colour, base, peaks in BACKDROP_HILLS:
        outline = [(x, base - _hill(x, peaks)) for x in range(316, 2245, 12)]
        c.shape([(316, 900), *outline, (2244, 900)], colour)
    c.bars(1280, [(170, 900), (228, 1180)], "#f4f7fb", 30)
    c.bars(1280, [(290, 460)], "#ffcf5a", 18)
    c.box(0, 880, W, H, "#b98f62")
    c.box(0, 880, W, 892, "#8d6840")


def _standing_rows(c: Canvas) -> None:
    """Members of both delegations behind their signers, the taller row at the back."""
    rng = Random(17)
    ties = {-1: ("#2f5f93", "#3d6f9e"), 1: ("#8d2630", "#a0434a")}
    for side in (-1, 1):
        for k in range(4):
            woman = k == 2
            look = Look(
                rng.choice(SUITS),
                SKIN[k % 3],
                rng.choice(HAIR),
                None if woman else ties[side][k % 2],
                woman,
            )
            _standing_front(c, 1280 + side * (120 + k * 200), 1160, 1.42, look)


def _standing_front(c: Canvas, x: float, foot: float, s: float, look: Look) -> None:
    """From the waist up, arms hanging; the table hides the rest."""
    bust(c, x, foot - 250 * s, s * 1.12, look)
    c.box(x - 56 * s, foot - 290 * s, x + 56 * s, foot, look.coat, 12 * s)
    c.line([(x, foot - 272 * s), (x, foot)], darker(look.coat, 0.25), 4)
    for side in (-1, 1):
        c.limb(
            [(x + side * 50 * s, foot - 300 * s), (x + side * 58 * s, foot - 120 * s)],
            darker(look.coat, 0.12),
            24 * s,
        )


def _signing_table(c: Canvas) -> None:
    c.shape([(300, 980), (2260, 980), (2380, 1060), (180, 1060)], "#f4f1e8")
    c.box(180, 1060, 2380, 1380, "#1e5a4e")
    for x in range(180, 2380, 88):
        c.shape([(x, 1060), (x + 30, 1060), (x + 22, 1380), (x, 1380)], "#194d43")
    c.box(180, 1060, 2380, 1082, "#e4dfcf")
    c.shadow(1280, 1388, 1120, 20, 90)
    for x, sleeve in ((1040, SUITS[0]), (1520, SUITS[2])):
        _open_folder(c, x, sleeve)
    flowers(c, 1280, 990, 40, ["#f3a6b8", "#f7d9a0", "#ffffff"])
    for x in (760, 1800):
        flowers(c, x, 1000, 30, ["#f7d9a0", "#f3a6b8"])
    for x in (420, 560, 2000, 2140):
        c.box(x - 22, 972, x + 22, 1032, "#cfe4ee", 8)
        c.shape([(x - 120, 1034), (x - 40, 1034), (x - 46, 1014), (x - 110, 1014)], "#ffffff")


def _open_folder(c: Canvas, x: float, sleeve: Colour) -> None:
    c.shape([(x - 130, 1052), (x + 130, 1052), (x + 104, 1004), (x - 104, 1004)], "#8d2630")
    c.shape([(x - 118, 1046), (x - 3, 1046), (x - 3, 1008), (x - 96, 1008)], "#ffffff")
    c.shape([(x + 3, 1046), (x + 118, 1046), (x + 96, 1008), (x + 3, 1008)], "#ffffff")
    for side in (-1, 1):
        elbow: Point = (x + side * 128, 984)
        c.limb([(x + side * 84, 900), elbow, (x + side * 66, 1010)], darker(sleeve, 0.12), 48)
        c.disc(x + side * 52, 1018, 22, SKIN[0])
    c.line([(x + 36, 1030), (x + 62, 974)], "#1f2a33", 7)


# The planning map


def planning_map() -> Canvas:
    c = Canvas(gradient([(0, "#e6e1d6"), (0.7, "#f2eee5"), (1.01, "#dcd5c6")]))
    c.box(0, 1160, W, H, "#a98459")
    c.box(0, 1150, W, 1170, "#d8cdb8")
    c.box(536, 96, 2304, 1064, "#c9bfab", 8)
    c.box(520, 80, 2288, 1048, "#6a5138", 8)
    c.box(548, 108, 2260, 1020, "#f1f3e6")
    _map_sheet(c)
    _legend(c)
    _people_at_map(c)
    _model_table(c)
    return c


MAP_HILLS = (
    (800, 300, 170),
    (1180, 220, 120),
    (2050, 300, 170),
    (700, 900, 110),
    (1060, 930, 100),
    (1960, 880, 130),
)
MAP_ZONES: tuple[tuple[Colour, tuple[Point, ...]], ...] = (
    (
        "#f6dfa6",
        ((1010, 380), (1300, 300), (1640, 340), (1800, 520), (1720, 760), (1400, 860))
        + ((1080, 780), (960, 580)),
    ),
    ("#e9a15c", ((1100, 430), (1290, 380), (1340, 520), (1250, 610), (1080, 570))),
    ("#a8c8e6", ((1450, 420), (1640, 420), (1720, 540), (1600, 620), (1460, 560))),
    ("#c9b0dc", ((1260, 700), (1500, 690), (1600, 730), (1420, 810), (1240, 790))),
)
MAP_RIVER = ((548, 640), (740, 560), (900, 640), (1240, 650), (1480, 690), (1760, 640), (2260, 690))
MAP_RAILWAY = ((548, 800), (900, 840), (1320, 740), (1700, 560), (2000, 540), (2260, 430))
MAP_ROAD = ((1330, 1020), (1350, 830), (1390, 640), (1370, 460), (1330, 330), (1400, 150))
MAP_BORDER = (
    (548, 240),
    (800, 190),
    (1060, 250),
    (1360, 262),
    (1600, 240),
    (1860, 330),
    (2260, 290),
)


def _map_sheet(c: Canvas) -> None:
    """Hills as contour rings, the border, a river, roads, and the zone in colour."""
    for x, y, r in MAP_HILLS:
        for ring, share in enumerate((1.0, 0.74, 0.5, 0.28)):
            c.disc(x, y, r * share, mix("#e2e8cd", "#a9bd8a", ring / 3), r * share * 0.72)
    for colour, outline in MAP_ZONES:
        c.shape(outline, colour)
    c.line(curve(MAP_RIVER), "#8fc3e0", 22)
    c.line(curve(MAP_RAILWAY), "#6a5138", 8)
    c.line(curve(MAP_ROAD), "#c8202b", 12)
    border = curve(MAP_BORDER, 60)
    for start in range(0, len(border) - 6, 10):
        c.line(border[start : start + 6], "#5a4a6e", 9)
    for x, y in ((1355, 262), (1600, 240), (1860, 330), (1378, 740)):
        c.disc(x, y, 22, "#ffffff")
        c.disc(x, y, 15, "#b3131b")


def _legend(c: Canvas) -> None:
    c.bars(1404, [(122, 700)], "#2b4152", 24)
    c.box(1480, 890, 1800, 1000, "#ffffff", 4)
    for k, colour in enumerate(("#e9a15c", "#a8c8e6", "#c9b0dc")):
        c.box(1500, 904 + k * 32, 1540, 924 + k * 32, colour)
        c.box(1560, 908 + k * 32, 1770 - k * 30, 920 + k * 32, "#8b97a0", 6)
    c.shape([(2190, 140), (2216, 216), (2190, 198), (2164, 216)], "#2b4152")


def _people_at_map(c: Canvas) -> None:
    """One points with a stick, the other follows."""
    shirt = "#e9eef2"
    c.shadow(700, 1382, 160, 22, 80)
    standing_back(c, 700, 1380, 1.62, Look(shirt, SKIN[0], HAIR[0]), "#33485c", arms=(-1,))
    shoulder, elbow, hand = (768, 764), (862, 850), (972, 764)
    c.line([hand, (1120, 570)], "#7a4a2a", 9)
    c.limb([elbow, hand], SKIN[0], 34)
    c.disc(*hand, 23, SKIN[0])
    c.limb([shoulder, elbow], darker(shirt, 0.1), 46)
    c.shadow(2150, 1382, 160, 22, 80)
    look = Look("#33485c", SKIN[1], HAIR[1], None, True)
    standing_back(c, 2150, 1380, 1.54, look, "#26313d")


def _model_table(c: Canvas) -> None:
    """A table with white blocks for the buildings to come."""
    c.shape([(980, 1180), (1860, 1180), (1960, 1300), (880, 1300)], "#cfe0bf")
    c.box(880, 1300, 1960, 1340, "#8a6238")
    for x in (920, 1880):
        c.box(x, 1340, x + 40, H, "#6f4d2a")
    c.shape([(1340, 1180), (1440, 1180), (1460, 1300), (1330, 1300)], "#b9bfc2")
    for x, y, w, h in (
        (1060, 1230, 90, 70),
        (1180, 1260, 110, 50),
        (1200, 1200, 80, 44),
        (1520, 1240, 120, 90),
        (1690, 1220, 80, 56),
        (1670, 1280, 130, 50),
    ):
        c.box(x, y - h, x + w, y, "#ffffff")
        c.shape(
            [(x, y - h), (x + w, y - h), (x + w + 18, y - h - 14), (x + 18, y - h - 14)], "#eef1f2"
        )
        c.shape(
            [(x + w, y), (x + w + 18, y - 14), (x + w + 18, y - h - 14), (x + w, y - h)], "#c9d1d4"
        )
    for x in (1010, 1560, 1830):
        c.disc(x, 1276, 18, "#6d9d6a")
