from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils import timezone

from news.models import Article, Section
from tests.factories import (
    make_article,
    make_draft,
    make_expired,
    make_scheduled,
    make_section,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


class TestPublished:
    def test_leaves_out_drafts_scheduled_withdrawn_and_expired_articles(self):
        public = make_article()
        make_draft()
        make_scheduled()
        make_withdrawn()
        make_expired()

        assert list(Article.objects.published()) == [public]

    @pytest.mark.parametrize(
        "make", [make_article, make_draft, make_scheduled, make_withdrawn, make_expired]
    )
    def test_agrees_with_the_same_question_about_one_row(self, make):
        article = make()

        in_query = Article.objects.published().filter(pk=article.pk).exists()

        assert article.is_public(timezone.now()) == in_query


class TestOrder:
    def test_holds_what_is_pinned_until_its_pin_expires(self):
        now = timezone.now()
        pinned = make_article(pinned_until=now + timedelta(hours=1))
        make_article(pinned_until=now - timedelta(minutes=1))
        make_article()

        assert list(Article.objects.pinned()) == [pinned]

    def test_neighbours_are_the_next_newer_and_the_next_older(self):
        now = timezone.now()
        oldest, older, article, newer, _newest = (
            make_article(published_at=now - timedelta(hours=hours)) for hours in (9, 8, 7, 6, 5)
        )

        assert set(Article.objects.neighbours_of(article.pk, article.published_at)) == {
            older,
            newer,
        }
        assert list(Article.objects.neighbours_of(oldest.pk, oldest.published_at)) == [older]

    def test_neighbours_published_in_the_same_minute_are_not_skipped(self):
        moment = timezone.now() - timedelta(hours=1)
        first, second, third = (make_article(published_at=moment) for _ in range(3))

        assert set(Article.objects.neighbours_of(second.pk, second.published_at)) == {first, third}


class TestInSection:
    def test_finds_articles_of_the_group_below_and_of_further_sections_once(self):
        group = make_section(slug="nhom")
        below = make_section(parent=group)
        elsewhere = make_section()
        in_group, in_below = make_article(section=group), make_article(section=below)
        further = make_article(section=elsewhere)
        further.further_sections.set([group, below])
        make_article(section=elsewhere)

        assert set(Article.objects.in_section(group)) == {in_group, in_below, further}
        assert Article.objects.in_section(group).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"headline": ""},
        {"published_at": None},
        {"source_url": "https://baochinhphu.vn/bai", "source": ""},
        {"expires_at": timezone.now() - timedelta(days=400)},
        {"published_at": "0001-01-01T00:00:00+00:00"},
        {"pinned_until": "9999-12-31T00:00:00+00:00"},
    ],
)
def test_the_database_refuses_an_article_that_contradicts_itself(wrong):
    with pytest.raises(IntegrityError):
        make_article(**wrong)


def test_a_decomposed_headline_is_stored_composed_and_named_in_ascii():
    article = make_article(headline="Hội nghị biên giới")

    article.refresh_from_db()

    assert article.headline == "Hội nghị biên giới"
    assert article.slug == "hoi-nghi-bien-gioi"


def test_a_body_is_cleaned_whatever_way_it_is_saved():
    article = make_article(body="<p>Một</p><script>alert(1)</script>")
    Article.objects.filter(pk=article.pk).update(body="<p onclick=x()>Hai</p>")

    article.refresh_from_db()

    assert article.body == "<p>Hai</p>"


class TestSection:
    def test_moving_a_group_moves_the_addresses_of_its_sections(self):
        group = make_section(slug="tin")
        below = make_section(slug="hoat-dong", parent=group)
        group.slug = "tin-tuc"

        group.save()

        below.refresh_from_db()
        assert below.path == "tin-tuc/hoat-dong"

    def test_a_third_level_is_refused_by_form_and_database(self):
        below = make_section(parent=make_section(slug="nhom"), slug="muc")
        third = Section(name="Cấp ba", slug="cap-ba", parent=below)

        with pytest.raises(ValidationError, match="hai cấp"):
            third.full_clean()
        with pytest.raises(IntegrityError):
            third.save()

    def test_a_section_that_is_its_own_group_is_refused_by_form_and_database(self):
        section = make_section(slug="muc")
        section.parent = section

        with pytest.raises(ValidationError, match="chính nó"):
            section.full_clean()
        with pytest.raises(IntegrityError):
            Section.objects.filter(pk=section.pk).update(parent=section)

    @pytest.mark.parametrize(
        "slug", ["tim-kiem", "gioi-thieu", "quan-tri", "lien-ket", "rss", "media", "static"]
    )
    def test_an_address_of_the_system_is_refused(self, slug):
        with pytest.raises(ValidationError, match="đã dành"):
            Section(name="Mục mới", slug=slug).full_clean()

    def test_a_slug_that_exists_is_refused_with_a_sentence(self):
        make_section(slug="tin")

        with pytest.raises(ValidationError, match="trang khác dùng"):
            Section(name="Tin", slug="tin").full_clean()
