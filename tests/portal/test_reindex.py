"""`manage.py reindex`: whatever befell the index and whoever writes meanwhile, it is right."""

import io
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core.pagecache import content_version
from news.models import Article, Attachment
from organization.models import Appointment, Contact, ContactNumber, Person, Position, Unit
from portal.management.commands.reindex import LOCK, PARTS, TABLES
from search import reindexing
from search.models import Entry, Reindexing, Word
from tests.factories import (
    make_agency,
    make_article,
    make_draft,
    make_link,
    make_page,
    make_scheduled,
    make_section,
    make_withdrawn,
)

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30


class Screen(io.StringIO):
    """What the command prints; calls *meanwhile* at each line of progress."""

    def __init__(self, meanwhile=lambda: None):
        super().__init__()
        self.meanwhile = meanwhile

    def write(self, text):
        super().write(text)
        if "%" in text:
            self.meanwhile()


def interrupt():
    raise KeyboardInterrupt


def reindex(meanwhile=lambda: None, **options):
    screen = Screen(meanwhile)
    call_command("reindex", stdout=screen, **options)
    return screen.getvalue()


def reindex_interrupted(**options):
    with pytest.raises(KeyboardInterrupt):
        reindex(interrupt, **options)


def execute(sql, params=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def wait_until_somebody_waits_for_me():
    waits = "NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    until = time.monotonic() + SECONDS
    while not execute(f"SELECT 1 FROM pg_locks WHERE {waits}"):
        assert time.monotonic() < until
        time.sleep(0.01)


def index():
    """Everything that stands in the index and in the words, but for when it was written."""
    entries = execute(
        "SELECT source, object_id, kind, sections, is_public, visible_from, visible_until,"
        " published_at, title_words, title_marked, vector::text FROM search_entry ORDER BY 1, 2"
    )
    words = execute("SELECT word FROM search_word ORDER BY 1")
    return entries, words, execute("SELECT rest, word_id FROM search_deletion ORDER BY 1, 2")


def times():
    return dict(Entry.objects.values_list("object_id", "indexed_at"))


@pytest.fixture
def site():
    """A row of everything that is found."""
    make_agency()
    notices = make_section(name="Thông báo", is_for_notices=True)
    article = make_article(headline="Cửa khẩu Hữu Nghị", body="<p>Thông quan trở lại</p>")
    article.further_sections.add(notices)
    Attachment.objects.create(
        article=article, title="Quyết định 12", file="a.pdf", kind="pdf", size=9, text="Chi Ma"
    )
    make_article(section=notices, expires_at=timezone.now() + timedelta(days=1))
    for make in (make_draft, make_scheduled, make_withdrawn, make_page, make_link):
        make()
    unit = Unit.objects.create(name="Văn phòng", duties="<p>Văn thư</p>")
    contact = Contact.objects.create(label="Trực ban", unit=unit)
    ContactNumber.objects.create(contact=contact, kind="phone", number="0205 3812 345")
    person = Person.objects.create(full_name="Hoàng Thị Đào")
    position = Position.objects.create(name="Trưởng ban", unit=unit, is_leader=True)
    Appointment.objects.create(
        person=person, position=position, start_date=timezone.localdate() - timedelta(days=9)
    )
    Person.objects.create(full_name="Chưa có chức vụ")
    return article


def test_knows_every_source_of_the_index():
    assert set(TABLES) == set(Entry.Source)
    functions = execute("SELECT proname FROM pg_proc WHERE proname LIKE 'search\\_put\\_%%'")
    assert {part.function for part in PARTS} == {name for (name,) in functions}


class TestWhatIsRight:
    def test_stays_as_it_is_for_the_index_and_for_readers(self, client, site):
        before, version = index(), content_version()
        assert {source for source, *_ in before[0]} == set(Entry.Source)

        said = reindex()

        assert index() == before
        assert content_version() == version
        assert "11 rows written, 0 of them were missing; 0 entries removed" in said
        assert said.endswith("; 0 words forgotten.\n")

    def test_is_found_at_every_moment(self, client, site, monkeypatch):
        monkeypatch.setattr(reindexing, "BATCH", 1)
        seen = []

        def look():
            response = client.get(reverse("search"), {"q": "cua khau huu nghi"})
            seen.append([result.address for result in response.context["results"]])

        look()
        reindex(look)

        assert len(seen) == 12
        assert all(addresses == seen[0] and addresses for addresses in seen)

    def test_is_written_quietly_when_asked(self, site):
        assert reindex(verbosity=0) == ""

    def test_of_nothing_is_nothing(self):
        assert "0 rows written" in reindex()


class TestDamage:
    @pytest.mark.parametrize(
        "damage",
        [
            "DELETE FROM search_entry",
            "DELETE FROM search_entry WHERE source IN ('article', 'person')",
            "DELETE FROM search_entry WHERE source = 'attachment'",
            "UPDATE search_entry SET is_public = NOT is_public, sections = '{77}'",
            "UPDATE search_entry SET vector = '', title_words = 'sai', title_marked = 'sai'",
            "UPDATE search_entry SET published_at = now(), visible_until = now(), kind = 'link'",
            "INSERT INTO search_entry (source, object_id, kind, sections, is_public, title_words,"
            " title_marked, vector) SELECT source, object_id + 1000000, kind, '{}', true, 'ma',"
            " 'ma', 'ma:1A zzma:2A' FROM search_entry",
            "DELETE FROM search_deletion",
            "DELETE FROM search_deletion; DELETE FROM search_word",
            "INSERT INTO search_word VALUES ('khongcodau'), ('o''k'), ('x')",
        ],
    )
    def test_is_mended(self, site, damage):
        before = index()
        execute(damage)
        assert index() != before

        reindex()

        assert index() == before

    def test_is_counted(self, site):
        site.delete()
        Entry.objects.filter(source__in=["page", "link"]).delete()
        execute("UPDATE search_entry SET object_id = object_id + 1000000 WHERE source = 'contact'")

        said = reindex()

        assert "10 rows written, 3 of them were missing; 1 entries removed" in said

    def test_leaves_no_word_behind_that_stands_nowhere(self):
        make_page(title="Hữu Nghị quan")
        Article.objects.all().delete()
        make_article(headline="Thuốc lá điếu").delete()
        assert Word.objects.filter(word="thuoc").exists()

        said = reindex()

        assert not Word.objects.filter(word__in=["thuoc", "dieu"]).exists()
        assert not execute("SELECT 1 FROM search_deletion WHERE word_id = 'thuoc'")
        assert Word.objects.filter(word__in=["huu", "nghi", "quan"]).count() == 3
        assert "0 words forgotten" not in said


class TestInterruption:
    @pytest.fixture(autouse=True)
    def five(self, monkeypatch):
        monkeypatch.setattr(reindexing, "BATCH", 2)
        return [make_article() for _ in range(5)]

    def test_loses_nothing_of_what_was_done(self, five):
        at_first = times()

        reindex_interrupted()
        after_one = times()
        reindex_interrupted()
        after_two = times()
        said = reindex()
        in_the_end = times()

        ids = [article.pk for article in five]
        renewed = [after_one[pk] != at_first[pk] for pk in ids]
        assert renewed == [True, True, False, False, False]
        assert [after_two[pk] == after_one[pk] for pk in ids] == [True, True, False, False, True]
        assert [in_the_end[pk] == after_two[pk] for pk in ids] == [True] * 4 + [False]
        assert "4 of 5 were written already." in said
        assert "5/5 (100 %) article, 0:00:00 left" in said
        assert "1 rows written" in said

    def test_is_forgotten_at_the_end(self, five):
        reindex_interrupted()
        assert Reindexing.objects.count() == 1
        reindex()
        assert not Reindexing.objects.exists()

        assert "5 rows written" in reindex()

    def test_is_forgotten_when_asked(self, five):
        reindex_interrupted()

        said = reindex(afresh=True)

        assert "already" not in said
        assert "5 rows written" in said

    def test_keeps_words_of_what_is_still_to_be_written(self, five):
        execute("UPDATE search_entry SET vector = ''")
        before = set(Word.objects.values_list("word", flat=True))

        reindex_interrupted()

        assert set(Word.objects.values_list("word", flat=True)) == before


class TestSavingMeanwhile:
    def test_is_not_written_again(self, monkeypatch):
        monkeypatch.setattr(reindexing, "BATCH", 1)
        first, last = make_article(), make_article(headline="Cũ")
        saved = []

        def save():
            if not saved:
                last.headline = "Mới sửa"
                last.save()
                saved.append(times()[last.pk])

        said = reindex(save)

        assert "1 rows written" in said
        assert times()[last.pk] == saved[0]
        assert Entry.objects.get(object_id=last.pk).title_words == "moi sua"
        assert times()[first.pk] != saved[0]

    @pytest.mark.parametrize("is_missing", [False, True])
    @pytest.mark.parametrize("seconds", [0.1, 1])  # the command has patience for 0.5
    def test_is_what_stands_in_the_end(self, seconds, is_missing):
        """The saving is not committed yet when the batch begins: its row still reads as before."""
        articles = [make_article(headline="Cũ") for _ in range(3)]
        if is_missing:
            Entry.objects.all().delete()
        is_saved = threading.Event()

        def save_slowly():
            try:
                with transaction.atomic():
                    Article.objects.filter(pk=articles[1].pk).update(headline="Mới sửa")
                    is_saved.set()
                    wait_until_somebody_waits_for_me()
                    time.sleep(seconds)
            finally:
                connection.close()

        saving = threading.Thread(target=save_slowly)
        saving.start()
        assert is_saved.wait(timeout=SECONDS)

        said = reindex()
        saving.join()

        titles = Entry.objects.order_by("object_id").values_list("title_words", flat=True)
        assert list(titles) == ["cu", "moi sua", "cu"]
        assert "3 rows written" in said

    def test_goes_on_when_two_wait_for_each_other(self):
        """As when a file is read: its entry is deleted, then those of its article are written."""
        article = make_article()
        Attachment.objects.create(article=article, title="Tệp", file="a.pdf", kind="pdf", size=9)
        is_begun, done = threading.Event(), []

        def read_file():
            try:
                with transaction.atomic():
                    execute("DELETE FROM search_entry WHERE source = 'attachment'")
                    is_begun.set()
                    time.sleep(0.3)  # now the command has the article's entry and wants the other
                    execute("SELECT search_put_articles(%s::bigint[])", [[article.pk]])
                done.append(True)
            finally:
                connection.close()

        reading = threading.Thread(target=read_file)
        reading.start()
        assert is_begun.wait(timeout=SECONDS)

        said = reindex()
        reading.join()

        assert done
        assert "1 rows written" in said
        assert Entry.objects.count() == 2


def test_two_at_once_do_not_meet():
    is_held, may_go = threading.Event(), threading.Event()

    def hold():
        try:
            execute("SELECT pg_advisory_lock(%s)", [LOCK])
            is_held.set()
            may_go.wait(timeout=SECONDS)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert is_held.wait(timeout=SECONDS)

    try:
        with pytest.raises(CommandError, match="being written already"):
            reindex()
    finally:
        may_go.set()
        other.join()
    assert not Reindexing.objects.exists()
