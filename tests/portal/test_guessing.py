"""What an address that leads nowhere may have meant."""

from datetime import timedelta

import pytest
from django.utils import timezone

from portal.guessing import LONGEST_PATH, Guess, asked_for, guess
from portal.site import current_site
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_page,
    make_scheduled,
    make_section,
    make_withdrawn,
)

CONFERENCE = "Hội nghị sơ kết công tác thi đua cụm số 1"


class TestAskedFor:
    @pytest.mark.parametrize(
        ("path", "joined", "slug", "number", "typed"),
        [
            ("/tin-tức-sự-kiện/", "tin-tuc-su-kien", "tin-tuc-su-kien", None, "tin tức sự kiện"),
            ("/Tin/HOI-NGHI.HTML", "tin/hoi-nghi", "hoi-nghi", None, "HOI NGHI"),
            ("/tin/hoi-nghi-12.aspx", "tin/hoi-nghi-12", "hoi-nghi", 12, "hoi nghi 12"),
            ("/tin/12.html", "tin/12", "", 12, "12"),
            ("/a//b", "a/b", "b", None, "b"),
            ("/so_dien_thoai.php", "so-dien-thoai", "so-dien-thoai", None, "so dien thoai"),
        ],
    )
    def test_takes_an_address_to_pieces(self, path, joined, slug, number, typed):
        asked = asked_for(path)

        assert (asked.path, asked.slug, asked.number, asked.typed) == (joined, slug, number, typed)

    @pytest.mark.parametrize(
        "path", ["/", "//", "/a\0b/", "/%FF%FE/", "/\u200b", "/" + "a" * LONGEST_PATH, "/😀/", "/?"]
    )
    def test_makes_nothing_of_what_nobody_means(self, path):
        assert asked_for(path) is None


@pytest.mark.django_db
class TestGuess:
    @pytest.fixture(autouse=True)
    def site(self):
        make_agency()
        group = make_section(name="Tin tức - Sự kiện", slug="tin-tuc-su-kien")
        section = make_section(name="Tin hoạt động", slug="tin-hoat-dong", parent=group)
        make_page(title="Lãnh đạo Ban", slug="lanh-dao")
        self.article = make_article(section=section, headline=CONFERENCE)

    def guess(self, path) -> Guess:
        return guess(asked_for(path), current_site())

    @pytest.mark.parametrize(
        ("path", "address"),
        [
            ("/tin-tức-sự-kiện/", "/tin-tuc-su-kien/"),
            ("/Tin-Tuc-Su-Kien/Tin-Hoat-Dong/", "/tin-tuc-su-kien/tin-hoat-dong/"),
            ("/tin-tuc-su-kien/tin-hoat-dong.html", "/tin-tuc-su-kien/tin-hoat-dong/"),
            ("/tin-tuc-su-kien//tin-hoat-dong", "/tin-tuc-su-kien/tin-hoat-dong/"),
            ("/Giới-thiệu/Lãnh-đạo", "/gioi-thieu/lanh-dao/"),
            ("/lien-he.html", "/lien-he/"),
            ("/index.php", "/"),
        ],
    )
    def test_is_certain_of_a_place_whose_address_is_the_same_when_folded(self, path, address):
        assert self.guess(path).certain == address

    def test_is_certain_of_a_former_address_of_a_section(self):
        section = make_article(section=make_section(slug="tin-cu")).section
        section.slug = "tin-moi"
        section.save()

        assert self.guess("/Tin-Cu.html").certain == "/tin-moi/"

    @pytest.mark.parametrize(
        "path",
        [
            "/tin/HOI-NGHI-SO-KET-CONG-TAC-THI-DUA-CUM-SO-1.HTML",
            "/tin/hội-nghị-sơ-kết-công-tác-thi-đua-cụm-số-1",
            "/vn/hoi-nghi-so-ket-cong-tac-thi-dua-cum-so-1-99887.htm",
            "/tin/hoi-nghi-so-ket-thi-dua-{pk}.aspx",
        ],
    )
    def test_is_certain_of_an_article_by_its_name_or_by_its_number_and_most_of_its_name(self, path):
        found = self.guess(path.format(pk=self.article.pk))

        assert found.certain == self.article.get_absolute_url()

    def test_takes_a_number_alone_for_nothing(self):
        assert self.guess(f"/tin/{self.article.pk}.html") == Guess()

    def test_is_not_certain_when_only_the_number_fits(self):
        found = self.guess(f"/tin/thong-bao-{self.article.pk}.html")

        assert not found.certain

    def test_is_not_certain_between_two_of_one_name(self):
        namesakes = [
            make_article(headline="Giá xăng, dầu cùng tăng từ chiều nay") for _ in range(2)
        ]

        found = self.guess(f"/tin/{namesakes[0].slug}-99999.html")

        assert not found.certain
        assert len(found.places) == 2

    def test_never_leads_from_a_withdrawn_article_to_its_namesake(self):
        withdrawn = make_withdrawn(headline="Giá xăng, dầu cùng tăng từ chiều nay")
        make_article(headline=withdrawn.headline)

        assert not self.guess(withdrawn.get_absolute_url()).certain

    def test_is_not_certain_of_a_short_name_with_another_number(self):
        make_article(headline="Thông báo")

        found = self.guess("/tin/thong-bao-2017.htm")

        assert not found.certain
        assert [name for name, _ in found.places] == ["Thông báo"]

    @pytest.mark.parametrize("path", ["/tin-hoat-dog/", "/tin-hoat-dongg/x/../tin-hoat-dong-1"])
    def test_offers_places_whose_address_is_near(self, path):
        assert ("Tin hoạt động", "/tin-tuc-su-kien/tin-hoat-dong/") in self.guess(path).places

    def test_offers_articles_that_share_most_of_the_words_nearest_first(self):
        nearer = make_article(headline="Hội nghị tổng kết công tác thi đua")
        make_article(headline="Hội nghị")

        found = self.guess("/tin/hoi-nghi-tong-ket-cong-tac-thi-dua-nam.html")

        assert [name for name, _ in found.places] == [nearer.headline, CONFERENCE]

    @pytest.mark.parametrize("make", [make_draft, make_scheduled, make_withdrawn])
    def test_never_names_what_readers_may_not_see(self, make):
        hidden = make(headline="Kế hoạch chưa công bố của Ban")

        assert self.guess(f"/tin/{hidden.slug}-{hidden.pk}.htm") == Guess()

    def test_is_certain_of_an_old_article_however_many_newer_ones_have_the_words(self, monkeypatch):
        monkeypatch.setattr("portal.guessing.MOST_ARTICLES", 2)
        old = make_article(headline="Thông báo họp", published_at=timezone.now() - timedelta(99))
        for number in range(4):
            make_article(headline=f"Thông báo họp lần {number}")

        assert self.guess("/tin/THONG-BAO-HOP.htm").certain == old.get_absolute_url()

    @pytest.mark.parametrize("words", [1, 2, 8, 40])
    def test_costs_one_statement_beside_the_site_whatever_the_length(
        self, django_assert_num_queries, words
    ):
        site = current_site()

        with django_assert_num_queries(1):
            guess(asked_for("/tin/" + "-".join(f"tu{n}" for n in range(words))), site)
