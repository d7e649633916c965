import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from news import snapshot, workflow
from news.models import Article, Version
from tests.factories import make_article, make_draft, make_photo, make_staff
from tests.news.desk_forms import ADD, FROM_DESK, change_url, form, form_of, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client):
    client.force_login(make_staff("bientap"))
    return client


@pytest.fixture
def second():
    client = Client()
    client.force_login(make_staff("lan"))
    return client


def test_a_version_holds_every_field_an_editor_can_change():
    kept_elsewhere = {"id", "status", "version", "created_at", "updated_at", "created_by", "search"}
    kept_elsewhere |= {"lacks", "change_notes", "deleted_at", "deleted_by"}
    fields = {field.name for field in Article._meta.get_fields() if not field.auto_created}

    left_out = fields - kept_elsewhere - set(snapshot.CONTENT)

    assert left_out == {"lead_photo_caption", "photos"}  # both are in "pictures"


class TestVersions:
    def test_every_saving_is_kept_with_who_and_when(self, first):
        first.post(ADD, form(headline="Một"))
        article = Article.objects.get()
        first.post(change_url(article), form_of(article, headline="Hai"))

        kept = article.versions.order_by("number")
        assert [(one.number, one.content["headline"]) for one in kept] == [(1, "Một"), (2, "Hai")]
        assert {one.saved_by.username for one in kept} == {"bientap"}

    def test_hold_pictures_and_files_too(self, first):
        photo = make_photo(alt="Cổng")

        first.post(ADD, form(pictures=[picture(photo, is_in_gallery=True)], lead_photo=photo.pk))

        content = Version.objects.get().content
        assert content == snapshot.of_article(Article.objects.get())
        assert content["pictures"][0]["alt"] == "Cổng"

    def test_begin_with_what_stood_there_before_any_was_kept(self, first):
        article = make_draft(headline="Có từ trước")

        first.post(change_url(article), form_of(article, headline="Mới"))

        kept = article.versions.order_by("number")
        assert [one.content["headline"] for one in kept] == ["Có từ trước", "Mới"]

    def test_are_not_made_by_saving_what_is_there(self, first):
        first.post(ADD, form())
        article = Article.objects.get()

        first.post(change_url(article), form_of(article))

        assert article.versions.count() == 1

    def test_tell_of_publication(self):
        user, draft = make_staff(), make_draft()

        workflow.move(draft.pk, "publish", now=timezone.now(), by=user)

        before, version = draft.versions.order_by("number")
        assert before.content["published_at"] is None
        assert (version.note, version.saved_by) == ("Đăng bài", user)

    def test_are_listed_and_compared_word_by_word(self, first):
        article = make_draft(body="<p>Cửa khẩu đóng cửa.</p>")
        first.post(change_url(article), form_of(article, body="<p>Cửa khẩu mở cửa.</p>"))

        listed = first.get(f"/quan-tri/news/article/{article.pk}/history/", follow=True)
        compared = first.get(f"/quan-tri/soan/bai/{article.pk}/so-sanh/").content.decode()

        assert "<strong>Phiên bản 2</strong> (hiện nay)" in listed.content.decode()
        assert "<mark>đóng </mark>" in compared
        assert "<mark>mở </mark>" in compared

    def test_of_an_article_that_is_not_there_are_a_404(self, first):
        assert first.get("/quan-tri/soan/bai/999/phien-ban/1/").status_code == 404


class TestTwoPeople:
    def both_open(self, first, **fields):
        """An article saved once, and its form as two people opened it."""
        first.post(ADD, form(headline="Gốc", body="<p>Gốc</p>", **fields))
        return Article.objects.get()

    def test_the_second_is_shown_both_texts_and_nothing_is_saved(self, first, second):
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, body="<p>Của người thứ nhất</p>"))

        answer = second.post(
            change_url(article), form_of(article, body="<p>Của người thứ hai</p>"), **FROM_DESK
        )

        assert answer.status_code == 409
        shown = answer.json()["conflict"]
        assert "<mark>nhất</mark>" in shown
        assert "<mark>hai</mark>" in shown
        assert "bientap đã lưu bài này" in shown
        article.refresh_from_db()
        assert "nhất" in article.body

    def test_choosing_their_own_text_keeps_the_other_in_the_history(self, first, second):
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, body="<p>Thứ nhất</p>"))
        ours = form_of(article, body="<p>Thứ hai</p>")
        refused = second.post(change_url(article), ours, **FROM_DESK).json()

        second.post(change_url(article), {**ours, "base_version": refused["version"]})

        article.refresh_from_db()
        assert article.body == "<p>Thứ hai</p>"
        bodies = [one.content["body"] for one in article.versions.order_by("number")]
        assert bodies == ["<p>Gốc</p>", "<p>Thứ nhất</p>", "<p>Thứ hai</p>"]

    def test_choosing_field_by_field_keeps_what_was_not_chosen_in_the_history(self, first, second):
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, headline="Một", body="<p>Một</p>"))
        ours = form_of(article, headline="Hai", body="<p>Hai</p>")
        refused = second.post(change_url(article), ours, **FROM_DESK).json()
        choice = {"base_version": refused["version"], "keep_theirs": "headline"}

        second.post(change_url(article), {**ours, **choice})

        article.refresh_from_db()
        assert (article.headline, article.body) == ("Một", "<p>Hai</p>")
        unchosen = article.versions.get(number=3)
        assert (unchosen.content["headline"], unchosen.content["body"]) == ("Hai", "<p>Hai</p>")
        assert unchosen.note.startswith("Bản của lan")

    def test_begun_before_versions_were_kept_is_compared_with_what_stood_there(self, first, second):
        article = make_draft(headline="Gốc", body="<p>Gốc</p>")
        opened = form_of(article, lead="Sapô mới")
        first.post(change_url(article), form_of(article, body="<p>Sửa</p>"))

        shown = second.post(change_url(article), opened, **FROM_DESK).json()["conflict"]

        assert 'data-field="body" value="theirs" checked' in shown
        assert 'data-field="lead" value="ours" checked' in shown

    def test_a_first_publication_meanwhile_is_no_rival_text_either(self, second):
        article = make_draft(headline="Gốc")
        opened = form_of(article, lead="Sapô mới")
        workflow.move(article.pk, "publish", now=timezone.now(), by=make_staff())

        answer = second.post(change_url(article), opened, **FROM_DESK)

        assert "url" in answer.json()
        article.refresh_from_db()
        assert (article.lead, article.published_at is None) == ("Sapô mới", False)

    def test_a_withdrawal_meanwhile_is_not_undone_by_an_old_form(self, second):
        article = make_draft()
        opened = {**form_of(article), "opened_status": "draft/draft", "_publish": "1"}
        for step in ("publish", "withdraw"):
            workflow.move(article.pk, step, now=timezone.now(), by=make_staff(step), reason="Sai")

        page = second.post(change_url(article), opened, follow=True).content.decode()

        article.refresh_from_db()
        assert article.status == Article.Status.WITHDRAWN
        assert "bài đã chuyển sang “Đã gỡ”" in page

    @pytest.mark.parametrize("version", ["-1", "99999", "x"])
    def test_a_version_that_never_was_is_answered_like_any_other(self, second, version):
        article = self.both_open(second)

        forged = form_of(article, headline="Khác", base_version=version)

        assert second.post(change_url(article), forged, **FROM_DESK).status_code in (200, 409, 422)

    def test_who_changed_nothing_in_a_field_is_offered_the_other_s(self, first, second):
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, headline="Tiêu đề mới"))

        shown = second.post(
            change_url(article), form_of(article, lead="Sapô mới"), **FROM_DESK
        ).json()["conflict"]

        assert 'data-field="headline" value="theirs" checked' in shown
        assert 'data-field="lead" value="ours" checked' in shown

    def test_a_third_saving_while_choosing_is_shown_again(self, first, second):
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, headline="Một"))
        ours = form_of(article, headline="Hai")
        refused = second.post(change_url(article), ours, **FROM_DESK).json()
        article.refresh_from_db()
        first.post(change_url(article), form_of(article, headline="Ba"))

        again = second.post(
            change_url(article), {**ours, "base_version": refused["version"]}, **FROM_DESK
        )

        assert again.status_code == 409
        assert "Ba" in again.json()["conflict"]

    def test_publication_by_somebody_else_is_no_rival_text(self, first, second):
        article = self.both_open(first)
        workflow.move(article.pk, "publish", now=timezone.now(), by=make_staff("dang"))

        answer = second.post(change_url(article), form_of(article, body="<p>Sửa</p>"), **FROM_DESK)

        article.refresh_from_db()
        assert "url" in answer.json()
        assert article.body == "<p>Sửa</p>"
        assert article.status == Article.Status.PUBLISHED
        assert article.published_at

    def test_the_same_text_from_both_is_no_conflict(self, first, second):
        article = self.both_open(first)
        same = form_of(article, headline="Như nhau")
        first.post(change_url(article), same)

        answer = second.post(change_url(article), same, **FROM_DESK)

        assert "url" in answer.json()

    def test_pictures_added_by_both_are_compared_too(self, first, second):
        mine, theirs = make_photo(caption="Ảnh một"), make_photo(caption="Ảnh hai")
        article = self.both_open(first)
        first.post(change_url(article), form_of(article, pictures=[picture(theirs)]))

        answer = second.post(
            change_url(article), form_of(article, pictures=[picture(mine)]), **FROM_DESK
        )

        assert 'data-field="pictures"' in answer.json()["conflict"]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_save_at_once_exactly_one_wins_and_the_others_are_told():
    article = make_article(headline="Gốc")
    clients = [Client() for _ in range(6)]
    for number, client in enumerate(clients):
        client.force_login(make_staff(f"nguoi{number}"))
    forms = [form_of(article, headline=f"Bản {number}") for number in range(6)]
    Version.objects.create(article=article, number=1, content=snapshot.of_article(article))
    Article.objects.update(version=1)
    answers = {}

    def save(number):
        data = {**forms[number], "base_version": 1}
        answers[number] = clients[number].post(change_url(article), data, **FROM_DESK).status_code
        connection.close()

    threads = [threading.Thread(target=save, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    article.refresh_from_db()
    winner = next(number for number, status in answers.items() if status == 200)
    assert sorted(answers.values()) == [200, 409, 409, 409, 409, 409]
    assert article.headline == f"Bản {winner}"
    assert article.versions.count() == 2
