"""Print how long refusals of signing in take, by their reasons: nobody may read from it whether
there is an account. 200 attempts, one kind after the other, each from an address of its own.

    python scripts/bench_signing_in.py [attempts]

Ends with 1 when two medians differ by ten milliseconds or more.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from accounts.roles import Role  # noqa: E402
from accounts.signing_in import attempts  # noqa: E402
from portal import settings as production  # noqa: E402
from tests.factories import make_account, make_agency  # noqa: E402
from tests.news.many_articles import scratch_database  # noqa: E402

PASSWORD = "bốn từ không liên quan nhau"
MOST = 0.010  # seconds between two medians
KINDS = {  # who, with what
    "wrong password": ("dang-dung", "sai mật khẩu rồi nhé"),
    "no such account": ("khong-co-ai", "sai mật khẩu rồi nhé"),
    "disabled, right password": ("da-khoa", PASSWORD),
    "held by others' tries, right password": ("bi-giu", PASSWORD),
}


def make_people() -> None:
    make_agency()
    for name in ("dang-dung", "da-khoa", "bi-giu"):
        user = make_account(Role.EDITOR, name)
        user.set_password(PASSWORD)
        user.is_active = name != "da-khoa"
        user.save()


def attempt(number: int, name: str, password: str) -> float:
    client = Client(REMOTE_ADDR=f"198.51.{number // 250}.{number % 250 + 1}")
    began = time.monotonic()
    answer = client.post("/quan-tri/dang-nhap/", {"login": name, "password": password})
    taken = time.monotonic() - began
    assert answer.status_code == 200, answer.status_code
    assert "chưa đúng" in answer.content.decode()
    return taken


def measure(times: int) -> dict[str, list[float]]:
    make_people()
    for _ in range(attempts.OF_ACCOUNT.most + 1):
        attempts.OF_ACCOUNT.count("account bi-giu", django.utils.timezone.now())
    taken: dict[str, list[float]] = {kind: [] for kind in KINDS}
    for number in range(times):
        kind = list(KINDS)[number % len(KINDS)]
        if kind != "held by others' tries, right password":
            attempts.Attempts.objects.exclude(
                key=attempts.OF_ACCOUNT.key("account bi-giu")
            ).delete()
        taken[kind].append(attempt(number, *KINDS[kind]))
    return taken


def main(times: int) -> int:
    settings = {
        "FAILURE_TAKES": production.FAILURE_TAKES,
        "PASSWORD_HASHERS": production.PASSWORD_HASHERS,
    }
    with scratch_database(), override_settings(**settings):
        assert not User.objects.exists()
        taken = measure(times)
    medians = {kind: statistics.median(one) for kind, one in taken.items()}
    for kind, one in taken.items():
        print(f"{kind:40} {len(one):4} times, median {1000 * medians[kind]:8.1f} ms")
    spread = max(medians.values()) - min(medians.values())
    print(f"{'between medians':40} {1000 * spread:25.1f} ms (bar {1000 * MOST:.0f})")
    return spread >= MOST


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
