"""Demonstration scenes of work at the border: the gate, lorries, the station, the yard."""

from .drawing import (
    Canvas,
    Colour,
    H,
    Point,
    Ridge,
    Sun,
    W,
    container,
    flag,
    lighter,
    mix,
    mountains,
    roof,
    round_tree,
)

# The border gate


def gate() -> Canvas:
    c = mountains(
        5,
        [(0, "#8fbbe0"), (0.6, "#e6f0f5"), (1.01, "#e6f0f5")],
        [
            Ridge(820, 360, 7, 180, "#b3cbd9", "#e3edef"),
            Ridge(930, 420, 6, 210, "#86aabd", "#d2e1e0"),
            Ridge(1040, 380, 5, 260, "#5d8a8c", "#9bbcae"),
        ],
        light="#f4fbff",
    )
    c.box(0, 1120, W, H, "#c9cfd3")
    _forecourt(c)
    for x0, x1 in ((420, 1000), (1560, 2140)):
        _gate_wing(c, x0, x1)
    _gate_house(c)
    for x, r in ((250, 84), (350, 62), (2250, 72), (2370, 92)):
        round_tree(c, x, 1136, r)
    for post, arm in ((880, 896), (1680, 1544)):
        _barrier(c, post, arm)
    return c


def _forecourt(c: Canvas) -> None:
    c.shape([(1040, 1120), (1520, 1120), (2180, H), (380, H)], "#8f9aa3")
    for k in range(5):
        near, far = 1120 + 320 * (k / 5 + 0.12) ** 1.3, 1120 + 320 * (k / 5 + 0.03) ** 1.3
        c.shape([(1276, far), (1284, far), (1288, near), (1272, near)], "#f6f4e8")


def _gate_wing(c: Canvas, x0: float, x1: float) -> None:
    c.box(x0, 880, x1, 1130, "#f4ead6")
    roof(c, x0 - 60, x1 + 60, 880, 96)
    for k in range(5):
        x = x0 + 50 + k * 104
        c.box(x, 950, x + 62, 1060, "#41677f", 8)
        c.box(x, 950, x + 62, 962, "#2d4d62")
    c.box(x0, 1100, x1, 1130, "#dccdb0")


def _gate_house(c: Canvas) -> None:
    wall, shade = "#f4ead6", "#dccdb0"
    c.box(940, 690, 1620, 1130, wall)
    c.box(940, 690, 1620, 724, shade)
    for x in (1090, 1280, 1470):
        c.box(x - 76, 850, x + 76, 1130, "#31566d", 72)
        c.box(x - 62, 866, x + 62, 1130, "#b9d3de", 58)
        c.box(x - 62, 1040, x + 62, 1131, "#a3bcae")
        c.box(x - 76, 1000, x - 62, 1131, "#31566d")
        c.box(x + 62, 1000, x + 76, 1131, "#31566d")
        c.box(x - 62, 1108, x + 62, 1131, "#8f9aa3")
    c.box(1010, 748, 1550, 812, "#b3131b")
    for k in range(11):
        c.box(1046 + k * 44, 770, 1074 + k * 44, 790, "#ffcf5a")
    roof(c, 850, 1710, 690, 110)
    c.box(1090, 500, 1470, 590, wall)
    for k in range(6):
        c.box(1112 + k * 60, 522, 1146 + k * 60, 580, "#41677f")
    flag(c, 1280, 236, 180)
    roof(c, 1010, 1550, 506, 104)


def _barrier(c: Canvas, post: float, arm: float) -> None:
    c.box(post - 16, 1070, post + 16, 1150, "#2b4152", 4)
    for k in range(6):
        c.box(arm + k * 20, 1092, arm + 20 + k * 20, 1104, "#ffffff" if k % 2 else "#c8202b")


# Lorries waiting


def lorries() -> Canvas:
    c = mountains(
        41,
        [(0, "#c3dcea"), (0.6, "#f6f0df"), (1.01, "#f6f0df")],
        [
            Ridge(820, 420, 7, 170, "#b7cdd6", "#ece9dc"),
            Ridge(940, 460, 5, 220, "#83a7ae", "#cfdacd"),
            Ridge(1060, 320, 6, 250, "#4f8379", "#86aa92"),
        ],
        Sun(2060, 360, 84, "#fffaf0", "#fff2cf"),
        "#fffbe9",
    )
    c.box(0, 960, W, 1010, "#7c9c86")
    c.box(0, 1000, W, H, "#a7afb5")
    c.box(0, 1000, W, 1014, "#8c959c")
    for x in range(60, W, 300):
        c.box(x, 912, x + 12, 1000, "#e3e7ea")
    c.box(0, 932, W, 946, "#e3e7ea")
    waiting = (
        (-420, "#e9edf0", "#b8503c"),
        (330, "#2c5f8f", "#e7b24a"),
        (1080, "#e9edf0", "#2f7f78"),
        (1830, "#b3392f", "#4d7fb0"),
    )
    for x, cab, load in waiting:
        c.shadow(x + 370, 1276, 370, 24, 90)
        lorry(c, x, 930, 1.1, cab, load)
    for x in range(-60, W, 420):
        c.shape([(x, 1370), (x + 220, 1370), (x + 206, 1388), (x - 14, 1388)], "#f2f2ea")
    return c


def lorry(c: Canvas, x: float, y: float, s: float, cab: Colour, load: Colour) -> None:
    """A container lorry driving to the right, 650 units long."""

    def part(x0: float, y0: float, x1: float, y1: float, fill: Colour, r: float = 0) -> None:
        c.box(x + x0 * s, y + y0 * s, x + x1 * s, y + y1 * s, fill, r * s)

    def panel(fill: Colour, *points: Point) -> None:
        c.shape([(x + px * s, y + py * s) for px, py in points], fill)

    part(0, 262, 640, 282, "#23313b")
    part(0, 40, 448, 262, load, 5)
    for rib in range(1, 15):
        part(rib * 30, 52, rib * 30 + 7, 250, mix(load, "#000000", 0.14))
    part(0, 40, 448, 54, lighter(load, 0.15), 4)
    part(470, 92, 620, 268, cab, 20)
    panel(cab, (540, 92), (600, 92), (640, 190), (640, 268), (540, 268))
    panel("#bfe0ee", (556, 112), (594, 112), (622, 182), (556, 182))
    part(490, 116, 536, 182, "#bfe0ee", 8)
    part(544, 196, 547, 258, mix(cab, "#000000", 0.2))
    part(612, 226, 642, 246, "#ffe08a", 4)
    part(470, 268, 648, 286, "#2b3a45", 4)
    for wheel in (70, 150, 380, 570):
        c.disc(x + wheel * s, y + 288 * s, 36 * s, "#1a242c")
        c.disc(x + wheel * s, y + 288 * s, 17 * s, "#aab6be")


# The railway station


def station() -> Canvas:
    c = mountains(
        19,
        [(0, "#f0c9a2"), (0.3, "#f6dfc0"), (0.6, "#dfe9ea"), (1.01, "#dfe9ea")],
        [
            Ridge(700, 380, 7, 170, "#cdbfb1", "#e6e3da"),
            Ridge(830, 420, 6, 200, "#9fa9a8", "#cfd5ce"),
            Ridge(960, 360, 5, 240, "#6d8a88", "#9bb0a5"),
        ],
        light="#fff1dc",
    )
    c.box(0, 980, W, H, "#8d8a84")
    for x in range(-360, W + 500, 90):
        c.shape([(x, 1140), (x + 40, 1140), (x + 10, 1230), (x - 34, 1230)], "#6a5f55")
    c.box(0, 1146, W, 1156, "#d8dde0")
    c.box(0, 1208, W, 1220, "#e5e9eb")
    _station_house(c)
    c.box(1400, 980, W, 1050, "#c3bdb2")
    c.box(1400, 980, W, 994, "#ffcf5a")
    _train(c)
    c.box(0, 1290, W, H, "#b9b2a6")
    c.box(0, 1290, W, 1308, "#ffcf5a")
    return c


def _station_house(c: Canvas) -> None:
    tile, wall = "#a8452f", "#f2dfb6"
    flag(c, 1690, 236, 230)
    c.box(1540, 560, 2500, 1000, wall)
    c.box(1540, 960, 2500, 1000, "#d9c08d")
    c.shape([(1480, 570), (1620, 440), (2420, 440), (2560, 570)], tile)
    c.box(1480, 560, 2560, 584, "#7f2f22")
    c.box(1880, 380, 2160, 620, "#f7e8c6")
    c.shape([(1850, 390), (2020, 270), (2190, 390)], tile)
    c.disc(2020, 472, 56, "#2b4152")
    c.disc(2020, 472, 46, "#ffffff")
    c.line([(2020, 436), (2020, 472), (2050, 488)], "#2b4152", 9)
    for k in range(8):
        x = 1590 + k * 116
        c.box(x, 680, x + 66, 860, "#41677f", 33)
        c.box(x, 850, x + 66, 862, "#d9c08d")


def _train(c: Canvas) -> None:
    c.box(-60, 700, 1330, 1120, "#f4f6f7", 26)
    c.shape(
        [(1290, 700), (1340, 700), (1460, 840), (1490, 1000), (1490, 1120), (1290, 1120)], "#f4f6f7"
    )
    c.shape([(-60, 900), (1472, 900), (1487, 980), (-60, 980)], "#0b4f9c")
    c.box(-60, 980, 1488, 996, "#b3131b")
    c.box(-60, 700, 1336, 728, "#c6d0d6")
    for k in range(9):
        x = k * 140
        c.box(x - 20, 770, x + 84, 870, "#31566d", 14)
        c.shape([(x - 10, 860), (x + 24, 780), (x + 54, 780), (x + 20, 860)], "#4f7a93")
    c.shape([(1270, 766), (1352, 766), (1428, 866), (1270, 866)], "#31566d")
    c.disc(1455, 1039, 19, "#ffe08a")
    c.box(-60, 1100, 1490, 1150, "#2b3a45")
    for x in (120, 260, 560, 700, 1010, 1150, 1360):
        c.disc(x, 1150, 50, "#1f2a33")
        c.disc(x, 1150, 20, "#7d8991")


# The container yard at night


def yard() -> Canvas:
    c = mountains(
        63,
        [(0, "#0f2747"), (0.35, "#31578a"), (0.62, "#a9bfd6"), (1.01, "#a9bfd6")],
        [
            Ridge(820, 360, 8, 150, "#5f7da4", "#9cb3cd"),
            Ridge(930, 380, 6, 190, "#3c5f89", "#7f9dbd"),
            Ridge(1030, 300, 6, 240, "#26466b", "#5a7b9f"),
        ],
        Sun(420, 300, 64, "#f6f3e4", "#8fb0d6"),
        "#bcd2ea",
    )
    c.box(0, 1010, W, H, "#47596b")
    c.box(0, 1010, W, 1020, "#8296a8")
    colours = ("#b8503c", "#2f7f78", "#d9a441", "#3f6e9c", "#8a97a3")
    for pile, (x, levels) in enumerate(((40, 3), (400, 2), (1760, 3), (2120, 2))):
        for level in range(levels):
            y = 1040 - (level + 1) * 150
            container(c, x, y, x + 340, y + 144, colours[(pile + level * 2) % 5])
    _crane(c)
    for x, load in ((980, ""), (1900, "#2f7f78"), (160, "#d9a441")):
        _carrier(c, x, 1200, load)
    for x in range(0, W, 260):
        c.box(x, 1372, x + 150, 1384, "#e8b73a")
    return c


def _crane(c: Canvas) -> None:
    yellow, shade, cable = "#e8b73a", "#c6952a", "#cfd8df"
    for x in (860, 1600):
        c.shape([(x - 22, 1080), (x + 22, 1080), (x + 16, 380), (x - 16, 380)], yellow)
        c.box(x - 70, 1070, x + 70, 1100, shade)
    c.box(700, 340, 1760, 400, yellow)
    c.box(700, 392, 1760, 404, shade)
    for k in range(17):
        c.line([(716 + k * 62, 398), (747 + k * 62, 342)], shade, 7)
    c.box(1150, 400, 1310, 440, "#2b4152")
    c.box(1320, 404, 1400, 484, "#f4f6f7", 8)
    c.box(1332, 424, 1388, 466, "#9fd0e6")
    c.line([(1180, 440), (1120, 640)], cable, 6)
    c.line([(1280, 440), (1340, 640)], cable, 6)
    container(c, 1060, 640, 1400, 784, "#b3392f", yellow)


def _carrier(c: Canvas, x: float, y: float, load: Colour) -> None:
    """A driverless flat carrier, with or without a container on it."""
    c.shadow(x + 240, y + 112, 262, 20, 110)
    if load:
        container(c, x + 60, y - 128, x + 420, y + 14, load)
    c.box(x, y + 10, x + 480, y + 84, "#eef2f5", 16)
    c.box(x, y + 44, x + 480, y + 60, "#0b4f9c")
    c.disc(x + 462, y + 32, 10, "#7fe0c2")
    for wheel in (90, 180, 300, 390):
        c.disc(x + wheel, y + 88, 30, "#15202a")
        c.disc(x + wheel, y + 88, 12, "#8b98a4")
