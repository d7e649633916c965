"""Who may do what at the desk, kind of row by kind of row; articles have a finer table of their own
(news.rights).

A role is a group, made by a migration. What it may do stands here and nowhere else: permissions
given to a person or a group in the database count for nothing (accounts.backends).
"""

from django.db import models


class Role(models.TextChoices):
    """Each may do what those before it may; the label is the name of its group."""

    REPORTER = "reporter", "Phóng viên"
    EDITOR = "editor", "Biên tập viên"
    CHIEF = "chief", "Trưởng ban biên tập"
    ADMINISTRATOR = "administrator", "Quản trị"


DUTIES = {
    Role.REPORTER: "Viết bài, gửi duyệt; sửa bài của mình.",
    Role.EDITOR: "Sửa bài của người khác, trả lại hoặc duyệt bài.",
    Role.CHIEF: "Đăng, hẹn giờ, ghim, gỡ và lưu trữ bài; coi trang giới thiệu và liên kết.",
    Role.ADMINISTRATOR: "Mọi việc trên, cùng tài khoản, chuyên mục, cơ quan và nhật ký.",
}


def _all_of(*models_: str) -> frozenset[str]:
    deeds = ("view", "add", "change", "delete")
    return frozenset(
        f"{app}.{deed}_{name}"
        for app, name in (one.split(".") for one in models_)
        for deed in deeds
    )


_REPORTER = frozenset(
    {
        *("news.view_article", "news.add_article", "news.change_article", "news.delete_article"),
        *("photos.view_photo", "photos.add_photo"),
    }
)
_EDITOR = (
    _REPORTER
    | {"photos.change_photo", "news.view_section"}
    | {"readers.view_dailyviews", "readers.view_errorreport", "readers.change_errorreport"}
    | {"search.view_question"}
)
_CHIEF = (
    _EDITOR
    | _all_of("photos.photo", "links.link", "links.linkgroup", "organization.page")
    | _all_of("organization.sitenotice", "news.frontblock")
)
_ADMINISTRATOR = (
    _CHIEF
    | _all_of("news.section", "news.sectionrole", "search.synonym", "accounts.account")
    | _all_of("organization.agency", "organization.unit", "organization.position")
    | _all_of("organization.person", "organization.appointment")
    | _all_of("organization.contact", "organization.contactnumber")
    | {"audit.view_entry", "portal.view_taskrun"}
)
PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.REPORTER: _REPORTER,
    Role.EDITOR: _EDITOR,
    Role.CHIEF: _CHIEF,
    Role.ADMINISTRATOR: _ADMINISTRATOR,
}
_BY_NAME = {role.label: role for role in Role}


def role_of(user) -> Role | None:
    """The role of the account, everywhere; one statement, once for each user object.

    A superuser, as Django's `createsuperuser` makes one, is an administrator.
    """
    if not user.is_active:
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    if not hasattr(user, "_role"):
        names = [group.name for group in user.groups.all()] if user.pk else []
        held = {_BY_NAME[name] for name in names if name in _BY_NAME}
        user._role = max(held, key=list(Role).index, default=None)
    return user._role
