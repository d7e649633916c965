import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from audit.models import Action, Entry
from core import uploads
from news import history, previews, retention, trash
from news.models import Article, Attachment, Move, PreviewLink
from tests.factories import make_account, make_article, make_draft, make_photo, make_staff

pytestmark = pytest.mark.django_db

Status = Article.Status


@pytest.fixture
def article():
    """Submitted by a reporter, waiting for a decision."""
    author = make_account(Role.REPORTER)
    article = make_article(status=Status.SUBMITTED, headline="Bài kín", created_by=author)
    history.record(article, author)
    return article


@pytest.fixture
def editor():
    return make_account(Role.EDITOR)


@pytest.fixture
def reader():
    """A browser without any account."""
    return Client()


def link_to(article, by, **fields):
    made, code = previews.create(
        article, by=by, **{"reader": "Trưởng ban", "hours": 72, "may_decide": True, **fields}
    )
    return previews.address_of(made), code


def text_of(answer):
    return answer.content.decode()


class TestReading:
    def test_shows_the_version_and_says_that_it_is_not_public(self, article, editor, reader):
        address, _ = link_to(article, editor)

        answer = reader.get(address)

        assert "Bài kín" in text_of(answer)
        assert "Bản chưa đăng" in text_of(answer)

    def test_is_kept_by_nobody_and_listed_by_no_search_engine(self, article, editor, reader):
        answer = reader.get(link_to(article, editor)[0])

        assert answer["Cache-Control"] == "no-store, private"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer.cookies["xem-truoc"]["path"] == "/media/"
        assert answer.cookies["xem-truoc"]["httponly"]

    def test_shows_its_version_and_says_when_there_is_a_newer_one(self, article, editor, reader):
        address, _ = link_to(article, editor)
        article.headline = "Đã sửa"
        article.save()
        history.record(article)

        page = text_of(reader.get(address))

        assert "Bài kín" in page
        assert "đã được sửa sau bản này" in page
        assert "Mã xác nhận" not in page

    def test_opens_its_documents_and_no_others(self, article, editor, reader):
        document = uploads.document(SimpleUploadedFile("a.pdf", b"%PDF-1.7 kin"))
        uploads.store({document.name: document.data})
        Attachment.objects.create(article=article, title="Kín", file=document.name, kind="pdf")
        history.record(article)
        address, _ = link_to(article, editor)

        before = reader.get(f"/media/{document.name}")
        reader.get(address)
        answer = reader.get(f"/media/{document.name}")
        PreviewLink.objects.update(revoked_at=timezone.now())
        after = reader.get(f"/media/{document.name}")

        assert b"".join(answer.streaming_content) == b"%PDF-1.7 kin"
        assert answer["Cache-Control"] == "private, no-store"
        assert [before.status_code, after.status_code] == [404, 404]

    def test_opens_its_pictures_and_no_others(self, article, editor, reader):
        lead, other = make_photo(), make_photo()
        article.lead_photo = lead
        article.save()
        history.record(article)

        reader.get(link_to(article, editor)[0])

        assert reader.get(lead.file.url).status_code == 200
        assert reader.get(other.file.url).status_code == 404
        assert Client().get(lead.file.url).status_code == 404

    def test_is_on_record_the_first_time(self, article, editor, reader):
        address, _ = link_to(article, editor)

        reader.get(address)
        reader.get(address)

        opened = Entry.objects.filter(action=Action.PREVIEW, detail__contains="mở liên kết")
        assert opened.count() == 1
        assert PreviewLink.objects.get().opened_at


class TestGone:
    @pytest.mark.parametrize(
        ("spoil", "sentence"),
        [
            (lambda link: link.update(expires_at=timezone.now()), "đã hết hạn lúc"),
            (lambda link: link.update(revoked_at=timezone.now()), "thu hồi"),
            (lambda link: link.delete(), "không đúng"),
        ],
    )
    def test_says_why_and_what_to_do(self, article, editor, reader, spoil, sentence):
        address, code = link_to(article, editor)
        PreviewLink.objects.update(made_at=timezone.now() - timedelta(days=9))
        spoil(PreviewLink.objects.all())

        shown = reader.get(address)
        decided = reader.post(address, {"decision": "agree", "code": code})

        for answer in (shown, decided):
            assert answer.status_code == 410
            assert sentence in text_of(answer)
            assert "Xin nhắn người đã gửi" in text_of(answer)
            assert "Bài kín" not in text_of(answer)
        assert not Move.objects.exists()

    @pytest.mark.parametrize("change", [lambda t: t[:-3], lambda t: "0" * 32 + t[32:]])
    def test_of_an_altered_address_tells_nothing(self, article, editor, reader, change):
        token = link_to(article, editor)[0].split("/")[2]

        answer = reader.get(f"/xem-truoc/{change(token)}/")

        assert answer.status_code == 410
        assert "không đúng" in text_of(answer)

    def test_with_the_article_in_the_trash(self, article, editor, reader):
        address, _ = link_to(article, editor)
        trash.put(article.pk, by=make_staff(), now=timezone.now())

        assert reader.get(address).status_code == 410


class TestDeciding:
    def decide(self, reader, address, **typed):
        return reader.post(address, {"decision": "agree", **typed}, follow=True)

    def test_an_agreement_approves_in_the_name_of_the_reader(self, article, editor, reader):
        address, code = link_to(article, editor)

        page = text_of(self.decide(reader, address, code=f"{code[:3]} {code[3:]}"))

        article.refresh_from_db()
        move = Move.objects.get()
        assert article.status == Status.APPROVED
        assert "Đã ghi nhận ý kiến: Đồng ý" in page
        assert move.by_name == "Trưởng ban, qua liên kết do editor (Biên tập viên) tạo"

    def test_a_return_needs_a_reason_and_keeps_what_was_typed(self, article, editor, reader):
        address, code = link_to(article, editor)

        refused = self.decide(reader, address, decision="return", code=code)
        self.decide(reader, address, decision="return", code=code, reason="Thiếu số liệu")

        article.refresh_from_db()
        assert "Xin ghi lý do" in text_of(refused)
        assert article.status == Status.RETURNED
        assert Move.objects.get().reason == "Thiếu số liệu"

    def test_a_wrong_code_is_told_and_keeps_the_reason(self, article, editor, reader):
        address, code = link_to(article, editor)
        wrong = f"{(int(code) + 1) % 10**6:06}"

        answer = self.decide(reader, address, code=wrong, reason="Đã đọc kỹ")

        assert "Còn 4 lần nhập" in text_of(answer)
        assert "Đã đọc kỹ" in text_of(answer)
        assert not Move.objects.exists()

    def test_the_code_is_guessed_five_times_and_no_more(self, article, editor, reader):
        address, code = link_to(article, editor)
        wrong = f"{(int(code) + 1) % 10**6:06}"
        for _ in range(5):
            self.decide(reader, address, code=wrong)

        answer = self.decide(reader, address, code=code)

        assert "quá nhiều lần" in text_of(answer)
        assert not Move.objects.exists()

    def test_the_code_works_once(self, article, editor, reader):
        address, code = link_to(article, editor)
        self.decide(reader, address, code=code)

        again = self.decide(reader, address, decision="return", code=code, reason="Thôi")

        assert "Đã ghi nhận ý kiến: Đồng ý" in text_of(again)
        assert Move.objects.count() == 1

    def test_is_about_the_version_that_was_read(self, article, editor, reader):
        address, code = link_to(article, editor)
        article.headline = "Đã đổi sau lưng"
        article.save()
        history.record(article)

        answer = self.decide(reader, address, code=code)

        article.refresh_from_db()
        assert "đã được sửa sau bản bạn xem" in text_of(answer)
        assert article.status == Status.SUBMITTED

    def test_is_not_possible_by_a_link_for_reading(self, article, editor, reader):
        address, _ = link_to(article, editor, may_decide=False)

        answer = self.decide(reader, address, code="")

        assert "Mã xác nhận" not in text_of(answer)
        assert not Move.objects.exists()

    def test_ends_with_the_rights_of_who_made_the_link(self, article, editor, reader):
        address, code = link_to(article, editor)
        editor.groups.clear()

        answer = self.decide(reader, address, code=code)

        assert "không còn quyền duyệt" in text_of(answer)
        assert not Move.objects.exists()


class TestMaking:
    def desk(self, user):
        client = Client()
        client.force_login(user)
        return client

    def page(self, article):
        return reverse("desk:link", args=[article.pk])

    def test_shows_address_and_code_once(self, article, editor):
        desk = self.desk(editor)

        made = text_of(
            desk.post(self.page(article), {"reader": "Phó ban", "hours": 24, "may_decide": "on"})
        )
        again = text_of(desk.get(self.page(article)))

        code = re.search(r"desk-code\">(\d{6})<", made)[1]
        assert "/xem-truoc/" in made
        assert code not in again
        assert "/xem-truoc/" not in again
        assert "Phó ban" in again

    def test_gives_no_code_to_who_may_not_approve(self, article):
        desk = self.desk(article.created_by)
        Article.objects.update(status=Status.SUBMITTED)

        page = text_of(
            desk.post(self.page(article), {"reader": "Tôi", "hours": 24, "may_decide": "on"})
        )

        assert "desk-code" not in page
        assert not PreviewLink.objects.exclude(code="").exists()

    @pytest.mark.parametrize("hours", ["0", "100000", "-1", "x"])
    def test_takes_only_the_times_offered(self, article, editor, hours):
        self.desk(editor).post(self.page(article), {"reader": "Phó ban", "hours": hours})

        assert not PreviewLink.objects.exists()

    def test_is_taken_back(self, article, editor):
        address, _ = link_to(article, editor)
        revoke = reverse("desk:revoke", args=[article.pk, PreviewLink.objects.get().pk])

        self.desk(editor).post(revoke)

        assert Client().get(address).status_code == 410

    def test_is_not_for_other_people_s_drafts(self, article):
        desk = self.desk(make_account(Role.REPORTER, "khac"))

        assert desk.get(self.page(make_draft())).status_code == 404


def test_links_that_decided_nothing_are_forgotten_some_months_after_their_end(article):
    user, now = make_staff("nguoi-tao"), timezone.now()
    for days, decision in ((89, ""), (91, ""), (91, "agreed")):
        ended = now - timedelta(days=days)
        PreviewLink.objects.create(
            **{"article": article, "version": 1, "reader": f"Trưởng ban {days} {decision}"},
            **{"made_by": user, "made_at": ended - timedelta(hours=1), "expires_at": ended},
            decision=decision,
        )

    retention.forget_old(now)

    assert {link.reader for link in PreviewLink.objects.all()} == {
        "Trưởng ban 89",
        "Trưởng ban 91 agreed",
    }
