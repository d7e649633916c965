"""The state of the portal for its administrators: what is wrong first, with what to do."""

import platform
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import django
from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Sum
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core import lag, pagecache
from core.dates import long_datetime
from core.numbers import written
from core.release import release
from core.templatetags.vietnamese import file_size
from portal import health
from portal.models import Alarm, ReleaseFile, TaskRun, Violation
from portal.selfwatch import alarms
from readers import reports

RIGHT = "portal.view_taskrun"
MUST, SHOULD, READY = "must", "should", "ready"
ORDER = (MUST, SHOULD, READY)
TASKS = {
    "tick": "Việc hằng phút",
    "backup": "Sao lưu",
    "verify_backup": "Thử khôi phục bản sao lưu",
    "selfwatch": "Tự canh gác",
}
FAULTS = {
    lag.SILENT: "không trả lời",
    lag.PRIMARY: "là máy chủ chính, không phải bản sao",
    lag.STRANGER: "thuộc một cụm dữ liệu khác",
    lag.UNSEEN: "chưa so được với máy chủ chính",
    lag.BEHIND: "chậm quá mức",
}
DAYS_OF_VIOLATIONS = timedelta(days=6)  # and today
MANY_VIOLATIONS = 20
ALARMS_SHOWN = 50
ADVICE = {
    Alarm.Kind.WORDS: "Mở ra xem. Tin về chống tội phạm thì bấm “Đã xem”; không phải bài của cơ "
    "quan thì gỡ ngay, đổi mật khẩu tài khoản đã sửa và báo người quản trị máy chủ.",
    Alarm.Kind.PAGE: "Trang có thứ mà cổng không đưa ra: máy chủ có thể đã bị xâm nhập. Báo ngay "
    "người quản trị máy chủ.",
    Alarm.Kind.MEDIA: "Không mở tệp. Báo ngay người quản trị máy chủ: giữ làm chứng cứ rồi xóa.",
    Alarm.Kind.CODE: "Nếu không ai vừa cập nhật cổng, máy chủ có thể đã bị xâm nhập. Báo ngay "
    "người quản trị máy chủ. Sau khi cập nhật: chạy “manage.py manifest”.",
    "tick": "Xem lịch chạy “manage.py tick” (cron hoặc systemd) trên máy chủ và nhật ký của nó.",
    "backup": "Chạy sao lưu bằng tay, rồi xem lịch chạy và chỗ trống của nơi giữ bản sao lưu.",
}


@dataclass(frozen=True)
class Line:
    """One thing to know, how it stands, and what to do when it does not stand well."""

    name: str
    said: str
    level: str = READY
    advice: str = ""
    address: str = ""
    alarm: int | None = None


@require_safe
@staff_member_required
def page(request):
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    lines = sorted(_lines(request.user, timezone.now()), key=lambda line: ORDER.index(line.level))
    context = {
        **admin.site.each_context(request),
        "title": "Tình trạng cổng",
        "wrong": [line for line in lines if line.level != READY],
        "well": [line for line in lines if line.level == READY],
    }
    return render(request, "admin/status.html", context)


def _lines(user, now: datetime) -> Iterator[Line]:
    yield from _alarms()
    yield _database()
    yield from _replicas()
    yield _migrations()
    yield _disk()
    yield from _tasks(now)
    yield _reports(user)
    yield _violations(now)
    kept, most = file_size(pagecache.pages.bytes), file_size(pagecache.KEPT_BYTES)
    yield Line("Trang giữ trong bộ nhớ", f"{kept} trong tối đa {most} của tiến trình này")
    versions = f"Django {django.__version__}, Python {platform.python_version()}"
    yield Line("Phiên bản", f"{release()}; {versions}")


def _alarms() -> Iterator[Line]:
    for alarm in Alarm.objects.open().newest_first()[:ALARMS_SHOWN]:
        last = long_datetime(alarm.last_at)
        said = f"{alarm.what}: {alarm.said} (thấy lần cuối {last})"
        yield Line(
            alarm.get_kind_display(), said, MUST, ADVICE[alarm.kind], alarm.address, alarm.pk
        )
    if not ReleaseFile.objects.exists():
        advice = "Chạy “manage.py manifest” trên máy chủ sau khi cài hoặc cập nhật."
        said = "chưa biết tệp nào là của bản đang chạy"
        yield Line("Tệp của cổng", said, SHOULD, advice)


@require_POST
@staff_member_required
def settle(request, pk):
    """An administrator has looked at an alarm."""
    if not request.user.has_perm(RIGHT):
        raise PermissionDenied
    alarms.settle(get_object_or_404(Alarm, pk=pk), request.user)
    messages.success(request, "Đã ghi là đã xem. Chuyện này sẽ không báo lại nữa.")
    return redirect("status")


def _database() -> Line:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), pg_database_size(current_database())"
        )
        version, size = cursor.fetchone()
    number = version.partition(" ")[0]
    return Line("Cơ sở dữ liệu", f"PostgreSQL {number}, {file_size(size)}")


def _replicas() -> Iterator[Line]:
    faults = lag.watch.faults()
    for alias, seconds in lag.watch.lags().items():
        name = f"Bản sao cơ sở dữ liệu {alias}"
        if alias not in faults:
            yield Line(name, f"chậm {written(seconds or 0, 1)} giây")
            continue
        advice = (
            "Bạn đọc vẫn xem được nhờ các máy khác. Xem máy đó còn chạy và còn nối với máy chính."
        )
        yield Line(name, FAULTS[faults[alias]], SHOULD, advice)


def _migrations() -> Line:
    waiting = health.waiting_migrations()
    if not waiting:
        return Line("Cấu trúc dữ liệu", "đúng với bản đang chạy")
    advice = "Chạy “manage.py migrate” trên máy chủ."
    return Line("Cấu trúc dữ liệu", f"còn {waiting} bước chưa áp dụng", MUST, advice)


def _disk() -> Line:
    free = health.free_bytes()
    if free >= health.LEAST_FREE:
        return Line("Đĩa", f"còn trống {file_size(free)}")
    advice = "Xóa bớt tệp không cần trên máy chủ hoặc thêm đĩa; hết chỗ thì không lưu được bài."
    return Line("Đĩa", f"chỉ còn trống {file_size(free)}", MUST, advice)


def _tasks(now: datetime) -> Iterator[Line]:
    runs = {run.task: run for run in TaskRun.objects.all()}
    for task in {**health.LONGEST_SILENCE, **runs}:
        yield _task(task, runs.get(task), now)


def _task(task: str, run: TaskRun | None, now: datetime) -> Line:
    name, advice = TASKS.get(task, task), ADVICE.get(task, "Xem nhật ký trên máy chủ.")
    if run is None or run.succeeded_at is None:
        said = f"; lần gần nhất hỏng: {run.said}" if run and run.failed_at else ""
        return Line(name, f"chưa lần nào xong{said}", SHOULD, advice)
    said = f"xong {long_datetime(run.succeeded_at)}"
    if run.failed_at and run.failed_at > run.succeeded_at:
        return Line(name, f"{said}; lần gần nhất hỏng: {run.said}", SHOULD, advice)
    if task in health.LONGEST_SILENCE and now - run.succeeded_at > health.LONGEST_SILENCE[task]:
        return Line(name, f"{said}, đã quá lâu", SHOULD, advice)
    return Line(name, f"{said}: {run.said}" if run.said else said)


def _reports(user) -> Line:
    waiting, name = reports.count_waiting(user), "Báo lỗi của bạn đọc"
    if not waiting:
        return Line(name, "không có báo lỗi nào chờ xem")
    address = reverse("admin:readers_errorreport_changelist")
    return Line(name, f"{waiting} báo lỗi chờ xem", SHOULD, "Đọc và trả lời từng báo lỗi.", address)


def _violations(now: datetime) -> Line:
    name = "Nội dung lạ trong trang"
    seen = Violation.objects.filter(day__gte=timezone.localdate(now) - DAYS_OF_VIOLATIONS)
    kinds = list(
        seen.values("directive", "blocked").annotate(times=Sum("times")).order_by("-times")
    )
    if not kinds:
        return Line(name, "bảy ngày qua trình duyệt của bạn đọc không phải chặn gì")
    worst = kinds[0]
    told = f"{sum(kind['times'] for kind in kinds)} lần bị trình duyệt chặn trong bảy ngày qua"
    said = f"{told}, nhiều nhất là {worst['blocked']} ({worst['directive']})"
    advice = (
        "Lẻ tẻ thường do phần mềm trên máy bạn đọc. Nhiều, hoặc chỉ ở một trang: mở trang đó xem "
        "có gì lạ không, và báo người quản trị máy chủ."
    )
    return Line(name, said, SHOULD if worst["times"] >= MANY_VIOLATIONS else READY, advice)
