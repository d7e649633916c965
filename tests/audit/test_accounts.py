import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from accounts.models import Account
from audit.accounts import FAILURES_A_MINUTE
from audit.models import Action, Entry
from tests.factories import make_staff

pytestmark = pytest.mark.django_db

LOGIN = "/quan-tri/dang-nhap/"


@pytest.fixture
def staff():
    return make_staff("daoht")


@pytest.fixture
def accounts(staff):
    """Entries about the account, without that of its making."""
    made = Entry.objects.newest_first().first()
    return Entry.objects.filter(action=Action.ACCOUNT, pk__gt=made.pk)


class TestSigningIn:
    def test_and_out_are_recorded_with_the_address(self, client, staff):
        client.post(LOGIN, {"login": "daoht", "password": "mat-khau-de-thu"})
        client.post("/quan-tri/logout/")

        entries = Entry.objects.filter(actor_id=staff.pk).order_by("pk")
        assert [entry.action for entry in entries] == [Action.SIGN_IN, Action.SIGN_OUT]
        assert {entry.address for entry in entries} == {"127.0.0.1"}

    def test_with_a_wrong_password_is_recorded_without_it(self, client, staff):
        client.post(LOGIN, {"login": "daoht", "password": "sai-mat-khau"})

        entry = Entry.objects.get(action=Action.SIGN_IN_FAILED)
        assert (entry.actor_id, entry.object_name) == (None, "daoht")
        assert "sai-mat-khau" not in str(entry.__dict__)

    def test_with_a_very_long_name_records_its_beginning(self, client):
        client.post(LOGIN, {"login": "a" * 150, "password": "x"})

        assert Entry.objects.get(action=Action.SIGN_IN_FAILED).object_name == "a" * 150

    def test_wrongly_again_and_again_does_not_fill_the_table(self, client):
        for number in range(FAILURES_A_MINUTE + 5):
            client.post(LOGIN, {"login": f"doan{number}", "password": "x"})

        assert Entry.objects.count() == FAILURES_A_MINUTE


class TestAccounts:
    def test_are_recorded_when_they_are_made(self):
        make_staff("moi", is_superuser=False)

        entry = Entry.objects.get()
        assert (entry.action, entry.object_name) == (Action.ACCOUNT, "moi")
        assert entry.new["is_superuser"] is False
        assert "password" not in entry.new

    @pytest.mark.parametrize("field", ["is_active", "is_staff", "is_superuser"])
    def test_are_recorded_when_what_they_may_do_changes(self, staff, accounts, field):
        setattr(staff, field, False)

        staff.save()

        entry = accounts.get()
        assert (entry.old, entry.new) == ({field: True}, {field: False})

    def test_are_recorded_when_one_field_alone_is_saved(self, staff, accounts):
        staff.is_active = False

        staff.save(update_fields=["is_active"])

        assert accounts.get().new == {"is_active": False}

    def test_are_recorded_when_the_password_changes_but_never_its_hash(self, staff, accounts):
        staff.set_password("mat-khau-moi-tinh")

        staff.save()

        entry = accounts.get()
        assert entry.detail == "Đổi mật khẩu."
        assert (entry.old, entry.new) == ({}, {})
        assert staff.password not in str(entry.__dict__)

    def test_are_recorded_when_signing_in_by_password_is_taken_away(self, staff, accounts):
        staff.set_unusable_password()

        staff.save()

        assert accounts.get().detail == "Đổi mật khẩu."

    def test_are_not_recorded_when_somebody_signs_in(
        self, staff, accounts, django_assert_num_queries
    ):
        staff.last_login = timezone.now()

        with django_assert_num_queries(1):
            staff.save(update_fields=["last_login"])

        assert not accounts.exists()

    def test_are_not_recorded_when_the_same_password_is_hashed_anew(
        self, staff, accounts, settings
    ):
        old_way = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
        settings.PASSWORD_HASHERS = [*settings.PASSWORD_HASHERS, old_way]
        staff.password = make_password("mat-khau-de-thu", hasher="pbkdf2_sha256")
        type(staff).objects.filter(pk=staff.pk).update(password=staff.password)

        assert staff.check_password("mat-khau-de-thu")

        assert staff.password.startswith("md5")
        assert not accounts.exists()

    def test_are_recorded_when_saved_under_another_name_of_the_model(self, staff, accounts):
        account = Account.objects.get(pk=staff.pk)
        account.is_active = False

        account.save()

        assert accounts.get().new == {"is_active": False}

    def test_are_not_recorded_when_nothing_of_weight_changes(self, staff, accounts):
        staff.first_name = "Đào"

        staff.save()

        assert not accounts.exists()


class TestRoles:
    @pytest.fixture
    def group(self):
        return Group.objects.get(name="Biên tập viên")

    @pytest.fixture
    def roles(self):
        return Entry.objects.filter(action=Action.ROLE)

    def test_given_and_taken_are_recorded_old_and_new(self, staff, group, roles):
        staff.groups.add(group)
        staff.groups.remove(group)

        given, taken = roles.order_by("pk")
        assert (given.old, given.new) == ({"groups": []}, {"groups": ["Biên tập viên"]})
        assert (taken.old, taken.new) == (given.new, given.old)
        assert given.object_name == "daoht"

    def test_given_from_the_side_of_the_group_are_recorded_for_each_account(
        self, staff, group, roles
    ):
        group.user_set.add(staff, make_staff("truc"))

        assert sorted(entry.object_name for entry in roles) == ["daoht", "truc"]
        assert all(entry.new == {"groups": ["Biên tập viên"]} for entry in roles)

    def test_all_taken_at_once_are_recorded(self, staff, group, roles):
        staff.groups.add(group)
        group.user_set.clear()

        assert roles.newest_first().first().new == {"groups": []}

    def test_given_again_change_nothing(self, staff, group, roles):
        staff.groups.add(group)
        staff.groups.add(group)

        assert roles.count() == 1

    @pytest.mark.parametrize("field", ["user_permissions", "permissions"])
    def test_rights_are_recorded_by_their_exact_names(self, staff, group, roles, field):
        owner = staff if field == "user_permissions" else group

        getattr(owner, field).set(Permission.objects.filter(codename="add_article"))

        entry = roles.get()
        assert entry.object_id == str(owner.pk)
        assert (entry.old, entry.new) == ({field: []}, {field: ["news.add_article"]})
