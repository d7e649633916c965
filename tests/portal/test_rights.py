"""Every address of the site, asked for by everybody, compared with the tables of rights."""

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.urls import get_resolver, reverse
from django.utils import timezone

from accounts.models import Account, Notification
from accounts.roles import PERMISSIONS, Role
from audit.models import Action, Entry
from news import history
from news.models import Article, Correction, FrontBlock, Section, WorkingCopy
from news.rights import OF_THE_TEXT, table
from organization.models import Agency, Contact, Person, Position, SiteNotice, Unit
from photos.models import Photo
from portal.models import Alarm
from readers.models import DailyViews, ErrorReport
from search.models import Question, Synonym
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_correction,
    make_link,
    make_page,
    make_photo,
    make_question,
    make_report,
    make_section,
    make_site_notice,
    make_staff,
    make_views,
)

pytestmark = pytest.mark.django_db

Status = Article.Status
STRANGER, NO_ROLE, SUPERUSER = "stranger", "no role", "superuser"
EVERYBODY = [STRANGER, NO_ROLE, *Role, SUPERUSER]

# What readers see, the same for everybody.
PUBLIC = {
    *("home", "search", "search_suggest", "search_feed"),
    *("site_map", "personal_data", "robots", "sitemap_index", "sitemap_news", "sitemap", "media"),
    *("offline", "worker", "manifest", "alive", "ready", "metrics"),
    *("security_txt", "violations"),
    *("links:index", "links:choose", "links:go", "preview:page"),
    *("organization:index", "organization:page", "organization:contact"),
    *("news:feed", "news:section_feed", "news:article", "news:article_print"),
    *("news:permalink", "news:article_by_slug", "news:section"),
    *("readers:count", "readers:question", "readers:rate", "readers:report", "readers:thanks"),
    *("admin:login", "account_login", "account_logout", "mfa_authenticate", "mfa_login_webauthn"),
}
# Addresses of the desk that are not about one article: the permission they need ("": any staff).
DESK = {
    "admin:index": "",
    "admin:logout": "",
    "admin:password_change": "",
    "admin:password_change_done": "",
    "admin:jsi18n": "",
    "accounts:notifications": "",
    "accounts:follow": "",
    "accounts:read_all": "",
    "accounts:choose_mail": "",
    "editor:session": "",
    "editor:signed_in": "",
    "editor:tidy": "",
    "editor:to_unicode": "",
    "account_reauthenticate": "",
    "mfa_reauthenticate_webauthn": "",  # without a passkey it leads to the one before
    "mfa_index": "",
    "mfa_activate_totp": "",
    "mfa_add_webauthn": "",
    "mfa_generate_recovery_codes": "",
    "usersessions_list": "",
    "own_data": "",
    # Of what one does not have there is nothing to see: tests/accounts/test_second_factor.py.
    "mfa_deactivate_totp": None,
    "mfa_remove_webauthn": None,
    "mfa_view_recovery_codes": None,
    "style_guide": "",
    "status": "portal.view_taskrun",
    "settle_alarm": "portal.view_taskrun",
    "home_preview": "news.change_frontblock",
    "desk:schedule": "",
    "desk:trash": "",
    "desk:beat": "news.add_article",
    "desk:leave": "news.add_article",
    "desk:check": "news.add_article",
    "desk:attach": "news.add_article",
    "desk:intake": "news.add_article",
    "desk:autosave": "news.add_article",
    "desk:content": "news.add_article",
    "desk:discard": "news.add_article",
    "desk:preview": "news.add_article",
    "ckeditor_upload": "photos.add_photo",
    "ckeditor_browse": "photos.view_photo",
    "photo_row": "photos.view_photo",
    "admin:autocomplete": "news.view_section",
    "admin:view_on_site": "news.view_section",
    "admin:app_list": "audit.view_entry",
    "admin:audit_entry_export": "audit.view_entry",
    "admin:search_question_export": "search.view_question",
    "admin:accounts_account_password": "accounts.change_account",
    "admin:readers_dailyviews_article": "readers.view_dailyviews",
    "admin:readers_errorreport_handle": "readers.change_errorreport",
    # Django's own screens of users are only there to choose from.
    "admin:auth_user_changelist": "accounts.view_account",
    "admin:auth_user_change": "accounts.view_account",
    "admin:auth_user_history": "accounts.view_account",
    "admin:auth_user_add": None,
    "admin:auth_user_delete": None,
    "admin:auth_user_password_change": None,
}
# Addresses of one article: what the table must allow with it, and whether it lies in the trash.
OF_AN_ARTICLE = {
    "admin:news_article_change": ("view", False),
    "admin:news_article_delete": ("trash", False),
    "admin:news_article_history": ("view", False),
    "desk:history": ("view", False),
    "desk:compare": ("view", False),
    "desk:slip": ("view", False),
    "desk:version": ("view", False),
    "desk:restore": ("view", False),
    "desk:step": ("view", False),
    "desk:link": ("share", False),
    "desk:revoke": ("share", False),
    "desk:drop": ("drop", False),
    "desk:put_back": ("trash", True),
    "desk:purge": ("purge", True),
}
ONLY_POST = {
    *("home_preview", "settle_alarm", "own_data"),
    *("desk:restore", "desk:step", "desk:revoke", "desk:drop", "desk:put_back", "desk:purge"),
    *("desk:beat", "desk:leave", "desk:check", "desk:attach", "desk:autosave", "desk:discard"),
    *("accounts:follow", "accounts:read_all", "accounts:choose_mail", "ckeditor_upload"),
    *("editor:tidy", "editor:to_unicode", "admin:logout", "admin:audit_entry_export"),
    *("admin:accounts_account_password", "admin:readers_errorreport_handle"),
}
DEEDS = {
    "changelist": "view",
    "add": "add",
    "change": "view",
    "delete": "delete",
    "history": "view",
}
# What nobody does, whatever the table of permissions says.
NEVER = {"admin:organization_agency_add", "admin:organization_agency_delete"}
NEVER |= {"admin:audit_entry_add", "admin:audit_entry_delete"}
# What one reader looked for is shown to nobody.
NEVER |= {"admin:search_question_change", "admin:search_question_history"}


def names(patterns=None, namespace=""):
    """The names of all addresses, as `reverse` takes them."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(one, "url_patterns"):
            inner = f"{namespace}{one.namespace}:" if one.namespace else namespace
            yield from names(one.url_patterns, inner)
        elif one.name:
            yield namespace + one.name


def screens():
    """The addresses of the admin of every model but articles and users: name, model, deed."""
    for model in admin.site._registry:
        if model in (Article, get_user_model()):
            continue
        for screen, deed in DEEDS.items():
            name = f"admin:{model._meta.app_label}_{model._meta.model_name}_{screen}"
            permission = f"{model._meta.app_label}.{deed}_{model._meta.model_name}"
            yield name, model, None if name in NEVER else permission


@dataclass
class Case:
    """One article, and what decides about it."""

    article: Article
    is_own: bool
    status: str
    stage: str

    @property
    def has_correction(self) -> bool:
        return hasattr(self.article, "correction")

    def allows(self, action: str, role: Role | None) -> bool:
        own, others = table()[action].get(role, ((), ()))
        status = self.stage if action in OF_THE_TEXT else self.status
        return status in (own if self.is_own else others)


def person_called(who):
    """The account, None for a stranger; and the role the tables know it by."""
    if who == STRANGER:
        return None, None
    if who == SUPERUSER:
        return make_staff(), Role.ADMINISTRATOR
    if who == NO_ROLE:
        return make_staff(is_superuser=False), None
    return make_account(who), who


def make_cases(user):
    """Articles in every state, each written by *user* and by somebody else."""
    now = timezone.now()
    other = make_account(Role.REPORTER, "khac")
    yield from (case for author in (user, other) for case in _cases_of(author, author is user, now))


def _cases_of(author, is_own, now):
    for status in Status:
        article = make_article(status=status, created_by=author, version=0)
        yield Case(_with_version(article), is_own, status, status)
    later, gone = now + timedelta(days=1), now - timedelta(minutes=1)
    for times in ({"published_at": later}, {"expires_at": gone}):
        article = make_article(created_by=author, **times)
        yield Case(_with_version(article), is_own, Status.PUBLISHED, Status.PUBLISHED)
    trashed = make_article(
        status=Status.DRAFT, created_by=author, deleted_at=now, published_at=None
    )
    yield Case(_with_version(trashed), is_own, Status.DRAFT, Status.DRAFT)
    for stage, _ in Correction._meta.get_field("status").choices:
        article = make_correction(make_article(created_by=author), by=author, lead="Mới")
        Correction.objects.filter(article=article).update(status=stage)
        yield Case(Article.objects.get(pk=article.pk), is_own, Status.PUBLISHED, stage)


def _with_version(article):
    history.record(article)
    return article


def make_rows():
    """One row of each model the desk shows, by model."""
    unit = Unit.objects.create(name="Phòng")
    link = make_link()
    article = make_article()
    log = Entry.objects.first() or Entry.objects.create(action=Action.SETTING)
    return {
        Section: Section.objects.first() or make_section(),
        Agency: make_agency(),
        Unit: unit,
        Position: Position.objects.create(name="Trưởng phòng", unit=unit),
        Person: Person.objects.create(full_name="Hoàng Thị Đào"),
        Contact: Contact.objects.create(label="Văn phòng"),
        SiteNotice: make_site_notice(),
        FrontBlock: FrontBlock.objects.get(kind="newest"),
        type(make_page()): make_page(),
        type(link): link,
        type(link.group): link.group,
        Photo: make_photo(),
        Entry: log,
        DailyViews: make_views(article),
        ErrorReport: make_report(article),
        Question: make_question(),
        Synonym: Synonym.objects.first(),
        Account: make_account(Role.REPORTER, "ai-do"),
    }


def is_refused(answer) -> bool:
    """Told that there is nothing here, to go away, or to sign in."""
    if answer.status_code in (401, 403, 404):
        return True
    home = {reverse("admin:index"), reverse("admin:login"), reverse("account_login")}
    return answer.status_code == 302 and answer["Location"].partition("?")[0] in home


def snapshot_of_tables():
    """The rows of every table that matters, in short; sessions and the log are not among them."""
    tables = set(connection.introspection.table_names()) - {"django_session", "audit_entry"}
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) "
            f"FROM {name} t"
            for name in sorted(tables)
        )
        cursor.execute(asked)
        return dict(cursor.fetchall())


def test_every_address_has_an_expectation():
    expected = PUBLIC | DESK.keys() | OF_AN_ARTICLE.keys() | {name for name, _, _ in screens()}
    expected |= {"admin:news_article_changelist", "admin:news_article_add"}

    assert set(names()) - expected == set()
    assert expected - set(names()) == set()


@pytest.mark.parametrize("who", EVERYBODY)
def test_articles_are_shown_as_the_table_says_and_looking_changes_nothing(client, who):
    user, role = person_called(who)
    cases = list(make_cases(user))
    if who in (NO_ROLE, SUPERUSER):
        cases = cases[::4]  # the tables know them as nobody and as an administrator
    if user:
        client.force_login(user)
    before, log = snapshot_of_tables(), list(Entry.objects.values_list("pk", flat=True))

    for name, (action, is_of_trash) in OF_AN_ARTICLE.items():
        for case in cases[::9] if name in ONLY_POST else cases:
            answer = client.get(address_of(name, case.article))
            is_in_trash = case.article.deleted_at is not None
            expected = is_in_trash == is_of_trash and case.allows(action, role)
            told = (name, case)
            if name in ONLY_POST:
                assert answer.status_code == 405 or is_refused(answer), told
            elif name == "admin:news_article_history" and user:
                assert answer.status_code == 302, told  # leads to desk:history
            else:
                assert is_refused(answer) is not expected, told

    assert snapshot_of_tables() == before
    assert set(Entry.objects.exclude(pk__in=log).values_list("action", flat=True)) <= {"denied"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_rest_of_the_desk_opens_for_whom_a_role_says_and_looking_changes_nothing(client, who):
    user, role = person_called(who)
    rows, copy = make_rows(), uuid.uuid4()
    somebody = get_user_model().objects.get(username="ai-do")
    WorkingCopy.objects.create(pk=copy, user=user or somebody, content={"headline": ["Dở"]})
    notification = Notification.objects.create(user=user or somebody, text="Việc", url="/quan-tri/")
    section = ContentType.objects.get_for_model(Section)
    arguments = {
        **dict.fromkeys(["desk:autosave", "desk:content", "desk:discard", "desk:preview"], [copy]),
        "accounts:follow": [notification.pk],
        "settle_alarm": [Alarm.objects.create(kind="words", what="Bài", said="casino").pk],
        "photo_row": [rows[Photo].pk],
        "mfa_remove_webauthn": [1],
        "admin:view_on_site": [section.pk, rows[Section].pk],
        "admin:app_list": ["audit"],
        "admin:readers_dailyviews_article": [rows[DailyViews].article_id],
        "admin:readers_errorreport_handle": [rows[ErrorReport].pk],
        **{name: [somebody.pk] for name in DESK if "_user_" in name or "_account_" in name},
        "admin:auth_user_changelist": [],
        "admin:auth_user_add": [],
    }
    queries = {
        "admin:autocomplete": {
            **{"app_label": "news", "model_name": "article", "field_name": "section"}
        }
    }
    needed = {
        **DESK,
        **{name: permission for name, _, permission in screens()},
        "admin:news_article_changelist": "news.view_article",
        "admin:news_article_add": "news.add_article",
    }
    for name, model, _ in screens():
        is_of_a_row = name.endswith(("_change", "_delete", "_history"))
        arguments[name] = [rows[model].pk] if is_of_a_row else []
    if user:
        client.force_login(user)
    before, log = snapshot_of_tables(), list(Entry.objects.values_list("pk", flat=True))

    for name, permission in needed.items():
        address = reverse(name, args=arguments.get(name, []))
        answer = client.get(address, queries.get(name))
        has_it = permission == "" or permission in PERMISSIONS.get(role, ())
        if name in ONLY_POST:
            assert answer.status_code == 405 or is_refused(answer), name
        else:
            assert is_refused(answer) is not (user is not None and has_it), name

    assert snapshot_of_tables() == before
    assert set(Entry.objects.exclude(pk__in=log).values_list("action", flat=True)) <= {"denied"}


def address_of(name, article):
    arguments = {
        "desk:version": [article.pk, 1],
        "desk:restore": [article.pk, 1],
        "desk:revoke": [article.pk, uuid.uuid4()],
    }
    return reverse(name, args=arguments.get(name, [article.pk]))


# What pressing does: what the table must allow, and whether it was done.
PRESSED = {
    "desk:step": (
        lambda case, role: case.allows(NEXT_STEP[case.stage], role),
        lambda article: article.moves.exists(),
    ),
    "admin:news_article_delete": (
        lambda case, role: case.allows("trash", role),
        lambda article: Article.objects.trashed().filter(pk=article.pk).exists(),
    ),
    "desk:link": (
        lambda case, role: case.allows("share", role),
        lambda article: article.preview_links.exists(),
    ),
    "desk:drop": (
        lambda case, role: case.has_correction and case.allows("drop", role),
        lambda article: article.moves.filter(step="drop").exists(),
    ),
    "desk:restore": (
        lambda case, role: (
            case.allows("edit", role) or (not case.has_correction and case.allows("correct", role))
        ),
        lambda article: article.versions.filter(note__startswith="Khôi phục").exists(),
    ),
    "desk:put_back": (
        lambda case, role: case.allows("trash", role),
        lambda article: Article.objects.kept().filter(pk=article.pk).exists(),
    ),
    "desk:purge": (
        lambda case, role: case.allows("purge", role),
        lambda article: not Article.objects.filter(pk=article.pk).exists(),
    ),
}
NEXT_STEP = {
    Status.DRAFT: "submit",
    Status.RETURNED: "submit",
    Status.SUBMITTED: "approve",
    Status.APPROVED: "publish",
    Status.PUBLISHED: "withdraw",
    Status.WITHDRAWN: "archive",
    Status.ARCHIVED: "reopen",
}


@pytest.mark.parametrize("who", [STRANGER, NO_ROLE, *Role])
def test_pressing_does_what_the_table_says_and_nothing_else(client, who):
    user, role = person_called(who)
    cases = list(make_cases(user))
    if who in (STRANGER, NO_ROLE):
        cases = cases[::4]
    if user:
        client.force_login(user)

    for name, (may, was_done) in PRESSED.items():
        is_of_trash = OF_AN_ARTICLE[name][1]
        for case in cases:
            if (case.article.deleted_at is not None) != is_of_trash:
                continue
            expected = may(case, role)
            typed = {"step": NEXT_STEP[case.stage], "reason": "Có lý do"}
            typed |= {"post": "yes", "reader": "Trưởng ban", "hours": "24"}
            with undone():
                client.post(address_of(name, case.article), typed)
                assert was_done(case.article) is expected, (name, case)


@contextmanager
def undone():
    """What is done inside has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# What a leader would say, in cells: (role, what, status, whose) and whether.
SAID = [
    (Role.REPORTER, "edit", Status.DRAFT, "own", True),
    (Role.REPORTER, "edit", Status.RETURNED, "own", True),
    (Role.REPORTER, "edit", Status.SUBMITTED, "own", False),
    (Role.REPORTER, "edit", Status.APPROVED, "own", False),
    (Role.REPORTER, "edit", Status.PUBLISHED, "own", False),
    (Role.REPORTER, "edit", Status.DRAFT, "other", False),
    (Role.REPORTER, "view", Status.DRAFT, "other", False),
    (Role.REPORTER, "view", Status.PUBLISHED, "other", False),
    (Role.REPORTER, "correct", Status.PUBLISHED, "own", True),
    (Role.REPORTER, "correct", Status.PUBLISHED, "other", False),
    (Role.REPORTER, "submit", Status.DRAFT, "own", True),
    (Role.REPORTER, "recall", Status.SUBMITTED, "own", True),
    (Role.REPORTER, "approve", Status.SUBMITTED, "other", False),
    (Role.REPORTER, "publish", Status.APPROVED, "own", False),
    (Role.REPORTER, "withdraw", Status.PUBLISHED, "own", False),
    (Role.REPORTER, "trash", Status.DRAFT, "own", True),
    (Role.REPORTER, "trash", Status.DRAFT, "other", False),
    (Role.REPORTER, "share", Status.SUBMITTED, "other", False),
    (Role.EDITOR, "edit", Status.DRAFT, "other", True),
    (Role.EDITOR, "edit", Status.PUBLISHED, "other", False),
    (Role.EDITOR, "correct", Status.PUBLISHED, "other", True),
    (Role.EDITOR, "approve", Status.SUBMITTED, "other", True),
    (Role.EDITOR, "approve", Status.SUBMITTED, "own", False),
    (Role.EDITOR, "send_back", Status.SUBMITTED, "other", True),
    (Role.EDITOR, "send_back", Status.APPROVED, "other", False),
    (Role.EDITOR, "publish", Status.APPROVED, "other", False),
    (Role.EDITOR, "withdraw", Status.PUBLISHED, "other", False),
    (Role.EDITOR, "time", Status.PUBLISHED, "other", False),
    (Role.EDITOR, "trash", Status.WITHDRAWN, "other", False),
    (Role.CHIEF, "approve", Status.SUBMITTED, "own", False),
    (Role.CHIEF, "publish", Status.APPROVED, "own", True),
    (Role.CHIEF, "publish", Status.SUBMITTED, "other", False),
    (Role.CHIEF, "withdraw", Status.PUBLISHED, "other", True),
    (Role.CHIEF, "edit", Status.PUBLISHED, "other", True),
    (Role.CHIEF, "edit", Status.ARCHIVED, "own", False),
    (Role.CHIEF, "time", Status.PUBLISHED, "other", True),
    (Role.CHIEF, "trash", Status.PUBLISHED, "own", False),
    (Role.CHIEF, "purge", Status.WITHDRAWN, "own", False),
    (Role.ADMINISTRATOR, "purge", Status.WITHDRAWN, "other", True),
    (Role.ADMINISTRATOR, "purge", Status.PUBLISHED, "other", False),
    (Role.ADMINISTRATOR, "approve", Status.SUBMITTED, "own", False),
    (Role.ADMINISTRATOR, "trash", Status.PUBLISHED, "other", False),
]


@pytest.mark.parametrize(("role", "action", "status", "whose", "may"), SAID)
def test_the_table_says_what_the_agency_agreed_to(role, action, status, whose, may):
    own, others = table()[action].get(role, ((), ()))

    assert (status in (own if whose == "own" else others)) is may
