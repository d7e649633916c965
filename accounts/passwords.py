"""Passwords that people can read to one another, and those nobody may choose."""

import re
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator, validate_password
from django.core.exceptions import ValidationError

from core.text import fold

READABLE = "abcdefghijkmnpqrstuvwxyz23456789"  # nothing that looks like 0, o, 1 or l
SHORTEST = 12
FEWEST_DIFFERENT = 5  # characters
FEWEST_OWN_LETTERS = 8  # beside the words everybody would try


def readable_password(user=None) -> str:
    """Four groups of four, about 80 bits; one that *user* could have chosen."""
    while True:
        groups = ("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(4))
        password = "-".join(groups)
        with suppress(ValidationError):  # one in some thousands happens to hold names
            validate_password(password, user)
            return password


def own_letters(password: str, words) -> str | None:
    """The letters of *password* that are in none of *words*; None when it has none of them.

    Marks, capitals, digits and signs make no difference.
    """
    letters = left = _letters(password)
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ")
    return None if left == letters else left.replace(" ", "")


@cache
def our_words() -> frozenset[str]:
    """What somebody who knows the agency tries first: accounts/words.txt."""
    lines = (Path(__file__).parent / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(filter(None, (_letters(line.partition("#")[0]) for line in lines)))


class SmallArgon2(Argon2PasswordHasher):
    """Argon2id with what OWASP asks for: Django's own takes 100 MB of memory for each try, and many
    may try at once."""

    memory_cost = 19 * 1024  # KiB
    time_cost = 2
    parallelism = 1


class LongEnough:
    def validate(self, password, user=None):
        if len(password) < SHORTEST:
            raise ValidationError(
                f"Mật khẩu cần ít nhất {SHORTEST} ký tự. Ghép bốn từ không liên quan là dễ nhớ.",
                code="password_too_short",
            )

    def get_help_text(self):
        return f"Ít nhất {SHORTEST} ký tự, gồm bất cứ ký tự nào; dán từ trình giữ mật khẩu được."


class NotCommon(CommonPasswordValidator):
    """Not among those everybody tries, not even with digits and signs around."""

    def validate(self, password, user=None):
        bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
        is_common = {password.lower().strip(), bare.lower()} & self.passwords
        if is_common or len(set(password)) < FEWEST_DIFFERENT:
            raise ValidationError(
                "Mật khẩu này quá quen thuộc, dễ bị đoán ra. Xin chọn mật khẩu khác.",
                code="password_too_common",
            )

    def get_help_text(self):
        return "Không phải mật khẩu nhiều người dùng."


class NotOurWords:
    """Not made of the names around the agency, nor of the owner's own."""

    def validate(self, password, user=None):
        left = own_letters(password, our_words() | _words_of(user))
        if left is not None and len(left) < FEWEST_OWN_LETTERS:
            raise ValidationError(
                "Mật khẩu này chủ yếu là tên cơ quan, địa danh hoặc tên của bạn, dễ bị đoán ra. "
                "Xin thêm vài từ khác hẳn.",
                code="password_of_our_words",
            )

    def get_help_text(self):
        return "Không chỉ gồm tên cơ quan, cửa khẩu, địa danh hoặc tên của bạn."


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", fold(text))


def _words_of(user) -> set[str]:
    """Names of the owner, whole and in parts."""
    if user is None:
        return set()
    mailbox = user.email.partition("@")[0]
    texts = [user.username, mailbox, user.get_full_name()]
    parts = [part for text in texts for part in re.split(r"[\W_\d]+", text)]
    return {word for word in map(_letters, [*texts, *parts]) if len(word) > 2}
