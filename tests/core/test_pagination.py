import pytest
from django.http import Http404

from core.pagination import page_of, window
from photos.models import Photo


@pytest.mark.parametrize(
    ("number", "last", "shown"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 3, [1, 2, 3]),
        (1, 40, [1, 2, None, 40]),
        (3, 40, [1, 2, 3, 4, None, 40]),
        (4, 40, [1, 2, 3, 4, 5, None, 40]),  # a gap of one page is that page
        (5, 40, [1, None, 4, 5, 6, None, 40]),
        (7, 40, [1, None, 6, 7, 8, None, 40]),
        (37, 40, [1, None, 36, 37, 38, 39, 40]),
        (40, 40, [1, None, 39, 40]),
    ],
)
def test_window_shows_the_ends_and_the_neighbours(number, last, shown):
    assert window(number, last) == shown


class TestPageOf:
    def test_is_the_first_page_when_none_is_asked_for(self, rf):
        page = page_of(list(range(25)), rf.get("/"), per_page=10)

        assert list(page) == list(range(10))
        assert page.window == [1, 2, 3]

    def test_is_the_page_asked_for(self, rf):
        page = page_of(list(range(25)), rf.get("/?trang=3"), per_page=10)

        assert list(page) == list(range(20, 25))

    def test_of_an_empty_list_is_one_empty_page(self, rf):
        page = page_of([], rf.get("/"), per_page=10)

        assert list(page) == []
        assert page.window == [1]

    @pytest.mark.parametrize(
        "typed",
        ["0", "-1", "4", "abc", "9999999999", "9" * 5000, "１", "²", "1.0", "1e1", " 1", "", "\0"],
    )
    def test_that_does_not_exist_is_not_found(self, rf, typed):
        request = rf.get("/", {"trang": typed})

        with pytest.raises(Http404):
            page_of(list(range(25)), request, per_page=10)


@pytest.mark.django_db
def test_an_absurd_page_number_asks_the_database_nothing(rf, django_assert_num_queries):
    with django_assert_num_queries(0), pytest.raises(Http404):
        page_of(Photo.objects.newest_first(), rf.get("/?trang=9999999999"), per_page=10)
