"""Rows for tests: functions named for a state. What matters to a test is said in the test."""

import io
import itertools
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Profile
from accounts.roles import Role
from links.models import Link, LinkGroup
from news import corrections, history, snapshot
from news.models import Article, FrontBlock, Section
from organization.models import Agency, Page, SiteNotice
from photos.models import Photo, add_photo
from readers.models import DailyRating, DailyViews, ErrorReport
from search.models import Question

_numbers = itertools.count(1)


def make_agency(**fields) -> Agency:
    defaults = {
        "full_name": "Ban Quản lý Khu kinh tế cửa khẩu Đồng Đăng - Lạng Sơn",
        "short_name": "BQL KKTCK Đồng Đăng - Lạng Sơn",
        "place": "Đồng Đăng - Lạng Sơn",
        "province": "tỉnh Lạng Sơn",
        "parent_name": "Ủy ban nhân dân tỉnh Lạng Sơn",
        "address": "Số 7 đường Lý Thái Tổ",
        "phone": "(025) 3.875.708",
        "email": "banqlktck@langson.gov.vn",
        "responsible": "Trưởng Ban Biên tập",
        "portal_name": "Cổng thông tin điện tử tỉnh Lạng Sơn",
        "portal_url": "https://langson.gov.vn",
        "quotation_notice": "Ghi rõ nguồn.",
    }
    return Agency.objects.create(**{**defaults, **fields})


def make_section(**fields) -> Section:
    number = next(_numbers)
    defaults = {"name": f"Chuyên mục {number}", "slug": f"chuyen-muc-{number}"}
    return Section.objects.create(**{**defaults, **fields})


def make_front_block(**fields) -> FrontBlock:
    """A block of the home page, after those there are; of a section unless it says otherwise."""
    if "kind" not in fields and "section" not in fields:
        fields["section"] = make_section()
    return FrontBlock.objects.create(**{"order": next(_numbers), **fields})


def make_article(**fields) -> Article:
    """A published article, an hour old."""
    number = next(_numbers)
    defaults = {
        "headline": f"Bài viết {number}",
        "lead": f"Sapô của bài {number}.",
        "body": f"<p>Nội dung của bài {number}.</p>",
        "status": Article.Status.PUBLISHED,
        "published_at": timezone.now() - timedelta(hours=1),
    }
    fields.setdefault("section", None)
    fields["section"] = fields["section"] or Section.objects.first() or make_section()
    return Article.objects.create(**{**defaults, **fields})


def make_draft(**fields) -> Article:
    return make_article(status=Article.Status.DRAFT, published_at=None, **fields)


def make_scheduled(**fields) -> Article:
    return make_article(published_at=timezone.now() + timedelta(days=1), **fields)


def make_withdrawn(**fields) -> Article:
    return make_article(status=Article.Status.WITHDRAWN, **fields)


def make_correction(article, *, by=None, change_note="", **changed) -> Article:
    """A public article with a newer text that waits: *changed* are the fields it changes."""
    if article.version == 0:
        history.record(article)
    content = {**snapshot.of_article(article), **changed}
    corrections.keep(article, content, by=by, change_note=change_note)
    return article


def make_expired(**fields) -> Article:
    return make_article(expires_at=timezone.now() - timedelta(minutes=1), **fields)


def picture_bytes(width=800, height=450, colour="teal", image_format="JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, image_format, **options)
    return out.getvalue()


def picture_file(name="anh.jpg", **options) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture_bytes(**options), content_type="image/jpeg")


def make_photo(**words) -> Photo:
    """A stored photo unlike any other made in this run."""
    number = next(_numbers)
    colour = f"#{(number * 2654435761) % 0xFFFFFF:06x}"
    return add_photo(picture_file(colour=colour), **words)[0]


def make_page(**fields) -> Page:
    number = next(_numbers)
    defaults = {"title": f"Trang {number}", "slug": f"trang-{number}"}
    return Page.objects.create(**{**defaults, **fields})


def make_site_notice(**fields) -> SiteNotice:
    """A notice that every page shows now."""
    now = timezone.now()
    times = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=30)}
    if fields.get("level") == SiteNotice.Level.DOWNTIME:
        begins = now + timedelta(days=20)
        times |= {"downtime_starts_at": begins, "downtime_ends_at": begins + timedelta(hours=4)}
    return SiteNotice.objects.create(**{"text": "Xin lưu ý.", **times, **fields})


def make_link(**fields) -> Link:
    number = next(_numbers)
    if "group" not in fields:
        fields["group"] = LinkGroup.objects.first() or LinkGroup.objects.create(name="Trung ương")
    defaults = {"name": f"Trang {number}", "url": f"https://trang-{number}.gov.vn"}
    return Link.objects.create(**{**defaults, **fields})


def make_views(article, views=1, *, days_ago=0) -> DailyViews:
    """So many visits of an article on one day."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return DailyViews.objects.create(article=article, day=day, views=views)


def make_rating(article, useful=0, not_useful=0, *, days_ago=0) -> DailyRating:
    day = timezone.localdate() - timedelta(days=days_ago)
    return DailyRating.objects.create(
        article=article, day=day, useful=useful, not_useful=not_useful
    )


def make_report(article=None, **fields) -> ErrorReport:
    """A report that nobody has looked at."""
    fields = {"quote": "Ngày 31/02", "suggestion": "Ngày 28/02", **fields}
    return ErrorReport.objects.create(article=article or make_article(), **fields)


def make_question(words="cua khau huu nghi", found=1, not_found=0, *, days_ago=0) -> Question:
    """What was looked for so many times on one day."""
    day = timezone.localdate() - timedelta(days=days_ago)
    return Question.objects.create(day=day, words=words, found=found, not_found=not_found)


def make_account(role: Role, username: str = "", **profile):
    """Somebody with a role; `unit`, `is_limited` and `mail` go to their profile."""
    username = username or role.value
    user = get_user_model().objects.create_user(
        username, f"{username}@example.vn", "mat-khau-de-thu", is_staff=True
    )
    user.groups.set([Group.objects.get_or_create(name=role.label)[0]])
    Profile.objects.create(user=user, **profile)
    return user


def make_staff(username="bientap", *, is_superuser=True):
    """Somebody who signs in at the desk; a superuser unless the test is about rights."""
    return get_user_model().objects.create_user(
        username, password="mat-khau-de-thu", is_staff=True, is_superuser=is_superuser
    )
