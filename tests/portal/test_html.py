"""Every public page in the eyes of the W3C's validator; `make audit` fetches it."""

import os
import subprocess

import pytest

from news.models import Article, Section
from organization.models import Page

pytestmark = [pytest.mark.django_db, pytest.mark.audit]


def test_the_validator_finds_no_error_on_any_public_page(client, demo, tmp_path):
    rows = [*Article.objects.all(), *Section.objects.all(), *Page.objects.all()]
    paths = [row.get_absolute_url() for row in rows]
    paths += [article.get_print_url() for article in Article.objects.all()]
    paths += [
        "/",
        "/gioi-thieu/",
        "/lien-he/",
        "/lien-ket/",
        "/so-do-cong/",
        "/du-lieu-ca-nhan/",
        "/khong-co/",
    ]
    paths += ["/lien-ket/di-toi/?den=1", "/tim-kiem/", "/tim-kiem/?q=cua+khau", "/tim-kiem/?q=xyz"]
    for number, path in enumerate(paths):
        (tmp_path / f"{number}.html").write_bytes(client.get(path).content)

    # Files, because the validator refuses addresses of this machine.
    found = subprocess.run(
        ["java", "-jar", os.environ["VNU_JAR"], "--errors-only", "--skip-non-html", str(tmp_path)],
        capture_output=True,
        text=True,
    )

    assert len(paths) > 100
    assert found.stderr == ""
    assert found.returncode == 0
