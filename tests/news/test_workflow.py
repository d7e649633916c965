from datetime import timedelta

import pytest
from django.utils import timezone

from news import workflow
from news.models import Article
from tests.factories import make_article, make_draft, make_scheduled

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    (step, status)
    for step, (sources, _) in workflow.TRANSITIONS.items()
    for status in Article.Status
    if status not in sources
]


@pytest.mark.parametrize(("step", "status"), FORBIDDEN)
def test_a_forbidden_step_is_refused_with_a_sentence_and_changes_nothing(step, status):
    article = make_article(status=status)

    with pytest.raises(workflow.TransitionRefused, match="không làm được"):
        workflow.move(article.pk, step, now=timezone.now())

    article.refresh_from_db()
    assert article.status == status


def test_publishing_takes_the_clock_when_no_time_was_set():
    draft, now = make_draft(), timezone.now().replace(second=17)

    workflow.move(draft.pk, "publish", now=now)

    draft.refresh_from_db()
    assert draft.published_at == now.replace(second=0, microsecond=0)
    assert draft in Article.objects.published()


def test_publishing_keeps_a_time_to_come():
    later = make_scheduled().published_at
    draft = make_draft()
    Article.objects.filter(pk=draft.pk).update(published_at=later)

    workflow.move(draft.pk, "publish", now=timezone.now())

    draft.refresh_from_db()
    assert draft.published_at == later
    assert draft not in Article.objects.published()


def test_an_article_put_back_after_withdrawal_keeps_its_first_date():
    article = make_article(published_at=timezone.now() - timedelta(days=3))
    workflow.move(article.pk, "withdraw", now=timezone.now())

    again = workflow.move(article.pk, "publish", now=timezone.now())

    assert again.published_at == article.published_at


def test_an_article_whose_time_has_run_out_is_not_published_again():
    expired = make_article(
        published_at=timezone.now() - timedelta(days=3),
        expires_at=timezone.now() - timedelta(days=1),
        status=Article.Status.WITHDRAWN,
    )

    with pytest.raises(workflow.TransitionRefused, match="tự gỡ đã qua"):
        workflow.move(expired.pk, "publish", now=timezone.now())

    expired.refresh_from_db()
    assert expired.status == Article.Status.WITHDRAWN
