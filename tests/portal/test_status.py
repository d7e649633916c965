"""The state of the portal, as its administrators read it."""

import shutil
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.roles import Role
from portal import tasks
from portal.models import TaskRun
from portal.selfwatch import files
from tests.factories import make_account, make_report

pytestmark = pytest.mark.django_db

ADDRESS = "/quan-tri/tinh-trang/"


@pytest.fixture
def administrator():
    client = Client()
    client.force_login(make_account(Role.ADMINISTRATOR))
    return client


def all_done():
    files.remember_release()
    for task in ("tick", "backup"):
        with tasks.recorded(task) as said:
            said.append("2 việc")


def lines(client):
    context = client.get(ADDRESS).context
    return [line.name for line in context["wrong"]], [line.name for line in context["well"]]


def test_says_that_all_is_well(administrator):
    all_done()

    page = administrator.get(ADDRESS).content.decode()

    assert "Mọi thứ đều ổn" in page
    assert "PostgreSQL" in page
    assert "2 việc" in page


def test_begins_with_what_is_wrong_and_what_to_do(administrator, monkeypatch):
    all_done()
    make_report()
    usage = shutil.disk_usage("/")._replace(free=10 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    TaskRun.objects.filter(task="backup").update(succeeded_at=timezone.now() - timedelta(days=2))

    wrong, well = lines(administrator)

    assert wrong == ["Đĩa", "Sao lưu", "Báo lỗi của bạn đọc"]
    assert "Việc hằng phút" in well
    page = administrator.get(ADDRESS).content.decode()
    assert "chỉ còn trống 10" in page
    assert "Chạy sao lưu bằng tay" in page


def test_tells_of_a_task_that_failed_since(administrator):
    all_done()
    with pytest.raises(OSError, match="full"), tasks.recorded("backup"):
        raise OSError("The disk is full")

    assert "lần gần nhất hỏng: The disk is full" in administrator.get(ADDRESS).content.decode()


def test_tells_of_a_task_that_never_ran(administrator):
    wrong, _ = lines(administrator)

    assert wrong == ["Tệp của cổng", "Việc hằng phút", "Sao lưu"]
    assert "chưa lần nào xong" in administrator.get(ADDRESS).content.decode()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.CHIEF])
def test_is_for_administrators(client, role):
    client.force_login(make_account(role))

    assert client.get(ADDRESS).status_code == 403
    assert "Tình trạng cổng" not in client.get("/quan-tri/").content.decode()
