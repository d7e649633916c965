from datetime import timedelta

import pytest
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.models import Notification
from accounts.roles import Role
from news import corrections, enclosures, history, snapshot, workflow
from news.models import Article, Move
from photos.usage import uses
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_photo,
    make_scheduled,
    make_staff,
)

pytestmark = pytest.mark.django_db

Status = Article.Status
FORBIDDEN = [
    (step, status)
    for step in workflow.TRANSITIONS
    for status in Status
    if not workflow.route(step, status)
]


def take(article, *steps, by=None, **more):
    by = by or make_staff(f"quantri{article.pk}")
    for step in steps:
        article = workflow.move(article.pk, step, now=timezone.now(), by=by, **more)
    return article


@pytest.mark.parametrize(("step", "status"), FORBIDDEN)
def test_a_forbidden_step_is_refused_with_a_sentence_and_changes_nothing(step, status):
    article = make_article(status=status)

    with pytest.raises(workflow.TransitionRefused, match="không làm được"):
        take(article, step, reason="Có lý do")

    article.refresh_from_db()
    assert article.status == status
    assert not Move.objects.exists()


@pytest.mark.parametrize(
    ("step", "status", "steps"),
    [
        ("publish", "draft", ["submit", "approve", "publish"]),
        ("publish", "submitted", ["approve", "publish"]),
        ("publish", "withdrawn", ["publish"]),
        ("approve", "returned", ["submit", "approve"]),
        ("withdraw", "draft", []),
        ("publish", "archived", []),
    ],
)
def test_one_press_takes_the_steps_on_its_way(step, status, steps):
    assert workflow.route(step, status) == steps


class TestPublishing:
    def test_takes_the_clock_when_no_time_was_set(self):
        draft, now = make_draft(), timezone.now().replace(second=17)

        workflow.move(draft.pk, "publish", now=now, by=make_staff())

        draft.refresh_from_db()
        assert draft.published_at == now.replace(second=0, microsecond=0)
        assert draft in Article.objects.published()

    def test_keeps_a_time_to_come(self):
        later = make_scheduled().published_at
        draft = make_draft()
        Article.objects.filter(pk=draft.pk).update(published_at=later)

        take(draft, "publish")

        draft.refresh_from_db()
        assert draft.published_at == later
        assert draft not in Article.objects.published()

    def test_after_withdrawal_keeps_the_first_date(self):
        article = make_article(published_at=timezone.now() - timedelta(days=3))
        take(article, "withdraw", reason="Sai số liệu")

        again = take(article, "publish", by=make_staff("khac"))

        assert again.published_at == article.published_at

    def test_is_refused_when_the_time_of_removal_has_passed(self):
        expired = make_article(
            published_at=timezone.now() - timedelta(days=3),
            expires_at=timezone.now() - timedelta(days=1),
            status=Status.WITHDRAWN,
        )

        with pytest.raises(workflow.TransitionRefused, match="tự gỡ đã qua"):
            take(expired, "publish")

        expired.refresh_from_db()
        assert expired.status == Status.WITHDRAWN

    def test_is_refused_while_something_must_be_done(self):
        draft = make_draft(headline="")

        with pytest.raises(workflow.TransitionRefused, match="chưa có tiêu đề"):
            take(draft, "publish")

        assert not Move.objects.exists()


class TestReasons:
    @pytest.mark.parametrize("reason", ["", "   ", "\u200b\n"])
    def test_are_asked_for_when_an_article_is_returned(self, reason):
        article = make_article(status=Status.SUBMITTED)

        with pytest.raises(workflow.TransitionRefused, match="Xin ghi lý do"):
            take(article, "send_back", reason=reason)

        article.refresh_from_db()
        assert article.status == Status.SUBMITTED

    def test_are_kept_in_one_line_as_they_were_given(self):
        article = make_article()

        take(article, "withdraw", reason="Sai  số\nliệu ở đoạn hai")

        assert Move.objects.get().reason == "Sai số liệu ở đoạn hai"


class TestApprovingOnesOwn:
    @pytest.fixture
    def author(self):
        return make_account(Role.CHIEF)

    def test_is_refused_with_what_to_do(self, author):
        article = make_draft(created_by=author)

        with pytest.raises(workflow.NotAllowed, match="xin để người khác duyệt"):
            take(article, "publish", by=author)

        article.refresh_from_db()
        assert article.status == Status.DRAFT

    def test_is_allowed_by_the_setting_and_then_on_record(self, author, settings):
        settings.MAY_APPROVE_OWN = True
        article = make_draft(created_by=author)

        take(article, "publish", by=author)

        marks = Move.objects.order_by("pk").values_list("step", "is_own")
        assert list(marks) == [("submit", False), ("approve", True), ("publish", False)]

    def test_leaves_publishing_to_the_author_once_somebody_else_approved(self, author):
        article = take(make_draft(created_by=author), "approve", by=make_account(Role.EDITOR))

        take(article, "publish", by=author)

        assert Article.objects.published().get() == article


class TestOneGate:
    def test_lets_who_approves_publish(self, settings):
        settings.ONE_GATE = True
        article = make_article(status=Status.SUBMITTED)

        take(article, "publish", by=make_account(Role.EDITOR))

        assert Article.objects.published().exists()

    def test_offers_no_approval_that_leads_nowhere(self, settings):
        settings.ONE_GATE = True

        offered = workflow.allowed(make_article(status=Status.SUBMITTED), make_staff())

        assert "publish" in offered
        assert "approve" not in offered

    def test_is_not_the_rule(self):
        article = make_article(status=Status.SUBMITTED)

        with pytest.raises(workflow.NotAllowed, match="chưa được quyền đăng"):
            take(article, "publish", by=make_account(Role.EDITOR))


class TestRecord:
    def test_has_every_step_with_person_role_minute_and_the_text_it_was_about(self):
        editor = make_account(Role.EDITOR, "lan")
        article = make_article(status=Status.SUBMITTED)

        take(article, "approve", by=editor)

        move, version = Move.objects.get(), article.versions.get()
        assert (move.source, move.target) == ("submitted", "approved")
        assert move.by_name == "lan (Biên tập viên)"
        assert (move.version, move.digest) == (1, snapshot.digest(version.content))

    def test_tells_that_an_approved_text_was_changed(self):
        article = take(make_draft(), "approve")

        workflow.changed(article, now=timezone.now(), by=make_staff())

        article.refresh_from_db()
        assert article.status == Status.SUBMITTED
        assert Move.objects.last().get_step_display() == "Sửa sau khi duyệt, cần duyệt lại"

    @pytest.mark.parametrize("changed", [{"headline": "Khác"}, {"pictures": [{"photo": 1}]}])
    def test_has_another_digest_for_another_text(self, changed):
        content = snapshot.of_article(make_article())

        assert snapshot.digest({**content, **changed}) != snapshot.digest(content)

    def test_has_the_same_digest_whenever_it_is_public(self):
        content = snapshot.of_article(make_article())

        later = {**content, "published_at": "2030-01-01T00:00:00+07:00"}

        assert snapshot.digest(later) == snapshot.digest(content)


class TestCorrection:
    def test_leaves_readers_with_the_old_text_until_it_is_published(self, client):
        article = make_correction(make_article(headline="Cũ"), headline="Mới")

        before = client.get(article.get_absolute_url()).content.decode()
        take(article, "publish")
        article.refresh_from_db()
        after = client.get(article.get_absolute_url()).content.decode()

        assert "Cũ" in before
        assert "Mới" not in before
        assert "Mới" in after
        assert article.status == Status.PUBLISHED
        assert not hasattr(article, "correction")

    def test_keeps_the_time_of_publication(self):
        moment = timezone.now().replace(second=0, microsecond=0) - timedelta(days=9)
        article = make_correction(make_article(published_at=moment), headline="Mới")

        take(article, "publish")

        article.refresh_from_db()
        assert article.published_at == moment

    def test_tells_readers_what_changed_when_its_editor_says_so(self, client):
        article = make_correction(make_article(), lead="Mới", change_note="Sửa giờ làm việc.")

        take(article, "publish")

        article.refresh_from_db()
        assert "Sửa giờ làm việc." in client.get(article.get_absolute_url()).content.decode()

    def test_goes_through_approval_and_back_like_any_text(self):
        article = make_correction(make_article(), headline="Mới")

        take(article, "submit", "send_back", reason="Thiếu nguồn")

        article.refresh_from_db()
        assert article.correction.status == Status.RETURNED
        assert article.status == Status.PUBLISHED
        assert all(move.is_of_correction for move in Move.objects.all())

    def test_is_let_go_when_the_article_is_withdrawn_and_its_text_stays(self):
        article = make_correction(make_article(), headline="Mới")

        take(article, "withdraw", reason="Sai")

        article = Article.objects.get()
        assert article.status == Status.WITHDRAWN
        assert not hasattr(article, "correction")
        assert article.versions.filter(content__headline="Mới").exists()

    def test_is_approved_by_its_own_digest(self):
        article = make_correction(make_article(headline="Cũ"), headline="Mới")

        take(article, "approve")

        approved = Move.objects.get(step="approve")
        assert approved.digest == snapshot.digest(history.text_of(Article.objects.get()).content)

    def test_keeps_its_pictures_in_the_library(self):
        photo = make_photo()
        row = enclosures.saved(enclosures.picture_row(photo))

        make_correction(make_article(), pictures=[row])

        with pytest.raises(ProtectedError):
            photo.delete()
        assert [use.label for use in uses(photo)] == ["Ảnh trong bản sửa chờ duyệt: ảnh"]

    def test_does_not_undo_what_the_library_learnt_meanwhile(self):
        photo = make_photo(alt="Cổng")
        article = make_article(lead_photo=photo)
        article.gallery.create(photo=photo)
        make_correction(article, headline="Mới")
        photo.alt = "Cổng Hữu Nghị buổi sáng"
        photo.save()

        take(article, "publish")

        photo.refresh_from_db()
        assert photo.alt == "Cổng Hữu Nghị buổi sáng"


class TestNotices:
    def told(self, user):
        return [one.text for one in Notification.objects.filter(user=user)]

    def test_tell_only_those_who_must_act(self):
        author, editor = make_account(Role.REPORTER), make_account(Role.EDITOR)
        other = make_account(Role.REPORTER, "khac")
        article = make_draft(created_by=author)

        take(article, "submit", by=author)

        assert len(self.told(editor)) == 1
        assert "đang chờ duyệt" in self.told(editor)[0]
        assert not self.told(author)
        assert not self.told(other)

    def test_tell_the_author_why_it_came_back(self):
        author, editor = make_account(Role.REPORTER), make_account(Role.EDITOR)
        article = make_article(status=Status.SUBMITTED, created_by=author, headline="{Bài}")

        take(article, "send_back", by=editor, reason="Thiếu {ảnh}")

        assert self.told(author) == ["“{Bài}” bị editor trả lại: Thiếu {ảnh}"]


def test_a_correction_that_was_dropped_is_on_record():
    article = make_correction(make_article(), headline="Mới")

    workflow.drop_correction(article, now=timezone.now(), by=make_staff())

    assert Move.objects.get().get_step_display() == "Bỏ bản sửa"
    assert corrections.correction_of(Article.objects.get()) is None


def test_a_dropped_correction_leaves_the_public_text_the_newest_version():
    article = make_correction(make_article(headline="Đang đăng"), headline="Bỏ đi")

    workflow.drop_correction(article, now=timezone.now(), by=make_staff())

    newest = history.text_of(Article.objects.get())
    assert newest.content["headline"] == "Đang đăng"


def test_a_correction_at_once_by_who_may_publish_is_on_record():
    chief, article = make_account(Role.CHIEF), make_article()
    history.record(article)

    workflow.changed(article, now=timezone.now(), by=chief)

    assert Move.objects.get().get_step_display() == "Sửa bài đang đăng"
