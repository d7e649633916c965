"""Anything at all in every form and every query of the desk: a sentence, never a 5xx.

The forms are those that an administrator finds who follows every link of the desk, a few pages of
each kind. Django's client raises whatever a view does not catch, so a fault names itself.

FUZZ=2000 looks longer.
"""

import os
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from news import history
from tests.factories import make_account, make_article, make_correction, make_draft, picture_bytes
from tests.portal.test_fuzz import texts
from tests.portal.test_rights import make_rows

pytestmark = pytest.mark.django_db
OFTEN = settings(
    max_examples=int(os.environ.get("FUZZ", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
EACH = 3  # pages of one kind: of articles a draft, a published one, one with a correction
ENDS = ("/quan-tri/logout/", "/quan-tri/dang-xuat/")
# What no form shows and some view may read.
HIDDEN = ["_popup", "_to_field", "next", "action", "_save", "_continue", "id", "pk", "version"]
PARAMETERS = ["q", "o", "p", "e", "all", "_facets", "_popup", "_to_field", "_changelist_filters"]
PARAMETERS += ["id__exact", "status__exact", "section__id__exact", "created_at__gte", "trang", "tu"]

values = texts | st.sampled_from(["x" * 5000, "<b>", "[]", "{}", "null", "31/02/2025", "--", "2e9"])
files = st.builds(
    lambda name, data: SimpleUploadedFile(name or "x", data),
    texts.map(lambda name: name.replace("\0", "")),
    st.binary(max_size=300) | st.sampled_from([picture_bytes(64, 48), b"%PDF-1.7", b"PK\3\4"]),
)


@dataclass
class Form:
    page: str
    action: str
    fields: dict[str, list[str]]
    files: list[str]

    def __repr__(self) -> str:
        return f"form of {self.page} to {self.action}"


@dataclass
class Desk:
    """What an administrator finds: the addresses by their kinds, and all forms."""

    client: Client
    seen: dict[str, list[str]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)

    def follow(self, *starts: str) -> None:
        waiting, known = list(starts), set(starts)
        while waiting:
            path = waiting.pop(0)
            kind = self._kind(path)
            if kind is None or len(self.seen.setdefault(kind, [])) >= EACH:
                continue
            answer = self.client.get(path)
            if answer.status_code == 302:
                links = [answer["Location"]]
            elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                self.seen[kind].append(path)
                links = self._read(path, lxml.html.fromstring(answer.content))
                if "?" in path:  # filters upon filters lead nowhere new
                    links = [link for link in links if "?" not in link]
            else:
                continue
            new = [urljoin(path, link).partition("#")[0] for link in links]
            waiting += [link for link in dict.fromkeys(new) if link not in known]
            known.update(new)

    def _kind(self, path: str) -> str | None:
        if not path.startswith("/quan-tri/") or path in ENDS:
            return None
        try:
            found = resolve(urlsplit(path).path)
        except Resolver404:
            return None
        return f"{found.view_name} {sorted(name for name, _ in parse_qsl(urlsplit(path).query))}"

    def _read(self, path: str, page: lxml.html.HtmlElement) -> list[str]:
        for form in page.forms:
            action = urljoin(path, form.action or path)
            if form.method == "POST" and action not in ENDS:
                sent: dict[str, list[str]] = {}
                for name, value in form.form_values():
                    sent.setdefault(name, []).append(value)
                names = [one.get("name") for one in form.xpath(".//input[@type='file']")]
                for button in form.xpath(".//button[@name] | .//input[@type='submit'][@name]"):
                    sent.setdefault(button.get("name"), [button.get("value") or "1"])
                self.forms.append(Form(path, action, sent, [name for name in names if name]))
        return page.xpath("//a/@href | //*/@data-url | //*/@data-href | //iframe/@src")


@pytest.fixture
def desk():
    person = make_account(Role.ADMINISTRATOR, "quan-tri")
    for row in make_rows().values():
        assert row is not None
    for article in (make_draft(created_by=person), make_article()):
        history.record(article)
    make_correction(make_article(), by=person)
    client = Client()
    client.force_login(person)
    desk = Desk(client)
    desk.follow("/quan-tri/", "/quan-tri/auth/user/", "/quan-tri/soan/thung-rac/")
    return desk


def send(desk: Desk, path: str, sent=None) -> int:
    """The status of an answer; whatever it changed is undone."""
    with transaction.atomic():
        answer = desk.client.get(path) if sent is None else desk.client.post(path, sent)
        transaction.set_rollback(True)
    return answer.status_code


def test_the_forms_of_every_kind_of_row_are_found(desk):
    pages = {form.page for form in desk.forms}

    assert len(desk.forms) > 60
    for part in ("news/article/add", "photos/photo/add", "organization/unit/add", "links/link/add"):
        assert any(part in page for page in pages), part
    assert any("/change/" in page for page in pages)


@OFTEN
@given(data=st.data())
def test_in_any_field_of_any_form(desk, data):
    form = data.draw(st.sampled_from(desk.forms))
    sent: dict[str, object] = dict(form.fields)
    names = st.sampled_from([*form.fields, *HIDDEN])
    for name in data.draw(st.lists(names, min_size=1, max_size=5)):
        sent[name] = data.draw(values | st.lists(values, max_size=3))
    for name in data.draw(st.lists(st.sampled_from(list(form.fields)), max_size=2)):
        sent.pop(name, None)
    for name in form.files:
        sent[name] = data.draw(files)

    assert send(desk, form.action, sent) < 500


@OFTEN
@given(data=st.data())
def test_in_any_query_of_any_page(desk, data):
    path = data.draw(st.sampled_from([path for paths in desk.seen.values() for path in paths]))
    query = dict(parse_qsl(urlsplit(path).query))
    names = st.sampled_from([*PARAMETERS, *query])
    for name in data.draw(st.lists(names, min_size=1, max_size=4)):
        query[name] = data.draw(values)

    assert send(desk, f"{urlsplit(path).path}?{urlencode(query)}") < 500


def test_what_was_found_so_is_answered(desk):
    section = desk.seen["admin:news_section_change []"][0]

    assert send(desk, f"{section}?_to_field=") == 400
    assert send(desk, section, {"_to_field": ""}) == 400
    assert send(desk, section, {"unit": ":", "name": ""}) == 200
    assert send(desk, "/quan-tri/organization/sitenotice/?level__exact=%00") == 400
    listed = next(form for form in desk.forms if form.page == "/quan-tri/news/section/")
    for gone in ("", "987654"):
        assert send(desk, listed.action, {**listed.fields, "form-0-id": gone}) == 200
