"""The page that says what is kept about people, why, and how long: for readers and inspectors.

The periods are those by which things are forgotten, so page and fact cannot part; and a test fails
when a table that may name somebody is on none of these lines.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts import notifications
from accounts.signing_in import attempts, devices, sessions
from core.metadata import below_home
from core.pagecache import public
from news import trash
from news.models.approval import LINKS_LAST
from news.models.versions import COPIES_KEPT_FOR
from news.retention import LINKS_KEPT_FOR
from portal import violations
from portal.backups import keeping
from readers import reports
from search import questions

# Of what nginx writes: deploy/mask_logs.py.
ADDRESSES_STAY = timedelta(days=7)
ACCESS_LOG_STAYS = timedelta(days=366)


@dataclass(frozen=True)
class Kept:
    what: str
    why: str
    how_long: str
    tables: tuple[str, ...] = ()


def of_readers() -> list[Kept]:
    return [
        Kept(
            "Số lượt đọc của mỗi bài trong mỗi ngày; số người bấm “Có”, “Chưa” ở câu hỏi cuối bài",
            "Để biết bài nào có ích. Chỉ có con số.",
            "cùng với bài",
            ("readers.DailyViews", "readers.DailyRating"),
        ),
        Kept(
            "Từ ngữ đã tìm trong mỗi ngày, và có tìm thấy không",
            "Để viết thêm điều bạn đọc cần mà chưa có. Không biết ai đã tìm.",
            _long(questions.KEPT),
            ("search.Question",),
        ),
        Kept(
            "Điều bạn viết trong “Báo lỗi nội dung”",
            "Để sửa bài. Biểu mẫu không hỏi tên, điện thoại hay thư điện tử: xin đừng ghi vào đó.",
            f"{_long(reports.HANDLED_STAY)} sau khi xử lý xong",
            ("readers.ErrorReport",),
        ),
        Kept(
            "Nội dung lạ mà trình duyệt đã chặn trên trang này: ngày, trang, nguồn bị chặn",
            "Để biết khi có kẻ chèn quảng cáo, mã độc vào trang.",
            _long(violations.KEPT),
            ("portal.Violation",),
        ),
        Kept(
            "Nhật ký của máy chủ: địa chỉ mạng, giờ, trang đã mở",
            "Để chống tấn công và tìm lỗi. Từ ngữ tìm kiếm chỉ có trong nhật ký lỗi.",
            f"địa chỉ mạng đầy đủ và nhật ký lỗi {_long(ADDRESSES_STAY)}; nhật ký truy cập với địa "
            f"chỉ đã xóa phần cuối {_long(ACCESS_LOG_STAYS)}",
        ),
    ]


def of_staff() -> list[Kept]:
    return [
        Kept(
            "Tên đăng nhập, họ tên, thư điện tử, đơn vị, vai trò; mật khẩu (mã băm, không ai "
            "đọc lại được) và khóa xác thực hai bước",
            "Để đăng nhập và biết ai được làm việc gì.",
            "đến khi nghỉ việc và có yêu cầu xóa",
            (
                *("auth.User", "accounts.Account", "accounts.Profile", "news.SectionRole"),
                *("account.EmailAddress", "mfa.Authenticator"),
            ),
        ),
        Kept(
            "Nơi đang đăng nhập: địa chỉ mạng, loại máy, giờ",
            "Để chính người đó nhận ra nơi lạ và đăng xuất nơi đó.",
            f"phiên làm việc {_long(sessions.WHOLE)}; dấu máy quen trên máy đó "
            f"{_long(timedelta(seconds=devices.LASTS))}",
            ("usersessions.UserSession",),
        ),
        Kept(
            "Số lần đăng nhập sai, theo mã băm của tên và địa chỉ mạng",
            "Để chặn kẻ dò mật khẩu.",
            _long(attempts.OF_ACCOUNT.lasts),
        ),
        Kept(
            "Nhật ký hoạt động: ai làm gì, lúc nào, từ địa chỉ nào, trước và sau; cả địa chỉ của "
            "kẻ thử đăng nhập sai hoặc bị từ chối",
            "Luật yêu cầu lưu để truy được trách nhiệm.",
            f"{settings.AUDIT_MONTHS} tháng",
            ("audit.Entry", "admin.LogEntry"),
        ),
        Kept(
            "Ai viết, sửa, duyệt, gỡ bài và ảnh; các bản đã lưu; ai xử lý báo lỗi, báo động",
            "Để biết trách nhiệm đối với nội dung đã công bố.",
            f"cùng với bài; bài trong thùng rác {_long(trash.KEPT_FOR)}",
            (
                *("news.Article", "news.Version", "news.Correction", "news.Move", "photos.Photo"),
                *("portal.Alarm",),
            ),
        ),
        Kept(
            "Bài đang viết dở, ai đang mở bài",
            "Để không mất chữ và không ghi đè lên nhau.",
            _long(COPIES_KEPT_FOR),
            ("news.WorkingCopy", "news.Presence"),
        ),
        Kept(
            "Thông báo việc và thư đã gửi; liên kết xem trước đã tạo",
            "Để công việc tới đúng người.",
            f"thông báo {_long(notifications.KEPT_FOR)}; liên kết dùng được {_long(LINKS_LAST)}, "
            f"lưu {_long(LINKS_KEPT_FOR)}, cùng với bài nếu đã có ý kiến",
            ("accounts.Notification", "news.PreviewLink"),
        ),
        Kept(
            "Họ tên, chức vụ, ảnh, điện thoại, thư điện tử công vụ của lãnh đạo và đầu mối liên hệ",
            "Luật yêu cầu công khai (mục Giới thiệu, Liên hệ).",
            "khi còn giữ chức vụ; quá trình công tác được lưu",
            ("organization.Person", "organization.Contact", "organization.Agency"),
        ),
    ]


@public()
@require_safe
def page(request):
    meta = below_home(
        "Dữ liệu cá nhân",
        reverse("personal_data"),
        "Cổng lưu gì về người đọc và người làm việc, để làm gì, trong bao lâu.",
    )
    context = {"meta": meta, "readers": of_readers(), "staff": of_staff(), "backups": _in_backups()}
    return render(request, "personal_data.html", context)


def _in_backups() -> str:
    """How long a backup stays at most, with what was erased since."""
    rule = keeping.rule(settings.BACKUPS_KEPT)
    return _long(timedelta(days=max(rule.days, 7 * rule.weeks, 31 * rule.months)))


def _long(period: timedelta) -> str:
    """366 ngày, 12 giờ."""
    hours = period // timedelta(hours=1)
    return f"{period.days} ngày" if hours % 24 == 0 or hours > 72 else f"{hours} giờ"
