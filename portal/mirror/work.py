"""Making a mirror: every page, and all that pages show."""

from collections import deque
from pathlib import Path

from django.conf import settings
from django.shortcuts import render
from django.template.loader import render_to_string

from core.metadata import PageMeta
from core.progress import Progress
from portal.media import is_public
from portal.mirror import Refused, rewriting
from portal.mirror.addresses import file_at, listed, place_of
from portal.mirror.asking import MOVED, Portal
from portal.mirror.rewriting import FEEDS, Page
from portal.mirror.tree import Settled, Tree
from portal.site import current_site

SEARCH = "/tim-kiem/"
NOTHING_FOUND = b'{"found": []}'  # what is suggested while somebody types
OF_THE_DESK = ("admin", "ckeditor")  # static files no reader needs
CODE = "the portal's own code or files"


def mirror(directory: Path) -> Settled:
    """Have *directory* show what is public now, or raise Refused and leave it as it was."""
    directory = directory.absolute()
    _check(directory.resolve())
    portal = Portal()
    with Tree.at(directory) as tree:
        media = _pages(portal, tree)
        _own_pages(portal, tree)
        _static(tree)
        _media(tree, media)
        return tree.settle()


def _check(directory: Path) -> None:
    if not Path(settings.STATIC_ROOT).is_dir():
        raise Refused("There are no static files yet: run `manage.py collectstatic` first.")
    closed = [Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)]
    if not directory.is_relative_to(settings.VAR_DIR):
        closed.append(settings.BASE_DIR)
    if any(directory.is_relative_to(path.resolve()) for path in closed):
        raise Refused(f"{directory} is among {CODE}: name a directory outside.")


def _pages(portal: Portal, tree: Tree) -> set[str]:
    """Put every page that is listed or linked; return the media they show."""
    media: set[str] = set()
    waiting = deque(dict.fromkeys(listed()))
    seen = set(waiting)
    with Progress("Pages", len(seen)) as progress:
        while waiting:
            address = waiting.popleft()
            if page := _page(portal, address):
                _put(tree, place_of(address), page.content)
                media |= page.media
                waiting.extend(page.addresses - seen)
                seen |= page.addresses
            progress.advance()
    return media


def _page(portal: Portal, address: str) -> Page | None:
    answer = portal.get(address)
    if answer is None:
        return None
    if answer.status_code in MOVED:
        moved = render_to_string("mirror/moved.html", {"address": answer["Location"]})
        return rewriting.html(moved.encode(), address, portal.origin)
    kind = answer.get("Content-Type", "")
    if "html" in kind:
        return rewriting.html(answer.content, address, portal.origin)
    if "xml" in kind:
        return rewriting.xml(answer.content, address, portal.origin)
    return Page(answer.content)


def _put(tree: Tree, place: str, content: bytes) -> None:
    tree.put(file_at(place), content)
    if FEEDS.fullmatch(place):
        tree.put(f"{place[1:]}index.xml", content)


def _own_pages(portal: Portal, tree: Tree) -> None:
    """What a mirror shows in the place of what only the portal can."""
    site = current_site()
    places = {
        f"{SEARCH}": ("mirror/search.html", PageMeta(title="Tìm kiếm", path=SEARCH)),
        "/404.html": ("404.html", PageMeta("Không tìm thấy trang", "/404.html", is_indexed=False)),
    }
    for place, (template, meta) in places.items():
        shown = render(portal.request(place), template, {"site": site, "meta": meta}).content
        _put(tree, place, rewriting.html(shown, place, portal.origin).content)
    _put(tree, f"{SEARCH}goi-y/", NOTHING_FOUND)


def _static(tree: Tree) -> None:
    root = Path(settings.STATIC_ROOT)
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root)
        if name.parts[0] not in OF_THE_DESK:
            tree.copy(f"static/{name}", path)
    tree.copy("favicon.ico", root / "img/favicon.ico")


def _media(tree: Tree, names: set[str]) -> None:
    with Progress("Pictures and documents", len(names)) as progress:
        for name in sorted(names):
            source = Path(settings.MEDIA_ROOT, name)
            if source.is_file() and is_public(name):
                tree.copy(f"media/{name}", source)
            progress.advance()
