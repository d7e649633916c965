"""Questions of citizens, asked of the demonstration in a crowd (make search-eval asks more)."""

import pytest

from portal.results import SHOWN as SOURCES
from tests.search.relevance import cases, names_found, surround

BAR = 0.95


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_what_is_wanted_comes_first():
    surround(200)

    asked = cases()
    failures = [
        f"{case.rule}: {case.typed} → {names[:3]}"
        for case in asked
        if not case.has_first(names := names_found(case.typed))
    ]

    assert 1 - len(failures) / len(asked) >= BAR, "\n".join(failures)


@pytest.mark.django_db
@pytest.mark.usefixtures("demo")
def test_every_name_that_is_wanted_is_there():
    titles = [shown.title(row) for shown in SOURCES.values() for row in shown.public()]

    for case in cases():
        for name in case.first + case.among:
            assert any(title.startswith(name) for title in titles), (case.typed, name)


def test_no_question_is_asked_twice():
    asked = [case.typed for case in cases()]

    assert len(set(asked)) == len(asked) >= 130
