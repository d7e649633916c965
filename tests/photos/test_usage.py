import pytest

from links.models import Link
from news.models import ArticlePhoto
from organization.models import Person
from photos import usage
from photos.models import Photo
from tests.factories import make_agency, make_article, make_link, make_page, make_photo

pytestmark = pytest.mark.django_db


def in_text(photo):
    return f'<p><img src="{photo.file.url}" alt="Cổng"></p>'


def lead(photo):
    make_article(headline="Đây", lead_photo=photo)


def body(photo):
    make_article(headline="Đây", body=in_text(photo))


def gallery(photo):
    ArticlePhoto.objects.create(article=make_article(headline="Đây"), photo=photo)


def portrait(photo):
    Person.objects.create(full_name="Đây", portrait=photo)


def biography(photo):
    Person.objects.create(full_name="Đây", biography=in_text(photo))


def page(photo):
    make_page(title="Đây", body=in_text(photo))


def logo(photo):
    make_link(name="Đây", **{logo_field(): photo})


def logo_field():
    return next(one.name for one in Link._meta.fields if one.related_model is Photo)


PLACES = {
    lead: "Bài viết: ảnh chính",
    body: "Bài viết: nội dung",
    gallery: "Bài viết: ảnh trong bài",
    portrait: "Cán bộ: ảnh chân dung",
    biography: "Cán bộ: tiểu sử tóm tắt",
    page: "Trang giới thiệu: nội dung",
    logo: "Liên kết: biểu trưng",
}


class TestUses:
    @pytest.mark.parametrize(
        ("show", "label"), PLACES.items(), ids=[show.__name__ for show in PLACES]
    )
    def test_name_the_place_and_lead_to_its_form(self, show, label):
        photo = make_photo()
        make_photo()
        show(photo)

        [use] = usage.uses(photo)

        assert use.label == label
        assert use.count == 1
        [(name, address)] = use.rows
        assert name == "Đây"
        assert address.startswith("/quan-tri/")

    def test_list_an_article_that_shows_the_photo_in_its_text_once(self):
        photo = make_photo()
        article = make_article(body=in_text(photo))
        ArticlePhoto.objects.create(article=article, photo=photo)

        assert [(use.label, use.count) for use in usage.uses(photo)] == [("Bài viết: nội dung", 1)]

    def test_name_the_newest_and_count_the_rest(self):
        photo = make_photo()
        articles = [make_article(lead_photo=photo) for _ in range(usage.LISTED + 3)]

        [use] = usage.uses(photo)

        assert use.count == usage.LISTED + 3
        assert len(use.rows) == usage.LISTED
        assert use.rows[0][0] == str(articles[-1])


class TestUnused:
    def test_are_those_nothing_shows(self):
        alone = make_photo()
        make_article(body="<p>Không ảnh</p>")

        assert list(usage.unused(Photo.objects.all())) == [alone]

    @pytest.mark.parametrize("show", PLACES, ids=lambda one: one.__name__)
    def test_are_not_those_shown_anywhere(self, show):
        alone, photo = make_photo(), make_photo()
        show(photo)

        assert list(usage.unused(Photo.objects.all())) == [alone]

    def test_are_not_those_the_agency_shows(self):
        photo = make_photo()
        agency = make_agency()
        field = next(one.name for one in agency._meta.fields if one.related_model is Photo)
        setattr(agency, field, photo)
        agency.save()

        assert not usage.unused(Photo.objects.all()).exists()

    def test_are_found_in_one_statement(self, django_assert_num_queries):
        for _ in range(3):
            make_article(body=in_text(make_photo()))
        make_photo()

        with django_assert_num_queries(1):
            assert len(usage.unused(Photo.objects.all())) == 1
