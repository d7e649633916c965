"""Ways in which something might become public that nobody approved, each closed."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Account
from accounts.roles import Role, role_of
from news import history, snapshot, workflow
from news.models import Article, Move, SectionRole
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_section,
    make_staff,
)
from tests.news.desk_forms import ADD, FROM_DESK, change_url, form, form_of

pytestmark = pytest.mark.django_db

Status = Article.Status


def desk_of(user):
    client = Client()
    client.force_login(user)
    return client


def move(article, step, by, **more):
    return workflow.move(article.pk, step, now=timezone.now(), by=by, **more)


class TestNoteForReaders:
    def test_is_not_taken_from_a_draft(self):
        desk = desk_of(make_account(Role.REPORTER))

        desk.post(ADD, form(change_note="Chữ chưa ai duyệt"))
        article = Article.objects.get()
        desk.post(change_url(article), form_of(article, change_note="Chữ chưa ai duyệt"))

        article.refresh_from_db()
        assert article.change_notes == []

    def test_alone_makes_a_version_and_a_line_of_the_record(self):
        article = make_article()
        desk = desk_of(make_account(Role.CHIEF))

        desk.post(change_url(article), form_of(article, change_note="Sửa giờ làm việc."))

        article.refresh_from_db()
        assert [said for _, said in article.changes_told] == ["Sửa giờ làm việc."]
        assert Move.objects.get().step == "correct"
        assert article.versions.last().change_note == "Sửa giờ làm việc."


class TestWithdrawn:
    def test_rewritten_is_a_draft_again(self):
        chief = make_account(Role.CHIEF)
        article = make_article(status=Status.WITHDRAWN, created_by=chief)

        desk_of(chief).post(
            change_url(article), form_of(article, body="<p>Khác hẳn</p>", _publish="1")
        )

        article.refresh_from_db()
        assert article.status == Status.DRAFT
        assert not Article.objects.published().exists()


class TestRestoring:
    @pytest.mark.parametrize("headline", ["", "Bản cũ"])
    def test_on_a_public_article_waits_for_approval_whoever_does_it(self, headline):
        article = make_draft(headline=headline)
        history.record(article)
        Article.objects.filter(pk=article.pk).update(
            headline="Đang đăng", status=Status.PUBLISHED, published_at=timezone.now()
        )
        article.refresh_from_db()
        history.record(article)

        desk_of(make_staff()).post(reverse("desk:restore", args=[article.pk, 1]))

        article.refresh_from_db()
        assert article.headline == "Đang đăng"
        assert article.correction.version == 3

    def test_leaves_the_article_where_it_is_filed(self):
        article = make_draft(section=make_section())
        history.record(article)
        article.section = make_section(name="Mới")
        article.save()
        history.record(article)

        desk_of(make_staff()).post(reverse("desk:restore", args=[article.pk, 1]))

        article.refresh_from_db()
        assert article.section.name == "Mới"


class TestFiling:
    @pytest.fixture
    def chief_here(self):
        """A chief in one section who is a reporter in all others."""
        user, here = make_account(Role.REPORTER), make_section(name="Ở đây")
        SectionRole.objects.create(section=here, user=user, role=Role.CHIEF)
        return user, here

    @pytest.mark.parametrize("field", ["section", "further_sections"])
    def test_a_public_article_needs_the_right_to_publish_there(self, chief_here, field):
        user, here = chief_here
        article, other = make_article(section=here), make_section(name="Nơi khác")
        sent = form_of(
            article, **{"section": here, field: other if field == "section" else other.pk}
        )

        answer = desk_of(user).post(change_url(article), sent, **FROM_DESK)

        article.refresh_from_db()
        assert "chưa được quyền đưa bài vào “Nơi khác”" in str(answer.json()["errors"])
        assert article.section == here
        assert not article.further_sections.exists()

    def test_by_a_correction_needs_it_too(self, chief_here):
        user, here = chief_here
        other = make_section(name="Nơi khác")
        article = make_correction(make_article(section=here), section=other.pk)

        with pytest.raises(workflow.NotAllowed, match="chuyên mục mà bạn chưa được quyền"):
            move(article, "publish", user)


class TestConflict:
    def test_leaves_what_is_stored_the_newest_version(self):
        first, second = desk_of(make_staff("mot")), desk_of(make_staff("hai"))
        article = make_draft(headline="Gốc")
        history.record(article)
        opened = form_of(article)
        first.post(change_url(article), {**opened, "headline": "Của một"})
        refused = second.post(change_url(article), {**opened, "headline": "Của hai"}, **FROM_DESK)

        second.post(
            change_url(article),
            {
                **opened,
                "headline": "Của hai",
                "keep_theirs": "headline",
                "base_version": refused.json()["version"],
            },
            **FROM_DESK,
        )

        article.refresh_from_db()
        assert article.headline == "Của một"
        assert history.text_of(article).content == snapshot.of_article(article)
        assert article.versions.filter(content__headline="Của hai").exists()


class TestStaleForms:
    def test_of_a_correction_that_was_published_does_not_change_the_page(self):
        chief = make_account(Role.CHIEF)
        article = make_correction(make_article(headline="Cũ"), headline="Mới")
        opened = form_of(
            article, headline="Sửa muộn", opened_status="published/draft", base_version=2
        )
        move(article, "publish", make_staff())

        answer = desk_of(chief).post(change_url(article), opened, **FROM_DESK)

        assert "đã được đăng hoặc đã bỏ" in str(answer.json()["errors"])
        assert Article.objects.get().headline == "Mới"

    def test_times_are_set_beside_a_correction(self):
        chief = make_account(Role.CHIEF)
        article = make_correction(make_article(headline="Cũ"), headline="Mới")
        article.refresh_from_db()
        times = {"pinned_until_0": "01/01/2099", "pinned_until_1": "07:00"}

        desk_of(chief).post(change_url(article), form_of(article, headline="Mới", **times))

        article.refresh_from_db()
        assert article.pinned_until.year == 2099
        assert article.headline == "Cũ"


class TestTimes:
    def test_that_passed_while_it_waited_are_not_kept(self):
        article = make_draft()
        Article.objects.update(
            created_at=timezone.now() - timedelta(days=3),
            published_at=timezone.now() - timedelta(days=2),
        )

        moved = move(article, "publish", make_staff())

        assert timezone.now() - moved.published_at < timedelta(minutes=5)

    def test_of_an_old_article_are_kept(self):
        article = make_draft()
        Article.objects.update(published_at="2017-07-14T16:48:00+07:00")

        moved = move(article, "publish", make_staff())

        assert moved.published_at.year == 2017


def test_a_reason_of_any_length_is_answered_with_a_sentence():
    article = make_article()

    with pytest.raises(workflow.TransitionRefused, match="quá 1000 ký tự"):
        move(article, "withdraw", make_staff(), reason="a" * 1001)


def test_who_wrote_something_is_switched_off_and_not_deleted():
    author = make_account(Role.REPORTER)
    make_draft(created_by=author)
    delete = reverse("admin:accounts_account_delete", args=[author.pk])

    page = desk_of(make_staff()).post(delete, {"post": "yes"}).content.decode()

    assert "xin bỏ dấu “Đang dùng”" in page
    assert Account.objects.filter(pk=author.pk).exists()


def test_a_section_that_shows_articles_of_others_says_so_and_is_not_deleted():
    section = make_section()
    make_article(headline="Bài có hai nơi").further_sections.add(section)
    delete = reverse("admin:news_section_delete", args=[section.pk])

    page = desk_of(make_staff()).post(delete, {"post": "yes"}).content.decode()

    assert "Bài có hai nơi" in page
    section.refresh_from_db()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_delete_one_another_leave_one():
    users = [make_account(Role.ADMINISTRATOR, name) for name in ("mot", "hai")]
    ready = threading.Barrier(2)

    def delete(by, other):
        desk = desk_of(by)
        ready.wait()
        desk.post(reverse("admin:accounts_account_delete", args=[other.pk]), {"post": "yes"})
        connection.close()

    threads = [threading.Thread(target=delete, args=pair) for pair in (users, users[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    left = [role_of(account) for account in Account.objects.all()]
    assert left == [Role.ADMINISTRATOR]
