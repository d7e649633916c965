import re
import unicodedata

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core import images
from news.models import Article
from photos.models import Photo
from tests.core import word_documents as word
from tests.factories import make_section, make_staff, picture_bytes
from tests.news.desk_forms import change_url

pytestmark = pytest.mark.django_db

URL = "/quan-tri/soan/word/"


@pytest.fixture(autouse=True)
def one_small_width(monkeypatch):
    monkeypatch.setattr(images, "WIDTHS", (320,))


@pytest.fixture
def editor(client):
    client.force_login(make_staff())
    return client


def send(client, data, name="bao-cao.docx", **fields):
    section = make_section()
    upload = SimpleUploadedFile(name, data)
    return client.post(URL, {"upload": upload, "section": section.pk, "legacy": "", **fields})


class TestReport:
    def test_becomes_a_draft_with_everything_in_its_place(self, editor):
        answer = send(editor, word.report())

        article = Article.objects.get()
        assert answer.json() == {"url": change_url(article)}
        assert article.status == Article.Status.DRAFT
        assert article.headline == word.TITLE
        assert article.lead == word.LEAD
        assert article.byline == word.BYLINE
        assert word.TITLE not in article.body
        assert article.body.count("<img") == 5
        assert article.body.count("<figcaption>") >= 3
        assert article.body.count("<table>") == 3
        assert "<thead>" in article.body
        assert "<ul>" in article.body
        assert "<ol>" in article.body
        assert "./." in article.body
        assert article.gallery.count() == 5
        assert article.lead_photo == article.gallery.in_order().first().photo
        assert not article.opens_with_photo
        assert not article.gallery.shown_below().exists()
        assert article.versions.get().note.startswith("Tạo từ tệp Word “bao-cao.docx”")

    def test_is_reported_and_shown_whole_on_the_articles_page(self, editor):
        send(editor, word.report())
        article = Article.objects.get()

        report = editor.get(change_url(article)).content.decode()
        Article.objects.update(status="published", published_at=article.created_at)
        page = editor.get(article.get_absolute_url()).content.decode()

        assert "Đã tạo bản nháp từ “bao-cao.docx”" in report
        assert "Đoạn đầu đã thành sapô." in report
        assert page.count("/media/photos/") >= 5
        assert page.count("<table>") == 3
        assert word.BYLINE in page

    def test_taken_in_twice_makes_no_picture_twice(self, editor):
        send(editor, word.report())
        pictures = Photo.objects.count()
        send(editor, word.report())

        assert pictures == Photo.objects.count() == 5
        assert Article.objects.count() == 2
        newest = Article.objects.order_by("pk").last()
        assert "Đã có bài khác cùng tiêu đề này." in newest.versions.get().note

    def test_with_decomposed_letters_is_stored_whole(self, editor):
        send(editor, word.nfd_report())

        article = Article.objects.get()
        for words in (article.headline, article.lead, article.body):
            assert unicodedata.is_normalized("NFC", words)


@pytest.mark.parametrize(
    ("make", "font"), [(word.tcvn3_report, "TCVN3 (.VnTime)"), (word.vni_report, "VNI")]
)
class TestOldFonts:
    def test_are_asked_about_before_anything_is_made(self, editor, make, font):
        question = send(editor, make()).json()["question"]

        assert question["font"] == font
        assert question["before"] != question["after"]
        assert not Article.objects.exists()
        assert not Photo.objects.exists()

    def test_are_converted_when_the_editor_says_so(self, editor, make, font):
        send(editor, make(), legacy="convert")

        article = Article.objects.get()
        assert any(sentence in article.body for sentence in word.SENTENCES)

    def test_stay_as_they_are_when_the_editor_says_so(self, editor, make, font):
        send(editor, make(), legacy="keep")

        article = Article.objects.get()
        assert not any(sentence in article.body for sentence in word.SENTENCES)
        assert article.body


class TestRefusals:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("cũ.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000, "Lưu thành"),
            ("ảnh.docx", picture_bytes(), "không phải là tệp Word"),
            ("hỏng.docx", word.report()[:4000], "hỏng"),
            ("trống.docx", b"", "rỗng"),
        ],
    )
    def test_name_the_file_and_the_reason_and_leave_nothing(
        self, editor, settings, name, data, words
    ):
        answer = send(editor, data, name)

        assert answer.status_code == 400
        assert words in answer.json()["error"]
        assert not Article.objects.exists()
        assert not settings.MEDIA_ROOT.exists()

    def test_say_when_no_file_came(self, editor):
        answer = editor.post(URL, {"section": make_section().pk})

        assert answer.json()["error"] == "Xin chọn một tệp Word (.docx)."

    def test_who_may_not_write_is_refused(self, client):
        client.force_login(make_staff(is_superuser=False))

        assert client.get(URL).status_code == 403

    def test_a_disk_that_takes_nothing_is_said_and_makes_no_article(self, editor, settings):
        settings.MEDIA_ROOT.write_text("a file where the directory should be")

        send(editor, word.report())

        article = Article.objects.first()
        assert article is None or "Không lấy được ảnh" in article.versions.get().note


def test_a_file_without_title_takes_its_name(editor):
    data = word.package(word.p("Một đoạn văn ngắn. Câu thứ hai của đoạn."))

    send(editor, data, "Ke hoach thang 7.docx")

    article = Article.objects.get()
    assert article.headline == "Ke hoach thang 7"
    assert re.search("Một đoạn văn ngắn", article.lead + article.body)


def test_the_page_offers_the_section_used_last(editor):
    make_section()

    page = editor.get(URL).content.decode()

    assert "Tải lên tệp Word" in page
    assert 'accept=".docx,.doc"' in page
