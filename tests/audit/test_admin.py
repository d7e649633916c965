import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.admin import CappedPaginator
from audit.models import Action, Entry
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/audit/entry/"
EXPORT = f"{LIST}xuat/"


def make_entry(**fields) -> Entry:
    return Entry.objects.create(**{"action": Action.SETTING, "actor_name": "daoht", **fields})


@pytest.fixture
def inspector(client):
    client.force_login(make_account(Role.ADMINISTRATOR, "thanhtra"))
    return client


def page_of(client, entry):
    return client.get(reverse("admin:audit_entry_change", args=[entry.pk])).content.decode()


def shown(response):
    return set(response.context["cl"].result_list)


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestRights:
    def test_there_is_one_to_look_and_none_to_change(self):
        codenames = Permission.objects.filter(content_type__app_label="audit")

        assert [right.codename for right in codenames] == ["view_entry"]

    @pytest.mark.parametrize("is_superuser", [True, False])
    def test_nobody_adds_changes_or_deletes_an_entry(self, client, is_superuser):
        who = make_staff("ai-do") if is_superuser else make_account(Role.ADMINISTRATOR)
        client.force_login(who)
        entry = make_entry(detail="như cũ")
        change = reverse("admin:audit_entry_change", args=[entry.pk])

        answers = [
            client.get(f"{LIST}add/"),
            client.post(change, {"detail": "khác"}),
            client.post(reverse("admin:audit_entry_delete", args=[entry.pk]), {"post": "yes"}),
        ]
        client.post(LIST, {"action": "delete_selected", "_selected_action": entry.pk})

        assert [answer.status_code for answer in answers] == [403, 403, 403]
        assert Entry.objects.get(pk=entry.pk).detail == "như cũ"

    def test_who_may_not_look_may_not_export_either(self, client):
        client.force_login(make_staff("vanthu", is_superuser=False))

        assert client.get(LIST).status_code == 403
        assert client.post(EXPORT).status_code == 403


class TestList:
    def test_shows_the_moment_to_the_second_with_its_offset(self, inspector):
        make_entry(at=datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC))

        assert "23/11/2026 07:00:05 +07:00" in inspector.get(LIST).content.decode()

    @pytest.mark.parametrize("typed", ["huu nghi", "Hữu Nghị", "daoht huu", "4711", "203.0.113.7"])
    def test_finds_names_without_marks_numbers_and_addresses(self, inspector, typed):
        found = make_entry(object_name="Cửa khẩu Hữu Nghị", object_id=4711, address="203.0.113.7")
        make_entry(object_name="Chuyện khác", object_id=1, address="203.0.113.8")

        assert shown(inspector.get(LIST, {"q": typed})) == {found}

    def test_filters_by_action_and_person(self, inspector):
        actor = make_staff("daoht")
        found = make_entry(action=Action.MOVE, actor_id=actor.pk)
        make_entry(action=Action.MOVE)
        make_entry(actor_id=actor.pk)

        response = inspector.get(LIST, {"action__exact": "move", "nguoi": actor.pk})

        assert shown(response) == {found}

    def test_filters_by_days_of_the_office_both_included(self, inspector):
        midnight = datetime(2026, 7, 13, 17, 0, tzinfo=UTC)  # the beginning of 14/07 in Lạng Sơn
        inside = [make_entry(at=midnight), make_entry(at=midnight + timedelta(hours=47))]
        make_entry(at=midnight - timedelta(seconds=1))
        make_entry(at=midnight + timedelta(hours=48))

        response = inspector.get(LIST, {"tu": "2026-07-14", "den": "2026-07-15"})

        assert shown(response) == set(inside)
        assert 'name="tu" value="2026-07-14"' in response.content.decode()

    @pytest.mark.parametrize(
        "asked",
        [
            {"tu": "2026-13-45", "den": "x"},
            {"tu": "0001-01-01", "den": "9999-12-31"},
            {"nguoi": "x"},
            {"nguoi": "99999999999999999999"},
            {"q": "a\0b"},
            {"q": "&|!():*'"},
        ],
    )
    def test_any_filter_gets_a_page(self, inspector, asked):
        assert inspector.get(LIST, asked).status_code == 200

    def test_keeps_the_other_filters_when_days_are_chosen(self, inspector):
        page = inspector.get(LIST, {"action__exact": "move", "q": "bai"}).content.decode()

        period = page.partition('class="period"')[2].partition("</form>")[0]
        assert '<input type="hidden" name="action__exact" value="move">' in period
        assert '<input type="hidden" name="q" value="bai">' in period

    def test_costs_the_same_however_long(self, inspector, django_assert_max_num_queries):
        Entry.objects.bulk_create(
            Entry(action=Action.MOVE, actor_name=f"người {number}", object_kind="news.article")
            for number in range(300)
        )

        with django_assert_max_num_queries(12):
            response = inspector.get(LIST)

        assert len(response.context["cl"].result_list) == 100

    def test_stops_counting_where_nobody_turns_pages(self, inspector, monkeypatch):
        monkeypatch.setattr(CappedPaginator, "most", 150)
        for _ in range(160):
            make_entry()

        assert "Hơn 150 mục" in inspector.get(LIST).content.decode()


class TestDetail:
    def test_shows_before_and_after_side_by_side_in_the_words_of_the_desk(self, inspector):
        entry = make_entry(
            object_kind="news.article",
            object_id="7",
            object_name="Bài",
            old={"status": "draft", "published_at": None},
            new={"status": "published", "published_at": "2026-11-23T00:00:05Z", "mới": True},
        )

        page = page_of(inspector, entry)

        assert '<th scope="row">tình trạng</th><td>Bản nháp</td>' in page
        assert "<td></td><td>23/11/2026 07:00:05 +07:00</td>" in page
        assert '<th scope="row">mới</th><td></td><td>Có</td>' in page

    def test_shows_markup_as_text(self, inspector):
        hostile = "<script>alert(1)</script>"
        entry = make_entry(object_name=hostile, detail=hostile, old={hostile: hostile})

        pages = page_of(inspector, entry) + inspector.get(LIST).content.decode()

        assert "<script>alert" not in pages
        assert "&lt;script&gt;alert" in pages

    def test_of_something_the_portal_no_longer_knows_still_reads(self, inspector):
        entry = make_entry(object_kind="polls.poll", object_id="9", object_name="Ý kiến")

        assert "polls.poll 9: Ý kiến" in page_of(inspector, entry)


class TestExport:
    def test_holds_what_the_filters_leave_in_a_file_for_spreadsheets(self, inspector):
        make_entry(
            action=Action.MOVE,
            at=datetime(2026, 11, 23, 0, 0, 5, tzinfo=UTC),
            object_kind="news.article",
            object_id="7",
            object_name="Bài",
            old={"status": "draft"},
            new={"status": "published"},
        )
        make_entry()

        response = inspector.post(f"{EXPORT}?action__exact=move")

        (row,) = rows_of(response)
        assert row["Lúc"] == "23/11/2026 07:00:05 +07:00"
        assert (row["Việc"], row["Người làm"]) == ("Chuyển bước", "daoht")
        assert (row["Trước"], row["Sau"]) == ("tình trạng: Bản nháp", "tình trạng: Đã đăng")
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]

    def test_holds_all_pages(self, inspector):
        Entry.objects.bulk_create(Entry(action=Action.MOVE) for _ in range(250))

        response = inspector.post(f"{EXPORT}?action__exact=move&p=2")

        assert len(rows_of(response)) == 250

    @pytest.mark.parametrize("begin", ["=", "+", "-", "@"])
    def test_computes_nothing(self, inspector, begin):
        make_entry(action=Action.MOVE, object_name=f'{begin}HYPERLINK("http://x")')

        (row,) = rows_of(inspector.post(f"{EXPORT}?action__exact=move"))

        assert row["Đối tượng"].startswith(f"'{begin}")

    def test_is_itself_recorded_with_its_filters(self, inspector):
        response = inspector.post(f"{EXPORT}?action__exact=move&q=bai")

        entry = Entry.objects.get(action=Action.EXPORTED)
        assert "action__exact=move; q=bai" in entry.detail
        assert entry.actor_name == "thanhtra"
        assert rows_of(response) == []

    def test_does_not_happen_by_a_link(self, inspector):
        assert inspector.get(EXPORT).status_code == 405
        assert not Entry.objects.filter(action=Action.EXPORTED).exists()

    def test_of_a_filter_that_cannot_be_leads_back_to_the_list(self, inspector):
        response = inspector.post(f"{EXPORT}?at__year=abc")

        assert response.status_code == 302

    def test_asks_the_database_once_however_many_rows(
        self, inspector, django_assert_max_num_queries
    ):
        now = timezone.now()
        Entry.objects.bulk_create(
            Entry(action=Action.MOVE, at=now, old={"a": 1}, new={"a": 2}) for _ in range(50)
        )

        with django_assert_max_num_queries(12):
            rows = rows_of(inspector.post(f"{EXPORT}?action__exact=move"))

        assert len(rows) == 50
