from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core import uploads
from news.models import Article, ArticlePhoto, Attachment
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_expired,
    make_front_block,
    make_link,
    make_page,
    make_photo,
    make_scheduled,
    make_section,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


class TestArticlePage:
    def test_shows_everything_a_report_has(self, client):
        photo = make_photo(alt="Hội trường đông người", caption="Toàn cảnh", credit="Ảnh minh hoạ")
        article = make_article(
            kicker="Thi đua",
            headline="Hội nghị sơ kết",
            lead="Sáu ban cùng dự.",
            body="<p>Nội dung <strong>đậm</strong>.</p>",
            byline="Phòng Kế hoạch tổng hợp",
            dateline="Hà Giang",
            source="Báo điện tử Chính phủ",
            source_url="https://baochinhphu.vn/bai-goc",
            lead_photo=photo,
        )
        ArticlePhoto.objects.create(
            article=article, photo=make_photo(), own_caption="Ảnh thứ hai", order=1
        )
        document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 noi dung"))
        uploads.store({document.name: document.data})
        Attachment.objects.create(
            article=article, title="Quyết định", file=document.name, kind="pdf", size=2_500_000
        )

        page = text_of(client.get(article.get_absolute_url()))

        for part in (
            "Thi đua",
            '<h1 class="article__title" id="tieu-de">Hội nghị sơ kết</h1>',
            "Sáu ban cùng dự.",
            "<p>Nội dung <strong>đậm</strong>.</p>",
            '<p class="article__byline">Phòng Kế hoạch tổng hợp</p>',
            "Hà Giang",
            '<a href="https://baochinhphu.vn/bai-goc" rel="noopener">Báo điện tử Chính phủ</a>',
            'alt="Hội trường đông người"',
            "<strong>Toàn cảnh</strong> · Ảnh minh hoạ",
            "<strong>Ảnh thứ hai</strong>",
            "PDF, 2,4 MB",
            'property="og:type" content="article"',
            '"@type": "NewsArticle"',
            '"@type": "BreadcrumbList"',
            'name="DC.creator" content="Phòng Kế hoạch tổng hợp"',
        ):
            assert part in page, part

    def test_fetches_its_lead_picture_first_and_the_others_when_they_come_near(self, client):
        lead, other = make_photo(), make_photo()
        article = make_article(lead_photo=lead)
        ArticlePhoto.objects.create(article=article, photo=other)

        page = text_of(client.get(article.get_absolute_url()))
        head = page.partition("</head>")[0]

        stem = lead.file.name.rpartition("/")[0]
        assert f'rel="preload" as="image" imagesrcset="/media/{stem}/' in head
        assert page.count('fetchpriority="high"') == 2
        assert page.count('loading="lazy"') == 1

    def test_shows_a_lead_picture_that_stands_in_the_text_only_there(self, client):
        photo = make_photo(alt="Cổng Hữu Nghị")
        body = f'<p>Chữ</p><p><img src="/media/{photo.file.name}" alt="Cổng Hữu Nghị"></p>'
        article = make_article(lead_photo=photo, body=body)

        page = text_of(client.get(article.get_absolute_url()))

        assert page.partition("<body")[2].count('alt="Cổng Hữu Nghị"') == 1

    def test_prints_the_date_as_offices_write_it(self, client):
        article = make_article(published_at="2017-07-14T16:48:00+07:00")

        page = text_of(client.get(f"/{article.section.path}/{article.slug}-{article.pk}.html"))

        assert "Thứ Sáu, 14/07/2017, 16:48" in page

    def test_a_corrected_headline_leads_old_addresses_to_the_new_one(self, client):
        article = make_article(headline="Tiêu đề củ")
        old = article.get_absolute_url()
        article.slug = "tieu-de-moi"
        article.save()

        response = client.get(old)

        assert response.status_code == 301
        assert response["Location"] == article.get_absolute_url()

    def test_a_moved_section_leads_old_article_addresses_to_the_new_one(self, client):
        article = make_article(section=make_section(slug="cu"))
        old = article.get_absolute_url()
        article.section.slug = "moi"
        article.section.save()

        response = client.get(old)

        assert response.status_code == 301
        assert response["Location"] == f"/moi/{article.slug}-{article.pk}.html"

    def test_addresses_of_the_former_site_lead_to_the_article(self, client):
        article = make_article(headline="Hội nghị năm 2017")

        response = client.get("/tin-tuc-su-kien/tin-hoat-dong/hoi-nghi-nam-2017.html")

        assert response.status_code == 301
        assert response["Location"] == article.get_absolute_url()

    @pytest.mark.parametrize("make", [make_draft, make_scheduled, make_withdrawn, make_expired])
    def test_what_is_not_public_is_absent_from_every_page(self, client, make):
        make_agency()
        shown = make_article(headline="Bài công khai")
        hidden = make(headline="Bài chưa công khai", body="<p>Điều bí mật</p>")
        pages = [
            "/",
            shown.get_absolute_url(),
            shown.section.get_absolute_url(),
            "/rss/",
            f"/rss/{shown.section.slug}/",
            "/sitemap-articles.xml",
            "/sitemap-news.xml",
            "/tim-kiem/?q=bai",
            "/so-do-cong/",
        ]

        assert client.get(hidden.get_absolute_url()).status_code == 404
        assert client.get(hidden.get_print_url()).status_code == 404
        for path in pages:
            page = text_of(client.get(path))
            assert "chưa công khai" not in page, path
            assert "bí mật" not in page, path

    def test_links_to_the_articles_before_and_after_it(self, client):
        now = timezone.now()
        before = make_article(published_at=now - timedelta(days=3))
        article = make_article(published_at=now - timedelta(days=2))
        after = make_article(published_at=now - timedelta(days=1))

        response = client.get(article.get_absolute_url())

        assert response.context["older"] == before
        assert response.context["newer"] == after

    def test_structured_data_cannot_be_ended_by_a_headline(self, client):
        article = make_article(headline="A</script><script>alert(1)</script>")

        page = text_of(client.get(article.get_absolute_url()))

        assert "<script>alert(1)" not in page

    def test_structured_data_takes_no_headline_for_an_address(self, client):
        article = make_article(headline="/10 giải pháp")

        page = text_of(client.get(article.get_absolute_url()))

        assert '"headline": "/10 giải pháp"' in page
        assert f'"url": "http://testserver{article.get_absolute_url()}"' in page

    def test_has_a_print_view_with_its_address(self, client):
        make_agency()
        article = make_article()

        page = text_of(client.get(article.get_print_url()))

        assert f"http://testserver{article.get_absolute_url()}" in page
        assert "noindex" in page


class TestSectionPage:
    def test_shows_its_articles_newest_first_in_pages(self, client):
        section = make_section()
        for _ in range(13):
            make_article(section=section)

        first = client.get(section.get_absolute_url())
        second = client.get(section.get_absolute_url(), {"trang": 2})

        assert len(first.context["page"]) == 12
        assert len(second.context["page"]) == 1
        assert 'aria-current="page"><span class="u-hidden">Trang </span>2' in text_of(second)

    @pytest.mark.parametrize("page", ["0", "-1", "99", "abc", "99999999999", "1.5", "%00"])
    def test_an_unknown_page_number_is_not_found(self, client, page):
        section = make_article().section

        response = client.get(f"{section.get_absolute_url()}?trang={page}")

        assert response.status_code == 404
        assert "Không tìm thấy trang này" in text_of(response)

    def test_a_renamed_section_leads_to_its_new_address(self, client):
        section = make_section(slug="cu")
        section.slug = "moi"
        section.save()

        response = client.get("/cu/")

        assert response.status_code == 301
        assert response["Location"] == "/moi/"

    @pytest.mark.parametrize("change", ["rename the group", "leave the group"])
    def test_a_section_whose_group_changed_leads_on_from_its_old_address(self, client, change):
        group = make_section(slug="cha-me")
        below = make_section(slug="con-cai", parent=group)
        if change == "rename the group":
            group.slug = "cha-moi"
            group.save()
        else:
            below.parent = None
            below.save()

        response = client.get("/cha-me/con-cai/")

        below.refresh_from_db()
        assert response.status_code == 301
        assert response["Location"] == below.get_absolute_url()

    def test_a_later_page_has_an_address_of_its_own_for_search_engines(self, client):
        section = make_section(slug="tin")
        for _ in range(13):
            make_article(section=section)

        page = text_of(client.get("/tin/?trang=2"))

        assert '<link rel="canonical" href="http://testserver/tin/?trang=2">' in page

    def test_an_empty_section_says_so_and_stays_out_of_the_menu(self, client):
        section = make_section(name="Mục trống")

        assert "chưa có tin bài" in text_of(client.get(section.get_absolute_url()))
        assert "Mục trống" not in text_of(client.get("/so-do-cong/"))


class TestFeeds:
    def test_items_have_what_readers_show(self, client):
        make_agency()
        article = make_article(
            headline="Tin & bài",
            lead="Sapô <đặc biệt>",
            byline="Văn phòng",
            lead_photo=make_photo(),
        )

        feed = text_of(client.get("/rss/"))

        assert "<title>Tin &amp; bài</title>" in feed
        assert f"http://testserver{article.get_absolute_url()}" in feed
        assert "share.jpg" in feed
        assert "<language>vi</language>" in feed

    def test_of_a_renamed_section_keep_their_address(self, client):
        make_agency()
        section = make_section(slug="cu")
        section.slug = "moi"
        section.save()

        assert client.get("/rss/cu/").status_code == 200

    def test_an_unknown_section_has_no_feed(self, client):
        assert client.get("/rss/khong-co/").status_code == 404


def _fill(articles):
    """The whole site around *articles* articles: several sections, photos, pages and links."""
    make_agency(logo=make_photo())
    group = make_section(slug="tin")
    sections = [make_section(parent=group) for _ in range(3)]
    notices = make_section(slug="thong-bao", is_for_notices=True)
    for section in (*sections, notices):
        make_front_block(section=section)
    photo = make_photo()
    made = [
        make_article(
            section=[*sections, notices][number % 4],
            lead_photo=photo,
            published_at=timezone.now() - timedelta(minutes=number + 1),
        )
        for number in range(articles)
    ]
    for _ in range(3):
        make_page()
        make_link()
    ArticlePhoto.objects.create(article=made[0], photo=photo)
    return made


@pytest.mark.parametrize("articles", [8, 200])
def test_pages_cost_the_same_however_many_articles(client, django_assert_num_queries, articles):
    article = _fill(articles)[0]
    statements = {  # the version, and
        "/": 6,  # pinned, newest, sections, their articles, ranking
        article.section.get_absolute_url(): 4,  # section, count, articles
        article.get_absolute_url(): 6,  # article, gallery, files, related, neighbours
    }
    for path in statements:
        client.get(path)  # statements are planned once, rows are read once

    for path, many in statements.items():
        with django_assert_num_queries(many):
            client.get(path)


def test_pages_of_a_single_article_cost_no_more(client, django_assert_max_num_queries):
    article = _fill(1)[0]
    for path in ("/", article.get_absolute_url()):
        client.get(path)

        with django_assert_max_num_queries(6):
            client.get(path)


@pytest.mark.parametrize("articles", [1, 200])
def test_the_first_page_after_a_change_costs_six_more(
    client, django_assert_max_num_queries, articles
):
    article, another = _fill(articles)[0], make_article(status="withdrawn")

    for path, most in (
        ("/", 12),
        (article.section.get_absolute_url(), 10),
        (article.get_absolute_url(), 12),
    ):
        client.get(path)
        Article.objects.filter(pk=another.pk).update(status="published")
        Article.objects.filter(pk=another.pk).update(status="withdrawn")
        with django_assert_max_num_queries(most):
            client.get(path)


def test_what_was_corrected_is_read_once_more(client, django_assert_num_queries):
    article = _fill(8)[0]
    path = article.get_absolute_url()
    client.get(path)

    Article.objects.filter(pk=article.pk).update(headline="Tên đã sửa")
    with django_assert_num_queries(6 + 6 + 1):  # with the site, and the article's own columns
        page = client.get(path)

    assert "Tên đã sửa" in text_of(page)
    with django_assert_num_queries(6):
        client.get(path)


def test_a_public_page_sets_no_cookie_and_allows_nothing_inline(client):
    article = _fill(4)[0]

    for path in ("/", article.get_absolute_url(), reverse("search") + "?q=bai", "/khong-co/"):
        response = client.get(path)

        assert not response.cookies, path
        assert "unsafe" not in response["Content-Security-Policy"], path
        assert "Vary" not in response or "Cookie" not in response["Vary"], path
