"""A photo is given another file: it keeps its number, its words and every place it is shown in."""

from django.core.files.storage import default_storage
from django.db import transaction

from core import images
from core.uploads import UploadRefused
from photos import usage
from photos.models import Photo, store_renditions

Focus = tuple[int, int]  # percent from the left and from the top
Box = tuple[float, float, float, float]  # left, top, right, bottom; parts of width and height


@transaction.atomic
def replace(photo: Photo, fields: dict[str, object], *, focus: Focus = (50, 50)) -> None:
    """Give *photo* the stored picture *fields* tell of (store_picture), wherever it is shown.

    Rich texts are rewritten; the old files go once that is certain. Raises UploadRefused when
    another photo has that file.
    """
    stored = Photo.objects.select_for_update().get(pk=photo.pk)
    refuse_known(fields)
    old, new = stored.file.name, str(fields["file"])
    for name, value in fields.items():
        setattr(photo, name, value)
    photo.focal_x, photo.focal_y = focus
    photo.former_files = [name for name in [*stored.former_files, old] if name != new]
    photo.save(update_fields=[*fields, "focal_x", "focal_y", "former_files"])
    # The old name led here last, whatever photo had it before.
    for other in Photo.objects.exclude(pk=photo.pk).filter(former_files__contains=[old]):
        other.former_files.remove(old)
        other.save(update_fields=["former_files"])
    _lead_texts(old, new)
    transaction.on_commit(lambda: _delete_files(old), robust=True)


def crop(photo: Photo, box: Box) -> None:
    """Keep only the part of *photo* inside *box*, wherever it is shown, or raise UploadRefused."""
    fields = cut_out(photo, box)
    replace(photo, fields, focus=focus_in((photo.focal_x, photo.focal_y), box))


def add_cut_out(
    photo: Photo, fields: dict[str, object], *, focus: Focus = (50, 50), by=None
) -> tuple[Photo, bool]:
    """The photo made of a part of *photo* (cut_out), with its words, and whether it is new."""
    words = {name: getattr(photo, name) for name in ("alt", "is_decorative", "caption", "credit")}
    return Photo.objects.get_or_create(
        content_hash=fields["content_hash"],
        defaults={**fields, **words, "focal_x": focus[0], "focal_y": focus[1], "created_by": by},
    )


def cut_out(photo: Photo, box: Box) -> dict[str, object]:
    """Store the part of *photo* inside *box*; return the fields of Photo that describe it."""
    try:
        with photo.file.open() as file:
            made = images.make(images.cut(file.read(), box))
    except images.BadImage as problem:
        raise UploadRefused(str(problem)) from None
    except OSError:
        raise UploadRefused(
            "Không đọc được tệp ảnh trên máy chủ. Xin báo người quản trị."
        ) from None
    return store_renditions(made, photo.original_name)


def refuse_known(fields: dict[str, object]) -> None:
    """Raise UploadRefused when the library has the picture that *fields* tell of."""
    known = Photo.objects.filter(content_hash=fields["content_hash"]).first()
    if known:
        raise UploadRefused(f"Ảnh này đã có trong kho: “{known}”.")


def focus_in(focus: Focus, box: Box) -> Focus:
    """The focal point of the part inside *box*: the same point, or the nearest one in it."""
    left, top, right, bottom = box
    across, down = (focus[0] / 100 - left) / (right - left), (focus[1] / 100 - top) / (bottom - top)
    return round(100 * min(max(across, 0), 1)), round(100 * min(max(down, 0), 1))


def _lead_texts(old: str, new: str) -> None:
    folder = old.rpartition("/")[0]
    for model, field in usage.rich_text_fields():
        rows = model._base_manager.filter(**{f"{field.name}__contains": folder})
        for pk, html in rows.select_for_update(no_key=True).values_list("pk", field.name):
            # The field cleans what it saves: sizes and srcset follow the address.
            text = images.readdressed(html, {old: new})
            model._base_manager.filter(pk=pk).update(**{field.name: text})


def _delete_files(name: str) -> None:
    if not Photo.objects.filter(file=name).exists():
        for one in images.stored_files(name):
            default_storage.delete(one)
