"""Which passwords are taken, how they are kept, and who gets the first."""

from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.passwords import readable_password
from accounts.roles import Role, role_of
from tests.accounts.signing import PASSWORD, sign_in
from tests.factories import make_staff


@pytest.fixture
def dao():
    return get_user_model()(
        username="dao.ht", first_name="Đào Hữu Tiến", email="tiendh.vp@langson.gov.vn"
    )


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("ngắn quá", "ít nhất 12 ký tự"),
        ("a" * 30, "quá quen thuộc"),
        ("password1234", "quá quen thuộc"),
        ("123456789qwe!!", "quá quen thuộc"),
        ("cuakhauhuunghi", "tên cơ quan"),
        ("Cửa khẩu Hữu Nghị 2026!", "tên cơ quan"),
        ("LangSon@123456", "tên cơ quan"),
        ("lạng-sơn-lạng-sơn", "tên cơ quan"),
        ("2025_TânThanh_CốcNam", "tên cơ quan"),
        ("bqlkktcklangson", "tên cơ quan"),
        ("hoahoilangson1", "tên cơ quan"),
        ("matkhau@2024abc", "tên cơ quan"),
        ("DaoHuuTien1990", "tên cơ quan"),
        ("tiendh.vp@2026", "tên cơ quan"),
        ("dao.ht.dao.ht.", "tên cơ quan"),
    ],
)
def test_is_refused_in_vietnamese(dao, password, says):
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, dao)

    assert says in " ".join(refusal.value.messages)


@pytest.mark.parametrize(
    "password",
    [
        "chuồn chuồn ớt ngô",
        "con mèo ngồi ở Lạng Sơn hát",
        "zq7-mmw2-kk4v",
        "123456 bảy tám chín mười",
        "                 ô trống",
        "một mật khẩu chỉ gồm chữ thường",
        "9f3a81c2d47be605",
    ],
)
def test_is_taken_without_rules_of_composition(dao, password):
    validate_password(password, dao)


def test_what_the_portal_makes_itself_is_good_enough(dao, monkeypatch):
    by_chance = iter("langsonlangson22" + "km4x7qpw9hzt3vbc")
    monkeypatch.setattr("accounts.passwords.secrets.choice", lambda _: next(by_chance))

    password = readable_password(dao)

    assert password == "km4x-7qpw-9hzt-3vbc"
    validate_password(password, dao)


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture(autouse=True)
    def real_hashers(self, settings):
        settings.PASSWORD_HASHERS = [
            "accounts.passwords.SmallArgon2",
            "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        ]

    def test_a_new_one_is_argon2id_of_a_strength_owasp_asks_for(self):
        assert make_staff("lan").password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")

    def test_an_old_one_is_upgraded_at_the_next_sign_in(self, client):
        lan = make_staff("lan")
        old = make_password(PASSWORD, hasher="pbkdf2_sha256")
        get_user_model().objects.filter(pk=lan.pk).update(password=old)

        assert sign_in(client, lan).status_code == 302

        lan.refresh_from_db()
        assert identify_hasher(lan.password).algorithm == "argon2"
        assert client.get("/quan-tri/").status_code == 200


@pytest.mark.django_db
class TestTheForm:
    def change(self, client, old, new):
        return client.post(
            "/quan-tri/password_change/",
            {"old_password": old, "new_password1": new, "new_password2": new},
        )

    @pytest.fixture
    def signed_in(self, client):
        client.force_login(make_staff("lan"))
        return client

    def test_lets_one_paste(self, signed_in):
        page = signed_in.get("/quan-tri/password_change/").content.decode()

        assert "onpaste" not in page
        assert 'autocomplete="new-password"' in page

    def test_refuses_words_of_the_agency(self, signed_in):
        answer = self.change(signed_in, PASSWORD, "Cửa khẩu Hữu Nghị 2026!")

        assert "tên cơ quan" in answer.content.decode()

    def test_does_not_let_a_stolen_session_guess_the_old_one(self, signed_in):
        answers = [self.change(signed_in, "sai", "chuồn chuồn ớt ngô") for _ in range(6)]

        assert [answer.status_code for answer in answers] == [200] * 5 + [429]


@pytest.mark.django_db
class TestTheCommand:
    def said(self, *arguments):
        out = StringIO()
        call_command("password", *arguments, stdout=out)
        return out.getvalue()

    def test_makes_the_first_administrator(self, client):
        said = self.said("lan")

        lan = get_user_model().objects.get(username="lan")
        assert role_of(lan) == Role.ADMINISTRATOR
        assert sign_in(client, lan, said.split()[-1]).status_code == 302

    def test_makes_no_second(self):
        make_staff("dao")

        with pytest.raises(CommandError, match="an administrator makes accounts at the desk"):
            self.said("lan")

    def test_gives_a_new_password_and_ends_sessions(self, client):
        lan = make_staff("lan")
        sign_in(client, lan)

        said = self.said("lan")

        assert client.get("/quan-tri/").status_code == 302
        assert sign_in(client, lan, said.split()[-1]).status_code == 302
