"""The same question asked of one article in Python, of many in SQL, and of all accounts at once."""

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Profile
from accounts.roles import Role
from news import rights
from news.models import Article, Correction, Section, SectionRole
from news.rights import Rights, role_at, table, who_may
from organization.models import Unit
from tests.factories import make_account, make_article, make_section, make_staff

pytestmark = pytest.mark.django_db

Status = Article.Status
STAGES = [value for value, _ in Correction._meta.get_field("status").choices]


def make_units():
    return Unit.objects.create(name="Phòng Kế hoạch"), Unit.objects.create(name="Văn phòng")


def make_every_article(authors, sections):
    """In every status, and public with a correction in each of its own; by each author, by nobody.

    The author of a correction is everybody in turn, so also somebody else than of the article.
    """
    authors = [*authors, None]
    rows = [
        Article(headline="Bài", slug="bai", section=section, status=status, created_by=author)
        for status, author, section in itertools.product(Status, authors, sections)
    ]
    rows += [
        Article(headline="Bài", slug="bai", section=section, status="published", created_by=author)
        for author, section, _ in itertools.product(authors, sections, STAGES * len(authors))
    ]
    for row in rows:
        row.published_at = "2017-07-14T00:00:00+07:00"
    made = Article.objects.bulk_create(rows)
    corrected = made[len(Status) * len(authors) * len(sections) :]
    kinds = itertools.cycle(itertools.product(STAGES, authors))
    Correction.objects.bulk_create(
        Correction(article=article, status=stage, author=author, version=1, began_from=1)
        for article, (stage, author) in zip(corrected, kinds, strict=False)
    )
    return list(Article.objects.select_related("correction").order_by("pk"))


@pytest.fixture
def agency():
    """Accounts of every kind, and articles of every kind by some of them."""
    unit, other = make_units()
    group = make_section(unit=unit)
    sections = [make_section(parent=group), make_section(unit=other), make_section()]
    accounts = {
        **{role.value: make_account(role) for role in Role},
        "limited": make_account(Role.EDITOR, "limited", unit=unit, is_limited=True),
        "stronger": make_account(Role.REPORTER, "stronger"),
        "weaker": make_account(Role.CHIEF, "weaker"),
        "shut out": make_account(Role.EDITOR, "shut-out"),
        "superuser": make_staff(),
        "no role": make_staff("nobody", is_superuser=False),
    }
    for name, role in {"stronger": Role.CHIEF, "weaker": Role.REPORTER, "shut out": "none"}.items():
        for section in (group, sections[1]):
            SectionRole.objects.create(section=section, user=accounts[name], role=role)
    authors = [accounts["reporter"], accounts["stronger"], accounts["weaker"]]
    return accounts, make_every_article(authors, sections)


@pytest.fixture(params=["as it is", "one gate", "approving one's own"])
def agreed(request, settings):
    """Under each setting of the agency."""
    settings.ONE_GATE = request.param == "one gate"
    settings.MAY_APPROVE_OWN = request.param == "approving one's own"


def test_the_filter_finds_what_the_table_allows_one_by_one(agency, agreed):
    accounts, articles = agency

    for name, user in accounts.items():
        mine = Rights(user)
        for action in table():
            found = set(mine.those(Article.objects.all(), action).values_list("pk", flat=True))
            allowed = {article.pk for article in articles if mine.may(action, article)}
            assert found == allowed, (name, action)


def test_what_waits_may_be_approved_or_is_approved_and_may_be_published(agency, agreed):
    accounts, articles = agency

    for name, user in accounts.items():
        mine = Rights(user)
        found = set(mine.waiting(Article.objects.all()).values_list("pk", flat=True))
        waiting = {
            article.pk
            for article in articles
            if mine.may("approve", article)
            or (
                rights.state_of(article, "publish")[0] == Status.APPROVED
                and mine.may("publish", article)
            )
        }
        assert found == waiting, name


def test_who_may_is_everybody_who_is_told_so(agency):
    accounts, articles = agency
    asked = {name: Rights(user) for name, user in accounts.items()}

    for article in articles[:: len(articles) // 30]:
        for action in table():
            told = {accounts[name].pk for name, one in asked.items() if one.may(action, article)}
            assert {user.pk for user in who_may(action, article)} == told, (action, article.status)


def test_nobody_without_a_role_or_switched_off_may_anything(agency):
    accounts, articles = agency
    gone = make_account(Role.ADMINISTRATOR, "gone")
    gone.is_active = False
    gone.save()

    for user in (accounts["no role"], gone):
        mine = Rights(user)
        assert not any(mine.may(action, one) for action in table() for one in articles)
        assert not mine.sections_to_write_in()
        assert not any(mine.has_anywhere(action) for action in table())


def test_some_right_of_everybody_is_allowed_and_some_refused(agency):
    accounts, articles = agency

    for name in accounts.keys() - {"no role"}:
        answers = {Rights(accounts[name]).may("view", article) for article in articles}
        expected = {True} if name in ("editor", "chief", "administrator", "superuser") else None
        assert answers == (expected or {True, False}), name


class TestRoleAt:
    @pytest.mark.parametrize(
        ("everywhere", "here", "above", "role"),
        [
            (Role.REPORTER, None, None, Role.REPORTER),
            (Role.REPORTER, "chief", None, Role.CHIEF),
            (Role.REPORTER, None, "editor", Role.EDITOR),
            (Role.CHIEF, "reporter", None, Role.REPORTER),
            (Role.CHIEF, "none", None, None),
            (Role.CHIEF, None, "none", None),
            (Role.CHIEF, "editor", "none", Role.EDITOR),
            (Role.CHIEF, "none", "editor", None),
            (None, "chief", None, None),
        ],
    )
    def test_is_ones_own_there_or_in_the_group_or_everywhere(self, everywhere, here, above, role):
        group = make_section()
        section = make_section(parent=group)
        special = {section.pk: here, group.pk: above}
        special = {pk: one for pk, one in special.items() if one}

        assert role_at(everywhere, Profile(), special, section) == role

    def test_of_a_limited_account_is_none_outside_its_unit(self):
        unit, other = make_units()
        limited = Profile(unit=unit, is_limited=True)
        sections = {
            "own": make_section(unit=unit),
            "in a group of its own": make_section(parent=make_section(unit=unit)),
            "other": make_section(unit=other),
            "of another in its group": make_section(parent=make_section(unit=unit), unit=other),
            "nobody's": make_section(),
        }

        roles = {
            name: role_at(Role.EDITOR, limited, {}, section) for name, section in sections.items()
        }

        assert {name for name, role in roles.items() if role} == {"own", "in a group of its own"}

    def test_given_for_one_section_counts_outside_the_unit_too(self):
        unit, other = make_units()
        section = make_section(unit=other)

        role = role_at(
            Role.REPORTER, Profile(unit=unit, is_limited=True), {section.pk: "editor"}, section
        )

        assert role == Role.EDITOR


class TestCost:
    """However many sections, roles and accounts there are."""

    def enlarge(self):
        for number in range(8):
            user = make_account(Role.EDITOR, f"them-{number}")
            SectionRole.objects.create(section=make_section(), user=user, role="none")

    def statements(self, ask):
        with CaptureQueriesContext(connection) as asked:
            ask()
            return len(asked)

    def test_of_all_questions_of_one_person_is_the_same(self):
        user, _ = make_account(Role.EDITOR), make_article()

        def ask():
            mine = Rights(type(user).objects.get(pk=user.pk))
            article = Article.objects.select_related("correction").get()
            for action in table():
                mine.may(action, article)
                str(mine.those(Article.objects.all(), action).query)
            mine.sections_to_write_in()

        before = self.statements(ask)
        self.enlarge()

        assert self.statements(ask) == before <= 6

    def test_of_asking_for_everybody_is_four_statements(self):
        article = make_article()
        make_account(Role.EDITOR)

        def ask():
            who_may("approve", Article.objects.select_related("correction").get(pk=article.pk))

        before = self.statements(ask)
        self.enlarge()

        assert self.statements(ask) == before == 1 + 4

    def test_of_the_filter_is_one_statement_once_roles_are_known(self):
        mine = Rights(make_account(Role.EDITOR))
        mine.sections_to_write_in()
        make_article()

        assert self.statements(lambda: list(mine.those(Article.objects.all(), "view"))) == 1
        assert Section.objects.count() == 1
