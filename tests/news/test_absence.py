"""What is not public is nowhere: every address of the public site is looked at for it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.roles import Role
from core import uploads
from news import previews
from news.models import Article, Attachment, PreviewLink, WorkingCopy
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_correction,
    make_link,
    make_page,
    make_section,
)

pytestmark = pytest.mark.django_db

SECRET = "Điều chưa công bố"  # the headline
SLUG = "dieu-chua-cong-bo"
WORDS = re.compile(rf"{SECRET}|{SLUG}|Sapô kín|Nội dung kín|tep-kin", re.IGNORECASE)
HIDDEN = {
    **{status: {"status": status} for status in Article.Status if status != "published"},
    "scheduled": {"published_at": timezone.now() + timedelta(days=1)},
    "expired": {"expires_at": timezone.now() - timedelta(minutes=1)},
    "in the trash": {"status": "withdrawn", "deleted_at": timezone.now()},
}
# Addresses outside the desk, with the arguments they are asked with; the rest is about the hidden
# article itself and must not be there.
SHOWN = {
    "home": [],
    "site_map": [],
    "personal_data": [],
    "search": [],
    "search_suggest": [],
    "sitemap_index": [],
    "sitemap_news": [],
    "robots": [],
    "security_txt": [],
    "links:index": [],
    "links:choose": [],
    "organization:index": [],
    "organization:contact": [],
    "news:feed": [],
    "manifest": [],
    "alive": [],
    "ready": [],
    "metrics": [],
    "worker": [],
    "offline": [],
    "readers:thanks": [],
}
SEARCHES = ("search", "search_suggest", "search_feed")
WITH_ARGUMENTS = {
    *("sitemap", "links:go", "organization:page", "news:section", "news:section_feed"),
    *("news:article", "news:article_print", "search_feed"),
}
ABOUT_IT = {
    *("news:article", "news:article_print", "news:article_by_slug", "news:permalink", "media"),
    *("readers:report", "readers:count", "readers:rate"),
}
BY_A_SIGNED_ADDRESS = {"preview:page"}
ONLY_SENT = {"readers:question", "violations"}  # the answers are always empty
FOR_STAFF = {"style_guide"}


def public_names(patterns=None, namespace=""):
    """The names of all addresses outside the desk."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if str(one.pattern).startswith("quan-tri/"):
            continue
        if hasattr(one, "url_patterns"):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from public_names(one.url_patterns, inner)
        elif one.name:
            yield namespace + one.name


def test_no_public_address_is_forgotten_here():
    known = SHOWN.keys() | WITH_ARGUMENTS | ABOUT_IT | BY_A_SIGNED_ADDRESS | ONLY_SENT | FOR_STAFF

    assert set(public_names()) == known


@pytest.fixture
def around():
    """What is public beside it, in the same section, before and after it."""
    make_agency()
    section = make_section(name="Tin", slug="tin")
    now = timezone.now()
    shown = [
        make_article(section=section, published_at=now - timedelta(hours=hours)) for hours in (1, 3)
    ]
    return section, shown, make_page(), make_link()


def make_hidden(section, **fields):
    """An article with a document, between the two public ones."""
    usual = {"published_at": timezone.now() - timedelta(hours=2)}
    article = make_article(
        **{
            **{"headline": SECRET, "lead": "Sapô kín", "body": "<p>Nội dung kín</p>"},
            **{"section": section, **usual, **fields},
        }
    )
    attach(article)
    return article


def attach(article):
    document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + article.slug.encode()))
    uploads.store({document.name: document.data})
    return Attachment.objects.create(
        article=article, title="Tep-kin", file=document.name, kind="pdf", size=9
    )


def public_pages(around):
    """The address of everything that readers see, as it stands."""
    section, shown, page, link = around
    yield from (reverse(name, args=arguments) for name, arguments in SHOWN.items())
    for words in ("dieu+chua+cong+bo", "sapo+kin", "noi+dung+kin"):
        yield from (f"{reverse(name)}?q={words}" for name in SEARCHES)
    yield from (
        reverse("sitemap", args=[kind])
        for kind in ("articles", "news", "sections", "pages", "fixed")
    )
    yield reverse("links:go", args=[link.pk])
    yield page.get_absolute_url()
    yield section.get_absolute_url()
    yield reverse("news:section_feed", args=[section.slug])
    for article in shown:
        yield article.get_absolute_url()
        yield article.get_print_url()


def found_in(client, address):
    answer = client.get(address)
    assert answer.status_code in (200, 302), address
    page = answer.content.decode() + answer.get("Location", "")
    return set(WORDS.findall(page.replace(f'value="{SECRET}"', "")))


def addresses_of(article):
    return [
        article.get_absolute_url(),
        article.get_print_url(),
        reverse("news:article_by_slug", args=["tin-cu/tin", article.slug]),
        reverse("news:article_by_slug", args=["tin", article.slug]),
        reverse("news:permalink", args=[article.pk]),
        reverse("readers:report", args=[article.pk]),
        f"/media/{article.attachments.get().file.name}",
    ]


def test_the_words_are_found_where_they_are_public(client, around):
    article = make_hidden(around[0])

    places = [address for address in public_pages(around) if found_in(client, address)]

    assert len(places) >= 9
    statuses = [client.get(address).status_code for address in addresses_of(article)]
    assert statuses == [200, 200, 301, 301, 301, 200, 200]


@pytest.mark.parametrize("state", HIDDEN)
def test_an_article_that_is_not_public_is_on_no_page_and_at_no_address(client, around, state):
    article = make_hidden(around[0], **HIDDEN[state])

    for address in public_pages(around):
        assert not found_in(client, address), address

    for address in addresses_of(article):
        assert client.get(address).status_code == 404, address


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "approved"])
def test_the_text_of_a_correction_is_on_no_page_while_it_waits(client, around, status):
    section, (article, _), *_ = around
    old = article.headline
    make_correction(
        article, headline=SECRET, lead="Sapô kín", body="<p>Nội dung kín</p>",
        change_note="Nội dung kín",
    )  # fmt: skip
    article.correction.status = status
    article.correction.save()

    for address in public_pages(around):
        assert not found_in(client, address), address

    assert old in client.get(article.get_absolute_url()).content.decode()


def test_a_document_is_read_at_the_desk_by_who_may_see_an_article_with_it(client, around):
    author = make_account(Role.REPORTER)
    article = make_hidden(around[0], status="draft", created_by=author)
    people = [author, make_account(Role.REPORTER, "khac"), make_account(Role.EDITOR)]
    address = f"/media/{article.attachments.get().file.name}"

    answers = []
    for user in people:
        client.force_login(user)
        answers.append(client.get(address).status_code)

    assert answers == [200, 404, 200]


def test_what_is_typed_is_previewed_by_who_typed_it_alone(client, around):
    author = make_account(Role.REPORTER)
    typed = {"headline": [SECRET], "slug": [SLUG]}
    copy = WorkingCopy.objects.create(user=author, content=typed)
    people = [None, make_account(Role.REPORTER, "khac"), make_account(Role.CHIEF), author]

    seen = []
    for user in people:
        client.logout()
        if user:
            client.force_login(user)
        for view in ("desk:preview", "desk:content"):
            answer = client.get(reverse(view, args=[copy.pk]))
            seen.append((answer.status_code, bool(WORDS.search(answer.content.decode()))))

    assert seen == [(401, False)] * 2 + [(404, False)] * 4 + [(200, True)] * 2


def open_before(client, link):
    """The browser keeps a cookie then, with which it may ask for files."""
    client.get(previews.address_of(link))


def answers(client, link, token=""):
    """Of the link's page, or that of another token, and of the article's document."""
    page = client.get(reverse("preview:page", args=[token]) if token else previews.address_of(link))
    document = client.get(f"/media/{link.article.attachments.get().file.name}")
    assert not WORDS.search(page.content.decode())
    return [page.status_code, document.status_code]


class TestPreviewLink:
    @pytest.fixture
    def link(self, around):
        article = make_hidden(around[0], status="submitted")
        made, _ = previews.create(article, by=make_account(Role.CHIEF), reader="Lan", hours=24)
        return made

    def test_shows_the_article_while_it_is_open(self, client, link):
        document = f"/media/{link.article.attachments.get().file.name}"

        before = client.get(document).status_code
        page = client.get(previews.address_of(link)).content.decode()

        assert WORDS.search(page)
        assert (before, client.get(document).status_code) == (404, 200)

    @pytest.mark.parametrize(
        "ended",
        [
            {"revoked_at": timezone.now()},
            {
                "made_at": timezone.now() - timedelta(days=2),
                "expires_at": timezone.now() - timedelta(days=1),
            },
        ],
        ids=["revoked", "expired"],
    )
    def test_shows_nothing_of_it_when_it_has_ended(self, client, link, ended):
        open_before(client, link)

        PreviewLink.objects.filter(pk=link.pk).update(**ended)

        assert answers(client, link) == [410, 404]

    def test_shows_nothing_of_it_when_the_article_lies_in_the_trash(self, client, link):
        open_before(client, link)

        Article.objects.filter(pk=link.article_id).update(deleted_at=timezone.now())

        assert answers(client, link) == [410, 404]

    def test_shows_nothing_at_an_altered_address(self, client, link):
        address = previews.address_of(link)
        signed = address.strip("/").partition("/")[2]
        key, _, signature = signed.partition(":")
        altered = [
            f"{uuid.uuid4().hex}:{signature}",
            f"{key}:{signature[:-1]}",
            f"{key}:{signature[::-1]}",
            key,
            f"{link.key}:{signature}",
        ]

        for token in altered:
            assert answers(client, link, token) == [410, 404], token
