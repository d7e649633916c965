"""Draw the pictures of the demonstration portal: `python -m portal.demo.draw`.

They are drawn rather than photographed so that nobody's face or work is borrowed.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from . import countryside, indoors, worksites
from .drawing import Canvas

PICTURES = Path(__file__).resolve().parent / "pictures"
SIZE = (1600, 900)
LARGEST_FILE = 88_000

SCENES: dict[str, Callable[[], Canvas]] = {
    "nui-binh-minh": countryside.dawn,
    "nui-hoang-hon": countryside.dusk,
    "cua-khau": worksites.gate,
    "xe-hang": worksites.lorries,
    "hoi-truong": indoors.hall,
    "hoa-dao": countryside.blossom,
    "ga-tau": worksites.station,
    "bai-hang": worksites.yard,
    "mot-cua": indoors.service_counter,
    "ky-ket": indoors.signing,
    "ban-do": indoors.planning_map,
    "duong-bien": countryside.border_road,
    "trong-cay": countryside.planting,
}


def save(canvas: Canvas, path: Path) -> None:
    """Write the picture, at lower quality while the file is too heavy for a slow line."""
    small = canvas.sheet.resize(SIZE, Image.Resampling.LANCZOS)
    for quality in range(84, 30, -6):
        small.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size <= LARGEST_FILE:
            return


def main(keys: list[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    for key in keys or SCENES:
        path = PICTURES / f"{key}.webp"
        save(SCENES[key](), path)
        print(f"{path.name}: {path.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(sys.argv[1:])
