"""A Word file becomes a draft: headline, lead, body, pictures in place, byline."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_http_methods
from lxml import etree
from lxml import html as lxml_html

from core import richtext, uploads, wordfile
from core.editor import FONTS
from core.text import fold, normalize_line
from news import enclosures, history
from news.models import Article, Section
from news.rights import rights_of
from photos.models import Photo, add_photo
from photos.rows import shown_address

MAX_BYTES = 50 * 2**20
MAX_HEADLINE = 255
MAX_LEAD = 700  # a longer first paragraph is text, not a summary
_PICTURE = re.compile(r'src="word-picture:(\d+)"')


@dataclass(frozen=True)
class Draft:
    """What was made of a file: the fields of an article, and the report for the editor."""

    fields: dict[str, str]
    pictures: list[Photo]
    notes: list[str]


class WordForm(forms.Form):
    upload = forms.FileField(
        label="Tệp Word (.docx)",
        error_messages={"required": "Xin chọn một tệp Word (.docx).", "empty": "Tệp này rỗng."},
        widget=forms.FileInput(attrs={"accept": ".docx,.doc"}),
    )
    section = forms.ModelChoiceField(
        Section.objects.in_order(), label="Chuyên mục", empty_label=None
    )
    legacy = forms.ChoiceField(
        choices=[("", ""), ("convert", ""), ("keep", "")], required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        sections = Section.objects.filter(pk__in=rights_of(user).sections_to_write_in())
        self.fields["section"].queryset = sections.in_order()


@staff_member_required
@permission_required("news.add_article", raise_exception=True)
@require_http_methods(["GET", "POST"])
def upload(request):
    """The page that takes the file; it sends it as a script and is answered in JSON."""
    if request.method == "GET":
        form = WordForm(user=request.user, initial={"section": usual_section(request.user)})
        context = {**admin.site.each_context(request), "form": form, "title": "Tải lên tệp Word"}
        return render(request, "admin/news/article/intake.html", context)
    form = WordForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        sentences = [str(error) for errors in form.errors.values() for error in errors]
        return JsonResponse({"error": " ".join(sentences)}, status=400)
    sent, answer = form.cleaned_data["upload"], form.cleaned_data["legacy"]
    name = uploads.shown_name(sent)
    try:
        file = _read(sent, convert_legacy=answer == "convert")
        if file.legacy and not answer:
            return JsonResponse({"question": _question(file)})
        made = read_draft(file, name, by=request.user)
    except (wordfile.BadWordFile, uploads.UploadRefused) as refusal:
        return JsonResponse({"error": f"“{name}”: {refusal}"}, status=400)
    article = save_draft(made, form.cleaned_data["section"], name, by=request.user)
    messages.success(
        request,
        format_html(
            "Đã tạo bản nháp từ “{}”. Xin đọc lại trước khi đăng.<ul>{}</ul>",
            name,
            format_html_join("", "<li>{}</li>", ((note,) for note in made.notes)),
        ),
    )
    return JsonResponse({"url": reverse("admin:news_article_change", args=[article.pk])})


def _read(sent: UploadedFile, *, convert_legacy: bool) -> wordfile.WordFile:
    if sent.size and sent.size > MAX_BYTES:
        raise wordfile.BadWordFile("tệp quá lớn, tối đa 50 MB.")
    sent.seek(0)
    return wordfile.read(sent.read(), convert_legacy=convert_legacy)


def _question(file: wordfile.WordFile) -> dict:
    before, after = file.sample
    return {"font": FONTS[file.legacy], "before": before, "after": after}


def usual_section(user) -> Section | None:
    """Where this person filed last, or the first section an article can stand in."""
    sections = Section.objects.filter(pk__in=rights_of(user).sections_to_write_in())
    last = Article.objects.filter(created_by=user, section__in=sections).order_by("-pk").first()
    return last.section if last else sections.exclude(parent=None).in_order().first()


def read_draft(file: wordfile.WordFile, name: str, *, by) -> Draft:
    """Make an article's fields of a file that was read; store its pictures in the library."""
    notes = [*file.notes]
    photos, html = _take_pictures(file, name, by, notes)
    tidied = richtext.tidy(html)
    notes += [note for note in tidied.notes if "ảnh" not in fold(note) or not file.pictures]
    blocks = list(lxml_html.fragment_fromstring(tidied.html, create_parent="div"))
    headline = _take_headline(blocks, file.title) or PurePath(name).stem[:MAX_HEADLINE]
    lead = _take_lead(blocks)
    body = "".join(etree.tostring(one, encoding="unicode", method="html") for one in blocks)
    closing = {"Tác giả": tidied.byline, "Nguồn tin": tidied.source}
    for line in [*closing.values(), *closing.values()]:  # whichever stands last goes first
        body = richtext.without_last_line(richtext.clean(body), line)
    notes += [
        f"Dòng cuối “{line}” đã chuyển vào ô {field}." for field, line in closing.items() if line
    ]
    if lead:
        notes.append("Đoạn đầu đã thành sapô.")
    if photos:
        notes.append(f"Đã đưa {len(photos)} ảnh vào kho, giữ đúng chỗ trong bài.")
    if Article.objects.filter(headline=headline).exists():
        notes.append("Đã có bài khác cùng tiêu đề này.")
    fields = {
        "headline": headline,
        "lead": lead,
        "body": body,
        "byline": tidied.byline,
        "source": tidied.source,
    }
    return Draft(fields, photos, notes)


@transaction.atomic
def save_draft(made: Draft, section: Section, name: str, *, by) -> Article:
    lead_photo = made.pictures[0] if made.pictures else None
    article = Article.objects.create(
        section=section, created_by=by, lead_photo=lead_photo, **made.fields
    )
    rows = enclosures.complete([], article.body, None)
    enclosures.save_pictures(article, rows, by=by)
    history.record(article, by, f"Tạo từ tệp Word “{name}”. {' '.join(made.notes)}")
    return article


def _take_pictures(file, name, by, notes) -> tuple[list[Photo], str]:
    """Put the file's pictures into the library and their addresses into its text."""
    photos, addresses = [], {}
    for number, picture in enumerate(file.pictures):
        sent = SimpleUploadedFile(f"{PurePath(name).stem} - ảnh {number + 1}", picture.data)
        try:
            photo, _ = add_photo(sent, by=by, alt=picture.alt)
        except uploads.UploadRefused as refusal:
            notes.append(f"Không lấy được ảnh thứ {number + 1}: {refusal}")
            continue
        addresses[number] = shown_address(photo)
        if photo not in photos:
            photos.append(photo)
    html = _PICTURE.sub(lambda found: f'src="{addresses.get(int(found[1]), "")}"', file.html)
    return photos, html


def _take_headline(blocks: list, title: str) -> str:
    """The title, or a first line that looks like one; it leaves the text."""
    while blocks and not _words(blocks[0]) and blocks[0].find(".//img") is None:
        blocks.pop(0)
    first = _words(blocks[0]) if blocks else ""
    stands_out = bool(blocks) and (
        blocks[0].tag in ("h2", "h3", "h4")
        or blocks[0].get("class") == "align-center"
        or _is_wholly(blocks[0], "strong")
    )
    is_title = first == title or (not title and stands_out and not first.endswith("."))
    if first and is_title and len(first) <= MAX_HEADLINE:
        blocks.pop(0)
        return first
    return title[:MAX_HEADLINE]


def _take_lead(blocks: list) -> str:
    """A first paragraph of words only: read in the same order, it may as well be the lead."""
    if len(blocks) < 2 or blocks[0].tag != "p" or blocks[0].find(".//a") is not None:
        return ""
    words = _words(blocks[0])
    if not words or len(words) > MAX_LEAD or blocks[0].find(".//img") is not None:
        return ""
    blocks.pop(0)
    return words


def _words(block) -> str:
    return normalize_line("".join(block.itertext()))


def _is_wholly(block, tag: str) -> bool:
    inside = "".join(_words(part) for part in block.iter(tag))
    return bool(inside) and inside.replace(" ", "") == _words(block).replace(" ", "")
