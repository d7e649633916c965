"""Fields that no form shows are posted by everybody to every form: nothing comes of them."""

import uuid
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, Profile
from accounts.roles import Role
from news import history
from news.models import Article, PreviewLink, SectionRole, WorkingCopy
from organization.models import Unit
from tests.factories import (
    make_account,
    make_article,
    make_correction,
    make_draft,
    make_section,
)
from tests.news.desk_forms import ADD, FROM_DESK, change_url, form, form_of

pytestmark = pytest.mark.django_db

WRITERS = [Role.REPORTER, Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR]
LATER = timezone.now() + timedelta(days=9)
HIDDEN = {
    "id": "999",
    "pk": "999",
    "status": "published",
    "stage": "approved",
    "version": "77",
    "lacks": "0",
    "created_by": "1",
    "created_at": "2001-01-01",
    "updated_at": "2001-01-01",
    "deleted_at": "2001-01-01",
    "deleted_by": "1",
    "change_notes": '[["2017-07-14T00:00:00+07:00", "Gài"]]',
    "correction": "1",
    "correction-status": "approved",
    "moves": "1",
    "search": "x",
    "user": "1",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "on",
    "groups": "1",
    "role": "administrator",
    "user_permissions": "1",
    "section_roles": "1",
    "unit": "1",
    "is_limited": "on",
    "password": "gai-mat-khau",
}
TIMES = {
    "published_at_0": f"{LATER:%d/%m/%Y}",
    "published_at_1": "08:00",
    "pinned_until_0": f"{LATER:%d/%m/%Y}",
    "pinned_until_1": "09:00",
    "expires_at_0": f"{LATER:%d/%m/%Y}",
    "expires_at_1": "10:00",
}


def standing(article):
    """What decides about an article, which no form of a text changes."""
    article = Article.objects.get(pk=article.pk)
    return {
        **{name: getattr(article, name) for name in ("status", "created_by_id", "created_at")},
        **{name: getattr(article, name) for name in ("deleted_at", "deleted_by_id")},
        "change_notes": article.change_notes,
        "moves": list(article.moves.values_list("step", flat=True)),
        "has_correction": hasattr(article, "correction"),
    }


def rights_of_everybody():
    """All that says who may do what."""
    users = get_user_model().objects.order_by("pk")
    return {
        "users": list(
            users.values("username", "password", "is_staff", "is_superuser", "is_active")
        ),
        "groups": list(users.values_list("pk", "groups")),
        "permissions": list(users.values_list("pk", "user_permissions")),
        "of_groups": list(Group.objects.values_list("pk", "permissions").order_by("pk")),
        "profiles": list(Profile.objects.order_by("pk").values("pk", "unit", "is_limited")),
        "sections": list(SectionRole.objects.values("section", "user", "role")),
    }


@pytest.fixture(params=WRITERS)
def writer(request, client):
    """Somebody of each role, signed in."""
    user = make_account(request.param)
    client.force_login(user)
    return user


def sets_times(user):
    return user.username in ("chief", "administrator")


class TestArticleForm:
    def test_makes_a_draft_of_ones_own_whatever_is_sent(self, client, writer):
        section = make_section()

        client.post(ADD, {**HIDDEN, **TIMES, **form(section=section, headline="Mới")})

        article = Article.objects.get()
        assert (article.status, article.created_by, article.version) == ("draft", writer, 1)
        assert article.deleted_at is None
        assert article.change_notes == []
        assert article.pk != 999
        assert not hasattr(article, "correction")
        times = (article.published_at, article.pinned_until, article.expires_at)
        assert all(times) if sets_times(writer) else not any(times)

    def test_changes_nothing_but_the_text_of_ones_own(self, client, writer):
        for make in (make_draft, make_article):
            article = make(created_by=writer)
            history.record(article)
            before = standing(article)

            client.post(change_url(article), {**HIDDEN, **form_of(article, headline="Sửa")})

            after = standing(article)
            is_public = make is make_article
            assert after == {
                **before,
                "has_correction": is_public and not sets_times(writer),
                "moves": ["correct"] if is_public and sets_times(writer) else [],
            }
            assert Article.objects.get(pk=article.pk).version == 2

    def test_leaves_somebody_elses_as_the_table_says(self, client, writer):
        article = make_draft(created_by=make_account(Role.REPORTER, "khac"), headline="Cũ")
        before = standing(article)

        client.post(change_url(article), {**HIDDEN, **form_of(article, headline="Sửa")})

        assert standing(article) == before
        saved = Article.objects.get(pk=article.pk).headline == "Sửa"
        assert saved is (writer.username != "reporter")

    def test_gives_times_to_nobody_who_may_not_set_them(self, client, writer):
        article = make_draft(created_by=writer)

        client.post(change_url(article), {**TIMES, **form_of(article, headline="Sửa", **TIMES)})

        article.refresh_from_db()
        times = (article.published_at, article.pinned_until, article.expires_at)
        assert article.headline == "Sửa"
        assert all(times) if sets_times(writer) else not any(times)

    def test_gives_a_correction_no_status_and_no_author(self, client, writer):
        other = make_account(Role.EDITOR, "khac")
        article = make_correction(make_article(created_by=writer), by=writer, lead="Mới")
        corrected = form_of(article, lead="Mới hơn", base_version=article.version)

        client.post(
            change_url(article), {**HIDDEN, "author": other.pk, "began_from": "9", **corrected}
        )

        correction = Article.objects.get(pk=article.pk).correction
        assert (correction.status, correction.author) == ("draft", writer)
        assert (correction.began_from, correction.version) == (1, 3)

    def test_of_who_is_chief_elsewhere_sets_no_times_where_they_are_not(self, client):
        reporter = make_account(Role.REPORTER)
        theirs, other = make_section(), make_section()
        SectionRole.objects.create(section=theirs, user=reporter, role=Role.CHIEF)
        client.force_login(reporter)

        pages = [
            client.post(ADD, form(section=section, headline="Mới", **TIMES)).content.decode()
            for section in (theirs, other)
        ]

        assert Article.objects.get().section == theirs
        assert "chưa được đặt giờ" in pages[1]


class TestFiling:
    """A section somebody may not write in is no choice of any form."""

    @pytest.fixture(params=["unit", "none"])
    def closed(self, request, client):
        """A section that a reporter, signed in, may not write in; and their own."""
        own_unit, other_unit = Unit.objects.create(name="Phòng"), Unit.objects.create(name="Khác")
        own, closed = make_section(unit=own_unit), make_section(unit=other_unit)
        if request.param == "unit":
            self.reporter = make_account(Role.REPORTER, unit=own_unit, is_limited=True)
        else:
            self.reporter = make_account(Role.REPORTER)
            SectionRole.objects.create(section=closed, user=self.reporter, role="none")
        client.force_login(self.reporter)
        self.own = own
        return closed

    def test_a_new_article_is_refused(self, client, closed):
        client.post(ADD, form(section=closed))

        assert not Article.objects.exists()

    def test_an_article_of_ones_own_stays_where_it_is(self, client, closed):
        article = make_draft(section=self.own, created_by=self.reporter)

        client.post(change_url(article), form_of(article, section=closed))
        many = {"action": "move_section", "_selected_action": [article.pk], "confirmed": "1"}
        client.post(reverse("admin:news_article_changelist"), {**many, "section": closed.pk})

        article.refresh_from_db()
        assert article.section == self.own

    def test_a_word_file_has_no_such_choice(self, client, closed):
        choices = client.get(reverse("desk:intake")).context["form"].fields["section"].queryset

        assert list(choices) == [self.own]


def test_what_is_typed_and_kept_is_nobody_elses(client, writer):
    other, key = make_account(Role.EDITOR, "khac"), uuid.uuid4()
    article = make_draft(created_by=writer)
    before = standing(article)

    client.post(
        reverse("desk:autosave", args=[key]),
        {**form_of(article), **HIDDEN, "user": other.pk, "article": article.pk},
    )

    assert WorkingCopy.objects.get().user == writer
    assert standing(article) == before
    assert Article.objects.get(pk=article.pk).version == 0


def test_no_form_raises_anybodys_rights(client, writer):
    """Each form of the desk that a reporter reaches, and those of accounts they do not."""
    somebody = make_account(Role.REPORTER, "ai-do")
    notification = Notification.objects.create(user=writer, text="Việc", url="/quan-tri/")
    article = make_draft(created_by=writer)
    accounts = [
        reverse("admin:accounts_account_add"),
        *(
            reverse(f"admin:{name}_change", args=[user.pk])
            for name in ("accounts_account", "auth_user")
            for user in (writer, somebody)
        ),
        reverse("admin:auth_user_password_change", args=[somebody.pk]),
        reverse("admin:accounts_account_password", args=[somebody.pk]),
        reverse("admin:accounts_account_delete", args=[somebody.pk]),
    ]
    others = [
        reverse("accounts:choose_mail"),
        reverse("accounts:read_all"),
        reverse("accounts:follow", args=[notification.pk]),
        reverse("admin:password_change"),
        reverse("desk:link", args=[article.pk]),
        reverse("admin:news_section_add"),
        ADD,
        change_url(article),
    ]
    typed = {**HIDDEN, "username": "gai", "full_name": "Gài", "post": "yes", "mail": "never"}
    typed |= {"old_password": "sai", "new_password1": "Mat-khau-moi-1", "reader": "A", "hours": 24}
    if writer.username == "administrator":  # whose screens of accounts are there for that
        accounts = []
    before = rights_of_everybody()

    for address in [*accounts, *others]:
        client.post(address, typed)

    assert rights_of_everybody() | {"profiles": []} == before | {"profiles": []}
    assert not Profile.objects.filter(is_limited=True).exists()
    assert not Profile.objects.exclude(unit=None).exists()


def test_an_administrator_makes_no_superuser_by_the_account_screen(client):
    client.force_login(make_account(Role.ADMINISTRATOR))
    made = {"username": "moi", "full_name": "Người mới", "email": "moi@example.vn"}

    client.post(
        reverse("admin:accounts_account_add"),
        {**HIDDEN, **made, "role": "reporter", "unit": "", "is_limited": ""},
    )

    user = get_user_model().objects.get(username="moi")
    assert (user.is_superuser, user.is_staff) == (False, True)
    assert [group.name for group in user.groups.all()] == [Role.REPORTER.label]
    assert not user.user_permissions.exists()
    assert not user.check_password(HIDDEN["password"])


def test_a_preview_link_is_for_its_article_by_its_maker_and_ends(client, writer):
    article = make_article(status="submitted", created_by=writer)
    if writer.username == "reporter":
        Article.objects.filter(pk=article.pk).update(status="draft")
    typed = {"reader": "Trưởng ban", "hours": "24", "may_decide": "on", "code": "1", "tries": "-9"}
    typed |= {"made_by": "1", "article": "999", "expires_at": "2099-01-01", "decision": "agreed"}

    client.post(reverse("desk:link", args=[article.pk]), {**HIDDEN, **typed})

    link = PreviewLink.objects.get()
    assert (link.article, link.made_by, link.tries) == (article, writer, 0)
    assert link.expires_at < timezone.now() + timedelta(hours=25)
    assert (link.decision, link.code) == ("", "")  # one's own is not approved by a link either


def test_numbers_of_versions_are_the_portals(client):
    client.force_login(make_account(Role.CHIEF))
    article = make_draft()

    client.post(change_url(article), {**form_of(article, headline="Sửa"), **HIDDEN}, **FROM_DESK)

    article.refresh_from_db()
    assert article.version == article.versions.aggregate(Max("number"))["number__max"] == 2
