"""Words of adverts in what is saved, whoever saves it and wherever."""

from datetime import datetime

from django.contrib import admin
from django.db import models
from django.db.models.signals import post_save
from django.urls import NoReverseMatch, reverse

from core.unwanted import found_in
from links.models import Link, LinkGroup
from news.models import Article, ArticlePhoto, Attachment, Correction, Section, Version
from organization.models import Agency, Page, Person, Position, SiteNotice, Unit
from photos.models import Photo
from portal.models import Alarm
from portal.selfwatch.alarms import sound

WATCHED = (
    *(Article, ArticlePhoto, Attachment, Correction, Section, Version),
    *(Link, LinkGroup, Agency, Page, Person, Position, SiteNotice, Unit, Photo),
)


def watch() -> None:
    for model in WATCHED:
        post_save.connect(look, sender=model, dispatch_uid=f"unwanted words of {model.__name__}")


def look(sender, instance, **_signal) -> None:
    """Receiver of post_save."""
    if words := found_in("\n".join(_texts(instance))):
        row = instance.article if hasattr(instance, "article") else instance
        name = f"{row._meta.verbose_name} “{row}”"
        sound(Alarm.Kind.WORDS, name, ", ".join(words), _form_of(row))


def look_into_attachments(since: datetime) -> int:
    """What was read out of files since then is saved without post_save; new alarms."""
    read = Attachment.objects.filter(read_at__gte=since).select_related("article")
    return sum(
        sound(Alarm.Kind.WORDS, f"tệp “{one}”", ", ".join(words), _form_of(one.article))
        for one in read.iterator()
        if (words := found_in(one.text))
    )


def _texts(row: models.Model) -> list[str]:
    values = (row.__dict__.get(field.attname) for field in row._meta.fields)
    flat = (part for value in values for part in _strings(value))
    return list(flat)


def _strings(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _strings(part)]
    if isinstance(value, list):
        return [text for part in value for text in _strings(part)]
    return []


def _form_of(row: models.Model) -> str:
    if type(row) not in admin.site._registry:
        return ""
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""
