from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from core import uploads
from news import worklist
from news.models import Article, Attachment
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_photo,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db

ADD = "/quan-tri/news/article/add/"


@pytest.fixture
def editor(client, settings):
    """An administrator alone in a small agency."""
    settings.MAY_APPROVE_OWN = True
    client.force_login(make_staff())
    return client


def form(**fields):
    """What the article form sends, with no pictures and no attachments."""
    section = fields.pop("section", None) or make_section()
    return {
        "headline": "Bài mới",
        "body": "<p>Nội dung</p>",
        "section": section.pk,
        **fields,
    }


class TestButtons:
    def test_publishing_saves_and_makes_public_in_one_step(self, editor):
        response = editor.post(ADD, form(_publish="1"), follow=True)

        article = Article.objects.get()
        assert article in Article.objects.published()
        assert article.created_by.username == "bientap"
        assert "Xem trên trang" in response.content.decode()

    def test_a_time_to_come_is_a_promise_said_in_words(self, editor):
        response = editor.post(
            ADD,
            form(_publish="1", published_at_0="23/11/2099", published_at_1="07:00"),
            follow=True,
        )

        said = "Đã hẹn đăng “Bài mới” lúc 07:00 Thứ Hai, 23/11/2099 (giờ Việt Nam)"
        assert said in response.content.decode()
        assert not Article.objects.published().exists()

    def test_who_may_write_but_not_publish_saves_a_draft(self, client):
        client.force_login(make_account(Role.REPORTER))

        page = client.get(ADD).content.decode()
        response = client.post(ADD, form(_publish="1"), follow=True)

        assert 'name="_publish"' not in page
        assert "chưa được quyền đăng" in response.content.decode()
        assert Article.objects.get().status == Article.Status.DRAFT

    @pytest.mark.parametrize("field", ["status", "created_by", "created_at"])
    def test_a_field_outside_the_form_is_ignored(self, editor, field):
        draft = make_draft()
        before = getattr(draft, field)

        editor.post(
            reverse("admin:news_article_change", args=[draft.pk]),
            form(section=draft.section, **{field: "published", "_continue": "1"}),
        )

        draft.refresh_from_db()
        assert getattr(draft, field) == before
        assert draft.status == Article.Status.DRAFT
        assert draft.headline == "Bài mới"


class TestRights:
    @pytest.fixture
    def writer(self, client):
        client.user = make_account(Role.REPORTER)
        client.force_login(client.user)
        return client

    def test_who_may_not_publish_cannot_hide_an_article_by_its_times(self, writer):
        article = make_article(created_by=writer.user)
        times = {"published_at_0": "01/01/2050", "published_at_1": "00:00"}

        writer.post(
            reverse("admin:news_article_change", args=[article.pk]),
            form(section=article.section, **times),
        )

        assert article.versions.last().content["headline"] == "Bài mới"
        assert article in Article.objects.published()

    def test_who_writes_reads_the_document_of_their_draft(self, writer):
        document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 kin"))
        uploads.store({document.name: document.data})
        draft = make_draft(created_by=writer.user)
        Attachment.objects.create(article=draft, title="Kín", file=document.name, kind="pdf")

        assert writer.get(f"/media/{document.name}").status_code == 200


def test_saving_a_public_article_again_does_not_move_it(editor):
    article = make_article(published_at=timezone.now().replace(second=43))
    shown = timezone.localtime(article.published_at)

    editor.post(
        reverse("admin:news_article_change", args=[article.pk]),
        form(
            section=article.section,
            published_at_0=f"{shown:%d/%m/%Y}",
            published_at_1=f"{shown:%H:%M}",
        ),
    )

    moment = article.published_at
    article.refresh_from_db()
    assert article.headline == "Bài mới"
    assert article.published_at == moment


class TestUpdatedAt:
    def change(self, editor, article, **fields):
        editor.post(
            reverse("admin:news_article_change", args=[article.pk]),
            form(
                headline=article.headline,
                lead=article.lead,
                body=article.body,
                section=article.section,
                slug=article.slug,
                **{"published_at_0": "01/02/2026", "published_at_1": "07:00", **fields},
            ),
        )
        before = article.updated_at
        article.refresh_from_db()
        return article.updated_at > before

    def test_does_not_move_when_an_article_is_only_pinned(self, editor):
        article = make_article(published_at="2026-02-01T07:00:00+07:00")

        moved = self.change(editor, article, pinned_until_0="01/01/2099", pinned_until_1="07:00")

        assert article.pinned_until
        assert not moved

    def test_moves_when_its_words_change(self, editor):
        article = make_article(published_at="2026-02-01T07:00:00+07:00")

        assert self.change(editor, article, byline="Văn phòng")


class TestBadInput:
    def test_a_public_article_without_a_time_keeps_its_text(self, editor):
        article = make_article()

        response = editor.post(
            reverse("admin:news_article_change", args=[article.pk]),
            form(section=article.section, body="<p>Đã viết lâu</p>"),
        )

        assert "phải có thời điểm đăng" in response.content.decode()
        assert "Đã viết lâu" in response.content.decode()

    def test_publishing_after_the_time_of_removal_saves_and_says_why_not(self, editor):
        draft = make_draft(expires_at=timezone.now() - timedelta(days=1))
        removal = timezone.localtime(draft.expires_at)

        response = editor.post(
            reverse("admin:news_article_change", args=[draft.pk]),
            form(
                section=draft.section,
                _publish="1",
                expires_at_0=f"{removal:%d/%m/%Y}",
                expires_at_1=f"{removal:%H:%M}",
            ),
            follow=True,
        )

        draft.refresh_from_db()
        assert "tự gỡ đã qua" in response.content.decode()
        assert (draft.headline, draft.status) == ("Bài mới", Article.Status.DRAFT)

    def test_odd_characters_in_the_text_are_dropped(self, editor):
        editor.post(ADD, form(headline="Bài\ufffe một", body="<p>a&#x1;b&#xfffe;c\uffff</p>"))

        article = Article.objects.get()
        assert article.headline == "Bài một"
        assert article.body == "<p>abc</p>"

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"section": ""}, "Xin chọn chuyên mục"),
            ({"source_url": "https://a.gov.vn/bai"}, "phải ghi nguồn tin"),
            ({"pinned_until_0": "01/01/2020", "pinned_until_1": "07:00"}, "đã qua"),
            (
                {
                    "published_at_0": "02/01/2099",
                    "published_at_1": "07:00",
                    "expires_at_0": "01/01/2099",
                    "expires_at_1": "07:00",
                },
                "phải sau thời điểm đăng",
            ),
            ({"published_at_0": "32/13/2026", "published_at_1": "07:00"}, "hợp lệ"),
            ({"published_at_0": "02/01/2026", "published_at_1": "07:00"}, "Muốn đăng ngay"),
            ({"expires_at_0": "01/01/2020", "expires_at_1": "07:00"}, "bấm Gỡ bài"),
        ],
    )
    def test_gets_a_sentence_and_keeps_what_was_written(self, editor, wrong, sentence):
        response = editor.post(ADD, {**form(body="<p>Đã viết lâu</p>"), **wrong})

        page = response.content.decode()
        assert response.status_code == 200
        assert sentence in page
        assert "Đã viết lâu" in page
        assert not Article.objects.exists()


class TestList:
    def test_is_searched_without_marks_in_headline_and_body(self, editor):
        found = make_article(headline="Cửa khẩu Hữu Nghị")
        in_body = make_article(body="<p>xe qua cửa khẩu hữu nghị</p>")
        make_article(headline="Chuyện khác")

        response = editor.get("/quan-tri/news/article/", {"q": "cua khau huu nghi"})

        assert set(response.context["cl"].queryset) == {found, in_body}

    @pytest.mark.parametrize("articles", [1, 40])
    def test_costs_the_same_however_long(self, editor, django_assert_max_num_queries, articles):
        photo, section = make_photo(), make_section()
        for _ in range(articles):
            make_article(section=section, lead_photo=photo)

        with django_assert_max_num_queries(12):
            editor.get("/quan-tri/news/article/")

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.CHIEF])
    def test_costs_no_more_under_a_filter_or_a_search(
        self, client, django_assert_max_num_queries, role
    ):
        user = make_account(role)
        client.force_login(user)
        for make in (make_article, make_draft):
            make_correction(make(section=make_section(), created_by=user), by=user, lead="Mới")

        for query in [*({"viec": name} for name in worklist.KINDS), {"q": "bai"}]:
            with django_assert_max_num_queries(12):
                client.get("/quan-tri/news/article/", query)

    def test_withdraws_many_and_says_what_could_not_be(self, editor):
        public, draft = make_article(), make_draft()

        chosen = {"action": "withdraw", "_selected_action": [public.pk, draft.pk]}
        asked = editor.post("/quan-tri/news/article/", chosen).content.decode()
        response = editor.post(
            "/quan-tri/news/article/",
            {**chosen, "confirmed": "1", "reason": "Số liệu chưa đúng"},
            follow=True,
        )

        public.refresh_from_db()
        assert "Lý do" in asked
        assert public.status == Article.Status.WITHDRAWN
        assert "không làm được việc này" in response.content.decode()

    def test_shows_pins_and_times_to_come(self, editor):
        make_article(pinned_until=timezone.now() + timedelta(days=1))

        assert "Đã đăng, đang ghim" in editor.get("/quan-tri/news/article/").content.decode()


def test_only_the_page_with_the_editor_has_a_looser_policy(editor):
    loose = editor.get(ADD)["Content-Security-Policy"]
    strict = editor.get("/quan-tri/news/article/")["Content-Security-Policy"]

    assert "'unsafe-inline'" in loose
    assert "'unsafe-eval'" not in loose
    assert "unsafe" not in strict


@pytest.mark.parametrize("model", ["organization/page", "organization/unit"])
def test_every_page_that_holds_the_editor_lets_it_work(editor, model):
    policy = editor.get(f"/quan-tri/{model}/add/")["Content-Security-Policy"]

    assert "'unsafe-inline'" in policy
