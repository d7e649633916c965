"""Where photos are shown, whatever the table: relations and rich texts tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value
from django.urls import NoReverseMatch, reverse

from core.fields import RichTextField
from photos.models import Photo

LISTED = 30  # rows of one kind that are named; the others are counted

_FOLDER = r"photos/[0-9a-f]{2}/[0-9a-f]{16}-\d+x\d+"


@dataclass(frozen=True)
class Use:
    """One way in which some table shows a photo: what it is called, how often, its newest rows."""

    label: str
    count: int
    rows: list[tuple[str, str]]  # what the row is called, and the address of its form or ""


def uses(photo: Photo) -> list[Use]:
    """Every use of *photo*; a row that shows it in its text is not listed for it twice."""
    listed: dict[type, set] = {}
    found = []
    for model, label, rows in _rows_with(photo):
        if label is None:  # joined through a table of its own: only what nothing else said
            rows = rows.exclude(pk__in=listed.get(model, ()))
            label = f"{_named(model)}: ảnh trong bài"
        keys = list(rows.order_by("-pk").values_list("pk", flat=True))
        listed.setdefault(model, set()).update(keys)
        if keys:
            newest = model._base_manager.in_bulk(keys[:LISTED])
            lines = [(str(newest[key]), _form_of(newest[key])) for key in keys[:LISTED]]
            found.append(Use(label, len(keys), lines))
    return found


def is_shown(name: str, rows: Iterable[QuerySet]) -> bool:
    """Whether any of *rows* (a queryset for each table) shows the photo that has the file *name*.

    One statement. A table that is joined to photos by another has a row there for every picture of
    its texts: these are not searched.
    """
    rows_of = {some.model: some for some in rows}
    joined = {relation.related_model for relation in relations(many=True)}
    shown = Q(pk__in=())
    for relation in [*relations(many=False), *relations(many=True)]:
        if (some := rows_of.get(relation.related_model)) is not None:
            shown |= Exists(some.filter(**{relation.field.name: OuterRef("pk")}))
    folder = name.rpartition("/")[0]
    for model, field in rich_text_fields():
        if model in rows_of and model not in joined:
            shown |= Exists(rows_of[model].filter(**{f"{field.name}__contains": folder}))
    return Photo.objects.stored_as(name).filter(shown).exists()


def unused(photos):
    """Those of *photos* that no row and no rich text shows."""
    for relation in relations(many=False):
        shown = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
        photos = photos.exclude(Exists(shown))
    photos = photos.annotate(folder=_without_file_name(F("file")))
    for model, field in rich_text_fields():
        # All addresses once, not every text for every photo.
        texts = model._base_manager.filter(**{f"{field.name}__contains": "photos/"}).order_by()
        photos = photos.exclude(folder__in=texts.values_list(_folders_in(field.name), flat=True))
    return photos


def rich_text_fields() -> Iterator[tuple[type, RichTextField]]:
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, RichTextField):
                yield model, field


def texts_with(photo: Photo):
    """Rows, table by table, in whose rich text the photo stands."""
    folder = photo.file.name.rpartition("/")[0]
    for model, field in rich_text_fields():
        yield model, field, model._base_manager.filter(**{f"{field.name}__contains": folder})


def _rows_with(photo):
    for relation in relations(many=False):
        model, field = relation.related_model, relation.field
        if not _is_between(model):
            label = f"{_named(model)}: {field.verbose_name}"
            yield model, label, model._base_manager.filter(**{field.name: photo})
    for model, field, rows in texts_with(photo):
        yield model, f"{_named(model)}: {field.verbose_name}", rows
    for relation in relations(many=True):
        model = relation.related_model
        yield model, None, model._base_manager.filter(**{relation.field.name: photo})


def relations(*, many: bool):
    """How tables refer to photos; *many*: through a table of their own."""
    return [one for one in Photo._meta.related_objects if one.many_to_many == many]


def _is_between(model) -> bool:
    """Whether the table only joins photos to the rows of another."""
    return any(one.field.remote_field.through is model for one in relations(many=True))


def _named(model) -> str:
    return str(model._meta.verbose_name).capitalize()


def _form_of(row) -> str:
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def _without_file_name(name):
    return Func(
        name, Value("/[^/]*$"), Value(""), function="regexp_replace", output_field=TextField()
    )


def _folders_in(field: str):
    matches = Func(
        F(field), Value(_FOLDER), Value("g"), function="regexp_matches", output_field=TextField()
    )
    return Func(matches, function="unnest", output_field=TextField(), set_returning=True)
