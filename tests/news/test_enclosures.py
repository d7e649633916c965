import json

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from news import enclosures
from news.models import Article, Attachment
from tests.factories import (
    make_account,
    make_article,
    make_draft,
    make_photo,
    make_staff,
    picture_bytes,
)
from tests.news.desk_forms import ADD, FROM_DESK, change_url, form, form_of, picture

pytestmark = pytest.mark.django_db

ATTACH = "/quan-tri/soan/tep/"


@pytest.fixture
def editor(client, settings):
    settings.MAY_APPROVE_OWN = True
    client.force_login(make_staff())
    return client


def image(photo, alt=""):
    return f'<p><img src="/media/{photo.file.name}" alt="{alt}"></p>'


def attach(client, data=b"%PDF-1.7 x", name="Quyết định số 5.pdf"):
    return client.post(ATTACH, {"upload": SimpleUploadedFile(name, data)})


class TestPictures:
    def test_are_saved_in_their_order_with_their_words(self, editor):
        first, second = make_photo(), make_photo()
        rows = [
            picture(second, caption="Cổng", alt="Cổng cửa khẩu", credit="Văn phòng"),
            picture(first, is_decorative=True, is_in_gallery=True),
        ]

        editor.post(ADD, form(pictures=rows, lead_photo=second.pk))

        article = Article.objects.get()
        shown = list(article.gallery.in_order())
        assert [entry.photo for entry in shown] == [second, first]
        assert [entry.is_in_gallery for entry in shown] == [False, True]
        assert (shown[0].photo.alt, shown[0].photo.credit) == ("Cổng cửa khẩu", "Văn phòng")
        assert shown[1].photo.is_decorative
        assert article.lead_photo == second
        assert article.lead_caption == "Cổng"

    def test_in_the_text_get_a_row_and_the_description_written_in_the_table(self, editor):
        listed, unlisted = make_photo(), make_photo()

        editor.post(
            ADD,
            form(
                body=image(listed) + image(unlisted, alt="Xe tải"),
                pictures=[picture(listed, alt="Cổng")],
            ),
        )

        article = Article.objects.get()
        assert [entry.photo for entry in article.gallery.in_order()] == [listed, unlisted]
        assert 'alt="Cổng"' in article.body
        unlisted.refresh_from_db()
        assert unlisted.alt == "Xe tải"

    def test_that_stand_in_the_text_are_not_repeated_below(self, editor, client):
        in_text, below = make_photo(alt="Cổng"), make_photo(alt="Bãi xe")
        article = make_article(body=image(in_text))
        rows = [picture(in_text), picture(below, is_in_gallery=True)]

        editor.post(change_url(article), form_of(article, pictures=rows))

        page = client.get(article.get_absolute_url()).content.decode()
        assert page.count("Cổng") == 1
        assert 'alt="Bãi xe"' in page

    def test_keep_their_words_from_who_may_not_describe_them(self, client):
        client.force_login(make_account(Role.REPORTER))
        photo = make_photo(alt="Cổng cũ")

        client.post(ADD, form(pictures=[picture(photo, alt="Chữ khác", caption="Riêng")]))

        photo.refresh_from_db()
        assert photo.alt == "Cổng cũ"
        assert Article.objects.get().gallery.get().caption == "Riêng"

    def test_without_words_are_described_by_whoever_writes(self, client):
        client.force_login(make_account(Role.REPORTER))
        photo = make_photo()

        client.post(ADD, form(pictures=[picture(photo, alt="Cổng", credit="Văn phòng")]))

        photo.refresh_from_db()
        assert (photo.alt, photo.credit) == ("Cổng", "Văn phòng")

    def test_described_in_the_library_meanwhile_stay_described(self, editor):
        article, photo = make_draft(), make_photo()
        opened = form_of(article, pictures=[picture(photo)], headline="Mới")
        photo.alt = "Mô tả từ kho"
        photo.save()

        editor.post(change_url(article), opened)

        photo.refresh_from_db()
        assert photo.alt == "Mô tả từ kho"

    def test_taken_out_of_the_list_leave_the_article_and_stay_in_the_library(self, editor):
        article, photo = make_draft(), make_photo()
        article.gallery.create(photo=photo)

        editor.post(change_url(article), form_of(article, pictures=[]))

        assert not article.gallery.exists()
        photo.refresh_from_db()

    @pytest.mark.parametrize(
        "sent",
        ["{", "7", '["x"]', '[{"photo": "7"}]', '[{"photo": 99999999999999999999}]', "[" * 5000],
    )
    def test_that_no_form_would_send_do_no_harm(self, editor, sent):
        data = {**form(), "pictures": sent}

        answer = editor.post(ADD, data, **FROM_DESK)

        assert answer.status_code in (200, 422)
        assert all(not article.gallery.exists() for article in Article.objects.all())

    def test_with_too_long_a_description_are_named(self, editor):
        rows = [picture(make_photo(), alt="dài " * 100)]

        answer = editor.post(ADD, form(pictures=rows), **FROM_DESK)

        assert "Ảnh thứ 1: chữ dài quá 300 ký tự" in answer.json()["errors"]["pictures"][0]


class TestAttachments:
    def test_are_shown_with_title_type_and_size_and_served_as_downloads(self, editor, client):
        row = attach(editor).json()["attachment"]
        editor.post(ADD, form(attachments=[row], _publish="1"))

        article = Article.objects.get()
        client.logout()
        page = client.get(article.get_absolute_url()).content.decode()
        attachment = article.attachments.get()
        served = client.get(attachment.file.url)

        assert "Quyết định số 5" in page
        assert "PDF, 10 byte" in page or "PDF, 1 KB" in page
        assert served["Content-Disposition"] == "attachment"
        assert served["X-Content-Type-Options"] == "nosniff"

    def test_get_generated_names_whatever_they_were_called(self, editor):
        row = attach(editor, name="../../Quyết định.exe").json()["attachment"]

        assert row["file"].startswith("documents/")
        assert row["file"].endswith(".pdf")

    def test_taken_from_the_article_are_gone_at_once_even_for_staff(self, editor):
        row = attach(editor).json()["attachment"]
        editor.post(ADD, form(attachments=[row]))
        article = Article.objects.get()
        address = article.attachments.get().file.url
        before = editor.get(address).status_code

        editor.post(change_url(article), form_of(article, attachments=[]))

        assert before == 200
        assert editor.get(address).status_code == 404

    def test_replaced_by_another_file_are_gone_at_once(self, editor):
        old = attach(editor, b"%PDF-1.7 cu").json()["attachment"]
        new = attach(editor, b"%PDF-1.7 moi").json()["attachment"]
        editor.post(ADD, form(attachments=[old], _publish="1"))
        article = Article.objects.get()

        editor.post(change_url(article), form_of(article, attachments=[new]))

        editor.logout()
        assert editor.get(f"/media/{old['file']}").status_code == 404
        assert editor.get(f"/media/{new['file']}").status_code == 200

    def test_not_yet_saved_are_reachable_by_nobody_else(self, editor):
        row = attach(editor).json()["attachment"]

        editor.logout()

        assert editor.get(f"/media/{row['file']}").status_code == 404

    def test_keep_order_and_titles(self, editor):
        rows = [
            {**attach(editor, b"%PDF-1.7 " + mark).json()["attachment"], "title": title}
            for mark, title in ((b"a", "Phụ lục"), (b"b", "Quyết định"))
        ]

        editor.post(ADD, form(attachments=rows[::-1]))

        saved = Article.objects.get().attachments.order_by("order")
        assert [one.title for one in saved] == ["Quyết định", "Phụ lục"]

    @pytest.mark.parametrize("token", ["", "giả", 5, None])
    def test_with_a_token_the_portal_never_made_are_refused(self, editor, token):
        rows = [{"token": token, "title": "x", "file": "documents/../../etc/passwd"}]

        answer = editor.post(ADD, form(attachments=rows), **FROM_DESK)

        assert "không còn dùng được" in answer.json()["errors"]["attachments"][0]
        assert not Attachment.objects.exists()

    def test_whose_file_is_gone_are_named(self, editor):
        row = attach(editor).json()["attachment"]
        default_storage.delete(row["file"])

        answer = editor.post(ADD, form(attachments=[row]), **FROM_DESK)

        sentence = answer.json()["errors"]["attachments"][0]
        assert "“Quyết định số 5” không còn trên máy chủ" in sentence

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("bẫy.pdf", b"<script>alert(1)</script>"),
            ("trống.docx", b" "),
            ("nén.docx", b"PK\x03\x04 hong"),
            ("ảnh.pdf", picture_bytes()),
        ],
    )
    def test_of_other_kinds_are_refused_by_name_and_leave_nothing(
        self, editor, settings, name, data
    ):
        answer = attach(editor, data, name)

        assert answer.status_code == 400
        assert answer.json()["error"].startswith(f"“{name}”: chỉ nhận tệp PDF")
        assert not settings.MEDIA_ROOT.exists()

    def test_a_disk_that_takes_nothing_is_said(self, editor, settings):
        settings.MEDIA_ROOT.write_text("a file where the directory should be")

        answer = attach(editor)

        assert answer.status_code == 400
        assert "không ghi được tệp" in answer.json()["error"]


def test_rows_survive_being_put_into_a_form_and_taken_out():
    photo = make_photo(alt="Cổng")
    field = enclosures.PicturesField(label="Ảnh", required=False)
    rows = [picture(photo, caption='Dấu "nháy" & <thẻ>')]

    taken = field.clean(field.prepare_value(rows))

    assert [enclosures.saved(row) for row in taken] == [enclosures.saved(rows[0])]
    assert json.loads(field.prepare_value(rows))[0]["thumb"].startswith("/media/photos/")
