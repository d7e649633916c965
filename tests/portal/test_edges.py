"""Every edge text comes in through makes it NFC, with real đ and nothing invisible in it."""

import unicodedata

import pytest
from django.forms import CharField
from django.urls import reverse

from accounts.forms import AccountForm
from accounts.roles import Role
from audit.models import Action, Entry
from core.fields import NormalizedCharField
from news.admin.lists import BulkForm
from news.forms import ArticleForm
from news.previews import LinkForm
from readers.forms import HandlingForm, ReportForm
from tests.factories import make_account

NAME = "Hoàng Thị Đào"
PASTED = (
    NAME,
    unicodedata.normalize("NFD", NAME),
    NAME.replace("\u0110", "\u00d0"),
    NAME.replace("oà", "o\u200bà"),
    "\ufeff" + NAME.replace(" ", "\u00a0"),
)
FORMS = (AccountForm, ArticleForm, BulkForm, LinkForm, HandlingForm, ReportForm)
NO_WORDS = {"username", "opened_status", "keep_theirs", "website"}


def boxes_for_words():
    for form in FORMS:
        for name, field in form.base_fields.items():
            if type(field) in (CharField, NormalizedCharField) and name not in NO_WORDS:
                yield pytest.param(field, id=f"{form.__name__}-{name}")


class TestForms:
    @pytest.mark.parametrize("field", list(boxes_for_words()))
    def test_take_words_in_one_form_and_count_a_letter_once(self, field):
        longest = field.max_length or 100

        typed = field.clean("e\u0302\u0301" * (longest - 1) + "\u200b\u00d0")

        assert typed == "ế" * (longest - 1) + "\u0110"


@pytest.mark.django_db
class TestSearchBoxes:
    @pytest.fixture(autouse=True)
    def signed_in(self, client):
        client.force_login(make_account(Role.ADMINISTRATOR, "quantri"))

    @pytest.mark.parametrize("typed", [*PASTED, "hoang dao"])
    def test_of_accounts_find_people_by_name(self, client, typed):
        account = make_account(Role.REPORTER, "dao")
        account.first_name = NAME
        account.save()

        found = client.get(reverse("admin:accounts_account_changelist"), {"q": typed})

        assert [row.username for row in found.context["cl"].result_list] == ["dao"]

    @pytest.mark.parametrize("typed", PASTED)
    def test_of_the_log_find_names(self, client, typed):
        entry = Entry.objects.create(action=Action.SETTING, object_name=NAME)
        Entry.objects.create(action=Action.SETTING, object_name="Tân Thanh")

        found = client.get(reverse("admin:audit_entry_changelist"), {"q": typed})

        assert list(found.context["cl"].result_list) == [entry]
