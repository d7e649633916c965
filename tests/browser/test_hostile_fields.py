"""Every hostile string in every field of text that readers or the desk are shown, one row for each
string; what is in an article is in test_hostile.py.

Agency and descriptions of sections have a page for every row: of those every twelfth string.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db import models
from django.utils import timezone

from accounts.roles import Role
from core.fields import LineField, PlainTextField, RichTextField
from links.models import Link, LinkGroup
from news.models import ArticlePhoto, Attachment, Move, PreviewLink, Section, Version
from organization.models import (
    Agency,
    Appointment,
    Contact,
    ContactNumber,
    Page,
    Person,
    Position,
    SiteNotice,
    Unit,
)
from photos.models import Photo
from portal.models import Alarm, TaskRun, Violation
from readers.models import ErrorReport
from search.models import Question
from tests.browser.test_hostile import STRINGS, safe  # noqa: F401 - a fixture
from tests.factories import (
    make_account,
    make_article,
    make_page,
    make_section,
    picture_bytes,
)

EACH = 80  # rows of one article
PART = 1 / 12


def with_strings(model: type[models.Model], texts=STRINGS, **fixed) -> Iterator[models.Model]:
    """A row for each string, which another field has in each row; *fixed* may ask the number."""
    fields = [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, LineField | PlainTextField | RichTextField | models.TextField)
        and field.name not in fixed
    ]
    for number in range(len(texts)):
        words = {}
        for shift, field in enumerate(fields):
            text = texts[(number + shift) % len(texts)].replace("\0", "")
            text = f"<p>{text}</p>" if isinstance(field, RichTextField) else text
            words[field.name] = text[: field.max_length] or "x"
        own = {name: value(number) if callable(value) else value for name, value in fixed.items()}
        yield model(**words, **own)


def save(rows: Iterator[models.Model]) -> list:
    rows = list(rows)
    return type(rows[0])._base_manager.bulk_create(rows)


def photos() -> list[Photo]:
    def name(number):
        return f"photos/00/{number:016x}-100x50/100.webp"

    return save(
        with_strings(
            Photo,
            **{"file": name, "content_hash": lambda number: f"{number:064x}"},
            **{"width": 100, "height": 50, "original_name": "a.jpg"},
        )
    )


def test_in_links_and_their_groups(safe):  # noqa: F811
    groups = save(with_strings(LinkGroup, name=lambda at: f"{STRINGS[at][:90]} {at}", order=int))
    save(
        with_strings(
            Link,
            group=lambda number: groups[number],
            url=lambda number: f"https://trang-{number}.gov.vn/",
            order=int,
        )
    )

    safe("/lien-ket/")
    safe("/")


def test_in_units_people_and_contacts(safe):  # noqa: F811
    charts = {shows: make_page(shows=shows) for shows in Page.Shows.values if shows}
    units = save(with_strings(Unit, slug=lambda number: f"don-vi-{number}", order=int))
    posts = save(with_strings(Position, unit=lambda number: units[number], is_leader=True))
    people = save(with_strings(Person))
    save(
        with_strings(
            Appointment,
            **{"person": lambda number: people[number], "position": lambda number: posts[number]},
            **{"start_date": date(2020, 1, 1), "end_date": None},
        )
    )
    contacts = save(with_strings(Contact, unit=lambda number: units[number], order=int))
    save(with_strings(ContactNumber, contact=lambda number: contacts[number]))

    for page in charts.values():
        safe(page.get_absolute_url())
    safe("/lien-he/")


def test_in_pages_and_notices_above_every_page(safe):  # noqa: F811
    now = timezone.now()
    save(with_strings(Page, slug=lambda number: f"trang-{number}", is_visible=True, body=""))
    save(with_strings(SiteNotice, starts_at=now, ends_at=now + timedelta(days=1)))

    safe("/gioi-thieu/")
    safe("/so-do-cong/")


def test_in_captions_files_and_notes_of_articles(safe, page):  # noqa: F811
    picture = picture_bytes(100, 50, image_format="WEBP")  # the rows have no files
    page.route("**/media/**", lambda route: route.fulfill(body=picture, content_type="image/webp"))
    section, all_photos = make_section(), photos()
    articles = []
    for texts in (STRINGS[at : at + EACH] for at in range(0, len(STRINGS), EACH)):
        said = [[timezone.now().isoformat(), text.replace("\0", "")] for text in texts]
        words = texts[0].replace("\0", "")
        articles.append(
            make_article(
                **{"section": section, "change_notes": said, "dateline": words[:100] or "x"},
                **{"lead_photo": all_photos[len(articles)], "lead_photo_caption": words[:300]},
            )
        )
    save(
        with_strings(
            ArticlePhoto,
            **{"article": lambda number: articles[number // EACH]},
            # Of every other its own words, of the others those of the photo.
            **{"photo": lambda number: all_photos[number], "order": int},
        )
    )
    ArticlePhoto.objects.filter(order__gte=len(STRINGS) // 2).update(own_caption="")
    save(
        with_strings(
            Attachment,
            **{"article": lambda number: articles[number // EACH], "kind": "pdf", "size": 1},
            **{"file": lambda number: f"documents/00/{number:016x}.pdf", "text": "", "order": int},
        )
    )

    for article in articles:
        safe(article.get_absolute_url())
        safe(article.get_print_url())


def test_in_the_agency_and_the_descriptions_of_sections(safe):  # noqa: F811
    texts = STRINGS[:: round(1 / PART)]
    article = make_article()
    for agency in with_strings(Agency, texts, pk=1, email="a@example.gov.vn", portal_url=""):
        agency.save()
        safe("/lien-he/")
    for number, text in enumerate(texts):
        Section.objects.filter(pk=article.section_id).update(
            description=text.replace("\0", ""), name=f"Mục {number}"
        )
        Agency.objects.update(slogan=f"{number}")  # pages of before are forgotten
        safe(article.section.get_absolute_url())


def test_on_every_list_of_the_desk(safe, page, sign_in):  # noqa: F811
    texts, now = [text.replace("\0", "") for text in STRINGS[::4]], timezone.now()
    person = make_account(Role.ADMINISTRATOR, "quan-tri")
    article = make_article(created_by=person)
    groups = save(with_strings(LinkGroup, texts, name=lambda at: f"{texts[at][:90]} {at}"))
    save(with_strings(Link, texts, group=groups[0], url=lambda at: f"https://trang-{at}.gov.vn/"))
    save(with_strings(Unit, texts, slug=lambda number: f"don-vi-{number}"))
    save(with_strings(Position, texts))
    save(with_strings(Person, texts))
    save(with_strings(Contact, texts))
    save(with_strings(SiteNotice, texts, starts_at=now, ends_at=now + timedelta(days=1)))
    save(with_strings(ErrorReport, texts, article=article))
    save(with_strings(Question, texts, day=now.date(), words=lambda at: texts[at][:100] + str(at)))
    save(with_strings(Alarm, texts, kind="words", what=lambda at: texts[at][:250] + str(at)))
    save(
        with_strings(
            Violation,
            texts,
            **{"day": now.date(), "path": lambda at: f"/{at}{texts[at]}"[:200], "times": 1},
            **{"directive": lambda at: texts[at][:100], "blocked": lambda at: texts[at][:100]},
        )
    )
    TaskRun.objects.create(task="tick", began_at=now, said=" ".join(texts)[:5000].replace("\0", ""))
    save(with_strings(Version, texts, article=article, number=lambda at: at + 1, content={}))
    steps = {"step": "publish", "source": "draft", "target": "published", "version": 1}
    save(with_strings(Move, texts, article=article, digest="x", **steps))
    ends = {"made_by": person, "expires_at": now + timedelta(days=1), "version": 1}
    save(with_strings(PreviewLink, texts, article=article, **ends))
    sign_in(page, person)

    lists = ("links/link", "links/linkgroup", "organization/unit", "organization/position")
    lists += ("organization/person", "organization/contact", "organization/sitenotice")
    lists += ("readers/errorreport", "search/question")
    for name in lists:
        for number in (1, 2, 3):
            safe(f"/quan-tri/{name}/?p={number}")
    safe("/quan-tri/tinh-trang/")
    for name in ("qua-trinh", "phieu-duyet"):
        safe(f"/quan-tri/soan/bai/{article.pk}/{name}/")
