"""What somebody meant who came to an address where nothing is.

Addresses grow old: they were typed with marks or capitals, ended in .htm or .aspx, lacked a slash,
or the headline was another one. Only public things are ever guessed, and a guess costs at most
three statements: the site (portal.site), the articles, and whether a number is another's.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Case, Q, When
from django.urls import reverse

from core.search import MostQuery
from core.text import normalize_line, slug_for
from news.models import Article
from portal.site import Site
from search.models import Entry

MOST_GUESSES = 4
LONGEST_PATH = 300  # characters; people neither type nor keep longer ones
MOST_WORDS = 8
MOST_ARTICLES = 200  # looked at, of those that hold most of the words
NEAR = 0.75  # of 1: two letters of eight may be wrong
WORDS_OF_A_NAME = 4  # fewer, such as "thong-bao", name many articles
FIXED = {
    "organization:index": "Giới thiệu",
    "organization:contact": "Liên hệ",
    "links:index": "Liên kết Website",
    "site_map": "Sơ đồ cổng",
    "personal_data": "Dữ liệu cá nhân",
    "search": "Tìm kiếm",
    "news:feed": "RSS tất cả tin bài",
}
HOMES = ("index", "default", "home", "trang-chu")  # as other sites call it
Place = tuple[str, str]  # name, address
_ENDING = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_NUMBER = re.compile(r"^(?:(?P<slug>.+)-)?(?P<number>[1-9]\d{0,8})$")


@dataclass(frozen=True)
class Asked:
    """An address in pieces that can be compared."""

    slugs: tuple[str, ...]  # of its segments, without the ending of the last
    typed: str  # the words of the last segment, as they were typed
    slug: str  # the last segment without an article's number
    number: int | None

    @property
    def path(self) -> str:
        return "/".join(self.slugs)

    @property
    def words(self) -> list[str]:
        """Of the last segment, each once; a lone number is no word."""
        has_letters = re.search("[a-z]", self.slug)
        return list(dict.fromkeys(self.slug.split("-"))) if has_letters else []


@dataclass(frozen=True)
class Guess:
    """Public things that may have been meant, best first; `certain` when it can be no other."""

    certain: str = ""  # its address
    places: tuple[Place, ...] = ()


def asked_for(path: str) -> Asked | None:
    """Take *path* to pieces; None when nobody can have meant anything by it."""
    if len(path) > LONGEST_PATH or not path.isprintable() or "%" in path:  # left by broken bytes
        return None
    segments = [segment for segment in path.split("/") if segment]
    if not segments:
        return None
    segments[-1] = _ENDING.sub("", segments[-1])
    slugs = tuple(filter(None, map(slug_for, segments)))
    if not slugs:
        return None
    numbered = _NUMBER.match(slugs[-1])
    return Asked(
        slugs=slugs,
        typed=normalize_line(re.sub(r"[\W_]+", " ", segments[-1])),
        slug=(numbered["slug"] or "") if numbered else slugs[-1],
        number=int(numbered["number"]) if numbered else None,
    )


def guess(asked: Asked, site: Site) -> Guess:
    """Find what was meant: a place of the menu, or an article of that name or number."""
    places = _places(site)
    if asked.path in places:
        return Guess(certain=places[asked.path][1])
    articles = _articles(asked)
    meant = [article for article in articles if _is_meant(asked, article)]
    if len(meant) == 1 and not _is_of_another(asked, meant[0]):
        return Guess(certain=meant[0].get_absolute_url())
    found = _near(asked, places)
    found += [(article.headline, article.get_absolute_url()) for article in articles]
    return Guess(places=tuple(dict.fromkeys(found))[:MOST_GUESSES])


def _places(site: Site) -> dict[str, Place]:
    """What is public and no article, by its path without outer slashes, and by its former ones."""
    sections = [section for group in site.menu for section in (group.section, *group.children)]
    things = [*site.pages, *sections]
    places = {_former_path(thing, slug): thing for thing in things for slug in thing.former_slugs}
    places |= {thing.get_absolute_url().strip("/"): thing for thing in things}
    named = {path: (str(thing), thing.get_absolute_url()) for path, thing in places.items()}
    fixed = {reverse(view).strip("/"): (name, reverse(view)) for view, name in FIXED.items()}
    return named | fixed | dict.fromkeys(HOMES, ("Trang chủ", "/"))


def _former_path(thing, slug: str) -> str:
    above = thing.get_absolute_url().strip("/").rpartition("/")[0]
    return f"{above}/{slug}".strip("/")


def _near(asked: Asked, places: dict[str, Place]) -> list[Place]:
    """Places whose last part is nearly the last part asked for, nearest first."""
    matcher = SequenceMatcher(b=asked.slugs[-1], autojunk=False)
    rated = []
    for path, place in places.items():
        matcher.set_seq1(path.rpartition("/")[2])
        if matcher.real_quick_ratio() >= NEAR and matcher.ratio() >= NEAR:
            rated.append((matcher.ratio(), place))
    return [place for _, place in sorted(rated, key=lambda pair: -pair[0])]


def _articles(asked: Asked) -> list[Article]:
    """Articles that share most words of the address, the nearest first: one statement."""
    words = asked.words
    if not words:
        return []
    near = Entry.objects.filter(source="article", vector=MostQuery(words[:MOST_WORDS]))
    near = near.values("object_id")
    is_named = Q(pk=asked.number) | Q(slug__in=[asked.slug, asked.slugs[-1]])
    found = (
        Article.objects.published()
        .filter(is_named | Q(pk__in=near))
        .select_related("section")
        .only("headline", "slug", "published_at", "section__path")
        .order_by(Case(When(is_named, then=0), default=1), "-published_at", "-pk")
    )
    near = [each for each in found[:MOST_ARTICLES] if 2 * _shared(words, each) > len(words)]
    return sorted(near, key=lambda article: -_shared(words, article))


def _shared(words: list[str], article: Article) -> int:
    return len(set(words).intersection(article.slug.split("-")))


def _is_of_another(asked: Asked, article: Article) -> bool:
    """Whether the number is that of another article, which readers may not see now."""
    if asked.number in (None, article.pk):
        return False
    return Article.objects.filter(pk=asked.number).exists()


def _is_meant(asked: Asked, article: Article) -> bool:
    """Whether the address has the article's whole name, or its number and most of its name."""
    if article.slug == asked.slugs[-1]:
        return True
    if article.slug == asked.slug:  # and a number of another site
        return len(asked.words) >= WORDS_OF_A_NAME
    longest = max(len(asked.words), article.slug.count("-") + 1)
    return article.pk == asked.number and 2 * _shared(asked.words, article) > longest
