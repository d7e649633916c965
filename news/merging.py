"""Two people saved one article: what each wrote, side by side, and the text that comes of it."""

from dataclasses import dataclass

from core import compare, outline
from news import snapshot
from news.models import Article, Section, Version
from photos.models import Photo

LABELS = {
    "further_sections": "hiện thêm ở chuyên mục",
    "pictures": "ảnh",
    "attachments": "tệp đính kèm",
}


@dataclass(frozen=True)
class Difference:
    """One field that the two texts have differently; `rows` are pairs of sides (core.compare)."""

    field: str
    label: str
    rows: list
    is_ours_newer: bool  # we changed it; otherwise only they did


def base_of(article: Article, number: int) -> dict | None:
    """The content somebody began from, when it was kept."""
    # Version 1 is also what stood there before any was kept.
    number = max(number, 1)
    version = Version.objects.filter(article=article, number=number).first()
    return version and version.content


def differences(base: dict | None, theirs: dict, ours: dict) -> list[Difference]:
    """The fields in which *ours*, begun from *base*, differs from *theirs*, in the form's order."""
    return [
        Difference(
            name,
            label(name),
            compare.blocks(readable(name, theirs.get(name)), readable(name, ours.get(name))),
            is_ours_newer=base is None or base.get(name) != ours.get(name),
        )
        for name in snapshot.changed_fields(theirs, ours)
    ]


def is_in_the_way(base: dict | None, theirs: dict) -> bool:
    """Whether they changed the content, and not only published or withdrew it."""
    return base is None or bool(set(snapshot.changed_fields(base, theirs)) - set(snapshot.TIMES))


def label(name: str) -> str:
    return LABELS.get(name) or str(Article._meta.get_field(name).verbose_name)


def readable(name: str, value) -> list[str]:
    """A field's value as lines that people can compare."""
    if name == "body":
        return outline.blocks(value or "")
    if name == "pictures":
        return [_picture(row) for row in value or []]
    if name == "attachments":
        return [f"{row['title']} ({row['kind'].upper()})" for row in value or []]
    if name == "section":
        return [str(one) for one in Section.objects.filter(pk=value)] if value else []
    if name == "further_sections":
        return [str(one) for one in Section.objects.filter(pk__in=value or []).in_order()]
    if name == "lead_photo":
        return [str(one) for one in Photo.objects.filter(pk=value)] if value else []
    if name in snapshot.TIMES:
        when = snapshot.moment(value)
        return [f"{when:%d/%m/%Y, %H:%M}"] if when else []
    return (value or "").splitlines()


def pictures_of(one: dict, other: dict) -> tuple[list[Photo], list[Photo]]:
    """The pictures that only *one* has, and those that only *other* has."""
    has = [{row["photo"] for row in content["pictures"]} for content in (one, other)]
    photos = Photo.objects.in_bulk(has[0] ^ has[1])
    return tuple([photos[pk] for pk in sorted(mine) if pk in photos] for mine in has)


def _picture(row: dict) -> str:
    words = [row["caption"] or f"Ảnh {row['photo']}"]
    words.append("ảnh trang trí" if row["is_decorative"] else row["alt"] or "chưa có mô tả")
    words += [row["credit"]] if row["credit"] else []
    words += ["ở bộ ảnh cuối bài"] if row["is_in_gallery"] else []
    return " · ".join(words)
