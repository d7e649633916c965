from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Action, Entry
from news import history, snapshot, trash, workflow
from news.models import Article, Version
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_photo,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return make_account(Role.REPORTER)


@pytest.fixture
def desk(client, author):
    client.force_login(author)
    return client


def address(name, article, *more):
    return reverse(f"desk:{name}", args=[article.pk, *more])


def with_versions(article, *headlines):
    for headline in headlines:
        article.headline = headline
        article.save()
        history.record(article)
    return article


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


class TestLineOfTime:
    def test_holds_versions_and_steps_with_their_reasons(self, desk, author):
        article = with_versions(make_draft(created_by=author), "Một", "Hai")
        editor = make_account(Role.EDITOR)
        now = timezone.now()
        workflow.move(article.pk, "submit", now=now, by=author)
        workflow.move(article.pk, "send_back", now=now, by=editor, reason="Thiếu ảnh")

        page = desk.get(address("history", article)).content.decode()

        places = [page.index(words) for words in ("Thiếu ảnh", "Gửi duyệt", "Phiên bản 2</strong>")]
        assert places == sorted(places)
        assert "editor (Biên tập viên)" in page

    def test_of_other_people_s_drafts_is_not_shown_to_reporters(self, desk):
        assert desk.get(address("history", make_draft())).status_code == 404

    def test_costs_the_same_however_long(self, desk, author, django_assert_max_num_queries):
        article = with_versions(make_draft(created_by=author), *map(str, range(30)))

        with django_assert_max_num_queries(12):
            desk.get(address("history", article))


class TestComparing:
    def test_any_two_versions_shows_words_fields_and_pictures(self, desk, author):
        photo = make_photo(caption="Cổng Hữu Nghị")
        article = with_versions(make_draft(created_by=author), "Mở cửa khẩu", "Mở lại cửa khẩu")
        article.gallery.create(photo=photo)
        history.record(article)

        page = desk.get(address("compare", article), {"tu": 1, "den": 3}).content.decode()

        assert "<mark>lại </mark>" in page
        assert "Ảnh chỉ có ở phiên bản 3" in page
        assert photo.file.name.rpartition("/")[0] in page

    @pytest.mark.parametrize("asked", [{"tu": "x"}, {"tu": "999", "den": "-1"}, {"den": "9" * 40}])
    def test_versions_that_are_not_there_shows_the_newest(self, desk, author, asked):
        article = with_versions(make_draft(created_by=author), "Một", "Hai")

        answer = desk.get(address("compare", article), asked)

        assert (answer.context["left"].number, answer.context["right"].number) == (1, 2)


class TestRestoring:
    def test_makes_an_old_text_the_newest_version(self, desk, author):
        photo = make_photo()
        article = make_draft(created_by=author)
        article.gallery.create(photo=photo)
        with_versions(article, "Cũ")
        article.gallery.all().delete()
        with_versions(article, "Mới")

        desk.post(address("restore", article, 1))

        article.refresh_from_db()
        assert article.headline == "Cũ"
        assert article.gallery.get().photo == photo
        assert [one.content["headline"] for one in article.versions.order_by("number")] == [
            *("Cũ", "Mới", "Cũ")
        ]
        assert "Khôi phục phiên bản 1" in Version.objects.get(number=3).note

    def test_of_a_public_article_makes_a_correction_for_who_may_not_publish(self, desk, author):
        article = with_versions(make_article(created_by=author), "Cũ", "Đang đăng")

        desk.post(address("restore", article, 1))

        article.refresh_from_db()
        assert article.headline == "Đang đăng"
        assert history.text_of(article).content["headline"] == "Cũ"
        assert article.correction.status == "draft"

    def test_is_refused_with_a_sentence_while_it_waits_for_approval(self, desk, author):
        article = with_versions(make_draft(created_by=author), "Cũ", "Mới")
        workflow.move(article.pk, "submit", now=timezone.now(), by=author)

        page = desk.post(address("restore", article, 1), follow=True).content.decode()

        article.refresh_from_db()
        assert article.headline == "Mới"
        assert "chưa được sửa bài này" in page

    def test_of_an_approved_article_asks_for_approval_again(self, author):
        article = with_versions(make_draft(created_by=author), "Cũ", "Mới")
        editor = make_account(Role.EDITOR)
        workflow.move(article.pk, "approve", now=timezone.now(), by=editor)

        signed_in(editor).post(address("restore", article, 1))

        article.refresh_from_db()
        assert (article.headline, article.status) == ("Cũ", "submitted")

    def test_keeps_what_the_library_says_of_pictures_now(self, author):
        photo = make_photo(alt="Cổng")
        article = make_draft(created_by=author)
        article.gallery.create(photo=photo)
        with_versions(article, "Cũ", "Mới")
        photo.alt = "Cổng Hữu Nghị"
        photo.save()

        signed_in(make_staff()).post(address("restore", article, 1))

        photo.refresh_from_db()
        assert photo.alt == "Cổng Hữu Nghị"


class TestSlip:
    def test_names_the_text_that_was_approved_by_its_hash(self, desk, author):
        article = with_versions(make_draft(created_by=author), "Một")
        workflow.move(article.pk, "approve", now=timezone.now(), by=make_account(Role.EDITOR))

        page = desk.get(address("slip", article)).content.decode()

        assert snapshot.digest(article.versions.get().content) in page
        assert "Duyệt" in page


class TestSteps:
    def test_are_taken_from_a_page_without_the_form(self, desk, author):
        article = with_versions(make_draft(created_by=author), "Một")
        workflow.move(article.pk, "submit", now=timezone.now(), by=author)

        page = desk.get(reverse("admin:news_article_change", args=[article.pk])).content.decode()
        desk.post(address("step", article), {"step": "recall"})

        article.refresh_from_db()
        assert 'name="step" value="recall"' in page
        assert article.status == Article.Status.DRAFT

    def test_that_a_role_does_not_allow_are_refused_and_logged(self, desk, author):
        article = with_versions(make_draft(created_by=author), "Một")

        page = desk.post(address("step", article), {"step": "publish"}, follow=True)

        article.refresh_from_db()
        assert "chưa được quyền" in page.content.decode()
        assert article.status == Article.Status.DRAFT
        assert Entry.objects.get(action=Action.DENIED).actor_name == "reporter"

    def test_that_do_not_exist_are_not_there(self, desk, author):
        article = make_draft(created_by=author)

        assert desk.post(address("step", article), {"step": "delete"}).status_code == 404


class TestCorrections:
    def test_are_dropped_by_their_author_and_stay_in_history(self, desk, author):
        article = make_correction(make_article(created_by=author), by=author, headline="Sửa")

        page = desk.post(address("drop", article), follow=True).content.decode()

        assert "Chữ của nó còn ở phiên bản 2" in page
        assert (
            Article.objects.get(correction=None).versions.filter(content__headline="Sửa").exists()
        )

    def test_of_others_are_not(self, desk):
        article = make_correction(make_article(), by=make_staff(), headline="Sửa")

        assert desk.post(address("drop", article)).status_code == 404
        assert Article.objects.get().correction


class TestTrash:
    def delete(self, desk, article):
        url = reverse("admin:news_article_delete", args=[article.pk])
        return desk.post(url, {"post": "yes"}, follow=True)

    def test_takes_a_draft_and_gives_it_back(self, desk, author):
        draft = make_draft(created_by=author, headline="Bỏ nhầm")

        page = self.delete(desk, draft).content.decode()
        listed = desk.get(reverse("desk:trash")).content.decode()
        gone = desk.get(reverse("admin:news_article_change", args=[draft.pk]))
        desk.post(reverse("desk:put_back", args=[draft.pk]))

        assert "Mở thùng rác để khôi phục" in page
        assert "Bỏ nhầm" in listed
        assert gone.status_code == 302
        assert Article.objects.kept().get() == draft
        actions = Entry.objects.order_by("pk").values_list("action", flat=True)
        assert [*actions][-2:] == [Action.TRASHED, Action.RESTORED]

    def test_does_not_take_what_is_public(self, author):
        article = make_article()

        answer = self.delete(signed_in(make_staff()), article)

        assert answer.status_code == 403
        assert Article.objects.kept().exists()

    def test_is_not_open_to_who_may_edit_but_not_delete(self, desk, author):
        submitted = make_article(status="submitted", created_by=author)

        assert self.delete(desk, submitted).status_code == 403

    def test_shows_others_nothing_of_mine(self, author):
        draft = make_draft(created_by=author, headline="Bỏ nhầm")
        trash.put(draft.pk, by=author, now=timezone.now())
        other = signed_in(make_account(Role.REPORTER, "khac"))

        page = other.get(reverse("desk:trash")).content.decode()

        assert "Bỏ nhầm" not in page
        assert other.post(reverse("desk:put_back", args=[draft.pk])).status_code == 404

    def test_is_emptied_for_good_by_administrators_only(self, desk, author):
        draft = make_draft(created_by=author)
        trash.put(draft.pk, by=author, now=timezone.now())
        purge = reverse("desk:purge", args=[draft.pk])

        refused = desk.post(purge)
        signed_in(make_staff()).post(purge)

        assert refused.status_code == 404
        assert not Article.objects.exists()
        assert Entry.objects.filter(action=Action.PURGED).exists()

    @pytest.mark.parametrize(("days", "left"), [(29, 1), (31, 0)])
    def test_lets_go_after_thirty_days(self, author, days, left):
        now = timezone.now()
        trash.put(make_draft(created_by=author).pk, by=author, now=now - timedelta(days=days))

        trash.empty(now)

        assert Article.objects.count() == left

    def test_keeps_what_was_ever_public(self):
        chief, now = make_staff(), timezone.now()
        draft = make_draft()
        workflow.move(draft.pk, "publish", now=now, by=chief)
        workflow.move(draft.pk, "withdraw", now=now, by=chief, reason="Sai")
        trash.put(draft.pk, by=chief, now=now - timedelta(days=99))

        trash.empty(now)

        assert Article.objects.trashed().get() == draft
