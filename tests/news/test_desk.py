import unicodedata
import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from news.models import Article, Presence, WorkingCopy
from tests.factories import (
    make_account,
    make_article,
    make_draft,
    make_photo,
    make_section,
    make_staff,
)
from tests.news.desk_forms import ADD, change_url, form, form_of, picture

pytestmark = pytest.mark.django_db

KEY = uuid.UUID("11111111-2222-4333-8444-555555555555")
BEAT = "/quan-tri/soan/nhip/"


@pytest.fixture
def editor(client, settings):
    settings.MAY_APPROVE_OWN = True
    client.force_login(make_staff())
    return client


def copy_url(action="", key=KEY):
    return f"/quan-tri/soan/{key}/{action}"


def autosave(client, article=None, **fields):
    about = {"article": article.pk if article else ""}
    return client.post(copy_url(), {**form(**fields), **about})


class TestAutosave:
    def test_keeps_the_whole_form_apart_from_the_article(self, editor):
        article = make_draft(headline="Tiêu đề đã lưu")

        answer = autosave(editor, article, headline="Tiêu đề đang gõ", lead="Sapô dở")

        copy = WorkingCopy.objects.get()
        article.refresh_from_db()
        assert answer.json()["saved_at"] == f"{timezone.localtime(copy.saved_at):%H:%M}"
        assert copy.content["headline"] == ["Tiêu đề đang gõ"]
        assert copy.content["lead"] == ["Sapô dở"]
        assert "csrfmiddlewaretoken" not in copy.content
        assert article.headline == "Tiêu đề đã lưu"
        assert not article.versions.exists()

    def test_keeps_one_copy_per_open_form(self, editor):
        autosave(editor, headline="Một")
        autosave(editor, headline="Hai")

        assert WorkingCopy.objects.get().headline == "Hai"

    def test_keeps_a_form_with_nothing_right_in_it(self, editor):
        odd = {
            "article": "²",
            "a\x00b": "c",
            "section": "x",
            "published_at_0": "32/13",
            "pictures": "{",
            "headline": "a\x00b",
        }

        answer = editor.post(copy_url(), odd)

        assert answer.status_code == 200
        assert WorkingCopy.objects.get().content["published_at_0"] == ["32/13"]

    def test_tells_what_is_missing(self, editor):
        answer = autosave(editor, headline="")

        first = answer.json()["findings"][0]
        assert (first["level"], first["field"]) == ("must", "headline")

    def test_tells_of_letters_in_parts_and_keeps_them_whole(self, editor):
        answer = autosave(editor, lead=unicodedata.normalize("NFD", "Cửa khẩu mở lại"))

        found = [one["field"] for one in answer.json()["findings"] if "dấu rời" in one["message"]]
        assert found == ["lead"]
        assert WorkingCopy.objects.get().content["lead"] == ["Cửa khẩu mở lại"]

    def test_is_offered_to_who_wrote_it_and_to_nobody_else(self, editor, client):
        article = make_draft()
        autosave(editor, article, headline="Chữ của tôi")

        mine = editor.get(change_url(article)).content.decode()
        client.force_login(make_staff("khac"))
        theirs = client.get(change_url(article)).content.decode()

        assert "bản viết dở chưa lưu lúc" in mine
        assert "bản viết dở" not in theirs

    def test_of_a_new_article_is_offered_when_the_next_one_is_begun(self, editor):
        autosave(editor, headline="Bài viết dở")

        assert "Bài viết dở, chưa lưu: “Bài viết dở”" in editor.get(ADD).content.decode()

    def test_is_forgotten_when_the_article_is_saved_or_the_copy_dropped(self, editor):
        autosave(editor)
        editor.post(ADD, form(copy_key=str(KEY)))
        after_saving = WorkingCopy.objects.exists()

        autosave(editor)
        editor.post(copy_url("bo/"))

        assert not after_saving
        assert not WorkingCopy.objects.exists()

    def test_older_than_a_month_is_forgotten_though_its_writer_never_comes_back(self, editor):
        autosave(editor)
        month_ago = timezone.now() - timedelta(days=31)
        gone = make_staff("da-nghi")
        WorkingCopy.objects.create(user=gone, content={}, saved_at=month_ago)
        Presence.objects.create(key=KEY, user=gone, article=make_article(), seen_at=month_ago)

        call_command("tick")

        assert WorkingCopy.objects.get().pk == KEY
        assert not Presence.objects.exists()

    def test_of_somebody_else_is_neither_read_nor_overwritten_nor_dropped(self, editor, client):
        autosave(editor, headline="Của tôi")
        client.force_login(make_staff("khac"))

        answers = [
            autosave(client, headline="Của người khác"),
            client.get(copy_url("xem/")),
        ]
        client.post(copy_url("bo/"))

        assert [answer.status_code for answer in answers] == [404, 404]
        assert WorkingCopy.objects.get().headline == "Của tôi"

    @pytest.mark.parametrize("pictures", [1, 6])
    def test_costs_the_same_however_many_pictures(
        self, editor, pictures, django_assert_max_num_queries
    ):
        article = make_draft()
        rows = [picture(make_photo(), is_in_gallery=True) for _ in range(pictures)]
        typed = {**form_of(article, pictures=rows), "article": article.pk}

        with django_assert_max_num_queries(31):
            editor.post(copy_url(), typed)


class TestWhoMayAsk:
    @pytest.mark.parametrize("url", [copy_url(), copy_url("bo/"), BEAT, "/quan-tri/soan/tep/"])
    def test_an_ended_session_is_told_as_such_and_nothing_is_kept(self, client, url):
        answer = client.post(url, form())

        assert answer.status_code == 401
        assert "đăng nhập lại" in answer.json()["error"]
        assert not WorkingCopy.objects.exists()

    def test_staff_who_may_not_write_are_refused(self, client):
        client.force_login(make_staff(is_superuser=False))

        assert client.post(copy_url(), form()).status_code == 403

    def test_who_may_only_begin_articles_does_not_touch_others(self, client):
        client.force_login(make_account(Role.REPORTER))

        assert autosave(client).status_code == 200
        assert autosave(client, make_draft()).status_code == 404

    @pytest.mark.parametrize("url", [copy_url(), BEAT, "/quan-tri/soan/roi-trang/"])
    def test_looking_changes_nothing(self, editor, url):
        assert editor.get(url).status_code == 405


class TestDeletedMeanwhile:
    def test_what_others_were_typing_outlives_the_article(self, editor):
        article = make_draft()
        autosave(editor, article, headline="Đang gõ")
        article.delete()

        offered = editor.get(ADD).content.decode()
        answer = editor.post(copy_url(), {**form(headline="Gõ tiếp"), "article": article.pk or 999})

        assert "“Đang gõ”" in offered
        assert answer.json()["is_gone"]
        assert WorkingCopy.objects.get().headline == "Gõ tiếp"


def test_who_may_only_look_sees_the_article(client):
    author = make_account(Role.REPORTER)
    client.force_login(author)
    article = make_article(headline="Cửa khẩu mở lại", status="submitted", created_by=author)

    page = client.get(change_url(article))

    assert page.status_code == 200
    assert "Cửa khẩu mở lại" in page.content.decode()
    assert "_continue" not in page.content.decode()


class TestPresence:
    def beat(self, client, article):
        return client.post(BEAT, {"article": article.pk, "key": str(uuid.uuid4())}).json()

    def test_tells_who_else_has_the_article_open(self, editor, client):
        article = make_draft()
        self.beat(editor, article)
        client.force_login(make_staff("lan"))

        assert self.beat(client, article)["others"] == ["bientap"]

    def test_of_somebody_silent_for_two_minutes_is_over(self, editor, client):
        article = make_draft()
        self.beat(editor, article)
        Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=2, seconds=1))
        client.force_login(make_staff("lan"))

        assert self.beat(client, article)["others"] == []

    def test_ends_when_the_last_window_is_left(self, editor, client):
        article = make_draft()
        keys = [str(uuid.uuid4()), str(uuid.uuid4())]
        for key in keys:
            editor.post(BEAT, {"article": article.pk, "key": key})
        seen = []
        make_staff("lan")
        for key in keys:
            client.force_login(get_user_model().objects.get(username="bientap"))
            client.post("/quan-tri/soan/roi-trang/", {"article": article.pk, "key": key})
            client.force_login(get_user_model().objects.get(username="lan"))
            seen.append(self.beat(client, article)["others"])

        assert seen == [["bientap"], []]

    def test_never_keeps_anybody_from_saving(self, editor, client):
        article = make_draft()
        self.beat(editor, article)
        client.force_login(make_staff("lan"))

        client.post(change_url(article), form_of(article, headline="Lan sửa"))

        article.refresh_from_db()
        assert article.headline == "Lan sửa"

    def test_tells_that_somebody_saved(self, editor):
        article = make_draft()
        editor.post(change_url(article), form_of(article, headline="Khác"))

        news = self.beat(editor, article)

        assert (news["version"], news["saved_by"]) == (2, "bientap")


class TestPreview:
    def test_shows_what_is_typed_with_the_readers_page(self, editor):
        photo = make_photo(alt="Cổng")
        autosave(
            editor,
            headline="Tiêu đề đang gõ",
            body="<p>Chữ mới</p><script>alert(1)</script>",
            lead_photo=photo.pk,
            pictures=[picture(photo, caption="Chú thích mới", alt="Cổng cửa khẩu")],
        )

        answer = editor.get(copy_url("xem/"))
        page = answer.content.decode()

        assert "<h1" in page
        assert "Tiêu đề đang gõ" in page
        assert "Chữ mới" in page
        assert "Chú thích mới" in page
        assert 'alt="Cổng cửa khẩu"' in page
        assert "alert(1)" not in page
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Robots-Tag"] == "noindex"

    def test_of_an_empty_form_is_a_page_too(self, editor):
        editor.post(copy_url(), {"headline": ""})

        assert "(chưa có tiêu đề)" in editor.get(copy_url("xem/")).content.decode()

    def test_changes_nothing_that_is_stored(self, editor):
        article, photo = make_article(), make_photo(alt="Cũ")
        autosave(editor, article, headline="Khác", pictures=[picture(photo, alt="Mới")])

        editor.get(copy_url("xem/"))

        article.refresh_from_db()
        photo.refresh_from_db()
        assert article.headline != "Khác"
        assert photo.alt == "Cũ"


class TestEmptyDraft:
    def test_is_saved_without_a_headline_and_gets_its_address_later(self, editor):
        editor.post(ADD, form(headline=""))
        draft = Article.objects.get()

        editor.post(change_url(draft), form_of(draft, headline="Cửa khẩu mở lại"))

        assert str(draft) == "(chưa có tiêu đề)"
        draft.refresh_from_db()
        assert draft.slug == "cua-khau-mo-lai"

    def test_is_not_published(self, editor):
        answer = editor.post(ADD, form(headline="", _publish="1"), follow=True)

        assert "Bài chưa có tiêu đề." in answer.content.decode()
        assert Article.objects.get().status == Article.Status.DRAFT

    def test_once_public_keeps_its_headline(self, editor):
        article = make_article(headline="Đã đăng")

        answer = editor.post(change_url(article), form_of(article, headline=""))

        assert "Bài đã đăng phải có tiêu đề." in answer.content.decode()

    def test_begins_in_the_section_its_writer_used_last(self, editor):
        make_section(name="Đầu tiên")
        last = make_section(name="Dùng lần trước")
        editor.post(ADD, form(section=last))

        chosen = editor.get(ADD).context["adminform"].form["section"].value()

        assert getattr(chosen, "pk", chosen) == last.pk


def test_pasted_html_comes_back_tidy_with_what_an_editor_should_know(editor):
    html = "<p class=MsoNormal style='text-indent:1cm'>Đoạn <b>một</b><o:p></o:p></p>"

    answer = editor.post("/quan-tri/soan-thao/dan/", {"html": html}).json()

    assert answer["html"] == "<p>Đoạn <strong>một</strong></p>"
    assert answer["legacy"] == ""


def test_text_of_old_fonts_is_converted_when_asked(editor):
    vni = "Xin chaøo caùc baïn, hoâm nay cöûa khaåu môû laïi"

    pasted = editor.post("/quan-tri/soan-thao/dan/", {"html": f"<p>{vni}</p>"}).json()
    answer = editor.post(
        "/quan-tri/soan-thao/unicode/",
        {"html": f"<p><em>{vni}</em></p><p>Chữ đúng</p>", "text": [vni, "Đúng"]},
    ).json()

    assert pasted["legacy"] == "VNI"
    assert answer["html"].startswith("<p><em>Xin chào các bạn, hôm nay cửa khẩu mở lại</em></p>")
    assert "<p>Chữ đúng</p>" in answer["html"]
    assert answer["texts"] == ["Xin chào các bạn, hôm nay cửa khẩu mở lại", "Đúng"]


def test_documents_are_sent_one_by_one_and_a_missing_one_is_said(editor):
    nothing = editor.post("/quan-tri/soan/tep/")
    empty = editor.post("/quan-tri/soan/tep/", {"upload": SimpleUploadedFile("a.pdf", b"")})

    assert nothing.json()["error"] == "Chưa có tệp nào được gửi lên."
    assert empty.status_code == 400
