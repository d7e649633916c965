"""Notices at the top of every page: when they show, how they read, and what the desk says."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organization.models import SiteNotice
from tests.factories import make_agency, make_article, make_page, make_site_notice, make_staff

pytestmark = pytest.mark.django_db

Level = SiteNotice.Level
ADD = "/quan-tri/organization/sitenotice/add/"
FRIDAY_NIGHT = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 22:00 in Lạng Sơn


def form(**fields):
    """What the form sends: a notice of some months."""
    return {
        "level": "information",
        "text": "Xin lưu ý.",
        "starts_at_0": "01/01/2026",
        "starts_at_1": "00:00",
        "ends_at_0": "31/12/2099",
        "ends_at_1": "00:00",
        **fields,
    }


def downtime(begins: date, **fields):
    return form(
        level="downtime",
        downtime_starts_at_0=f"{begins:%d/%m/%Y}",
        downtime_starts_at_1="22:00",
        downtime_ends_at_0=f"{begins:%d/%m/%Y}",
        downtime_ends_at_1="23:00",
        **fields,
    )


class TestShowing:
    def test_begins_and_ends_by_the_clock(self):
        now = timezone.now()
        showing = make_site_notice()
        make_site_notice(starts_at=now + timedelta(hours=1))
        make_site_notice(starts_at=now - timedelta(hours=2), ends_at=now - timedelta(hours=1))

        assert list(SiteNotice.objects.showing()) == [showing]

    def test_puts_the_most_urgent_first(self):
        information = make_site_notice()
        urgent = make_site_notice(level=Level.URGENT)
        downtime = make_site_notice(level=Level.DOWNTIME)

        in_order = list(SiteNotice.objects.most_urgent_first())

        assert in_order == [urgent, downtime, information]

    @pytest.mark.parametrize(
        ("begins", "ends", "state"),
        [(1, 2, "Sắp hiện"), (-1, 1, "Đang hiện"), (-2, -1, "Đã hết"), (0, 1, "Đang hiện")],
    )
    def test_is_said_in_a_word(self, begins, ends, state):
        now = timezone.now()
        notice = SiteNotice(
            starts_at=now + timedelta(hours=begins), ends_at=now + timedelta(hours=ends)
        )

        assert notice.state(now) == state


class TestConstraints:
    @pytest.mark.parametrize(
        "fields",
        [
            {"ends_at": FRIDAY_NIGHT, "starts_at": FRIDAY_NIGHT},
            {"level": Level.DOWNTIME, "downtime_ends_at": None},
            {"level": Level.DOWNTIME, "downtime_starts_at": None, "downtime_ends_at": None},
            {"downtime_starts_at": FRIDAY_NIGHT, "downtime_ends_at": FRIDAY_NIGHT},
            {"link": "javascript:alert(1)"},
            {"link": "//ac-y.example"},
            {"link": "/\\ac-y.example"},
        ],
    )
    def test_refuse_what_makes_no_sense(self, fields):
        with pytest.raises(IntegrityError):
            make_site_notice(**fields)

    @pytest.mark.parametrize(
        "link", ["", "/", "/thong-bao/bao-tri-12.html?a=b#c", "https://langson.gov.vn/bao-tri"]
    )
    def test_take_pages_of_this_site_and_of_the_web(self, link):
        notice = make_site_notice(link=link)

        notice.full_clean()

        assert SiteNotice.objects.get().link == link

    @pytest.mark.parametrize(
        "link", ["javascript:alert(1)", "//ac-y.example", "/\\ac-y", "thong-bao", "/a b"]
    )
    def test_refuse_other_links_in_the_form_with_a_sentence(self, link):
        notice = make_site_notice()
        notice.link = link

        with pytest.raises(ValidationError, match="bắt đầu bằng /"):
            notice.full_clean()


class TestAnnouncing:
    @pytest.mark.parametrize(
        ("begins", "last_day"),
        [
            (FRIDAY_NIGHT, date(2026, 11, 11)),
            (datetime(2026, 11, 19, 17, 30, tzinfo=UTC), date(2026, 11, 11)),  # 00:30 on the 20th
            (datetime(2026, 2, 23, 1, 0, tzinfo=UTC), date(2026, 2, 5)),  # over Tết
        ],
    )
    def test_is_due_seven_working_days_before(self, begins, last_day):
        notice = SiteNotice(level=Level.DOWNTIME, downtime_starts_at=begins)

        assert notice.should_have_shown_from() == last_day

    def test_is_due_for_planned_downtime_only(self):
        assert SiteNotice(downtime_starts_at=FRIDAY_NIGHT).should_have_shown_from() is None


class TestDesk:
    @pytest.fixture
    def editor(self, client):
        client.force_login(make_staff())
        return client

    def test_warns_of_a_late_announcement_with_the_right_day_and_saves_it(self, editor):
        begins = timezone.localdate() + timedelta(days=2)

        page = editor.post(ADD, downtime(begins), follow=True).content.decode()

        notice = SiteNotice.objects.get()
        last_day = notice.should_have_shown_from()
        assert "Thông báo muộn" in page
        assert f"{last_day:%d/%m/%Y}" in page

    def test_says_nothing_of_an_announcement_in_time(self, editor):
        begins = timezone.localdate() + timedelta(days=60)

        page = editor.post(ADD, downtime(begins), follow=True).content.decode()

        assert SiteNotice.objects.exists()
        assert "Thông báo muộn" not in page

    def test_warns_when_the_notice_itself_begins_late(self, editor):
        begins = timezone.localdate() + timedelta(days=60)
        late = begins - timedelta(days=1)

        page = editor.post(
            ADD, downtime(begins, starts_at_0=f"{late:%d/%m/%Y}"), follow=True
        ).content.decode()

        assert "Thông báo muộn" in page

    def test_does_not_warn_again_when_only_words_change(self, editor):
        begins = timezone.localdate() + timedelta(days=2)
        editor.post(ADD, downtime(begins), follow=True)
        change = ADD.replace("add", f"{SiteNotice.objects.get().pk}/change")

        page = editor.post(change, downtime(begins, text="Câu khác."), follow=True)

        assert SiteNotice.objects.get().text == "Câu khác."
        assert "Thông báo muộn" not in page.content.decode()

    def test_refuses_downtime_without_its_times(self, editor):
        page = editor.post(ADD, form(level="downtime")).content.decode()

        assert "Xin ghi ngừng phục vụ từ lúc nào đến lúc nào." in page
        assert not SiteNotice.objects.exists()

    def test_shows_what_readers_see_and_in_the_list_whether_they_do(self, editor):
        notice = make_site_notice(text="Cửa khẩu <b>tạm</b> đóng.", level=Level.URGENT)

        form_page = editor.get(ADD.replace("add", f"{notice.pk}/change")).content.decode()
        list_page = editor.get(ADD.removesuffix("add/")).content.decode()

        assert "Khẩn cấp:</strong> Cửa khẩu &lt;b&gt;tạm&lt;/b&gt; đóng." in form_page
        assert "Đang hiện" in list_page


class TestPages:
    @pytest.fixture(autouse=True)
    def agency(self):
        return make_agency()

    def test_all_show_it_above_their_header(self, client):
        make_site_notice(text="Hệ thống bảo trì.", link="/lien-he/")
        article, page = make_article(), make_page()

        for path in ("/", article.get_absolute_url(), page.get_absolute_url(), "/khong-co/"):
            html = client.get(path).content.decode()

            before_header = html.partition("<header>")[0]
            assert "Thông báo:</strong> Hệ thống bảo trì." in before_header, path
            assert '<a href="/lien-he/">Xem chi tiết</a>' in before_header, path

    def test_name_the_times_of_planned_downtime(self, client):
        make_site_notice(
            level=Level.DOWNTIME,
            downtime_starts_at=FRIDAY_NIGHT,
            downtime_ends_at=FRIDAY_NIGHT + timedelta(hours=4),
        )

        html = client.get("/").content.decode()

        assert "Thứ Sáu, 20/11/2026, 22:00</time> đến <time" in html
        assert "Thứ Bảy, 21/11/2026, 02:00</time>." in html

    @pytest.mark.parametrize(
        ("level", "role"), [("information", "status"), ("downtime", "status"), ("urgent", "alert")]
    )
    def test_interrupt_only_for_what_is_urgent(self, client, level, role):
        make_site_notice(level=level)

        assert f'site-notice--{level}" role="{role}"' in client.get("/").content.decode()

    def test_show_it_at_once_and_no_longer_when_it_is_gone(self, client):
        without = client.get("/").content.decode()
        notice = make_site_notice()
        showing = client.get("/").content.decode()
        notice.delete()

        gone = client.get("/").content.decode()

        assert ["site-notice" in html for html in (without, showing, gone)] == [False, True, False]

    def test_cost_no_statement_more_once_warm(self, client):
        client.get("/")
        with CaptureQueriesContext(connection) as without:
            client.get("/")
        make_site_notice(level=Level.DOWNTIME)
        client.get("/")

        with CaptureQueriesContext(connection) as showing:
            client.get("/")

        assert len(showing) == len(without)
