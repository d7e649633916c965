import json
from datetime import timedelta
from itertools import product

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Entry
from core import uploads
from news import corrections, enclosures, indexing
from news.models import Article, Attachment, Version
from search.finding import find
from search.query import parse
from tests.core.pdf_files import SENTENCE, locked, pdf, scan
from tests.core.word_documents import p, package
from tests.factories import make_article, make_correction, make_draft, make_staff
from tests.news.desk_forms import ADD, change_url, form, form_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client, settings):
    settings.MAY_APPROVE_OWN = True
    client.force_login(make_staff())
    return client


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """What a view does after its commit is done too."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def row(data, name="Quyết định.pdf"):
    return enclosures.take_attachment(SimpleUploadedFile(name, data))


def attach(article, data, kind="pdf", **fields):
    """An attachment from before words were read."""
    document = uploads.document(SimpleUploadedFile("a", data))
    uploads.store({document.name: document.data})
    return Attachment.objects.create(
        article=article, title="Tệp", file=document.name, kind=kind, size=len(data), **fields
    )


def every_way(letters, length):
    """Many different words that are a few letters long."""
    return " ".join("".join(word) for word in product(letters, repeat=length))


class TestAnAttachment:
    @pytest.mark.parametrize(
        "words",
        [
            every_way([chr(code) for code in range(0x3300, 0x331A)], 3),  # folds to 3 to 5 letters
            every_way([chr(0x4E00 + code) for code in range(180)], 2),
            " ".join(chr(0x20000 + code) for code in range(40_000)),
            every_way("ầấẩẫậườừứữựđăắằẳẵặ", 4),
        ],
        ids=["squares", "han", "rare han", "marks"],
    )
    def test_of_as_many_different_words_as_are_read_is_indexed(self, words):
        article = make_article(headline="Bài có tệp")
        waiting = attach(article, package(p(words[:99_000])), kind="docx")

        assert indexing.read_waiting(timezone.now()) == 1
        hits = find(parse(words.split()[0])).hits
        assert [hit.object_id for hit in hits] == [waiting.pk]

    def test_that_the_database_refuses_does_not_keep_others_from_being_read(self, caplog):
        article = make_article()
        refused = attach(article, pdf("a"))
        other = attach(article, pdf(SENTENCE))
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE news_attachment ADD CONSTRAINT no_a CHECK (text <> 'a') NOT VALID"
            )

        assert indexing.read_waiting(timezone.now()) == 1

        other.refresh_from_db()
        assert other.text == SENTENCE
        assert refused.file.name in caplog.text

    @pytest.mark.parametrize("data", [pdf(SENTENCE), package(p(SENTENCE))], ids=["pdf", "docx"])
    def test_is_read_when_the_form_it_was_dropped_on_is_saved(self, editor, committed, data):
        with committed():
            editor.post(ADD, form(attachments=[row(data)]))

        attachment = Attachment.objects.get()
        assert attachment.text == SENTENCE
        assert attachment.read_at

    def test_is_read_when_the_correction_that_brought_it_is_published(self, committed):
        brought = enclosures.saved(row(pdf(SENTENCE)))
        article = make_correction(make_article(), attachments=[brought])

        with committed():
            corrections.publish(article, now=timezone.now(), by=make_staff())

        assert article.attachments.get().text == SENTENCE

    @pytest.mark.parametrize("data", [scan(), locked(), b"%PDF-1.7 x"])
    def test_without_words_to_be_had_is_tried_once(self, editor, committed, data):
        with committed():
            editor.post(ADD, form(attachments=[row(data)]))

        attachment = Attachment.objects.get()
        assert attachment.text == ""
        assert attachment.read_at
        assert indexing.read_waiting(timezone.now()) == 0

    def test_is_not_read_again_when_the_article_is_saved_again(self, editor, committed):
        long_ago = timezone.now() - timedelta(days=9)
        article = make_draft()
        attach(article, pdf(SENTENCE), text="từ trước", read_at=long_ago)

        with committed():
            editor.post(change_url(article), form_of(article, headline="Tên khác"))

        attachment = article.attachments.get()
        assert (attachment.text, attachment.read_at) == ("từ trước", long_ago)
        assert Article.objects.get().headline == "Tên khác"

    def test_waits_for_the_next_tick_when_saving_would_take_long(
        self, editor, committed, monkeypatch, capsys
    ):
        monkeypatch.setattr(indexing, "SECONDS_OF_A_SAVING", 0)
        rows = [row(pdf(f"{SENTENCE} {number}")) for number in range(3)]

        with committed():
            editor.post(ADD, form(attachments=rows))
        waiting = Attachment.objects.unread().count()
        call_command("tick")

        assert waiting == 2
        assert "2 attachments read" in capsys.readouterr().out
        assert not Attachment.objects.filter(text="").exists()

    def test_held_twice_is_read_once_for_both(self):
        for article in (make_article(), make_draft()):
            attach(article, pdf(SENTENCE))

        assert list(indexing.read(Attachment.objects.unread())) == [
            (Attachment.objects.first().file.name, SENTENCE)
        ]
        assert [one.text for one in Attachment.objects.all()] == [SENTENCE, SENTENCE]


class TestTheWordsInside:
    def test_are_not_loaded_for_readers_or_for_the_form(self, editor):
        article = make_article()
        attach(article, pdf(SENTENCE), text=SENTENCE)
        pages = [article.get_absolute_url(), article.get_print_url(), change_url(article)]

        with CaptureQueriesContext(
            connection,
        ) as asked:
            shown = [editor.get(page).content.decode() for page in pages]

        statements = " ".join(query["sql"] for query in asked)
        assert '"news_attachment"."title"' in statements
        assert '"news_attachment"."text"' not in statements
        assert SENTENCE not in "".join(shown)

    def test_are_in_no_version_and_no_entry_of_the_log(self, editor, committed):
        with committed():
            editor.post(ADD, form(attachments=[row(pdf(SENTENCE))]))
        article = Article.objects.get()
        with committed():
            editor.post(change_url(article), form_of(article, headline="Tên khác"))
            editor.post(change_url(article), form_of(article, attachments=[], base_version=2))

        kept = [one.content for one in Version.objects.all()]
        logged = list(Entry.objects.values())
        assert len(kept) > 1
        assert "khu kinh tế" not in json.dumps([kept, logged], default=str, ensure_ascii=False)

    def test_are_taken_from_no_form(self, editor, committed):
        sent = {**row(scan()), "text": "gài", "read_at": "2001-01-01"}

        with committed():
            editor.post(ADD, {**form(attachments=[sent]), "text": "gài", "read_at": "2001-01-01"})

        attachment = Attachment.objects.get()
        assert attachment.text == ""
        assert attachment.read_at.year > 2001


class TestReadAttachments:
    def test_reads_those_never_tried_and_says_how_far_it_is(self, capsys):
        article = make_article()
        new, empty = attach(article, pdf(SENTENCE)), attach(article, scan())
        tried = attach(article, pdf("Đã thử"), read_at=timezone.now())

        call_command("read_attachments")

        for one in (new, empty, tried):
            one.refresh_from_db()
        assert [new.text, empty.text, tried.text] == [SENTENCE, "", ""]
        said = capsys.readouterr().out
        assert f"{new.file.name}: {len(SENTENCE)} characters" in said
        assert "2/2 " in said
        assert "2 files read, 1 of them without text." in said

    def test_goes_on_where_it_was_stopped(self):
        article = make_article()
        for number in range(3):
            attach(article, pdf(f"Trang {number}"))
        reading = indexing.read(Attachment.objects.unread())
        next(reading)
        reading.close()

        call_command("read_attachments", verbosity=0)

        texts = Attachment.objects.values_list("text", flat=True)
        assert set(texts) == {"Trang 0", "Trang 1", "Trang 2"}

    def test_reads_all_of_them_again_when_told_to(self):
        attachment = attach(make_article(), pdf(SENTENCE), text="cũ", read_at=timezone.now())

        call_command("read_attachments", "--again", verbosity=0)

        attachment.refresh_from_db()
        assert attachment.text == SENTENCE

    def test_passes_over_files_that_are_gone(self, caplog):
        gone, there = attach(make_article(), pdf("Mất")), attach(make_article(), pdf(SENTENCE))
        gone.file.storage.delete(gone.file.name)

        call_command("read_attachments", verbosity=0)

        there.refresh_from_db()
        assert there.text == SENTENCE
        assert f"An attachment has no file: {gone.file.name}" in caplog.text
        assert not Attachment.objects.unread().exists()
