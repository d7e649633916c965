from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Notification
from accounts.roles import Role
from news import history, workflow
from news.models import Article
from tests.factories import (
    make_account,
    make_article,
    make_draft,
    make_scheduled,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db

PAGE = "/quan-tri/soan/lich/"


@pytest.fixture
def desk(client):
    client.force_login(make_account(Role.CHIEF))
    return client


class TestPage:
    def test_lists_what_is_to_come_in_order(self, desk):
        now = timezone.now()
        make_article(headline="Gỡ", expires_at=now + timedelta(days=3))
        make_article(headline="Ghim", pinned_until=now + timedelta(days=2))
        make_scheduled(headline="Đăng")
        make_article(headline="Thường")

        coming = desk.get(PAGE).context["coming"]

        assert [(event.label, str(event.article)) for event in coming] == [
            *(("Đăng", "Đăng"), ("Hết ghim", "Ghim"), ("Tự gỡ", "Gỡ"))
        ]

    def test_says_the_time_as_people_say_it(self, desk):
        make_article(published_at="2099-11-23T07:00:00+07:00")

        assert "07:00 Thứ Hai, 23/11/2099 (giờ Việt Nam)" in desk.get(PAGE).content.decode()

    def test_shows_any_month_as_a_calendar(self, desk):
        make_article(headline="Sang năm", published_at="2099-12-31T23:30:00+07:00")

        page = desk.get(PAGE, {"thang": "2099-12"})

        days = {day: events for week in page.context["weeks"] for day, _, events in week}
        shown = {day.isoformat(): events for day, events in days.items() if events}
        assert [*shown] == ["2099-12-31"]

    @pytest.mark.parametrize("month", ["2026-13", "x", "0001-01", "9999-12", ""])
    def test_answers_an_odd_month_with_one_it_has(self, desk, month):
        assert desk.get(PAGE, {"thang": month}).status_code == 200

    def test_shows_reporters_only_what_they_may_see(self, client):
        client.force_login(make_account(Role.REPORTER))
        make_scheduled(headline="Của người khác", status=Article.Status.APPROVED)

        assert "Của người khác" not in client.get(PAGE).content.decode()


class TestUnready:
    @pytest.fixture
    def unready(self):
        """Scheduled while it was complete; the article it links to was withdrawn since."""
        target = make_article()
        link = f'<p><a href="{target.get_absolute_url()}">Bài liên quan</a></p>'
        article = make_draft(body=link, headline="Hẹn sáng mai")
        article.published_at = timezone.now() + timedelta(hours=10)
        article.save()
        chief, now = make_staff(), timezone.now()
        history.record(article)
        workflow.move(article.pk, "publish", now=now, by=chief)
        workflow.move(target.pk, "withdraw", now=now, by=chief, reason="Sai")
        return article

    @pytest.mark.parametrize("page", [PAGE, "/quan-tri/"])
    def test_is_warned_of(self, desk, unready, page):
        shown = desk.get(page).content.decode()

        assert "Hẹn đăng mà chưa đủ điều kiện" in shown
        assert "dẫn đến một bài chưa đăng" in shown

    def test_is_told_once_a_day_to_who_sets_times(self, unready):
        chief, reporter = make_account(Role.CHIEF), make_account(Role.REPORTER)
        Notification.objects.all().delete()

        call_command("tick", verbosity=0)
        call_command("tick", verbosity=0)

        assert "Hẹn sáng mai" in Notification.objects.get(user=chief).text
        assert not Notification.objects.filter(user=reporter).exists()


def test_publication_removal_and_pins_need_no_job(client, monkeypatch):
    now = timezone.now()
    make_article(
        headline="Chỉ một ngày",
        published_at=now + timedelta(days=1),
        expires_at=now + timedelta(days=2),
    )

    seen = []
    for days in (0, 1, 3):
        monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=days, minutes=1))  # noqa: B023
        seen.append("Chỉ một ngày" in client.get("/").content.decode())

    assert seen == [False, True, False]


class TestDesk:
    def test_says_what_waits_for_whom(self, client):
        author, editor = make_account(Role.REPORTER), make_account(Role.EDITOR)
        waiting = make_article(headline="Chờ", status="submitted", created_by=author)
        returned = make_article(headline="Về", status="submitted", created_by=author)
        history.record(returned)
        workflow.move(returned.pk, "send_back", now=timezone.now(), by=editor, reason="Thiếu nguồn")

        client.force_login(author)
        mine = client.get("/quan-tri/").context["overview"]
        client.force_login(editor)
        theirs = client.get("/quan-tri/").context["overview"]

        assert [(str(line.article), line.reason) for line in mine["returned"]] == [
            ("Về", "Thiếu nguồn")
        ]
        assert [line.article for line in mine["mine"]] == [waiting]
        assert [line.article for line in theirs["waiting"]] == [waiting]
        assert theirs["week"]["returned"] == 1

    @pytest.mark.parametrize("articles", [1, 30])
    def test_costs_the_same_however_much_there_is(
        self, client, articles, django_assert_max_num_queries
    ):
        author = make_account(Role.EDITOR)
        for _ in range(articles):
            make_article(status="returned", created_by=author)
            make_article(status="submitted")
        client.force_login(author)

        with django_assert_max_num_queries(22):
            client.get("/quan-tri/")

    def test_does_not_fail_for_who_has_no_role(self, client):
        client.force_login(make_staff(is_superuser=False))

        assert client.get("/quan-tri/").status_code == 200


class TestBulk:
    LIST = "/quan-tri/news/article/"

    def post(self, client, action, articles, **more):
        chosen = [article.pk for article in articles]
        sent = {"action": action, "_selected_action": chosen, **more}
        return client.post(self.LIST, sent, follow=True).content.decode()

    def test_has_a_line_of_result_for_each(self, desk):
        ready, unready = make_draft(headline="Đủ"), make_draft(headline="")

        page = self.post(desk, "publish", [ready, unready])

        assert "Đã đăng “Đủ”." in page
        assert "chưa đăng được. Bài chưa có tiêu đề." in page

    def test_moves_to_another_section_as_a_new_version(self, desk):
        article, section = make_article(), make_section(name="Đối ngoại")
        history.record(article)

        page = self.post(desk, "move_section", [article], confirmed="1", section=section.pk)

        article.refresh_from_db()
        assert article.section == section
        assert article.versions.count() == 2
        assert "sang “Đối ngoại”" in page

    @pytest.mark.parametrize(("day", "sentence"), [("01/01/2020", "đã qua"), ("x", "hợp lệ")])
    def test_asks_again_for_a_time_that_cannot_be(self, desk, day, sentence):
        article = make_article()

        page = self.post(
            desk, "pin", [article], confirmed="1", pinned_until_0=day, pinned_until_1="07:00"
        )

        article.refresh_from_db()
        assert sentence in page
        assert article.pinned_until is None

    def test_pins(self, desk):
        article = make_article()

        self.post(
            desk,
            "pin",
            [article],
            confirmed="1",
            pinned_until_0="01/01/2099",
            pinned_until_1="07:00",
        )

        article.refresh_from_db()
        assert article.pinned_until.year == 2099

    def test_offers_reporters_only_what_they_may(self, client):
        client.force_login(make_account(Role.REPORTER))
        make_article()

        page = client.get(self.LIST).content.decode()

        assert 'value="submit"' in page
        assert 'value="withdraw"' not in page
