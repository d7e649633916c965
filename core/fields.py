"""Model fields that keep their promise wherever a value comes from: form, import, shell.

They are stored as Django's own columns, and migrations name those, so that this module may change.
"""

import re
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from core import richtext, text


class NormalizedCharField(forms.CharField):
    """Normalizes before it measures: a letter counts once however it was composed."""

    def to_python(self, value):
        return super().to_python(text.normalize(value) if isinstance(value, str) else value)


class _Normalized(models.Field):
    """Applies `normalize` when a form is cleaned, when a row is saved and when a query is made."""

    normalize: Callable[[str], str] = staticmethod(text.normalize)

    def to_python(self, value):
        value = super().to_python(value)
        return self.normalize(value) if isinstance(value, str) else value

    def pre_save(self, instance, add):
        value = super().pre_save(instance, add)
        if isinstance(value, str):
            value = self.normalize(value)
            setattr(instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return self.normalize(value) if isinstance(value, str) else value

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": NormalizedCharField, **kwargs})

    def deconstruct(self):
        return as_django_field(self, *super().deconstruct())


def as_django_field(field, name, _path, args, kwargs):
    """What migrations are told: the name of the Django field that *field* extends."""
    base = next(cls for cls in type(field).__mro__ if cls.__module__.startswith("django."))
    return name, f"django.db.models.{base.__name__}", args, kwargs


class LineField(_Normalized, models.CharField):
    """One line of Vietnamese text, NFC, with single spaces."""

    normalize = staticmethod(text.normalize_line)


class PlainTextField(_Normalized, models.TextField):
    """Paragraphs without markup, NFC."""

    def normalize(self, value):
        return text.normalize(value).strip()


class RichTextField(_Normalized, models.TextField):
    """HTML from the editor, always clean (core.richtext): templates may call it safe."""

    normalize = staticmethod(richtext.clean)

    def get_prep_value(self, value):
        # Cleaning costs milliseconds and needs whole documents: done on save, not on every look-up.
        return models.TextField.get_prep_value(self, value)

    def get_db_prep_save(self, value, connection):
        value = super().get_db_prep_save(value, connection)
        return self.normalize(value) if isinstance(value, str) else value


class WebAddressField(models.URLField):
    """An address on the web, http or https: never javascript:, ftp: or data:."""

    message = "Địa chỉ phải bắt đầu bằng http:// hoặc https://, ví dụ https://langson.gov.vn."
    default_validators = [URLValidator(schemes=["http", "https"], message=message)]

    def formfield(self, **kwargs):
        return super().formfield(**{"error_messages": {"invalid": self.message}, **kwargs})

    def deconstruct(self):
        return as_django_field(self, *super().deconstruct())


_PATH = re.compile(r"/(?![/\\])[^\s\\]*")


def validate_page_address(address: str) -> None:
    """Accept a path of this site, or an address on the web."""
    if _PATH.fullmatch(address):
        return
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise ValidationError(PageAddressField.message) from None


class PageAddressField(models.CharField):
    """Where a link leads: a page of this site, by its path, or one on the web (http, https)."""

    message = "Xin ghi đường dẫn bắt đầu bằng / (trang này) hoặc địa chỉ http://, https://."
    default_validators = [validate_page_address]

    def deconstruct(self):
        return as_django_field(self, *super().deconstruct())
