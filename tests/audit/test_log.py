from datetime import timedelta

import pytest
from django.contrib import admin
from django.db import DatabaseError, transaction
from django.db.models.signals import post_delete
from django.utils import timezone

from audit import log
from audit.log import record
from audit.models import Action, Entry
from tests.factories import make_article, make_draft, make_link, make_page, make_photo, make_staff

pytestmark = pytest.mark.django_db


def make_entry(**fields) -> Entry:
    return Entry.objects.create(**{"action": Action.SETTING, **fields})


@pytest.fixture
def answering(rf):
    """Answer a request of somebody until the test ends."""
    tokens = []

    def answering(user, **meta):
        request = rf.get("/quan-tri/", **meta)
        request.user = user
        tokens.append(log.answering.set(request))

    yield answering
    for token in reversed(tokens):
        log.answering.reset(token)


class TestRecord:
    def test_names_who_did_it_from_where_and_to_what(self, answering):
        editor = make_staff("daoht")
        editor.first_name, editor.last_name = "Đào", "Hoàng Thị"
        article = make_article(headline="Thông quan trở lại")
        answering(editor, REMOTE_ADDR="203.0.113.7")

        entry = record(Action.MOVE, article, old={"status": "draft"}, new={"status": "published"})

        entry.refresh_from_db()
        assert (entry.actor_id, entry.address) == (editor.pk, "203.0.113.7")
        assert "daoht" in entry.actor_name
        assert "Đào" in entry.actor_name
        assert (entry.object_kind, entry.object_id) == ("news.article", str(article.pk))
        assert entry.object_name == "Thông quan trở lại"
        assert (entry.old, entry.new) == ({"status": "draft"}, {"status": "published"})

    def test_believes_the_caller_before_the_request(self, answering):
        answering(make_staff("truc"))

        entry = record(Action.SETTING, by=make_staff("daoht"))

        assert entry.actor_name == "daoht"

    def test_calls_what_no_request_asked_for_the_system(self):
        entry = record(Action.SETTING, detail="Dọn thùng rác.")

        assert (entry.actor_id, entry.actor_name, entry.address) == (None, "Hệ thống", None)

    def test_is_undone_with_the_work_it_tells_of(self):
        with transaction.atomic():
            record(Action.SETTING)
            transaction.set_rollback(True)

        assert not Entry.objects.exists()

    @pytest.mark.parametrize("text", ["a" * 5000, "ế" * 300, "a\0b", "<script>", "\u202eđảo"])
    def test_takes_any_text(self, text):
        entry = record(Action.SETTING, name=text, detail=text)

        entry.refresh_from_db()
        assert entry.object_name
        assert "\0" not in entry.detail

    def test_keeps_moments_and_what_else_json_lacks(self):
        now = timezone.now()

        entry = record(Action.SETTING, new={"published_at": now})

        entry.refresh_from_db()
        assert entry.new["published_at"][:19] == now.isoformat()[:19]


class TestTheDatabase:
    def test_refuses_to_change_an_entry(self):
        entry = record(Action.SETTING)

        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Entry.objects.update(actor_name="Người khác")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            entry.save()

    def test_refuses_to_change_an_old_entry_too(self):
        make_entry(at=timezone.now() - timedelta(days=4000))

        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            Entry.objects.update(detail="")

    def test_refuses_to_delete_an_entry_of_this_year(self):
        make_entry(at=timezone.now() - timedelta(days=364))

        with pytest.raises(DatabaseError, match="twelve months"), transaction.atomic():
            Entry.objects.all().delete()

    def test_lets_older_ones_go(self):
        make_entry(at=timezone.now() - timedelta(days=367))

        Entry.objects.all().delete()

        assert not Entry.objects.exists()


class TestWatch:
    @pytest.mark.parametrize("make", [make_article, make_page, make_link, make_photo, make_staff])
    def test_tells_of_a_deleted_row_by_the_name_it_had(self, make):
        row = make()
        name, label, key = str(row), row._meta.label_lower, str(row.pk)

        row.delete()

        entry = Entry.objects.get(action=Action.DELETED)
        assert (entry.object_kind, entry.object_id, entry.object_name) == (label, key, name)

    def test_tells_of_each_row_of_a_queryset(self):
        for _ in range(3):
            make_draft()

        type(make_draft()).objects.all().delete()

        assert Entry.objects.filter(action=Action.DELETED).count() == 4

    def test_leaves_out_rows_that_are_only_parts(self):
        article = make_article()
        article.gallery.create(photo=make_photo())
        article.further_sections.add(article.section)

        article.delete()

        assert [entry.object_kind for entry in Entry.objects.all()] == ["news.article"]

    def test_covers_every_model_with_an_admin_of_its_own(self):
        unwatched = {
            model._meta.label
            for model in admin.site._registry
            if not post_delete.has_listeners(model)
        }

        of_readers = {
            "readers.DailyViews",
            "readers.ErrorReport",
            "search.Question",
        }  # go by their age
        assert unwatched == {"audit.Entry"} | of_readers
