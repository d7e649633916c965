"""What is found, and in which order, over a few articles made for each rule."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone

from links.models import Link
from news.models import Article
from organization.models import Appointment, Contact, ContactNumber, Page, Person, Position, Unit
from search.finding import Filters, Order, find
from search.models import Entry
from search.query import Synonyms, parse
from tests.factories import (
    make_article,
    make_draft,
    make_link,
    make_page,
    make_section,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db


def found(typed, *pairs, order=Order.BEST, **filters):
    """The ids of the articles that are found, in their order."""
    answer = find(parse(typed, Synonyms(pairs)), Filters(**filters), order)
    return [pk for source, pk in named(answer) if source == Entry.Source.ARTICLE]


def named(answer):
    """(source, id) of what was found, in its order."""
    return [(hit.source, hit.object_id) for hit in answer.hits]


def sources(typed):
    return {source for source, _ in named(find(parse(typed)))}


class TestWords:
    @pytest.mark.parametrize(
        "typed",
        [
            "cua khau huu nghi",
            "cửa khẩu hữu nghị",
            "hữu nghị cua khau",
            "HỮU NGHỊ",
            "Hữu nghi, quốc tế!",
            unicodedata.normalize("NFD", "cửa khẩu hữu nghị"),
        ],
    )
    def test_all_are_found_in_any_order_with_or_without_marks(self, typed):
        article = make_article(headline="Cửa khẩu quốc tế Hữu Nghị")
        make_article(headline="Cửa khẩu Tân Thanh")

        assert found(typed) == [article.pk]

    def test_must_all_be_there(self):
        make_article(headline="Cửa khẩu Tân Thanh")

        assert found("cửa khẩu móng cái") == []

    @pytest.mark.parametrize(
        "typed", ["138/2008/QĐ-TTg", "138/2008/qd-ttg", "138 2008 qd ttg", "QĐ-TTg 138"]
    )
    def test_of_a_document_s_number_in_any_spelling(self, typed):
        article = make_article(headline="Quyết định 138/2008/QĐ-TTg")
        make_article(headline="Quyết định 139/2008/QĐ-TTg")

        assert found(typed) == [article.pk]

    @pytest.mark.parametrize(
        "typed", ["Đồng Đăng -Lạng Sơn", "Đồng Đăng –Lạng Sơn", "Đồng Đăng- Lạng Sơn"]
    )
    def test_are_parted_by_a_dash_that_lacks_a_space(self, typed):
        article = make_article(headline="Đồng Đăng - Lạng Sơn")

        assert found(typed) == [article.pk]

    @pytest.mark.parametrize("written", ["01/12/2026", "1/12/2026", "ngày 01 tháng 12 năm 2026"])
    def test_of_a_date_are_the_same_with_and_without_zeros(self, written):
        article = make_article(headline=f"Họp {written}")
        make_article(headline="Họp 10/12/2026 tại phòng 101")

        for typed in ("1/12/2026", "01/12/2026", "01-12-2026", "1.12.2026"):
            assert found(typed) == [article.pk]

    @pytest.mark.parametrize("typed", ["1477", "1.477", "1 477"])
    @pytest.mark.parametrize("place", ["headline", "body"])
    def test_of_a_large_number_with_and_without_its_dots(self, typed, place):
        dotted = make_article(**{"headline": "x", place: "1.477 xe"})
        make_article(headline="2.477 xe, 14.77 và 14.775 xe")

        assert found(typed) == [dotted.pk]

    def test_of_a_number_written_without_dots(self):
        plain = make_article(headline="Có 1477 xe")

        assert found("1.477") == found("1477") == [plain.pk]

    @pytest.mark.parametrize("dash", ["-", "–", "—", " ", " - "])
    def test_are_parted_by_any_dash(self, dash):
        article = make_article(headline="Đồng Đăng – Lạng Sơn")

        assert found(f"Đồng Đăng{dash}Lạng Sơn") == [article.pk]

    @pytest.mark.parametrize("typed", ["tỉnh uỷ", "tỉnh ủy", "tinh uy"])
    def test_are_the_same_wherever_the_tone_is_placed(self, typed):
        old = make_article(headline="Tỉnh uỷ họp")
        new = make_article(headline="Tỉnh ủy họp")

        assert set(found(typed)) == {old.pk, new.pk}

    def test_in_quotes_stand_side_by_side(self):
        article = make_article(headline="Họp", body="<p>Bàn về cửa khẩu.</p>")
        make_article(headline="Họp", body="<p>Mở cửa bán khẩu trang.</p>")

        assert found('"cửa khẩu"') == found("“cua khau”") == [article.pk]

    def test_with_a_dash_before_them_are_left_out(self):
        article = make_article(headline="Hội nghị tại tỉnh")
        make_article(headline="Hội nghị trực tuyến")

        assert found("hội nghị -trực") == [article.pk]
        assert found("-trực") == []

    def test_left_out_with_marks_leave_out_no_other_word(self):
        article = make_article(headline="Họp về vị trí bãi xe")
        make_article(headline="Họp về chiếc ví")

        assert found("họp -ví") == [article.pk]
        assert found('họp -"chiếc ví"') == [article.pk]
        assert found("họp -vi") == []

    def test_of_a_quote_that_does_not_end_are_words_like_others(self):
        article = make_article(headline="Cửa khẩu quốc tế Hữu Nghị")

        assert found('"hữu nghị cửa') == [article.pk]


class TestSynonyms:
    PAIR = ("KKTCK", "khu kinh tế cửa khẩu")

    def test_find_the_full_form_by_the_short_and_the_other_way(self):
        full = make_article(headline="Khu kinh tế cửa khẩu Đồng Đăng")
        short = make_article(headline="Ban Quản lý KKTCK họp")

        for typed in ("kktck", "KKTCK", "khu kinh tế cửa khẩu", "khu kinh te cua khau"):
            assert set(found(typed, self.PAIR)) == {full.pk, short.pk}

    def test_count_as_the_phrase_they_stand_for(self):
        article = make_article(headline="Khu kinh tế cửa khẩu Đồng Đăng")
        make_article(headline="Đồng Đăng: kinh tế khu vực cửa khẩu")

        assert found("kktck đồng đăng", self.PAIR)[0] == article.pk


class TestOrder:
    def test_written_as_typed_comes_before_other_marks(self):
        newer = make_article(headline="Má và mẹ")
        older = make_article(
            headline="Mã số hàng hóa", published_at=timezone.now() - timedelta(days=9)
        )

        assert found("mã") == [older.pk, newer.pk]
        assert found("ma") == [newer.pk, older.pk]

    def test_written_as_typed_in_the_text_comes_before_another_word_in_a_headline(self):
        make_article(headline="Bộ trưởng thăm cửa khẩu")
        article = make_article(headline="Chăn nuôi", body="<p>Xuất khẩu bò sang nước bạn.</p>")

        assert found("bò")[0] == article.pk

    def test_a_phrase_comes_before_scattered_words(self):
        phrase = make_article(
            headline="Cửa khẩu mở lại", published_at=timezone.now() - timedelta(days=9)
        )
        make_article(headline="Mở cửa hàng bán khẩu trang")

        assert found("cua khau")[0] == phrase.pk

    def test_a_phrase_in_the_text_comes_before_scattered_words_of_a_headline(self):
        scattered = make_article(headline="Ủy ban họp ở tỉnh")
        phrase = make_article(headline="x", body="<p>Thư của Tỉnh uỷ</p>")

        assert found("tỉnh ủy") == [phrase.pk, scattered.pk]

    def test_headline_comes_before_lead_before_text(self):
        days = [timezone.now() - timedelta(days=number) for number in (9, 6, 3)]
        headline = make_article(headline="Nông sản", lead="x", body="", published_at=days[0])
        lead = make_article(headline="Họp", lead="Nông sản", body="", published_at=days[1])
        body = make_article(headline="Họp", lead="x", body="<p>Nông sản</p>", published_at=days[2])

        assert found("nông sản") == [headline.pk, lead.pk, body.pk]

    def test_the_newer_comes_first_among_equals(self):
        older = make_article(headline="Họp", published_at=timezone.now() - timedelta(days=9))
        newer = make_article(headline="Họp")

        assert found("họp") == [newer.pk, older.pk]

    def test_a_whole_headline_comes_before_a_longer_one(self):
        whole = make_article(
            headline="Cửa khẩu Hữu Nghị", published_at=timezone.now() - timedelta(days=9)
        )
        make_article(headline="Sửa đường vào cửa khẩu Hữu Nghị và bãi xe")

        assert found("cua khau huu nghi")[0] == whole.pk

    def test_a_headline_written_as_typed_comes_before_one_of_other_words(self):
        article = make_article(
            headline="Tân Thanh thêm bãi chờ xe lạnh",
            published_at=timezone.now() - timedelta(days=9),
        )
        make_article(headline="Lãnh đạo thăm bãi xe Tân Thanh", lead="Điện cho xe lạnh")

        assert found("lạnh xe thanh tân")[0] == article.pk

    def test_a_headline_with_most_of_the_phrase_comes_before_the_phrase_in_the_text(self):
        article = make_article(
            headline="Điều chỉnh cục bộ quy hoạch chung",
            published_at=timezone.now() - timedelta(days=9),
        )
        make_article(headline="Khảo sát", body="<p>Đồ án điều chỉnh quy hoạch.</p>")

        assert found("điều chỉnh quy hoạch")[0] == article.pk

    def test_a_headline_with_some_of_the_words_comes_before_scattered_words(self):
        article = make_article(
            headline="Cửa khẩu Chi Ma",
            body="<p>Giờ mở</p>",
            published_at=timezone.now() - timedelta(days=9),
        )
        make_article(headline="Họp", body="<p>Mở khẩu ma, giờ cửa chi</p>")

        assert found("cua khau chi ma gio mo")[0] == article.pk

    def test_by_date_has_what_has_no_date_at_the_end(self):
        page = make_page(title="Cửa khẩu")
        article = make_article(headline="Về cửa khẩu")

        hits = find(parse("cửa khẩu"), order=Order.NEWEST).hits
        assert [hit.object_id for hit in hits] == [article.pk, page.pk]

    def test_by_date_is_by_date_alone(self):
        older = make_article(headline="Họp", published_at=timezone.now() - timedelta(days=9))
        newer = make_article(headline="x", body="<p>họp</p>")

        assert found("họp", order=Order.NEWEST) == [newer.pk, older.pk]


class TestMany:
    """More than is ranked: what is better than new is found however old it is."""

    @pytest.fixture(autouse=True)
    def crowd(self):
        section = make_section()
        now = timezone.now()
        Article.objects.bulk_create(
            Article(
                headline=f"Bộ trưởng họp số {number}",
                body="<p>Hội nghị bàn về cửa khẩu và hàng hóa.</p>",
                section=section,
                slug="x",
                status="published",
                published_at=now - timedelta(hours=number),
            )
            for number in range(1, 180)
        )
        self.long_ago = now.replace(second=0, microsecond=0) - timedelta(days=5000)

    def test_a_headline_is_found(self):
        article = make_article(headline="Cửa khẩu", published_at=self.long_ago)

        assert found("cua khau")[0] == article.pk

    def test_a_word_written_as_typed_is_found(self):
        article = make_article(headline="x", body="<p>Chăn nuôi bò</p>", published_at=self.long_ago)

        assert found("bò")[0] == article.pk

    def test_what_is_left_out_stays_out(self):
        make_article(headline="Cửa khẩu Chi Ma", published_at=self.long_ago)

        assert len(found("cửa khẩu -chi")) == 179

    def test_all_are_counted(self):
        make_article(headline="Cửa khẩu Chi Ma", published_at=self.long_ago)

        assert len(find(parse("cửa khẩu")).hits) == 180
        assert len(found("hội nghị", order=Order.NEWEST)) == 179

    def test_dates_narrow(self):
        article = make_article(headline="Cửa khẩu", published_at=self.long_ago)
        day = timedelta(days=1)

        assert found("cửa khẩu", since=self.long_ago - day, until=self.long_ago + day) == [
            article.pk
        ]
        assert found("cửa khẩu", until=self.long_ago) == []
        assert len(found("cửa khẩu", since=self.long_ago + day)) == 179
        now = timezone.now()
        assert len(found("cửa khẩu", since=now - timedelta(hours=10.5))) == 10


class TestVisible:
    def test_is_only_what_readers_may_see_now(self):
        now = timezone.now()
        make_draft(headline="Cửa khẩu")
        make_withdrawn(headline="Cửa khẩu")
        make_article(headline="Cửa khẩu", published_at=now + timedelta(hours=1))
        make_article(
            headline="Cửa khẩu",
            published_at=now - timedelta(days=2),
            expires_at=now - timedelta(days=1),
        )
        article = make_article(headline="Cửa khẩu")

        assert found("cửa khẩu") == [article.pk]

    def test_changes_with_the_article_however_it_is_changed(self):
        article = make_article(headline="Cửa khẩu")
        assert found("cửa khẩu") == [article.pk]

        Article.objects.filter(pk=article.pk).update(headline="Bãi xe")
        assert found("cửa khẩu") == []
        assert found("bãi xe") == [article.pk]

        Article.objects.filter(pk=article.pk).update(status="withdrawn")
        assert found("bãi xe") == []

    def test_goes_with_the_article(self):
        article = make_article(headline="Cửa khẩu")
        assert Entry.objects.exists()

        article.delete()

        assert not Entry.objects.exists()


class TestFilters:
    def test_of_section_take_in_what_lies_below_and_further_sections(self):
        group = make_section()
        section = make_section(parent=group)
        other = make_section()
        one = make_article(headline="Cửa khẩu một", section=section)
        two = make_article(headline="Cửa khẩu hai", section=other)
        two.further_sections.add(section)

        assert set(found("cửa khẩu", section=section.pk)) == {one.pk, two.pk}
        assert set(found("cửa khẩu", section=group.pk)) == {one.pk, two.pk}
        assert found("cửa khẩu", section=other.pk) == [two.pk]

    def test_follow_a_section_that_moves(self):
        group, section = make_section(), make_section()
        article = make_article(headline="Cửa khẩu", section=section)
        section.parent = group
        section.save()

        assert found("cửa khẩu", section=group.pk) == [article.pk]

    def test_count_each_facet_as_if_only_the_others_narrowed(self):
        notices = make_section(is_for_notices=True)
        article = make_article(headline="Cửa khẩu", section=make_section())
        make_article(headline="Cửa khẩu", section=notices)

        answer = find(parse("cửa khẩu"), Filters(kind="notice"))

        assert len(answer.hits) == 1
        assert answer.kinds.counts == {"article": 1, "notice": 1}
        assert answer.sections.counts == {notices.pk: 1}
        in_section = find(parse("cửa khẩu"), Filters(section=article.section_id))
        assert in_section.kinds.counts == {"article": 1}
        assert in_section.sections.counts == {article.section_id: 1, notices.pk: 1}


class TestEverything:
    def test_public_is_found(self):
        Page.objects.create(title="Chức năng", body="<p>lưu vực</p>")
        Unit.objects.create(name="Phòng lưu vực", slug="p")
        contact = Contact.objects.create(label="Trực ban lưu vực")
        make_link(name="Sở lưu vực")

        assert sources("luu vuc") == {"page", "unit", "contact", "link"}

        ContactNumber.objects.create(contact=contact, number="0205.3875.708")
        assert sources("3875") == {"contact"}

    def test_of_a_contact_is_found_by_what_it_is(self):
        contact = Contact.objects.create(label="Trụ sở", address="Số 7", email="a@langson.gov.vn")
        ContactNumber.objects.create(contact=contact, number="708", note="Bãi xe", kind="hotline")
        Contact.objects.create(label="Họp")

        for typed in ("địa chỉ trụ sở", "email trụ sở", "trụ sở số điện thoại", "bãi xe"):
            assert sources(typed) == {"contact"}
        assert sources("đường dây nóng") == {"contact"}
        assert sources("điện thoại họp") == sources("địa chỉ họp") == set()

    def test_hidden_is_not_found(self):
        Page.objects.create(title="Lưu vực", is_visible=False)
        make_link(name="Lưu vực", is_visible=False)
        Person.objects.create(full_name="Lưu Vực")

        assert sources("luu vuc") == set()

    def test_a_leader_is_found_while_in_office(self):
        person = Person.objects.create(full_name="Lưu Vực")
        post = Position.objects.create(name="Trưởng ban", is_leader=True)
        today = timezone.localdate()
        held = Appointment.objects.create(person=person, position=post, start_date=today)

        assert sources("luu vuc") == sources("trưởng ban") == {"person"}

        held.start_date, held.end_date = today - timedelta(days=9), today - timedelta(days=1)
        held.save()
        assert sources("luu vuc") == set()

    def test_links_are_found_by_their_host(self):
        link = make_link(name="Sở", url="https://socongthuong.langson.gov.vn/tin")

        assert [pk for _, pk in named(find(parse("socongthuong")))] == [link.pk]
        assert Link.objects.count() == 1


@pytest.mark.parametrize(
    "typed",
    ["", " ", "'", "\\", "!", "& | ! ( ) : *", "a:*", "<->", "%", "_", "友谊", "😀", "x" * 5000]
    + [
        '"',
        '""',
        "-",
        "--",
        "-a",
        '-"',
        '"a" -"b"',
        "\u202e",
        "\x00",
        "<script>",
        "a'b",
        "' OR 1=1 --",
    ]
    + ["và " * 100, "12abc 1e5", "½ ㎞ ﬁ", "ก็ไม่", "İ"],
)
def test_nothing_typed_ever_fails(typed):
    make_article(headline="Cửa khẩu")

    for order in Order:
        find(parse(typed), order=order)
