"""Who may do what with an article in which state: the one table, for the admin, views and tests.

Rights are those of a role in the article's section. Steps on a text (`OF_THE_TEXT`) ask for the
status of the text in work: that of the correction, where a public article has one.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce

from accounts.models import Profile, profile_of
from accounts.roles import Role, role_of
from news.models import Article, Correction, Section, SectionRole

Status = Article.Status

NONE: frozenset = frozenset()
WRITING = frozenset({Status.DRAFT, Status.RETURNED})
IN_HAND = WRITING | {Status.SUBMITTED, Status.APPROVED}
SUBMITTED, APPROVED = frozenset({Status.SUBMITTED}), frozenset({Status.APPROVED})
PUBLISHED, WITHDRAWN = frozenset({Status.PUBLISHED}), frozenset({Status.WITHDRAWN})
OUT = WITHDRAWN | {Status.ARCHIVED}
ALL = frozenset(Status)

R, E, C, A = Role.REPORTER, Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR

# action: {role: (statuses of one's own articles, statuses of other people's)}
RIGHTS: dict[str, dict[Role, tuple[frozenset, frozenset]]] = {
    "view": {R: (ALL, NONE), E: (ALL, ALL), C: (ALL, ALL), A: (ALL, ALL)},
    # Save the text in work, as it is.
    "edit": {
        R: (WRITING, NONE),
        E: (IN_HAND, IN_HAND),
        C: (IN_HAND | PUBLISHED | WITHDRAWN, IN_HAND | PUBLISHED | WITHDRAWN),
        A: (IN_HAND | PUBLISHED | WITHDRAWN, IN_HAND | PUBLISHED | WITHDRAWN),
    },
    # Begin a correction of a public article: a text that waits while the old one stays public.
    "correct": {
        R: (PUBLISHED, NONE),
        E: (PUBLISHED, PUBLISHED),
        C: (PUBLISHED, PUBLISHED),
        A: (PUBLISHED, PUBLISHED),
    },
    "submit": {
        R: (WRITING, NONE),
        E: (WRITING, WRITING),
        C: (WRITING, WRITING),
        A: (WRITING, WRITING),
    },
    "recall": {
        R: (SUBMITTED, NONE),
        E: (SUBMITTED, NONE),
        C: (SUBMITTED, NONE),
        A: (SUBMITTED, NONE),
    },
    "send_back": {
        E: (NONE, SUBMITTED),
        C: (APPROVED, SUBMITTED | APPROVED),
        A: (APPROVED, SUBMITTED | APPROVED),
    },
    # Nobody approves their own (settings.MAY_APPROVE_OWN lifts it).
    "approve": {E: (NONE, SUBMITTED), C: (NONE, SUBMITTED), A: (NONE, SUBMITTED)},
    "publish": {
        C: (APPROVED | WITHDRAWN, APPROVED | WITHDRAWN),
        A: (APPROVED | WITHDRAWN, APPROVED | WITHDRAWN),
    },
    "withdraw": {C: (PUBLISHED, PUBLISHED), A: (PUBLISHED, PUBLISHED)},
    "archive": {C: (WITHDRAWN, WITHDRAWN), A: (WITHDRAWN, WITHDRAWN)},
    "reopen": {C: (OUT, OUT), A: (OUT, OUT)},
    # Drop a correction; its text stays among the versions.
    "drop": {
        R: (WRITING, NONE),
        E: (IN_HAND, IN_HAND),
        C: (IN_HAND, IN_HAND),
        A: (IN_HAND, IN_HAND),
    },
    # Publish at, remove at, pin until.
    "time": {C: (ALL, ALL), A: (ALL, ALL)},
    # Make preview links; one that may decide also needs "approve".
    "share": {
        R: (IN_HAND, NONE),
        E: (IN_HAND, IN_HAND),
        C: (IN_HAND, IN_HAND),
        A: (IN_HAND, IN_HAND),
    },
    "trash": {
        R: (WRITING, NONE),
        E: (WRITING, WRITING),
        C: (ALL - PUBLISHED, ALL - PUBLISHED),
        A: (ALL - PUBLISHED, ALL - PUBLISHED),
    },
    "purge": {A: (ALL - PUBLISHED, ALL - PUBLISHED)},
}
OF_THE_TEXT = {"edit", "submit", "recall", "send_back", "approve", "publish", "drop", "share"}


def table() -> dict[str, dict[Role, tuple[frozenset, frozenset]]]:
    """RIGHTS under the agency's settings."""
    rights = dict(RIGHTS)
    if settings.ONE_GATE:  # who approves publishes, in one step
        rights["publish"] = {**rights["publish"]}
        rights["publish"].setdefault(E, (NONE, APPROVED))
    if settings.MAY_APPROVE_OWN:
        for action in ("approve", "publish"):
            rights[action] = {
                role: (own | others, others) for role, (own, others) in rights[action].items()
            }
    return rights


class Rights:
    """What one person may do, asked as often as one likes: their roles are read once."""

    def __init__(self, user):
        self.user = user
        self._role = role_of(user)
        self._by_section: dict[int, Role | None] | None = None
        self._table = table()

    def role_in(self, section_id: int | None) -> Role | None:
        """The role in a section; in none at all (a new article) the one everywhere."""
        if section_id is None:
            return self._role
        return self._roles().get(section_id)

    def may(self, action: str, article: Article) -> bool:
        """Whether the table allows *action* on the article as it is (and its correction)."""
        status, author = state_of(article, action)
        return self.may_in(action, article.section_id, status, author)

    def may_in(self, action: str, section_id: int | None, status: str, author_id) -> bool:
        own, others = self._statuses(action, self.role_in(section_id))
        return status in (own if self._is_me(author_id) else others)

    def has_anywhere(self, action: str) -> bool:
        """Whether there is a section in which the role allows *action* with something."""
        roles = {role for role in self._roles().values() if role}
        return any(any(self._statuses(action, role)) for role in roles)

    def sections_to_write_in(self) -> list[int]:
        return [pk for pk, role in self._roles().items() if role is not None]

    def those(self, queryset, action: str):
        """The articles of *queryset* with which *action* is allowed now."""
        return with_stage(queryset).filter(self._allowed(action))

    def waiting(self, queryset):
        """The articles of *queryset* that wait for a decision of this person."""
        publishable = self._allowed("publish") & Q(stage=Status.APPROVED)
        return with_stage(queryset).filter(self._allowed("approve") | publishable)

    def _allowed(self, action: str) -> Q:
        status, author = ("stage", "author") if action in OF_THE_TEXT else ("status", "created_by")
        found = Q(pk=None)
        for role, sections in self._sections_by_role().items():
            own, others = self._statuses(action, role)
            mine = Q(**{author: self.user.pk})
            is_other = ~mine | Q(**{f"{author}__isnull": True})
            found |= Q(section__in=sections) & (
                (mine & Q(**{f"{status}__in": own})) | (is_other & Q(**{f"{status}__in": others}))
            )
        return found

    def _statuses(self, action, role) -> tuple[frozenset, frozenset]:
        return self._table[action].get(role, (NONE, NONE)) if role else (NONE, NONE)

    def _is_me(self, author_id) -> bool:
        return author_id is not None and author_id == self.user.pk

    def _sections_by_role(self) -> dict[Role, list[int]]:
        found: dict[Role, list[int]] = {}
        for pk, role in self._roles().items():
            if role is not None:
                found.setdefault(role, []).append(pk)
        return found

    def _roles(self) -> dict[int, Role | None]:
        if self._by_section is None:
            self._by_section = self._read_roles() if self._role else {}
        return self._by_section

    def _read_roles(self):
        """The role in every section: one's own there, or in the group above it, or everywhere."""
        special = dict(SectionRole.objects.filter(user=self.user).values_list("section", "role"))
        profile = profile_of(self.user)
        sections = Section.objects.select_related("parent").defer("description")
        return {section.pk: role_at(self._role, profile, special, section) for section in sections}


def role_at(role: Role | None, profile: Profile, special: dict[int, str], section) -> Role | None:
    """The role of an account in *section*, which is loaded with its parent.

    One's own there (*special*: role by section) or in the group above; else the role everywhere,
    where the section is of one's unit if one is limited to that.
    """
    if role is None:
        return None
    own = special.get(section.pk) or special.get(section.parent_id)
    if own:
        return Role(own) if own in Role.values else None
    unit = section.unit_id or (section.parent and section.parent.unit_id)
    return role if not profile.is_limited or unit == profile.unit_id else None


def who_may(action: str, article: Article) -> list:
    """The accounts that the table allows *action* with the article as it is: four statements."""
    status, author = state_of(article, action)
    section = Section.objects.select_related("parent").get(pk=article.section_id)
    special: dict[int, dict[int, str]] = {}
    for row in SectionRole.objects.filter(section__in=[section.pk, section.parent_id]):
        special.setdefault(row.user_id, {})[row.section_id] = row.role
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    users = users.select_related("profile").prefetch_related("groups").order_by("pk")
    rights = table()[action]
    found = []
    for user in users:
        role = role_at(role_of(user), profile_of(user), special.get(user.pk, {}), section)
        own, others = rights.get(role, (NONE, NONE)) if role else (NONE, NONE)
        if status in (own if author == user.pk else others):
            found.append(user)
    return found


def lands(user, article: Article) -> str | None:
    """Where what this person saves becomes the text in work: "row", "correction", or nowhere."""
    rights = rights_of(user)
    if rights.may("edit", article):
        return "row" if correction_of(article) is None else "correction"
    begins = correction_of(article) is None and rights.may("correct", article)
    return "correction" if begins else None


def rights_of(user) -> Rights:
    """The rights of *user*, read once for each user object (that is: each request)."""
    if not hasattr(user, "_article_rights"):
        user._article_rights = Rights(user)
    return user._article_rights


def with_stage(queryset):
    """Articles with the status and the author of the text in work, as `stage` and `author`."""
    of_correction = Q(correction__isnull=False)
    author = Case(When(of_correction, then="correction__author"), default="created_by")
    return queryset.annotate(stage=Coalesce("correction__status", "status"), author=author)


def correction_of(article: Article) -> Correction | None:
    return getattr(article, "correction", None) if article.pk else None


def state_of(article: Article, action: str) -> tuple[str, int | None]:
    """The status and the author that decide about *action*."""
    correction = correction_of(article) if action in OF_THE_TEXT else None
    if correction is not None:
        return correction.status, correction.author_id
    return article.status, article.created_by_id
