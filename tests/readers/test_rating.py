"""“Thông tin này có hữu ích không?”"""

import pytest
from django.urls import reverse
from django.utils import timezone

from readers.models import DailyRating
from readers.views import RATINGS
from tests.factories import make_agency, make_article, make_draft

pytestmark = pytest.mark.django_db


def rate(reader, article, answer="useful"):
    return reader.send(reverse("readers:rate", args=[article.pk]), {"answer": answer})


def test_answers_of_a_day_are_added_up_in_one_row(reader, django_assert_num_queries):
    article = make_article()

    with django_assert_num_queries(1):
        rate(reader, article, "useful")
    for answer in ("not_useful", "useful"):
        rate(reader, article, answer)

    row = DailyRating.objects.get()
    assert (row.article, row.day) == (article, timezone.localdate())
    assert (row.useful, row.not_useful) == (2, 1)


def test_an_answer_leads_to_thanks_and_back_to_the_article(reader):
    make_agency()
    article = make_article()

    answer = rate(reader, article)
    page = reader.get(answer["Location"])

    assert answer.status_code == 303
    assert answer["Location"] == f"/ban-doc/cam-on/?bai={article.pk}"
    assert f'href="{article.get_absolute_url()}"' in page.content.decode()


@pytest.mark.parametrize("answer", ["", "yes", "useful; DROP TABLE", "id", "views"])
def test_another_answer_is_refused_in_words(reader, answer):
    refused = rate(reader, make_article(), answer)

    assert refused.status_code == 400
    assert "chọn “Có” hoặc “Chưa”" in refused.content.decode()
    assert not DailyRating.objects.exists()


def test_a_draft_is_not_rated(reader):
    answer = rate(reader, make_draft())

    assert answer.status_code == 404
    assert not DailyRating.objects.exists()


def test_over_the_limit_one_is_told_when_to_try_again(reader):
    article = make_article()
    for _ in range(RATINGS.count):
        rate(reader, article)

    answer = rate(reader, article)

    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 60
    assert "Xin thử lại sau 1 phút." in answer.content.decode()
    assert DailyRating.objects.get().useful == RATINGS.count


class TestThanks:
    def linked(self, reader, asked):
        return reader.get(reverse("readers:thanks"), {"bai": asked}).context["article"]

    def test_leads_back_to_public_articles_only(self, reader):
        public, draft = make_article(), make_draft()

        assert self.linked(reader, public.pk) == public
        assert self.linked(reader, draft.pk) is None

    @pytest.mark.parametrize(
        "asked", ["", "https://ac-y.example", "//ac-y.example", "-1", "1e3", "٣", "9" * 40, "\0"]
    )
    def test_leads_to_no_address_of_the_request(self, reader, asked):
        assert self.linked(reader, asked) is None
