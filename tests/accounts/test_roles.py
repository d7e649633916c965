import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import Profile
from accounts.roles import PERMISSIONS, Role, role_of
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db


class TestRole:
    def test_each_may_do_what_those_before_it_may(self):
        sets = [PERMISSIONS[role] for role in Role]

        assert all(lower < higher for lower, higher in zip(sets, sets[1:], strict=False))

    def test_names_only_rights_that_exist(self):
        known = {
            f"{one.content_type.app_label}.{one.codename}"
            for one in Permission.objects.select_related("content_type")
        }

        assert PERMISSIONS[Role.ADMINISTRATOR] <= known

    def test_is_the_highest_of_several(self):
        user = make_account(Role.REPORTER)
        user.groups.add(make_account(Role.CHIEF).groups.get())

        assert role_of(user) == Role.CHIEF

    def test_of_a_superuser_is_the_administrator_s(self):
        assert role_of(make_staff()) == Role.ADMINISTRATOR

    def test_of_an_account_that_was_switched_off_is_none(self):
        user = make_account(Role.CHIEF)
        user.is_active = False

        assert role_of(user) is None
        assert not user.has_perm("news.view_article")

    def test_is_asked_for_once(self, django_assert_num_queries):
        user = make_account(Role.EDITOR)

        with django_assert_num_queries(1):
            assert user.has_perm("news.change_article")
            assert user.has_perms(["photos.change_photo"])
            assert not user.has_perm("accounts.change_account")
            assert user.has_module_perms("news")

    def test_is_all_that_counts(self):
        user = make_account(Role.REPORTER)
        every = Permission.objects.all()
        user.user_permissions.set(every)
        user.groups.get().permissions.set(every)

        assert not user.has_perm("accounts.change_account")


class TestDesk:
    @pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.CHIEF])
    @pytest.mark.parametrize("page", ["accounts_account_changelist", "auth_user_changelist"])
    def test_shows_accounts_to_administrators_only(self, client, role, page):
        client.force_login(make_account(role))

        assert client.get(reverse(f"admin:{page}")).status_code == 403

    def test_has_no_screen_for_groups(self, client):
        client.force_login(make_staff())

        assert client.get("/quan-tri/auth/group/").status_code == 404


def test_an_account_limited_to_a_unit_needs_one():
    with pytest.raises(IntegrityError, match="limited_account_has_a_unit"):
        Profile.objects.create(user=make_staff(), is_limited=True)
