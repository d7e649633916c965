"""A portal some years old in a scratch database, to measure what its lists cost."""

import time
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from news import worklist
from news.models import Article, Correction, Section
from tests.factories import make_account

SECTIONS = 30
IN_WORK = 400  # of every status before publication, and as many corrections; the rest is public
WORDS = ["cửa", "khẩu", "thông", "quan", "hàng", "hóa", "nông", "sản", "biên", "phòng", "hội"]


@contextmanager
def scratch_database():
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def fill(articles: int) -> dict[Role, object]:
    """Make so many articles; return a chief and a reporter who wrote some of them."""
    people = {role: make_account(role) for role in (Role.CHIEF, Role.REPORTER)}
    writers = [*people.values(), *(make_account(Role.REPORTER, f"pv{n}") for n in range(10))]
    sections = Section.objects.bulk_create(
        Section(name=f"Mục {number}", slug=f"muc-{number}", path=f"muc-{number}")
        for number in range(SECTIONS)
    )
    now = timezone.now()
    early = [one for one in Article.Status if one not in ("published", "withdrawn", "archived")]
    in_work = [status for status in early for _ in range(IN_WORK)]
    rows = [
        Article(
            headline=f"Bài {number} về {WORDS[number % 11]} {WORDS[number * 7 % 11]}",
            slug=f"bai-{number}",
            lead=f"Tóm tắt của bài {number}: " + " ".join(WORDS[number % 5 :]),
            body=f"<p>{' '.join(WORDS)} {number}.</p>" * 3,
            section=sections[number % SECTIONS],
            status=in_work[number] if number < len(in_work) else Article.Status.PUBLISHED,
            published_at=now - timedelta(hours=number - len(in_work) - 20),
            updated_at=now - timedelta(hours=number),
            created_by=writers[number % len(writers)],
            lacks=number % 3 if number < len(in_work) else 0,
        )
        for number in range(articles)
    ]
    made = Article.objects.bulk_create(rows, batch_size=1000)
    Correction.objects.bulk_create(
        Correction(
            article=article,
            status=early[number % len(early)],
            version=1,
            began_from=1,
            author=writers[number % 7],
        )
        for number, article in enumerate(made[-IN_WORK:])
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return people


def pages() -> dict[str, str]:
    """The list with each filter, and a search."""
    plain = reverse("admin:news_article_changelist")
    work = {kind.label: f"?viec={name}" for name, kind in worklist.KINDS.items()}
    section = Section.objects.order_by("pk").first()
    return {
        "no filter": plain,
        **{label: plain + query for label, query in work.items()},
        "public": f"{plain}?status__exact=published",
        "one section": f"{plain}?section__id__exact={section.pk}",
        "search": f"{plain}?q=cua+khau",
        "search for little": f"{plain}?q=nong+san+1999",
        "page 30": f"{plain}?p=30",
    }


def cost_of(user, path: str, times: int = 5) -> tuple[int, float]:
    """Statements and milliseconds of the page at *path*, as *user* sees it.

    The least of some times: more is what else the machine had to do.
    """
    client = Client()
    client.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path)
        statements = len(asked)
    assert answer.status_code == 200, path
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        client.get(path)
        taken.append(time.perf_counter() - started)
    return statements, 1000 * min(taken)
