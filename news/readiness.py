"""Sẵn sàng đăng? What stands in the way of publication, and what would be better.

Saving is always allowed; `news.workflow` refuses to publish only for a MUST.
"""

import re
import unicodedata
from dataclasses import asdict, dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve

from core import images, legacy, outline
from core.editor import FONTS
from core.text import fold, normalize_line
from news.enclosures import complete
from news.models import Article
from photos.models import Photo, doubt_about

MUST, SHOULD = "must", "should"
LONG_HEADLINE = 100  # search engines and cards cut longer ones
LONG_LEAD = 400


# Slips seen in real headlines of offices: what was typed, folded or not, and what was meant.
_TYPOS = {
    "của khẩu": "cửa khẩu",
    "cữa khẩu": "cửa khẩu",
    "thi đau": "thi đua",
    "khen thuởng": "khen thưởng",
    "wedsite": "website",
    "webside": "website",
    "xuât nhập khẩu": "xuất nhập khẩu",
    "xuất nhập khâu": "xuất nhập khẩu",
    "hợp tac": "hợp tác",
    "qui định": "quy định",
    "xử lí": "xử lý",
    "Lang Sơn": "Lạng Sơn",
    "Lạng Sơn Sơn": "Lạng Sơn",
    "Đồng Đằng": "Đồng Đăng",
}
_VAGUE_LINKS = {"tai day", "o day", "day", "xem tai day", "xem them", "chi tiet", "link", "click"}
_PERSONAL = {
    "số căn cước công dân": re.compile(r"(?<![\d./-])0\d{2}[0-9]\d{8}(?![\d/-])"),
    "biển số xe": re.compile(r"\b\d{2}[A-ZĐ]{1,2}\d?\s?[-–.]\s?\d{3}[.]?\d{2}\b"),
}
_TAKEN_FROM = re.compile(r"(?i)^\(?\s*(?:nguồn|theo)\s*:?\s+(?P<name>[^.;]{3,80}?)\s*\)?\.?$")


# A form's words before they are normalized: the only place where decomposed letters can be seen.
_DECOMPOSED = "Chữ có dấu rời (thường do gõ trên máy Mac). Khi lưu, chữ sẽ được ghép lại cho đúng."


@dataclass(frozen=True)
class Finding:
    level: str  # MUST or SHOULD
    field: str  # name of the form field to go to
    message: str  # Vietnamese, says what to do

    def as_dict(self) -> dict:
        return asdict(self)


def musts(content: dict) -> list[Finding]:
    """What keeps *content* from publication."""
    return [finding for finding in check(content) if finding.level == MUST]


def check(content: dict) -> list[Finding]:
    """What is wrong with *content* (news.snapshot), musts first; two statements at most."""
    text = _Text(content)
    findings = [
        *_headline(content["headline"]),
        *_lead(content["lead"], text),
        *_pictures(content),
        *_structure(content["body"]),
        *_links(content["body"]),
        *_words(text),
        *_origin(content, text),
    ]
    if not content["section"]:
        findings.insert(0, Finding(MUST, "section", "Chưa chọn chuyên mục."))
    return sorted(findings, key=lambda finding: finding.level != MUST)


def decomposed(typed: dict[str, str]) -> list[Finding]:
    """Fields whose letters come in parts; *typed* as they were sent."""
    return [
        Finding(SHOULD, name, _DECOMPOSED)
        for name, words in typed.items()
        if not unicodedata.is_normalized("NFC", words)
    ]


class _Text:
    """The article's words by field, markup left out."""

    def __init__(self, content: dict):
        self.blocks = outline.blocks(content["body"])
        self.by_field = {
            "headline": content["headline"],
            "lead": content["lead"],
            "body": "\n".join(self.blocks),
        }


def _headline(headline: str):
    if not headline:
        yield Finding(MUST, "headline", "Bài chưa có tiêu đề.")
        return
    letters = [char for char in headline if char.isalpha()]
    if len(letters) > 10 and sum(char.isupper() for char in letters) > 0.7 * len(letters):
        yield Finding(
            SHOULD, "headline", "Tiêu đề viết toàn chữ hoa: khó đọc. Nên viết như một câu."
        )
    if len(headline) > LONG_HEADLINE:
        yield Finding(
            SHOULD,
            "headline",
            f"Tiêu đề dài {len(headline)} ký tự; nên dưới {LONG_HEADLINE} ký tự.",
        )
    if headline.endswith(".") and not headline.endswith("..."):
        yield Finding(SHOULD, "headline", "Tiêu đề không cần dấu chấm ở cuối.")


def _lead(lead: str, text: _Text):
    if not lead:
        yield Finding(SHOULD, "lead", "Chưa có sapô: một hai câu nói điều quan trọng nhất.")
    elif len(lead) > LONG_LEAD:
        yield Finding(SHOULD, "lead", f"Sapô dài {len(lead)} ký tự; nên dưới {LONG_LEAD} ký tự.")
    if not text.blocks and not lead:
        yield Finding(MUST, "body", "Bài chưa có nội dung.")


def _pictures(content: dict):
    lead_photo = content["lead_photo"]
    photos = Photo.objects.in_bulk({row["photo"] for row in content["pictures"]} | {lead_photo})
    rows = {
        row["photo"]: row
        for row in complete(content["pictures"], content["body"], photos.get(lead_photo))
    }
    in_text = {images.widest(address): alt for address, alt in outline.pictures(content["body"])}
    known = Photo.objects.in_bulk(rows)
    for number, row in rows.items():
        if number not in known:
            gone = row["caption"] or f"Ảnh {number}"
            yield Finding(MUST, "pictures", f"“{gone}” đã bị xóa khỏi kho: xin bỏ khỏi bài.")
            continue
        photo = known[number]
        name = row["caption"] or photo.original_name or f"Ảnh {number}"
        is_shown = (
            row["is_in_gallery"] or number == content["lead_photo"] or photo.file.name in in_text
        )
        if not is_shown or row["is_decorative"]:
            continue
        yield from _alt(name, in_text.get(photo.file.name) or row["alt"], row["caption"])
    if not lead_photo:
        yield Finding(
            SHOULD, "pictures", "Chưa có ảnh chính: bài không có ảnh ở trang chủ và khi chia sẻ."
        )


def _alt(name: str, alt: str, caption: str):
    if not alt:
        yield Finding(
            MUST,
            "pictures",
            f"“{name}” chưa có mô tả. Xin viết trong ảnh có gì, hoặc đánh dấu “Ảnh trang trí”.",
        )
    elif doubt := doubt_about(alt, caption):
        yield Finding(SHOULD, "pictures", doubt)


def _structure(body: str):
    above = 1
    for level, words in outline.headings(body):
        if level > above + 1:
            yield Finding(
                SHOULD,
                "body",
                f"Đề mục “{words[:60]}” nhảy cấp. Nên dùng “Đề mục {above}” trước.",
            )
        above = level
    for words in outline.tables_without_header(body):
        yield Finding(
            SHOULD,
            "body",
            f"Bảng “{words}…” chưa có hàng tiêu đề. Bấm chuột phải vào bảng, Thuộc tính bảng, "
            "chọn Tiêu đề: Hàng đầu.",
        )


def _links(body: str):
    internal = {}
    for address, words in outline.links(body):
        if not fold(words):
            yield Finding(MUST, "body", f"Một liên kết đến {address[:60]} không có chữ nào.")
        elif fold(words).strip(" .:,") in _VAGUE_LINKS:
            yield Finding(
                SHOULD, "body", f"Liên kết “{words}” nên nói rõ dẫn đến đâu, ví dụ tên văn bản."
            )
        if (number := _article_number(address)) is not None:
            internal[number] = words
    public = set(Article.objects.published().filter(pk__in=internal).values_list("pk", flat=True))
    for number in internal.keys() - public:
        yield Finding(
            MUST, "body", f"Liên kết “{internal[number]}” dẫn đến một bài chưa đăng hoặc đã gỡ."
        )


def _article_number(address: str) -> int | None:
    """The article of this portal that a link leads to."""
    parts = urlsplit(address)
    if parts.hostname and parts.hostname not in settings.ALLOWED_HOSTS:
        return None
    try:
        found = resolve(parts.path or "/")
    except Resolver404:
        return None
    return found.kwargs["pk"] if found.view_name in ("news:article", "news:article_print") else None


def _words(text: _Text):
    for field, words in text.by_field.items():
        if kind := legacy.detect(words):
            yield Finding(
                MUST,
                field,
                f"Chữ gõ bằng phông cũ {FONTS[kind]}, người đọc không đọc được. "
                "Bấm “Chuyển sang Unicode”.",
            )
        for typed, meant in _TYPOS.items():
            pattern = rf"(?<!\w){re.escape(typed)}(?!\w)"
            if re.search(pattern, words, re.IGNORECASE if typed.islower() else 0):
                yield Finding(SHOULD, field, f"“{typed}” có phải là “{meant}”?")
        for name, pattern in _PERSONAL.items():
            if found := re.search(pattern, words):
                yield Finding(
                    SHOULD,
                    field,
                    f"“{found[0]}” giống {name}. Luật bảo vệ dữ liệu cá nhân: chỉ đăng khi cần.",
                )


def _origin(content: dict, text: _Text):
    if content["source"]:
        return
    if content["source_url"]:
        yield Finding(MUST, "source", "Bài đăng lại phải ghi nguồn tin.")
    elif text.blocks and (found := _TAKEN_FROM.match(normalize_line(text.blocks[-1]))):
        yield Finding(
            MUST, "source", f"Bài lấy lại của “{found['name']}”: xin ghi vào ô Nguồn tin."
        )
