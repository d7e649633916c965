import os
import subprocess
import sys

import psycopg2
import pytest
from django.db import connection

from news.models import Article
from portal.management.commands.run import Command


def test_the_driver_is_psycopg2():
    assert connection.Database is psycopg2


@pytest.mark.parametrize(
    ("module", "format_name", "expected"),
    [("date", "DATE_FORMAT", "14/07/2017"), ("number", None, "1.477")],
)
def test_django_itself_prints_dates_and_numbers_the_vietnamese_way(module, format_name, expected):
    from datetime import date

    from django.utils import formats

    value = date(2017, 7, 14) if format_name else 1477

    shown = formats.date_format(value, format_name) if format_name else formats.localize(value)

    assert shown == expected


@pytest.mark.parametrize("missing", ["PORTAL_SECRET_KEY"])
def test_a_setting_that_is_required_is_named_when_it_is_absent(missing):
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")
    }

    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        env=environment,
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert f"Set the {missing} environment variable." in done.stderr


@pytest.mark.parametrize("name", ["PORTAL_REPLICA_LAG", "PORTAL_SLOW_MS"])
def test_a_number_that_is_none_is_named(name):
    done = subprocess.run(
        [sys.executable, "-c", "import portal.settings"],
        env=os.environ | {name: "two"},
        capture_output=True,
        text=True,
    )

    assert done.returncode != 0
    assert f"{name} must be a number." in done.stderr


def test_a_desk_word_with_a_null_is_refused_and_breaks_nothing(admin_client):
    asked = {"app_label": "news", "model_name": "article", "field_name": "lead_photo"}

    response = admin_client.get("/quan-tri/autocomplete/", {**asked, "term": "a\0b"})

    assert response.status_code == 400


@pytest.mark.django_db
def test_a_portal_in_use_does_not_get_the_demonstration_back(django_user_model):
    django_user_model.objects.create_user("bientap")

    password = Command().fill()

    assert password is None
    assert not Article.objects.exists()
