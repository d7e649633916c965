"""The pictures and attachments of an article, as its form sends them: two lists, in order.

The form is flat: one JSON list per field. So the same text is kept while somebody writes, compared
when two people saved, and held by a version.
"""

import json
from pathlib import PurePath

from django import forms
from django.core import signing
from django.core.files.storage import default_storage

from core import images, outline, uploads
from core.text import normalize_line
from news import indexing
from news.models import Article, ArticlePhoto, Attachment
from photos.models import Photo
from photos.rows import row as photo_row

MAX_ROWS = 200
ATTACHMENT_SALT = "news.attachment"
PICTURE_WORDS = {"caption": 300, "alt": 300, "credit": 120}
LIBRARY_WORDS = ("is_decorative", "alt", "credit")
KEPT = {"photo", *PICTURE_WORDS, "is_decorative", "is_in_gallery", "title", "file", "kind", "size"}


class RowsField(forms.Field):
    """A JSON list of objects in a hidden box that static/js/desk shows as a table."""

    widget = forms.HiddenInput

    def prepare_value(self, value):
        return value if isinstance(value, str) else json.dumps(value or [], ensure_ascii=False)

    def to_python(self, value):
        try:
            rows = json.loads(value or "[]")
        except (ValueError, RecursionError):
            rows = None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise forms.ValidationError(f"Phần “{self.label}” gửi lên bị hỏng. Xin tải lại trang.")
        if len(rows) > MAX_ROWS:
            raise forms.ValidationError(f"Phần “{self.label}” nhận tối đa {MAX_ROWS} dòng.")
        return self.rows_of(rows)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != self.to_python(self.prepare_value(initial))
        except forms.ValidationError:
            return True


class PicturesField(RowsField):
    """Pictures in order: {photo, caption, alt, credit, is_decorative, is_in_gallery}."""

    def rows_of(self, sent):
        rows = {}
        for row in sent:
            number = row.get("photo")
            if isinstance(number, int) and 0 < number < 2**63:
                words = {name: line(row.get(name)) for name in PICTURE_WORDS}
                marks = {name: row.get(name) is True for name in ("is_decorative", "is_in_gallery")}
                opened = row.get("library") if isinstance(row.get("library"), dict) else {}
                rows.setdefault(number, {"photo": number, **words, **marks, "library": opened})
        known = set(Photo.objects.filter(pk__in=rows).values_list("pk", flat=True))
        rows = [row for row in rows.values() if row["photo"] in known]
        for place, row in enumerate(rows, start=1):
            if row["is_decorative"]:
                row["alt"] = ""
            for name, longest in PICTURE_WORDS.items():
                if len(row[name]) > longest:
                    raise forms.ValidationError(
                        f"Ảnh thứ {place}: chữ dài quá {longest} ký tự (“{row[name][:40]}…”)."
                    )
        return rows


class AttachmentsField(RowsField):
    """Files in order: {title, file, kind, size}; each comes with a token only the portal makes."""

    def rows_of(self, sent):
        rows = {}
        for row in sent:
            try:
                file = signing.loads(str(row.get("token")), salt=ATTACHMENT_SALT)
            except signing.BadSignature:
                raise forms.ValidationError(
                    "Một tệp đính kèm không còn dùng được. Xin xóa dòng đó và tải tệp lên lại."
                ) from None
            title = line(row.get("title")) or file["title"]
            if len(title) > 200:
                raise forms.ValidationError(f"Tên tệp dài quá 200 ký tự: “{title[:40]}…”.")
            if not default_storage.exists(file["file"]):
                raise forms.ValidationError(
                    f"Tệp “{title}” không còn trên máy chủ. Xin xóa dòng đó và tải tệp lên lại."
                )
            rows.setdefault(file["file"], {**file, "title": title})
        return list(rows.values())


def line(value) -> str:
    return normalize_line(value) if isinstance(value, str) else ""


def picture_row(photo: Photo, entry: ArticlePhoto | None = None) -> dict:
    """One line of the table: the photo's row, with what it has of its own in an article."""
    own = {"caption": entry.caption, "is_in_gallery": entry.is_in_gallery} if entry else {}
    return {**photo_row(photo), "is_in_gallery": False, **own}


def saved(row: dict) -> dict:
    """What of a row is kept; the rest is only shown."""
    return {name: value for name, value in row.items() if name in KEPT}


def picture_rows(article: Article) -> list[dict]:
    return [picture_row(entry.photo, entry) for entry in article.gallery.in_order()]


def shown_rows(content: dict) -> tuple[list[dict], list[dict]]:
    """The pictures and attachments of a version's content, as the form shows them."""
    photos = Photo.objects.in_bulk([row["photo"] for row in content["pictures"]])
    pictures = [
        {**photo_row(photos[row["photo"]]), **row}
        for row in content["pictures"]
        if row["photo"] in photos
    ]
    return pictures, [attachment_row(**row) for row in content["attachments"]]


def attachment_row(title: str, file: str, kind: str, size: int) -> dict:
    described = {"title": title, "file": file, "kind": kind, "size": size}
    return {**described, "token": signing.dumps(described, salt=ATTACHMENT_SALT)}


def attachment_rows(article: Article) -> list[dict]:
    return [
        attachment_row(one.title, one.file.name, one.kind, one.size)
        for one in article.attachments.without_text().in_order()
    ]


def take_attachment(upload) -> dict:
    """Store an uploaded document and return its row, or raise UploadRefused."""
    document = uploads.document(upload)
    uploads.store({document.name: document.data})
    title = normalize_line(PurePath(uploads.shown_name(upload)).stem)[:200] or "Tệp đính kèm"
    return attachment_row(title, document.name, document.kind, len(document.data))


def complete(rows: list[dict], body: str, lead_photo: Photo | None) -> list[dict]:
    """*rows* with the pictures that stand in the text or lead the article and had no row yet.

    A description written in the text is a description of the picture.
    """
    in_text: dict[str, str] = {}
    for address, alt in outline.pictures(body):
        name = images.widest(address)
        in_text[name] = in_text.get(name) or alt
    found = {photo.file.name: photo for photo in Photo.objects.filter(file__in=in_text)}
    photos = {name: found[name] for name in in_text if name in found}
    if lead_photo is not None:
        photos.setdefault(lead_photo.file.name, lead_photo)
    listed = {row["photo"] for row in rows}
    unlisted = [picture_row(one) for one in photos.values() if one.pk not in listed]
    new = [{**saved(row), "library": row["library"]} for row in unlisted]
    alts = {photo.pk: in_text.get(name, "") for name, photo in photos.items()}
    return [
        {**row, "alt": row["alt"] or ("" if row["is_decorative"] else alts.get(row["photo"], ""))}
        for row in [*rows, *new]
    ]


def described(body: str, rows: list[dict]) -> str:
    """*body* with the table's descriptions on the pictures that have none."""
    photos = Photo.objects.in_bulk([row["photo"] for row in rows if row["alt"]])
    alts = {photos[row["photo"]].file.name: row["alt"] for row in rows if row["photo"] in photos}
    return outline.describe(body, lambda address: alts.get(images.widest(address), ""))


def save_pictures(article: Article, rows: list[dict], *, by) -> list[Photo]:
    """Make the article's pictures those of *rows*, in their order; an own caption stays its own.

    Descriptions and credits go to the library. Returns the photos that *by* may not describe anew.
    """
    refused = []
    photos = Photo.objects.in_bulk([row["photo"] for row in rows])
    article.gallery.exclude(photo__in=photos).delete()
    entries = {entry.photo_id: entry for entry in article.gallery.all()}
    for place, row in enumerate(rows, start=1):
        photo = photos[row["photo"]]
        if not _learn(photo, row, by):
            refused.append(photo)
        entry = entries.get(photo.pk) or ArticlePhoto(article=article, photo=photo)
        entry.own_caption = row["caption"] if row["caption"] != photo.caption else ""
        entry.is_in_gallery = row["is_in_gallery"]
        entry.order = place
        entry.save()
    return refused


def _learn(photo: Photo, row: dict, by) -> bool:
    """Give *photo* the words that were changed in this form; False when some were not allowed.

    What somebody else wrote in the library meanwhile is not undone by a form that was open. Who may
    not change photos still describes their own, and fills in what is missing.
    """
    opened = row.get("library") or {}
    typed = {name: row[name] for name in LIBRARY_WORDS if row[name] != opened.get(name)}
    if not photo.caption and row["caption"]:
        typed["caption"] = row["caption"]
    changed = {name: value for name, value in typed.items() if getattr(photo, name) != value}
    if not (by.has_perm("photos.change_photo") or photo.created_by_id == by.pk):
        allowed = {name: value for name, value in changed.items() if not getattr(photo, name)}
    else:
        allowed = changed
    if allowed.get("alt"):
        photo.is_decorative = False
    for name, value in allowed.items():
        setattr(photo, name, value)
    if photo.is_decorative:
        photo.alt = ""
    if allowed:
        photo.save(update_fields=["alt", "is_decorative", "caption", "credit"])
    return allowed == changed


def save_attachments(article: Article, rows: list[dict]) -> None:
    """Make the article's attachments those of *rows*; a file no row names is reachable no more.

    The words inside new ones are read after the commit.
    """
    files = [row["file"] for row in rows]
    article.attachments.exclude(file__in=files).delete()
    entries = {entry.file.name: entry for entry in article.attachments.without_text()}
    for place, row in enumerate(rows, start=1):
        entry = entries.get(row["file"]) or Attachment(article=article, file=row["file"])
        entry.title, entry.kind, entry.size = row["title"], row["kind"], row["size"]
        entry.order = place
        entry.save()
    indexing.read_soon(article)
