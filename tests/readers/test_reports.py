"""“Báo lỗi nội dung”: what readers send, and what the desk makes of it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Entry
from organization.models import Unit
from readers import reports
from readers.models import QUOTE_LENGTH, SUGGESTION_LENGTH, ErrorReport
from readers.views import REPORTS
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_draft,
    make_report,
    make_section,
)

pytestmark = pytest.mark.django_db

Status = ErrorReport.Status
HOSTILE = "</textarea><script>alert(1)</script>"
LIST = "/quan-tri/readers/errorreport/"


def send(reader, article, **typed):
    return reader.send(reverse("readers:report", args=[article.pk]), typed)


def url_of(report, screen="change"):
    return reverse(f"admin:readers_errorreport_{screen}", args=[report.pk])


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def article():
    make_agency()
    return make_article(headline="Cửa khẩu Chi Ma")


class TestSending:
    def test_keeps_the_words_and_nothing_of_the_sender(self, reader, article):
        answer = send(reader, article, quote=" Ngày 31/02 ", suggestion="Ngày\u0000 28/02\r\nnhé")

        report = ErrorReport.objects.get()
        assert (report.article, report.status) == (article, Status.NEW)
        assert (report.quote, report.suggestion) == ("Ngày 31/02", "Ngày 28/02\nnhé")
        assert answer.status_code == 303
        assert answer["Location"] == f"/ban-doc/cam-on/?bai={article.pk}"
        assert {field.name for field in ErrorReport._meta.fields} == {
            *("id", "article", "quote", "suggestion", "created_at", "status"),
            *("handled_by", "handled_at", "note"),
        }

    def test_counts_letters_once_however_they_were_composed(self, reader, article):
        send(reader, article, quote="ê\u0309" * QUOTE_LENGTH)

        assert ErrorReport.objects.get().quote == "ể" * QUOTE_LENGTH

    @pytest.mark.parametrize("typed", [{}, {"quote": " \n ", "suggestion": "\t"}])
    def test_of_nothing_is_refused_in_words(self, reader, article, typed):
        answer = send(reader, article, **typed)

        assert answer.status_code == 422
        assert "Xin ghi đoạn có lỗi hoặc góp ý của bạn." in answer.content.decode()
        assert not ErrorReport.objects.exists()

    @pytest.mark.parametrize("alone", ["quote", "suggestion"])
    def test_needs_one_of_the_two(self, reader, article, alone):
        assert send(reader, article, **{alone: "Sai ngày"}).status_code == 303

    def test_of_too_much_keeps_what_was_typed(self, reader, article):
        long, other = "dài " * 200, "Câu đúng"

        answer = send(reader, article, quote=long, suggestion=other)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "tối đa 500 ký tự" in page
        assert long.strip() in page
        assert other in page

    def test_of_hostile_text_shows_it_as_text(self, reader, article):
        page = send(reader, article, quote=HOSTILE * 20).content.decode()

        assert HOSTILE not in page
        assert "&lt;script&gt;alert(1)" in page

    def test_by_a_robot_that_fills_every_box_is_thanked_and_forgotten(self, reader, article):
        answer = send(reader, article, quote="Mua ngay", website="https://ac-y.example")

        assert answer.status_code == 303
        assert not ErrorReport.objects.exists()

    @pytest.mark.parametrize("method", ["get", "send"])
    def test_about_a_draft_is_not_possible(self, reader, article, method):
        address = reverse("readers:report", args=[make_draft().pk])

        assert getattr(reader, method)(address).status_code == 404

    def test_changes_nothing_else_whatever_is_posted(self, reader, article):
        send(reader, article, quote="Sai", status="done", note="Gài", handled_by="1", id="99")

        report = ErrorReport.objects.get()
        assert (report.status, report.note, report.handled_by) == (Status.NEW, "", None)
        assert report.pk != 99

    def test_too_often_keeps_what_was_typed_and_says_when_to_try_again(self, reader, article):
        for number in range(REPORTS.count):
            send(reader, article, quote=f"Lỗi {number}")

        answer = send(reader, article, quote="Lỗi nữa", suggestion="Câu đúng nữa")

        page = answer.content.decode()
        assert answer.status_code == 429
        assert 0 < int(answer["Retry-After"]) <= 600
        assert "Xin thử lại sau 10 phút. Những gì bạn đã viết vẫn còn ở dưới." in page
        assert "Lỗi nữa" in page
        assert "Câu đúng nữa" in page
        assert ErrorReport.objects.count() == REPORTS.count

    def test_refused_for_its_text_does_not_count_as_often(self, reader, article):
        for _ in range(REPORTS.count + 1):
            send(reader, article)

        assert send(reader, article, quote="Lỗi").status_code == 303

    def test_stops_for_everybody_after_a_hundred_in_an_hour(self, reader, article):
        now = timezone.now()
        ErrorReport.objects.bulk_create(
            ErrorReport(article=article, quote="Rác", created_at=now - timedelta(minutes=age % 50))
            for age in range(reports.MOST_IN_AN_HOUR)
        )

        answer = send(reader, article, quote="Lỗi thật")

        assert answer.status_code == 429
        assert 600 - 5 < int(answer["Retry-After"]) <= 660
        assert "Lỗi thật" in answer.content.decode()

    def test_is_possible_again_when_the_hundred_are_an_hour_old(self, article):
        now = timezone.now()
        ErrorReport.objects.bulk_create(
            ErrorReport(article=article, quote="Rác", created_at=now - timedelta(hours=1))
            for _ in range(reports.MOST_IN_AN_HOUR)
        )

        assert reports.seconds_until_room(now) == 0


def test_public_addresses_touch_neither_session_nor_user_and_set_no_cookie(reader, article):
    asked = [
        ("send", reverse("readers:count", args=[article.pk]), {}),
        ("send", reverse("readers:rate", args=[article.pk]), {"answer": "useful"}),
        ("send", reverse("readers:rate", args=[article.pk]), {"answer": "x"}),
        ("send", reverse("readers:report", args=[article.pk]), {"quote": "Sai"}),
        ("send", reverse("readers:report", args=[article.pk]), {}),
        ("get", reverse("readers:report", args=[article.pk]), {}),
        ("get", reverse("readers:thanks"), {"bai": article.pk}),
    ]

    for method, address, data in asked:
        answer = getattr(reader, method)(address, data)
        request = answer.wsgi_request

        assert not answer.cookies, address
        assert "Cookie" not in answer.get("Vary", ""), address
        assert not request.session.accessed, address
        assert not hasattr(request, "_cached_user"), address
        assert answer.get("Cache-Control") == ("no-store" if method == "send" else None), address
    assert not reader.cookies


class TestFacts:
    @pytest.mark.parametrize(
        ("broken", "fields"),
        [
            ("report_says_something", {"quote": "", "suggestion": ""}),
            ("report_is_short", {"quote": "a" * (QUOTE_LENGTH + 1)}),
            ("report_is_short", {"suggestion": "a" * (SUGGESTION_LENGTH + 1)}),
            ("report_is_handled_at_a_time", {"status": "done"}),
            ("report_is_handled_at_a_time", {"handled_at": "2017-07-14T00:00:00Z"}),
            ("report_is_handled_at_a_time", {"status": "lost"}),
        ],
    )
    def test_are_kept_by_the_database(self, broken, fields):
        with pytest.raises(IntegrityError, match=broken), transaction.atomic():
            make_report(**fields)


class TestQueue:
    def test_has_what_waits_newest_first(self, article):
        now = timezone.now()
        older = make_report(article, created_at=now - timedelta(days=1))
        newer = make_report(article)
        done = make_report(article, status=Status.DONE, handled_at=now)
        desk = desk_of(make_account(Role.EDITOR))

        def listed(query):
            return list(desk.get(LIST + query).context["cl"].queryset)

        assert listed("") == [newer, older]
        assert listed("?tinh-trang=done") == [done]
        assert listed("?tinh-trang=khong-co") == [newer, older]
        assert set(listed("?tinh-trang=tat-ca")) == {older, newer, done}

    @pytest.mark.parametrize("number", [1, 12])
    def test_costs_the_same_however_long(self, article, django_assert_num_queries, number):
        for _ in range(number):
            make_report(make_article())
        desk = desk_of(make_account(Role.EDITOR))

        with django_assert_num_queries(10):
            desk.get(LIST)

    def test_shows_hostile_text_as_text(self, article):
        report = make_report(article, quote=HOSTILE, suggestion=HOSTILE)
        desk = desk_of(make_account(Role.EDITOR))

        for address in (LIST, url_of(report)):
            page = desk.get(address).content.decode()
            assert "<script>alert" not in page, address
            assert "&lt;/textarea&gt;&lt;script&gt;alert(1)" in page, address

    def test_leads_to_the_article_s_form(self, article):
        page = desk_of(make_account(Role.EDITOR)).get(url_of(make_report(article))).content.decode()

        assert f'href="{reverse("admin:news_article_change", args=[article.pk])}"' in page

    def test_has_only_reports_of_articles_one_may_see(self):
        unit = Unit.objects.create(name="Phòng")
        own = make_report(make_article(section=make_section(unit=unit)))
        other = make_report(make_article(section=make_section()))
        limited = desk_of(make_account(Role.EDITOR, unit=unit, is_limited=True))

        assert list(limited.get(LIST).context["cl"].queryset) == [own]
        assert limited.get(url_of(other)).status_code == 302
        assert limited.post(url_of(other, "handle"), {"status": "done"}).status_code == 404
        assert "Báo lỗi chờ xem: 1" in limited.get("/quan-tri/").content.decode()

    @pytest.mark.parametrize("role", list(Role))
    def test_is_counted_on_the_first_page_for_whom_it_is_meant(self, article, role):
        make_report(article)

        page = desk_of(make_account(role)).get("/quan-tri/").content.decode()

        assert ("Báo lỗi chờ xem: 1" in page) is (role != Role.REPORTER)
        assert ('href="/quan-tri/readers/dailyviews/"' in page) is (role != Role.REPORTER)

    def test_tells_when_there_is_nothing(self, article):
        assert "0 báo lỗi" in desk_of(make_account(Role.EDITOR)).get(LIST).content.decode()


class TestHandling:
    @pytest.mark.parametrize("status", [Status.DONE, Status.DISMISSED])
    def test_is_recorded_with_who_and_when(self, article, status):
        report, editor = make_report(article), make_account(Role.EDITOR)

        desk_of(editor).post(url_of(report, "handle"), {"status": status, "note": "Đã xem"})

        report.refresh_from_db()
        assert (report.status, report.handled_by, report.note) == (status, editor, "Đã xem")
        assert timezone.now() - report.handled_at < timedelta(minutes=1)
        entry = Entry.objects.get(action="report")
        assert (entry.actor_id, entry.object_id) == (editor.pk, str(report.pk))
        assert (entry.old, entry.new) == ({"status": "new"}, {"status": status})
        assert entry.detail == "Đã xem"

    def test_happens_once(self, article):
        report = make_report(article)
        desk = desk_of(make_account(Role.EDITOR))
        desk.post(url_of(report, "handle"), {"status": "done"})

        answer = desk.post(url_of(report, "handle"), {"status": "dismissed"}, follow=True)

        report.refresh_from_db()
        assert report.status == Status.DONE
        assert f"Báo lỗi {report.pk} đã được xử lý: đã sửa." in answer.content.decode()
        assert Entry.objects.filter(action="report").count() == 1

    @pytest.mark.parametrize(
        "typed", [{}, {"status": "new"}, {"status": "done", "note": "a" * 501}]
    )
    def test_as_something_else_is_refused_in_words(self, article, typed):
        report = make_report(article)

        answer = desk_of(make_account(Role.EDITOR)).post(
            url_of(report, "handle"), typed, follow=True
        )

        report.refresh_from_db()
        assert report.status == Status.NEW
        assert "Xin chọn “Đã sửa” hoặc “Bỏ qua”" in answer.content.decode()

    def test_is_not_for_reporters(self, article):
        report = make_report(article)

        answer = desk_of(make_account(Role.REPORTER)).post(
            url_of(report, "handle"), {"status": "done"}
        )

        report.refresh_from_db()
        assert answer.status_code == 403
        assert report.status == Status.NEW

    def test_never_changes_what_a_reader_wrote(self, article):
        report = make_report(article)
        desk = desk_of(make_account(Role.ADMINISTRATOR))

        desk.post(url_of(report), {"quote": "Khác", "suggestion": "Khác", "note": "Khác"})
        desk.post(url_of(report, "handle"), {"status": "done", "quote": "Khác"})

        report.refresh_from_db()
        assert report.quote == "Ngày 31/02"

    def test_shows_afterwards_who_did_what(self, article):
        report, editor = make_report(article), make_account(Role.EDITOR)
        reports.handle(report.pk, "done", by=editor, now=timezone.now(), note="Đã sửa ngày")

        page = desk_of(editor).get(url_of(report)).content.decode()

        assert "Đã sửa ngày" in page
        assert editor.username in page
        assert 'name="status"' not in page


class TestForgetting:
    def test_takes_what_was_handled_more_than_a_year_ago(self, article):
        now = timezone.now()
        ages = {"old": 400, "young": 300}
        handled = {
            name: make_report(article, status="done", handled_at=now - timedelta(days=age))
            for name, age in ages.items()
        }
        waiting = make_report(article, created_at=now - timedelta(days=400))

        call_command("tick", verbosity=0)

        assert set(ErrorReport.objects.all()) == {handled["young"], waiting}
        assert not Entry.objects.filter(action="deleted").exists()
