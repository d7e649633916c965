"""The results page, its feed and what is suggested, as a browser asks for them."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.core import signing
from django.utils import timezone

from core import pagecache
from core.limits import Limits
from news.models import Article, Attachment
from organization.models import Unit
from portal import searching
from search import suggesting
from search.models import Entry, Synonym
from search.questions import SALT
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_link,
    make_page,
    make_section,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db

PATH = "/tim-kiem/"


@pytest.fixture(autouse=True)
def agency():
    return make_agency()


def text_of(response) -> str:
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def titles(response) -> list[str]:
    return [re.sub(r"<[^>]*>", "", result.title) for result in response.context["results"]]


class TestResults:
    def test_show_the_words_as_they_are_written(self, client):
        make_article(headline="Cửa khẩu Hữu Nghị mở lại", lead="Tin vui cho cửa khẩu.")

        page = client.get(PATH, {"q": "cua khau"}).content.decode()

        assert "<mark>Cửa khẩu</mark> Hữu Nghị mở lại" in page
        assert "Tin vui cho <mark>cửa khẩu</mark>." in page

    def test_show_the_place_in_the_text_where_the_words_stand(self, client):
        body = f"<p>{'Đầu bài dài dòng. ' * 60}Xe chờ ở bãi Cốc Nam từ sớm.{' Hết.' * 60}</p>"
        make_article(headline="Họp", lead="Tóm tắt", body=body)

        passage = client.get(PATH, {"q": "bai coc nam"}).context["results"][0].passage

        assert "Xe chờ ở <mark>bãi Cốc Nam</mark> từ sớm." in passage
        assert len(passage) < 400

    def test_never_let_markup_through(self, client):
        make_article(headline="<b>Họp</b> & bàn <script>", lead="1 < 2 họp")

        page = client.get(PATH, {"q": "họp <script>alert(1)</script>"}).content.decode()
        page += client.get(PATH, {"q": "họp"}).content.decode()

        assert "&lt;b&gt;<mark>Họp</mark>&lt;/b&gt; &amp; bàn" in page
        assert "<script>" not in re.sub(r"<script (src|type)=", "", page)

    def test_lead_to_what_was_found_and_say_what_it_is(self, client):
        article = make_article(headline="Lưu vực")
        organisation_page = make_page(title="Lưu vực sông")
        link = make_link(name="Sở lưu vực")

        results = client.get(PATH, {"q": "luu vuc"}).context["results"]

        assert {result.address for result in results} == {
            each.get_absolute_url() for each in (article, organisation_page, link)
        }
        kinds = [result.kind.split(" · ")[0] for result in results]
        assert sorted(kinds) == sorted(["Giới thiệu", "Liên kết", article.section.name])

    def test_are_only_what_readers_may_see(self, client):
        make_draft(headline="Lưu vực")
        make_withdrawn(headline="Lưu vực")

        response = client.get(PATH, {"q": "lưu vực"})

        assert "Không có kết quả" in text_of(response)
        assert client.get("/tim-kiem/goi-y/", {"q": "lưu vực"}).json() == {"found": []}

    def test_have_pages(self, client):
        for number in range(20):
            make_article(headline=f"Lưu vực {number}")

        second = client.get(PATH, {"q": "lưu vực", "trang": 2})

        assert len(titles(second)) == 5
        assert client.get(PATH, {"q": "lưu vực", "trang": 3}).status_code == 404
        for odd in ("10000000000", "-1", "0", "x", "²"):
            assert client.get(PATH, {"q": "lưu vực", "trang": odd}).status_code == 404


class TestNarrowing:
    @pytest.fixture(autouse=True)
    def articles(self):
        self.group = make_section(name="Tin tức")
        self.section = make_section(name="Cửa khẩu", parent=self.group)
        self.notices = make_section(name="Thông báo", is_for_notices=True)
        old = timezone.now() - timedelta(days=400)
        make_article(headline="Lưu vực một", section=self.section)
        make_article(headline="Lưu vực hai", section=self.section, published_at=old)
        make_article(headline="Lưu vực ba", section=self.notices)

    def test_counts_what_each_choice_would_show(self, client):
        answer = client.get(PATH, {"q": "lưu vực"}).context["answer"]

        kinds = {choice.name: choice.count for choice in answer.kinds}
        assert kinds == {"Tất cả": 3, "Tin bài": 2, "Thông báo": 1}
        sections = {choice.name: choice.count for choice in answer.sections}
        assert sections == {"Tất cả": 3, "Tin tức": 2, "Cửa khẩu": 2, "Thông báo": 1}

    def test_shows_as_many_as_it_promised(self, client):
        answer = client.get(PATH, {"q": "lưu vực"}).context["answer"]

        for choice in [*answer.kinds, *answer.sections]:
            assert len(titles(client.get(choice.address))) == choice.count, choice

    def test_shows_as_many_as_it_promised_when_something_is_chosen(self, client):
        group = make_section(name="Chuyên đề")
        Article.objects.get(headline="Lưu vực một").further_sections.add(group)
        make_link(name="Lưu vực")

        first = client.get(PATH, {"q": "lưu vực"}).context["answer"]
        for chosen in [*first.kinds, *first.sections]:
            answer = client.get(chosen.address).context["answer"]
            for choice in [*answer.kinds, *answer.sections]:
                assert len(titles(client.get(choice.address))) == choice.count, (chosen, choice)

    def test_by_a_group_shows_what_lies_below_it(self, client):
        response = client.get(PATH, {"q": "lưu vực", "muc": "nothing"})
        assert len(titles(response)) == 3

        response = client.get(PATH, {"q": "lưu vực", "muc": self.group.path})
        assert len(titles(response)) == 2

    @pytest.mark.parametrize("form", ["%Y-%m-%d", "%d/%m/%Y"])
    def test_by_dates_takes_in_both_days(self, client, form):
        day = timezone.localdate() - timedelta(days=1)  # an hour ago may be yesterday

        response = client.get(PATH, {"q": "lưu vực", "tu": day.strftime(form)})
        assert len(titles(response)) == 2
        old = timezone.localdate() - timedelta(days=400)
        days = {"tu": old.strftime(form), "den": old.strftime(form)}
        assert titles(client.get(PATH, {"q": "lưu vực", **days})) == ["Lưu vực hai"]

    def test_keeps_what_was_chosen_in_every_address(self, client):
        asked = {"q": "lưu vực", "loai": "article", "tu": "03/02/2001", "xep": "moi-nhat"}
        answer = client.get(PATH, asked).context["answer"]

        for choice in answer.sections:
            query = parse_qs(urlsplit(choice.address).query)
            assert {name: query[name][0] for name in asked} == asked

    def test_by_no_date_says_so_and_keeps_what_was_typed(self, client):
        response = client.get(PATH, {"q": "lưu vực", "tu": "31/02/2026", "den": "mai"})

        assert text_of(response).count("Chưa hiểu ngày này") == 2
        assert 'value="31/02/2026"' in response.content.decode()
        assert len(titles(response)) == 3

    def test_by_no_date_is_said_above_the_results_too(self, client):
        page = client.get(PATH, {"q": "lưu vực", "tu": "<31/02>", "den": "1/1/2026"})

        [status] = re.findall(r'role="status">(.*?)</p>', page.content.decode(), re.DOTALL)
        assert "Chưa hiểu “&lt;31/02&gt;” ở ô “Từ ngày”" in status
        assert "Đến ngày" not in status

    def test_by_dates_the_wrong_way_round_takes_them_the_right_way(self, client):
        days = {"tu": "31/12/2002", "den": "1/1/2001"}

        asked = client.get(PATH, {"q": "lưu vực", **days}).context["asked"]

        assert [box.typed for box in asked.dates] == ["01/01/2001", "31/12/2002"]
        assert asked.filters.since < asked.filters.until

    def test_by_dates_keeps_everything_else_that_was_chosen(self, client):
        chosen = {"q": "lưu vực", "loai": "article", "muc": self.group.path, "xep": "moi-nhat"}

        page = client.get(PATH, {**chosen, "tu": "1/1/2001"}).content.decode()

        form = page[page.index('aria-label="Khoảng ngày"') :]
        form = form[: form.index("</form>")]
        hidden = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', form)
        assert dict(hidden) == chosen

    def test_to_nothing_leads_back(self, client):
        response = client.get(PATH, {"q": "lưu vực", "loai": "link"})

        assert "Không có kết quả cho “lưu vực” trong phạm vi đã chọn" in text_of(response)
        assert "Tìm “lưu vực” trong toàn trang" in text_of(response)

    @pytest.mark.parametrize(
        "odd",
        [{"loai": "x"}, {"xep": "x"}, {"tu": "x"}, {"den": "31/02/2026"}, {"muc": "'"}]
        + [{"tu": "9999-12-31"}, {"den": "9999-12-31"}, {"tu": "0001-01-01"}],
    )
    def test_by_what_is_no_choice_is_no_fault(self, client, odd):
        assert client.get(PATH, {"q": "lưu vực", **odd}).status_code == 200


class TestMeant:
    @pytest.mark.parametrize("typed", ["cuwra khaaur", "cua73 kha63u", "cửa khảau", "cua kaau"])
    def test_is_shown_with_its_results(self, client, typed):
        make_article(headline="Cửa khẩu Hữu Nghị")

        response = client.get(PATH, {"q": typed})

        assert f"Không có kết quả cho “{typed}”. Có phải bạn tìm Cửa khẩu ?" in text_of(response)
        assert titles(response) == ["Cửa khẩu Hữu Nghị"]

    def test_is_not_guessed_when_only_the_choice_finds_nothing(self, client):
        make_article(headline="Bãi xe")
        make_link(name="Bãi xa")

        response = client.get(PATH, {"q": "bãi xe", "loai": "link"})

        assert "trong phạm vi đã chọn" in text_of(response)
        assert titles(response) == []

    def test_is_asked_above_what_has_the_words_scattered(self, client):
        make_article(headline="Cửa khẩu Hữu Nghị")
        scattered = make_article(headline="Nghĩ về cái hũ")

        response = client.get(PATH, {"q": "hũ nghị"})

        assert titles(response) == [scattered.headline]
        assert "Có phải bạn tìm Hữu Nghị ?" in text_of(response)
        assert titles(client.get(PATH, {"q": "Hữu Nghị"})) == ["Cửa khẩu Hữu Nghị"]

    def test_of_one_letter_is_nothing(self, client):
        make_article(headline="Vụ án")

        assert "Có phải bạn tìm" not in text_of(client.get(PATH, {"q": "a"}))

    def test_says_when_some_words_are_missing(self, client):
        make_article(headline="Mở rộng bãi xe hàng ở cửa khẩu Tân Thanh trong quý này")

        response = client.get(PATH, {"q": "bãi xe hàng tân thanh khủnglong"})

        assert "Đây là những tin có gần đủ" in text_of(response)


class TestNothing:
    def test_leads_on(self, client):
        article = make_article(headline="Bãi xe")

        response = client.get(PATH, {"q": "khongcogi"})

        text = text_of(response)
        assert "Không có kết quả cho “khongcogi”." in text
        assert article.headline in text
        assert article.section.name in text
        assert "xem cách liên hệ" in text

    @pytest.mark.parametrize("typed", ["…", "-", "-trực", '""', "🙂", "&|!():*"])
    def test_to_look_for_is_said(self, client, typed):
        assert "không có từ nào để tìm" in text_of(client.get(PATH, {"q": typed}))

    def test_typed_shows_how_to_search(self, client):
        assert "trong ngoặc kép" in text_of(client.get(PATH))


@pytest.mark.parametrize(
    "typed",
    ["'", '"', "\\", "&|!():*", "<script>", "\0", "a" * 5000, "%", "😀", "-", "''", "\u202eabc"]
    + ['"' * 300, "và " * 300, "友谊", "' OR 1=1 --", "\ud800".encode("utf-8", "surrogatepass")],
)
def test_any_typing_gets_a_page(client, typed):
    for path in (PATH, "/tim-kiem/goi-y/"):
        assert client.get(path, {"q": typed}).status_code == 200


def test_a_long_question_is_cut_and_says_so(client):
    assert "chỉ tìm theo phần đầu" in text_of(client.get(PATH, {"q": "bãi xe " * 40}))


def test_an_agency_s_synonym_is_found_at_once(client):
    make_article(headline="Khu kinh tế cửa khẩu Đồng Đăng")
    assert titles(client.get(PATH, {"q": "kktdd"})) == []

    Synonym.objects.create(short="KKTDD", full="khu kinh tế cửa khẩu")

    assert titles(client.get(PATH, {"q": "kktdd"})) == ["Khu kinh tế cửa khẩu Đồng Đăng"]


class TestCost:
    def test_is_the_same_however_much_there_is(self, client, django_assert_num_queries):
        for number in range(3):
            make_article(headline=f"Lưu vực {number}")
        client.get(PATH, {"q": "lưu vực"})  # what is kept per content version

        with django_assert_num_queries(5):
            client.get(PATH, {"q": "lưu vực"})
        for number in range(200):
            make_article(headline=f"Lưu vực {number}")
        client.get(PATH, {"q": "lưu vực"})
        with django_assert_num_queries(6):
            client.get(PATH, {"q": "lưu vực"})

    def test_of_suggestions_is_two_statements_and_three_more_for_a_long_look(
        self, client, django_assert_num_queries
    ):
        for number in range(8):
            make_article(headline=f"Lưu vực {number}")
        make_article(headline="Bãi xe")
        client.get("/tim-kiem/goi-y/", {"q": "lưu v"})

        with django_assert_num_queries(2):
            client.get("/tim-kiem/goi-y/", {"q": "lưu v"})
        with django_assert_num_queries(5):
            client.get("/tim-kiem/goi-y/", {"q": "bãi x"})


class TestSuggestions:
    def names(self, client, typed):
        found = client.get("/tim-kiem/goi-y/", {"q": typed}).json()["found"]
        return [each["name"] for each in found]

    @pytest.mark.parametrize("typed", ["cua khau h", "Cửa khẩu hữ", "huu ngh", "nghị", "cử"])
    def test_go_on_as_typed(self, client, typed):
        make_article(headline="Cửa khẩu Hữu Nghị", section=make_section(name="Tin"))

        assert self.names(client, typed) == ["Cửa khẩu Hữu Nghị"]

    def test_go_on_with_any_of_many_words(self, client):
        words = ["phong", "phuong", "phap", "phan", "phat", "phe", "phi", "pho", "phu", "phuc"]
        words += ["phung", "phut", "pham", "phai", "pha", "phien", "phim", "phia", "phep", "phan"]
        for word in words:
            make_article(headline=f"Bài {word} {word}")
        make_article(headline="Văn phương")
        article = make_article(headline="Văn phòng Ban")

        assert self.names(client, "văn ph") == ["Văn phòng Ban", "Văn phương"]
        assert article.headline in self.names(client, "văn phò")

    @pytest.mark.parametrize("typed", ["lịch tiếp c", "tiếp c", "lịch c"])
    def test_go_on_in_titles_older_than_the_newest(self, client, typed, monkeypatch):
        monkeypatch.setattr(suggesting, "KEPT", 1)
        article = make_article(
            headline="Lịch tiếp công dân", published_at=timezone.now() - timedelta(days=900)
        )
        make_article(headline="Tin khác")

        assert self.names(client, typed) == [article.headline]

    def test_name_sections_and_pages_first(self, client):
        make_article(headline="Cửa khẩu Hữu Nghị", section=make_section(name="Tin cửa khẩu"))
        make_page(title="Các cửa khẩu")

        names = self.names(client, "cua kh")

        assert names[0] == "Tin cửa khẩu"
        assert set(names) == {"Tin cửa khẩu", "Các cửa khẩu", "Cửa khẩu Hữu Nghị"}

    @pytest.mark.parametrize("typed", ["", " ", "c", "…", "zzz", "khau ua"])
    def test_are_none_for_what_nothing_begins_with(self, client, typed):
        make_article(headline="Cửa khẩu Hữu Nghị", section=make_section(name="Tin"))

        assert self.names(client, typed) == []


class TestFeed:
    def test_holds_the_newest_that_a_question_finds(self, client):
        make_article(headline="Lưu vực cũ", published_at=timezone.now() - timedelta(days=9))
        make_article(headline="Lưu vực mới")
        make_page(title="Lưu vực")
        make_article(headline="Chuyện khác")

        page = client.get(PATH, {"q": "lưu vực"})
        feed = ET.fromstring(client.get(page.context["meta"].feed).content)

        assert [item.text for item in feed.findall(".//item/title")] == [
            "Lưu vực mới",
            "Lưu vực cũ",
        ]

    @pytest.mark.parametrize("kind", Entry.Kind.values)
    def test_of_every_kind_holds_what_the_page_shows(self, client, kind):
        article = make_article(headline="Lưu vực")
        make_article(headline="Lưu vực", section=make_section(is_for_notices=True))
        Attachment.objects.create(
            article=article, title="Lưu vực", file="x.pdf", kind="pdf", size=1
        )
        make_page(title="Lưu vực")
        Unit.objects.create(name="Lưu vực")
        make_link(name="Lưu vực")

        page = client.get(PATH, {"q": "lưu vực", "loai": kind})
        feed = ET.fromstring(client.get(page.context["meta"].feed).content)

        shown = [result.address for result in page.context["results"]]
        links = [
            item.text.removeprefix("http://testserver") for item in feed.findall(".//item/link")
        ]
        assert shown
        assert links == shown

    def test_has_notices_and_what_was_meant(self, client):
        notice = make_article(headline="Lưu vực", section=make_section(is_for_notices=True))

        page = client.get(PATH, {"q": "lưu vựcc"})
        feed = ET.fromstring(client.get(page.context["meta"].feed).content)

        assert [item.text for item in feed.findall(".//item/title")] == [notice.headline]

    @pytest.mark.parametrize("typed", ["", "…", "-a"])
    def test_of_no_question_is_not_there(self, client, typed):
        assert client.get("/tim-kiem/rss/", {"q": typed}).status_code == 404


class TestQuestion:
    """What is counted, once the page was seen (tests/readers/test_questions.py)."""

    def token_of(self, response):
        found = re.search(r'data-question="([^"]*)"', response.content.decode())
        return signing.loads(found[1], salt=SALT) if found else None

    def test_is_signed_folded_with_whether_it_found_anything(self, client):
        make_article(headline="Lưu vực")

        assert self.token_of(client.get(PATH, {"q": "Lưu  VỰC"})) == ["luu vuc", True]
        assert self.token_of(client.get(PATH, {"q": "zzz"})) == ["zzz", False]
        assert self.token_of(client.get(PATH, {"q": "lưu vựcc"})) == ["luu vucc", False]

    def test_is_counted_once_for_all_its_pages_and_narrowings(self, client):
        for number in range(20):
            make_article(headline=f"Lưu vực {number}")

        for more in ({"trang": 2}, {"loai": "article"}, {"tu": "2001-01-01"}):
            assert self.token_of(client.get(PATH, {"q": "lưu vực", **more})) is None


def test_no_page_of_searching_sets_a_cookie_or_is_indexed(client):
    make_article(headline="Lưu vực")

    for path in (PATH, f"{PATH}?q=luu", f"{PATH}goi-y/?q=luu", f"{PATH}rss/?q=luu"):
        response = client.get(path)
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")
    assert 'name="robots" content="noindex' in client.get(PATH, {"q": "luu"}).content.decode()


class TestLimits:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch):
        monkeypatch.setattr(searching, "SEARCHES", Limits(2, 60, overall=100))

    @pytest.mark.parametrize("path", [PATH, f"{PATH}goi-y/", f"{PATH}rss/"])
    def test_tell_whoever_asks_too_often_when_to_ask_again(self, client, path):
        make_article(headline="Cửa khẩu")
        asked = [client.get(path, {"q": f"cua khau {number}"}) for number in range(3)]

        assert [one.status_code for one in asked] == [200, 200, 429]
        assert "Xin tải lại trang sau 1 phút." in asked[2].content.decode()
        assert asked[2]["Cache-Control"] == "no-store"
        assert 0 < int(asked[2]["Retry-After"]) <= 60
        assert not asked[2].cookies

    def test_leave_others_alone(self, client):
        for number in range(3):
            client.get(PATH, {"q": f"cua {number}"})

        assert client.get(PATH, {"q": "cua"}, REMOTE_ADDR="192.0.2.9").status_code == 200

    def test_do_not_count_looking_at_the_empty_form(self, client):
        assert {client.get(PATH).status_code for _ in range(4)} == {200}

    def test_do_not_count_what_is_kept(self, client, monkeypatch):
        monkeypatch.setattr(pagecache, "KEPT_BYTES", 2**20)

        assert {client.get(PATH, {"q": "cua"}).status_code for _ in range(4)} == {200}
