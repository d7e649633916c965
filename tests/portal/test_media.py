"""Who may have which stored file, by its address alone."""

import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from core import images, uploads
from news import workflow
from news.models import Article, Attachment, CorrectionPhoto
from organization.models import Appointment, Page, Person, Position, Unit
from photos import replacing, usage
from photos.models import store_picture
from portal.media import shown_to_readers
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_correction,
    make_draft,
    make_expired,
    make_link,
    make_page,
    make_photo,
    make_scheduled,
    make_staff,
    make_withdrawn,
    picture_file,
)

pytestmark = pytest.mark.django_db

HIDDEN = [make_draft, make_scheduled, make_withdrawn, make_expired]


def leading(make, photo):
    return make(lead_photo=photo)


def in_gallery(make, photo):
    article = make()
    article.gallery.create(photo=photo)
    return article


def in_text(make, photo):
    """As the article form saves it: what stands in the text has a row."""
    article = make(body=text_with(photo))
    article.gallery.create(photo=photo, is_in_gallery=False)
    return article


USES = [leading, in_gallery, in_text]


def text_with(photo):
    return f'<p>Chữ <img src="/media/{images.rendition(photo.file.name, 640)}" alt="Cổng"></p>'


def addresses(photo):
    return [f"/media/{name}" for name in images.stored_files(photo.file.name)]


def statuses(client, photo):
    """The answers to every address of the photo, each kind of answer once."""
    return {client.get(address).status_code for address in addresses(photo)}


def hold_post(person, *, is_leader=True, start=-10, end=None):
    today = timezone.localdate()
    return Appointment.objects.create(
        person=person,
        position=Position.objects.create(name="Trưởng Ban", is_leader=is_leader),
        start_date=today + timedelta(days=start),
        end_date=None if end is None else today + timedelta(days=end),
    )


def make_attached(make):
    """An article with a document; returns the document's address."""
    document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 rieng"))
    uploads.store({document.name: document.data})
    Attachment.objects.create(article=make(), title="Văn bản", file=document.name, kind="pdf")
    return f"/media/{document.name}"


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture
def signed_in():
    """A browser in which somebody with just these rights has signed in."""

    def signed_in(role=None):
        user = make_account(role) if role else make_staff(is_superuser=False)
        client = Client()
        client.force_login(user)
        return client

    return signed_in


class TestPictureOfAnArticle:
    @pytest.mark.parametrize("use", USES)
    def test_is_public_while_the_article_is(self, stranger, use):
        photo = make_photo()
        use(make_article, photo)

        assert statuses(stranger, photo) == {200}

    @pytest.mark.parametrize("make", HIDDEN)
    @pytest.mark.parametrize("use", USES)
    def test_is_for_staff_while_the_article_is(self, stranger, signed_in, use, make):
        photo = make_photo()
        use(make, photo)

        assert statuses(stranger, photo) == {404}
        assert statuses(signed_in(Role.EDITOR), photo) == {200}

    @pytest.mark.parametrize("use", USES)
    def test_is_public_when_one_of_its_articles_is(self, stranger, use):
        photo = make_photo()
        use(make_draft, photo)
        use(make_article, photo)

        assert statuses(stranger, photo) == {200}

    def test_is_gone_as_soon_as_the_article_is_withdrawn(self, stranger):
        photo = make_photo()
        article = make_article(lead_photo=photo)
        before = statuses(stranger, photo)

        workflow.move(article.pk, "withdraw", now=timezone.now(), by=make_staff(), reason="Sai")

        assert before == {200}
        assert statuses(stranger, photo) == {404}

    def test_appears_when_the_time_of_the_article_has_passed(self, stranger):
        photo = make_photo()
        make_scheduled(lead_photo=photo)
        Article.objects.update(published_at=timezone.now() + timedelta(seconds=1))
        before = stranger.get(photo.file.url).status_code

        time.sleep(1)

        assert before == 404
        assert statuses(stranger, photo) == {200}

    def test_is_gone_when_the_article_expires(self, transactional_db, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)
        Article.objects.update(expires_at=timezone.now() + timedelta(seconds=1))
        before = stranger.get(photo.file.url).status_code

        time.sleep(1)

        assert before == 200
        assert statuses(stranger, photo) == {404}

    def test_is_gone_by_its_former_address_once_replaced(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)
        former = addresses(photo)
        before = {stranger.get(address).status_code for address in former}

        replacing.replace(photo, store_picture(picture_file(width=1400, height=700)))

        assert before == {200}
        assert {stranger.get(address).status_code for address in former} == {404}
        assert statuses(stranger, photo) == {200}


class TestOtherPicture:
    @pytest.mark.parametrize(("is_visible", "status"), [(True, 200), (False, 404)])
    def test_logo_of_a_link(self, stranger, is_visible, status):
        photo = make_photo()
        make_link(logo=photo, is_visible=is_visible)

        assert statuses(stranger, photo) == {status}

    def test_logo_of_the_agency(self, stranger):
        photo = make_photo()
        make_agency(logo=photo)

        assert statuses(stranger, photo) == {200}

    @pytest.mark.parametrize(("is_visible", "status"), [(True, 200), (False, 404)])
    def test_in_the_text_of_a_page(self, stranger, is_visible, status):
        photo = make_photo()
        make_page(body=text_with(photo), is_visible=is_visible)

        assert statuses(stranger, photo) == {status}

    @pytest.mark.parametrize(
        ("post", "status"),
        [
            ({}, 200),
            ({"end": 0}, 200),
            ({"end": -1}, 404),
            ({"start": 1}, 404),
            ({"is_leader": False}, 404),
        ],
        ids=["holds it", "last day", "held it", "will hold it", "no leader"],
    )
    def test_of_a_person_is_public_with_a_leaders_post(self, stranger, post, status):
        portrait, in_biography = make_photo(), make_photo()
        biography = text_with(in_biography)
        person = Person.objects.create(full_name="Lê A", portrait=portrait, biography=biography)
        hold_post(person, **post)

        assert statuses(stranger, portrait) == {status}
        assert statuses(stranger, in_biography) == {status}

    @pytest.mark.parametrize(("is_leader", "status"), [(True, 200), (False, 404)])
    def test_in_the_duties_of_a_post(self, stranger, is_leader, status):
        photo = make_photo()
        Position.objects.create(name="Phó ban", is_leader=is_leader, duties=text_with(photo))

        assert statuses(stranger, photo) == {status}

    def test_in_the_duties_of_a_unit(self, stranger):
        photo = make_photo()
        Unit.objects.create(name="Văn phòng", slug="van-phong", duties=text_with(photo))

        assert statuses(stranger, photo) == {200}

    def test_that_nothing_shows_is_for_staff(self, stranger, signed_in):
        photo = make_photo()

        assert statuses(stranger, photo) == {404}
        assert statuses(signed_in(Role.REPORTER), photo) == {200}

    def test_is_known_of_every_table_that_may_show_one(self):
        relations = [*usage.relations(many=True), *usage.relations(many=False)]
        tables = {relation.related_model for relation in relations}
        tables |= {model for model, _ in usage.rich_text_fields()}
        others = {Article.photos.through, CorrectionPhoto}  # joins; is not public yet

        assert {rows.model for rows in shown_to_readers()} == tables - others


class TestWhoMay:
    @pytest.mark.parametrize(("role", "status"), [(Role.REPORTER, 200), (None, 404)])
    def test_see_an_unpublished_picture(self, signed_in, role, status):
        photo = make_photo()
        make_draft(lead_photo=photo)

        assert statuses(signed_in(role), photo) == {status}

    def test_see_a_document_that_a_correction_adds(self, stranger, signed_in):
        document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 kin"))
        uploads.store({document.name: document.data})
        row = {"title": "Kín", "file": document.name, "kind": "pdf", "size": 12}
        make_correction(make_article(), attachments=[row])
        address = f"/media/{document.name}"

        assert stranger.get(address).status_code == 404
        assert signed_in(Role.EDITOR).get(address).status_code == 200

    def test_see_nothing_with_a_session_that_is_none(self, stranger):
        photo = make_photo()
        stranger.cookies["sessionid"] = "x" * 32

        assert statuses(stranger, photo) == {404}

    def test_see_a_document_of_a_draft(self, stranger, signed_in):
        address = make_attached(make_draft)

        assert stranger.get(address).status_code == 404
        assert signed_in(Role.REPORTER).get(address).status_code == 404
        assert signed_in(Role.EDITOR).get(address).status_code == 200


class TestCost:
    def test_is_one_statement_for_a_stranger(self, stranger, django_assert_num_queries):
        photo = make_photo()
        make_article(lead_photo=photo)
        with django_assert_num_queries(2):
            stranger.get(addresses(photo)[0])

        with django_assert_num_queries(len(addresses(photo))):
            statuses(stranger, photo)

    def test_is_two_statements_for_what_is_not_public(self, stranger, django_assert_num_queries):
        photo = make_photo()

        with django_assert_num_queries(2):
            stranger.get(photo.file.url)

    @pytest.mark.parametrize(
        "name",
        [
            "photos/3f/3fa9c2d45b6e7f80-1600x900/333.webp",
            "photos/3f/3fa9c2d45b6e7f80-1600x900/1920.webp",
            "photos/3f/3fa9c2d45b6e7f80-0x0/320.webp",
        ],
    )
    def test_is_nothing_for_a_size_that_is_never_made(
        self, stranger, django_assert_num_queries, name
    ):
        with django_assert_num_queries(0):
            assert stranger.get(f"/media/{name}").status_code == 404


class TestAnswer:
    def test_to_everybody_may_be_kept_by_browsers_and_briefly_between(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = stranger.get(photo.file.url)

        assert answer["Cache-Control"] == "public, max-age=31536000, immutable, s-maxage=5"
        assert not answer.has_header("Vary")
        assert not answer.cookies

    def test_to_staff_about_a_public_picture_is_the_same(self, signed_in):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = signed_in(Role.REPORTER).get(photo.file.url)

        assert answer["Cache-Control"].startswith("public")
        assert not answer.has_header("Vary")

    def test_to_staff_about_an_unpublished_picture_is_kept_nowhere(self, signed_in):
        answer = signed_in(Role.REPORTER).get(make_photo().file.url)

        assert answer["Cache-Control"] == "private, no-store"

    def test_to_staff_about_an_unpublished_document_is_kept_nowhere(self, signed_in):
        answer = signed_in(Role.EDITOR).get(make_attached(make_draft))

        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Content-Disposition"] == "attachment"

    def test_refusing_a_picture_is_kept_nowhere(self, stranger):
        answer = stranger.get(make_photo().file.url)

        assert answer["Cache-Control"] == "private, no-store"
        assert not answer.cookies

    @pytest.mark.parametrize(("place", "kind"), [(0, "image/webp"), (-1, "image/jpeg")])
    def test_is_sandboxed_with_its_type(self, stranger, place, kind):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = stranger.get(addresses(photo)[place])

        assert answer["Content-Type"] == kind
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]

    def test_to_head_is_without_the_picture(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = stranger.head(photo.file.url)

        assert answer.status_code == 200
        assert int(answer["Content-Length"]) == photo.file.size

    def test_to_whoever_has_the_picture_is_short_until_it_is_withdrawn(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)
        known = {"If-Modified-Since": stranger.get(photo.file.url)["Last-Modified"]}
        before = stranger.get(photo.file.url, headers=known)

        Article.objects.update(status="withdrawn")

        assert before.status_code == 304
        assert stranger.get(photo.file.url, headers=known).status_code == 404


class TestSentByNginx:
    @pytest.fixture(autouse=True)
    def by_nginx(self, settings):
        settings.MEDIA_SENT_BY_NGINX = True

    def test_is_a_picture_the_portal_has_said_yes_to(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = stranger.get(photo.file.url)

        assert answer["X-Accel-Redirect"] == f"/media-da-luu/{photo.file.name}"
        assert answer["Content-Type"] == "image/webp"
        assert answer["Cache-Control"].startswith("public")
        assert answer.content == b""

    def test_is_a_document_as_an_attachment(self, stranger):
        address = make_attached(make_article)

        answer = stranger.get(address)

        assert answer["X-Accel-Redirect"] == address.replace("/media/", "/media-da-luu/")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == "attachment"

    def test_is_nothing_that_was_refused(self, stranger):
        photo = make_photo()
        make_draft(lead_photo=photo)

        for address in (*addresses(photo), make_attached(make_draft)):
            answer = stranger.get(address)

            assert answer.status_code == 404
            assert not answer.has_header("X-Accel-Redirect")


def test_every_picture_on_a_public_page_of_the_demonstration_is_public(stranger, demo):
    articles = list(Article.objects.published())
    pages = ["/", reverse("news:feed"), reverse("links:index"), "/tim-kiem/?q=cua+khau"]
    pages += [page.get_absolute_url() for page in Page.objects.visible()]
    pages += [article.get_absolute_url() for article in articles]
    pages += [article.get_print_url() for article in articles]
    found = set()
    for page in pages:
        found.update(re.findall(r"/media/photos/[\w./-]+", stranger.get(page).content.decode()))

    refused = [address for address in found if stranger.get(address).status_code != 200]

    assert len(found) > 20
    assert not refused
