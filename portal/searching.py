"""The results page, its feed, and what is suggested while somebody types."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, wraps
from urllib.parse import urlencode

from django.contrib.syndication.views import Feed
from django.core import signing
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.views.decorators.http import require_safe

from core.dates import read_date, short_date
from core.limits import Limits, in_minutes, to_wait
from core.metadata import HOME, PageMeta, shorten
from core.pagecache import public
from core.pagination import page_of
from core.reversing import reverse
from core.same_origin import refused
from core.text import fold, normalize_line
from news.models import Article, Section
from portal.results import load, results
from portal.site import Place, Site, current_site
from search import correcting, finding, suggesting
from search.finding import UNDATED, Facet, Filters, Found, Order
from search.highlighting import Highlighter
from search.models import Entry
from search.query import MAX_LENGTH, Query, parse
from search.questions import SALT

PER_PAGE = 15
IN_FEED = 30
SUGGESTED = 8
DATES = ("tu", "den")
ASKED = ("q", "loai", "muc", *DATES, "xep", "trang")  # all that an address may ask for
QUESTION_STANDS = timedelta(minutes=10)  # its signature is good for an hour
SEARCHES = Limits(300, 60, overall=3000)  # in one process; suggestions count too
PLACES = 3  # of them sections and pages
SECTIONS = 12  # to choose from
NEWEST = 5
KINDS = dict(Entry.Kind.choices)
ORDERS = {Order.BEST: "Đúng nhất", Order.NEWEST: "Mới nhất"}


@dataclass(frozen=True)
class DateField:
    name: str
    label: str
    typed: str
    is_no_date: bool  # and yet something was typed

    @property
    def is_odd(self) -> bool:
        return bool(self.typed) and self.is_no_date


@dataclass(frozen=True)
class Asked:
    """What the address asks for. Whatever is no choice of ours is as if it were not there."""

    typed: str
    is_cut: bool
    kind: str
    section: Section | None
    since: date | None
    until: date | None
    order: Order
    typed_dates: dict[str, str]

    @classmethod
    def read(cls, values, site: Site) -> "Asked":
        line = normalize_line(values.get("q", ""))
        path, order = values.get("muc", ""), values.get("xep", "")
        since, until = (read_date(values.get(name, "")) for name in DATES)
        if since and until and until < since:  # typed the wrong way round
            since, until = until, since
        return cls(
            typed=line[:MAX_LENGTH],
            is_cut=len(line) > MAX_LENGTH,
            kind=kind if (kind := values.get("loai", "")) in KINDS else "",
            section=next((each for each in site.sections if each.path == path), None),
            since=since,
            until=until,
            order=Order(order) if order in ORDERS else Order.BEST,
            typed_dates={name: normalize_line(values.get(name, ""))[:40] for name in DATES},
        )

    def address(self, view: str = "search", **changes) -> str:
        """The address of the same question, but for *changes*; only what says something."""
        values = {**self._values, **changes}
        return f"{reverse(view)}?{urlencode({name: said for name, said in values.items() if said})}"

    @cached_property
    def _values(self) -> dict[str, str]:
        return {
            "q": self.typed,
            "loai": self.kind,
            "muc": self.section.path if self.section else "",
            "tu": short_date(self.since) if self.since else "",
            "den": short_date(self.until) if self.until else "",
            "xep": self.order if self.order != Order.BEST else "",
        }

    @property
    def chosen(self) -> dict[str, str]:
        """What the form of the dates has to send along."""
        return {name: said for name, said in self._values.items() if said and name not in DATES}

    @property
    def filters(self) -> Filters:
        return Filters(
            kind=self.kind,
            section=self.section.pk if self.section else None,
            since=_midnight(self.since),
            until=_midnight(self.until + timedelta(days=1)) if self.until else None,
        )

    @property
    def widest(self) -> str:
        """The same question without any narrowing."""
        return self.address(loai="", muc="", tu="", den="")

    @property
    def dates(self) -> list[DateField]:
        """The boxes of the form, with what was typed into them."""
        boxes = (("tu", "Từ ngày", self.since), ("den", "Đến ngày", self.until))
        return [
            DateField(name, label, short_date(day) if day else self.typed_dates[name], not day)
            for name, label, day in boxes
        ]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.section or self.since or self.until)


def _midnight(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


@dataclass(frozen=True)
class Choice:
    """One value of a facet, and where it leads."""

    name: str
    count: int
    address: str
    is_chosen: bool
    is_capped: bool = False  # there may be more


class Answer:
    """All that the results page shows of one question."""

    def __init__(self, asked: Asked, site: Site):
        self.asked, self.site = asked, site
        self.query: Query = parse(asked.typed, site.synonyms)
        self.found: Found = finding.find(self.query, asked.filters, asked.order)
        self.is_corrected = self.is_partly = False
        if self.query and not (self.found or self._is_elsewhere):
            self._correct()

    @property
    def _is_elsewhere(self) -> bool:
        """Whether another kind or section would have something."""
        return bool(self.found.kinds.total or self.found.sections.total)

    def _correct(self):
        meant = correcting.meant(self.query, self.site.synonyms, self.asked.filters)
        if meant:
            self.query, self.found = meant.query, meant.found
            self.is_corrected, self.is_partly = meant.is_whole, not meant.is_whole

    @cached_property
    def highlighter(self) -> Highlighter:
        return Highlighter(self.query)

    @cached_property
    def meant(self) -> str:
        """The question as it is written in what is found: what was corrected, or what a letter more
        or less would find side by side where these words seldom meet; "" when nothing is."""
        if self.is_corrected:
            return self._as_written(self.query, self.found)
        found = self.found
        if not found or found.is_together or found.is_capped or self.asked.is_narrowed:
            return ""
        near = correcting.near(self.query, self.site.synonyms)
        return self._as_written(near.query, near.found) if near else ""

    def _as_written(self, query: Query, found: Found) -> str:
        rows = load(found.hits[:3], self.site)
        texts = [shown.title(row) for shown, row in rows]
        texts += [text for shown, row in rows for text in shown.texts(row)]
        return correcting.as_written(query, texts, self.asked.typed)

    @property
    def meant_address(self) -> str:
        return self.asked.address(q=self.meant)

    @property
    def feed(self) -> str:
        """The address of what is found as a feed; "" where words are missing in it."""
        if self.is_partly or not self.found:
            return ""
        typed = self.meant if self.is_corrected else self.asked.typed
        return self.asked.address("search_feed", q=typed, xep="")

    @property
    def kinds(self) -> list[Choice]:
        counts, chosen = self.found.kinds.counts, self.asked.kind
        options = [(name, kind, counts[kind], kind == chosen) for kind, name in KINDS.items()]
        return self._choices("loai", options, self.found.kinds)

    @property
    def sections(self) -> list[Choice]:
        counts, chosen = self.found.sections.counts, self.asked.section
        options = [
            (section.name, section.path, counts[section.pk], section == chosen)
            for section in self.site.sections
        ]
        options.sort(key=lambda option: (-option[3], -option[2]))
        return self._choices("muc", options[:SECTIONS], self.found.sections)

    def _choices(self, name: str, options, facet: Facet) -> list[Choice]:
        """Those (name, value, count, is chosen) that have a count or are chosen, and all of them
        together; [] when there is nothing to choose."""
        options = [option for option in options if option[2] or option[3]]
        is_chosen = any(option[3] for option in options)
        if len(options) < 2 and not is_chosen:
            return []
        everything = self.asked.address(**{name: ""})
        return [
            Choice("Tất cả", facet.total, everything, not is_chosen, facet.is_capped),
            *(
                Choice(label, count, f"{everything}&{name}={value}", is_it, facet.is_capped)
                for label, value, count, is_it in options
            ),
        ]

    @property
    def orders(self) -> list[Choice]:
        return [
            Choice(name, 0, self.asked.address(xep=order), order == self.asked.order)
            for order, name in ORDERS.items()
        ]

    @property
    def places(self) -> list[Place]:
        """Sections and pages that have the words in their name."""
        return suggesting.places(self.query, self.site.places)


def limited(view):
    """Have whoever asks too much wait. What is kept costs nothing: it is answered before.

    Outside of `public`, whose views do not know who asks.
    """

    @wraps(view)
    def counted(request, *args, **kwargs):
        wait = SEARCHES.wait(request) if request.GET.get("q") else 0
        if not wait:
            return view(request, *args, **kwargs)
        sentence = f"Vừa có quá nhiều lượt tìm. Xin tải lại trang sau {in_minutes(wait)}."
        return to_wait(refused(sentence, 429, "Xin chờ một chút"), wait)

    return counted


@limited
@public(*ASKED, every=QUESTION_STANDS)
@require_safe
def search(request):
    """All the words, with or without marks; what is nearest to what was typed comes first."""
    site = current_site()
    asked = Asked.read(request.GET, site)
    meta = PageMeta(
        title=f"Tìm “{asked.typed}”" if asked.typed else "Tìm kiếm",
        path=reverse("search"),
        trail=(HOME, ("Tìm kiếm", reverse("search"))),
        is_indexed=not asked.typed,
    )
    context = {"meta": meta, "site": site, "asked": asked}
    if asked.typed:
        answer = Answer(asked, site)
        page = page_of(answer.found.hits, request, PER_PAGE)
        context |= {
            "meta": replace(meta, feed=answer.feed),
            "answer": answer,
            "page": page,
            "results": results(page.object_list, answer.highlighter, site),
        }
        if answer.found and page.number == 1:
            context["places"] = answer.places
        if not answer.found:
            context["newest"] = Article.objects.published().for_cards().newest_first()[:NEWEST]
        if page.number == 1 and not asked.is_narrowed and answer.query:
            is_found = bool(answer.found) and not (answer.is_corrected or answer.is_partly)
            context["question"] = signing.dumps([fold(asked.typed), is_found], salt=SALT)
    return render(request, "search.html", context)


@limited
@public("q")
@require_safe
def suggest(request):
    """Headlines, sections and people that go on as typed; an empty list for anything odd."""
    site = current_site()
    query = parse(request.GET.get("q", "")[:MAX_LENGTH], site.synonyms)
    places = suggesting.places(query, site.places, is_begun=True)[:PLACES]
    hits = suggesting.entries(query, SUGGESTED - len(places), site.newest_titles)
    rows = load(hits, site)
    found = [(place.name, place.address) for place in places]
    found += [(shown.title(row), shown.address(row, site)) for shown, row in rows]
    found = list({address: (name, address) for name, address in found}.values())
    return JsonResponse({"found": [{"name": name, "url": url} for name, url in found]})


class SearchFeed(Feed):
    """The newest of what a question finds."""

    feed_type = Rss201rev2Feed
    language = "vi"

    def get_object(self, request):
        self.site = current_site()
        asked = Asked.read(request.GET, self.site)
        if not parse(asked.typed):
            raise Http404("Xin thêm từ cần tìm vào địa chỉ.")
        return asked

    def title(self, asked):
        return f"Tìm “{asked.typed}” - {self.site.agency}"

    def description(self, asked):
        return f"Tin mới nhất có “{asked.typed}”."

    def link(self, asked):
        return asked.address()

    def feed_url(self, asked):
        return asked.address("search_feed")

    def items(self, asked):
        query = parse(asked.typed, self.site.synonyms)
        found = finding.find(query, asked.filters, Order.NEWEST)
        dated = [hit for hit in found.hits if hit.kind not in UNDATED]
        return load((dated or found.hits)[:IN_FEED], self.site)

    def item_title(self, item):
        shown, row = item
        return shown.title(row)

    def item_description(self, item):
        shown, row = item
        return shorten(next(filter(None, shown.texts(row)), ""))

    def item_link(self, item):
        shown, row = item
        return shown.address(row, self.site)

    def item_guid(self, item):
        _, row = item
        return f"{row._meta.model_name}-{row.pk}"

    item_guid_is_permalink = False

    def item_pubdate(self, item):
        shown, row = item
        return shown.published_at(row)


@limited
@public(*ASKED)
@require_safe
def search_feed(request):
    """One object per request, since it remembers the request's host."""
    return SearchFeed()(request)
