import unicodedata

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.forms import modelform_factory

from core.fields import LineField, PlainTextField, RichTextField
from organization.models import Contact, Page

pytestmark = pytest.mark.django_db

NFC = "Cửa khẩu Đồng Đăng"
NFD = unicodedata.normalize("NFD", NFC)
LOOK_ALIKE = NFC.replace("\u0110", "\u00d0")

typed = pytest.mark.parametrize(
    "typed", [NFD, LOOK_ALIKE, f"  {NFC.replace(' ', '  ')}\u200b\r\n", f"\ufeff{NFC}"]
)


def stored(pk):
    return Contact.objects.values_list("label", flat=True).get(pk=pk)


class TestLineField:
    @typed
    def test_is_stored_in_one_form_by_save(self, typed):
        contact = Contact(label=typed)

        contact.save()

        assert contact.label == NFC
        assert stored(contact.pk) == NFC

    @typed
    def test_is_stored_in_one_form_by_bulk_create(self, typed):
        [contact] = Contact.objects.bulk_create([Contact(label=typed)])

        assert stored(contact.pk) == NFC

    @typed
    def test_is_stored_in_one_form_by_update(self, typed):
        contact = Contact.objects.create(label="Cũ")

        Contact.objects.update(label=typed)

        assert stored(contact.pk) == NFC

    @typed
    def test_is_stored_in_one_form_by_bulk_update(self, typed):
        contact = Contact.objects.create(label="Cũ")
        contact.label = typed

        Contact.objects.bulk_update([contact], ["label"])

        assert stored(contact.pk) == NFC

    @typed
    def test_is_stored_in_one_form_by_a_form(self, typed):
        form = modelform_factory(Contact, fields=["label", "address"])({"label": typed})

        assert form.is_valid()
        assert stored(form.save().pk) == NFC

    @typed
    def test_is_found_however_it_is_typed(self, typed):
        contact = Contact.objects.create(label=NFC)

        assert Contact.objects.get(label=typed) == contact

    def test_keeps_the_spelling_of_the_author(self):
        contact = Contact.objects.create(label="Tỉnh uỷ và Ủy ban")

        assert stored(contact.pk) == "Tỉnh uỷ và Ủy ban"

    def test_counts_letters_as_people_do(self):
        long = "ế" * 200
        form = modelform_factory(Contact, fields=["label"])

        decomposed = form({"label": unicodedata.normalize("NFD", long)})
        too_long = form({"label": long + "ế"})

        assert decomposed.is_valid(), decomposed.errors
        assert not too_long.is_valid()

    def test_of_nothing_but_invisible_characters_is_empty(self):
        form = modelform_factory(Contact, fields=["label"])({"label": "\u200b \u00ad"})

        assert "label" in form.errors

    def test_drops_what_the_database_cannot_hold(self):
        form = modelform_factory(Contact, fields=["label"])({"label": "Hữu\x00 Nghị\ud800"})

        assert form.is_valid(), form.errors
        assert stored(form.save().pk) == "Hữu Nghị"

    def test_that_was_decomposed_makes_no_change_of_a_form(self):
        contact = Contact.objects.create(label=NFC)

        form = modelform_factory(Contact, fields=["label"])({"label": NFD}, instance=contact)

        assert form.is_valid()
        assert not form.has_changed()


class TestPlainTextField:
    def test_keeps_paragraphs_and_composes_them(self):
        page = Page.objects.create(title="Trang", summary=f"  {NFD}\r\n\r\nhai  \n")

        page.refresh_from_db()

        assert page.summary == f"{NFC}\n\nhai"

    def test_keeps_markup_as_words(self):
        page = Page.objects.create(title="Trang", summary="<b>1 < 2</b>")

        page.refresh_from_db()

        assert page.summary == "<b>1 < 2</b>"


class TestRichTextField:
    HOSTILE = f"<p onclick='alert(1)'>{NFD}</p><script>alert(1)</script>"
    CLEAN = f"<p>{NFC}</p>"

    def body(self):
        return Page.objects.values_list("body", flat=True).get()

    def test_is_cleaned_by_save(self):
        page = Page(title="Trang", body=self.HOSTILE)

        page.save()

        assert page.body == self.CLEAN
        assert self.body() == self.CLEAN

    def test_is_cleaned_by_bulk_create(self):
        Page.objects.bulk_create([Page(title="Trang", slug="trang", body=self.HOSTILE)])

        assert self.body() == self.CLEAN

    def test_is_cleaned_by_update(self):
        Page.objects.create(title="Trang")

        Page.objects.update(body=self.HOSTILE)

        assert self.body() == self.CLEAN

    def test_is_cleaned_by_bulk_update(self):
        page = Page.objects.create(title="Trang")
        page.body = self.HOSTILE

        Page.objects.bulk_update([page], ["body"])

        assert self.body() == self.CLEAN

    def test_is_cleaned_by_a_form(self):
        form = modelform_factory(Page, fields=["title", "body"])(
            {"title": "Trang", "body": self.HOSTILE}
        )

        assert form.is_valid()
        form.save()
        assert self.body() == self.CLEAN


@pytest.mark.parametrize(
    ("field", "column"),
    [
        (LineField(max_length=10), "django.db.models.CharField"),
        (PlainTextField(), "django.db.models.TextField"),
        (RichTextField(), "django.db.models.TextField"),
    ],
)
def test_migrations_name_djangos_own_fields(field, column):
    assert field.deconstruct()[1] == column


def test_no_migration_needs_our_fields_to_exist():
    state = MigrationLoader(None).project_state()

    ours = [
        f"{model.app_label}.{model.name}.{name}"
        for model in state.models.values()
        for name, field in model.fields.items()
        if type(field).__module__ == "core.fields"
    ]

    assert state.models
    assert ours == []


def test_every_text_column_of_ours_is_normalized():
    plain = {
        field
        for app in ("photos", "organization", "accounts", "links", "news")
        for model in apps.get_app_config(app).get_models()
        for field in model._meta.get_fields()
        if type(field) in (models.CharField, models.TextField) and field.editable
        if not model._meta.proxy  # somebody else's table
    }

    assert [field for field in plain if not field.choices] == []
