"""What readers looked for: what is counted, for how long, and what the desk shows of it."""

import csv
import io
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from core.pagecache import content_version
from readers.views import VISITS
from search import questions
from search.models import Question
from tests.factories import make_account, make_agency, make_article, make_question

pytestmark = pytest.mark.django_db

BEACON = reverse("readers:question")
PAGE = reverse("admin:search_question_changelist")
EXPORT = reverse("admin:search_question_export")
TODAY = date(2026, 11, 26)
AT_ONCE = 20


def token_for(words="cua khau", is_found=True):
    return signing.dumps([words, is_found], salt=questions.SALT)


def tell(reader, token, **options):
    return reader.send(BEACON, {"token": token}, **options)


def counted():
    return list(
        Question.objects.order_by("day", "words").values_list("words", "found", "not_found")
    )


class TestBeacon:
    def test_counts_what_was_found_and_what_was_not(self, reader):
        for is_found in (True, False, True):
            answer = tell(reader, token_for("cua khau", is_found))
            assert (answer.status_code, answer.content) == (204, b"")

        assert counted() == [("cua khau", 2, 1)]
        assert Question.objects.get().day == timezone.localdate()

    def test_costs_one_statement_after_the_first_of_the_day(
        self, reader, django_assert_num_queries
    ):
        with django_assert_num_queries(4):  # is it there, is there room, make it, count
            tell(reader, token_for())
        with django_assert_num_queries(1):
            tell(reader, token_for())

    def test_is_told_by_the_page_of_results(self, client, reader):
        make_agency()
        make_article(headline="Cửa khẩu Tân Thanh")

        for typed in ("Cửa  KHẨU", "Chi Ma qrtwz"):
            tell(reader, client.get(reverse("search"), {"q": typed}).context["question"])

        assert counted() == [("chi ma qrtwz", 0, 1), ("cua khau", 1, 0)]

    @pytest.mark.parametrize(
        "make",
        [
            lambda: "",
            lambda: "cua khau",
            lambda: "\0",
            lambda: "x" * 10_000,
            lambda: token_for() + "x",
            lambda: signing.dumps(["cua khau", True]),
            lambda: signing.dumps(["cua khau", True], salt="another"),
        ],
    )
    def test_counts_only_questions_that_were_answered_here(
        self, reader, django_assert_num_queries, make
    ):
        with django_assert_num_queries(0):
            answer = tell(reader, make())

        assert answer.status_code == 204

    def test_counts_no_question_older_than_an_hour(self, reader, monkeypatch):
        now = datetime.now().timestamp()
        with monkeypatch.context() as patch:
            patch.setattr("django.core.signing.time.time", lambda: now - 3_700)
            old = token_for("cu")
            patch.setattr("django.core.signing.time.time", lambda: now - 3_500)
            young = token_for("moi")

        for token in (old, young):
            tell(reader, token)

        assert counted() == [("moi", 1, 0)]

    @pytest.mark.parametrize(
        ("headers", "cookie", "status"),
        [
            ({"User-Agent": ""}, "", 204),
            ({"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, "", 204),
            ({}, "any", 204),  # staff, or who was
            ({"Sec-Fetch-Site": "cross-site"}, "", 403),
            ({"Sec-Fetch-Site": "same-site"}, "", 403),
        ],
    )
    def test_of_robots_staff_and_other_sites_costs_no_statement(
        self, reader, django_assert_num_queries, headers, cookie, status
    ):
        if cookie:
            reader.cookies["sessionid"] = cookie

        with django_assert_num_queries(0):
            answer = tell(reader, token_for(), headers=headers)

        assert answer.status_code == status

    def test_over_the_limit_of_an_address_counts_no_more(self, reader):
        answers = {tell(reader, token_for()).status_code for _ in range(VISITS.count + 5)}

        assert answers == {204}
        assert counted() == [("cua khau", VISITS.count, 0)]

    def test_takes_no_new_words_when_the_day_has_enough(self, reader, monkeypatch):
        monkeypatch.setattr(questions, "MOST_A_DAY", 2)
        make_question("hom qua", days_ago=1)

        for words in ("mot", "hai", "ba", "hai"):
            tell(reader, token_for(words))

        assert counted() == [("hom qua", 1, 0), ("hai", 2, 0), ("mot", 1, 0)]

    def test_keeps_nothing_long(self, reader):
        for length in (questions.LONGEST, questions.LONGEST + 1):
            tell(reader, token_for("a" * length))

        assert counted() == [("a" * questions.LONGEST, 1, 0)]

    def test_sets_no_cookie_and_leaves_public_pages_as_they_are_kept(self, reader):
        before = content_version()

        answer = tell(reader, token_for())

        assert not answer.cookies
        assert not reader.cookies
        assert content_version() == before

    def test_is_only_sent(self, reader):
        assert reader.get(BEACON).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_look_for_the_same_at_once_all_are_counted():
    gate = threading.Barrier(AT_ONCE)

    def one(is_found):
        try:
            connection.ensure_connection()
            gate.wait(timeout=30)
            return questions.count(token_for("cua khau", is_found), TODAY)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(one, [True, False] * (AT_ONCE // 2)))

    assert all(answers)
    assert counted() == [("cua khau", AT_ONCE // 2, AT_ONCE // 2)]


class TestForgetting:
    MIDNIGHT = datetime(2026, 11, 27, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))

    def test_is_of_what_is_older_than_four_hundred_days(self):
        for days in (0, 400, 401):
            Question.objects.create(day=TODAY - timedelta(days=days), words=str(days), found=1)

        gone = questions.forget(self.MIDNIGHT - timedelta(seconds=1))

        assert gone == 1
        assert set(Question.objects.values_list("words", flat=True)) == {"0", "400"}

    def test_is_by_the_days_of_the_office(self):
        Question.objects.create(day=TODAY - timedelta(days=400), words="a", found=1)

        assert questions.forget(self.MIDNIGHT - timedelta(seconds=1)) == 0
        assert questions.forget(self.MIDNIGHT) == 1

    def test_is_of_no_more_than_a_day_at_once_the_oldest_first(self, monkeypatch):
        monkeypatch.setattr(questions, "MOST_A_DAY", 2)
        for days in range(500, 505):
            make_question(str(days), days_ago=days)

        assert questions.forget(timezone.now()) == 2
        assert set(Question.objects.values_list("words", flat=True)) == {"500", "501", "502"}

    def test_is_done_by_tick(self, capsys):
        make_question(days_ago=500)

        call_command("tick")

        assert "1 questions of readers forgotten" in capsys.readouterr().out
        assert not Question.objects.exists()


@pytest.fixture
def desk(client):
    make_agency()
    client.force_login(make_account(Role.EDITOR))
    return client


def shown(desk, name, query=""):
    lines = desk.get(PAGE + query).context[name]
    return [(line.words, line.total, line.found, line.not_found) for line in lines]


class TestPage:
    def test_has_the_most_asked_of_the_chosen_period_added_up(self, desk):
        make_question("hai quan", 3)
        make_question("cua khau", 2, 1)
        make_question("cua khau", 1, 1, days_ago=6)
        make_question("cua khau", 10, days_ago=7)
        make_question("le hoi", 9, days_ago=31)

        week = [("cua khau", 5, 3, 2), ("hai quan", 3, 3, 0)]
        assert shown(desk, "asked", "?ngay=7") == week
        assert shown(desk, "asked") == [("cua khau", 15, 13, 2), ("hai quan", 3, 3, 0)]
        assert ("le hoi", 9, 9, 0) in shown(desk, "asked", "?ngay=365")
        assert shown(desk, "asked", "?ngay=-5") == shown(desk, "asked")

    def test_has_what_found_nothing_most(self, desk):
        make_question("bang gia", 9, 2)
        make_question("hop chat", 0, 5)
        make_question("tim duoc", 7)

        assert shown(desk, "missed") == [("hop chat", 5, 0, 5), ("bang gia", 11, 9, 2)]

    def test_shows_nothing_that_was_asked_once(self, desk):
        make_question("nguyen van a 1980", 1)
        make_question("so nha 12", 0, 1)
        make_question("chi mot lan khong co", 5, 1)

        page = desk.get(PAGE).content.decode() + table(desk)

        assert "nguyen van a" not in page
        assert "so nha" not in page
        assert shown(desk, "missed") == []

    def test_leads_to_the_search_and_the_administrator_to_a_new_synonym(self, client):
        make_agency()
        make_question('a&b "c" <d>', 0, 2)
        pages = {}
        for role in (Role.EDITOR, Role.ADMINISTRATOR):
            client.force_login(make_account(role))
            pages[role] = client.get(PAGE).content.decode()

        address = "/quan-tri/search/synonym/add/?short=a%26b%20%22c%22%20%3Cd%3E"
        assert all('href="/tim-kiem/?q=a%26b%20%22c%22%20%3Cd%3E"' in p for p in pages.values())
        assert all("a&amp;b &quot;c&quot; &lt;d&gt;" in page for page in pages.values())
        assert address not in pages[Role.EDITOR]
        assert address in pages[Role.ADMINISTRATOR]
        form = client.get(address).context["adminform"].form
        assert form.initial["short"] == 'a&b "c" <d>'

    def test_says_so_when_nothing_was_asked(self, desk):
        page = desk.get(PAGE).content.decode()

        assert "Chưa có từ nào được tìm từ 2 lượt trở lên trong 30 ngày qua." in page
        assert "không có từ nào được tìm từ 2 lượt trở lên mà không có kết quả" in page
        assert EXPORT not in page

    @pytest.mark.parametrize("words", [1, 80])
    def test_costs_the_same_and_is_no_longer_however_much_is_asked(
        self, desk, django_assert_num_queries, words
    ):
        for number in range(words):
            make_question(f"tu {number}", 2, 2)

        with django_assert_num_queries(6):  # who, three; two lists, notifications
            answer = desk.get(PAGE)

        assert len(answer.context["asked"]) == len(answer.context["missed"]) == min(words, 50)

    def test_has_no_style_of_its_own(self, desk):
        make_question(found=2)

        assert " style=" not in desk.get(PAGE).content.decode()

    @pytest.mark.parametrize("address", [PAGE, EXPORT])
    @pytest.mark.parametrize(("role", "status"), [(Role.REPORTER, 403), (Role.EDITOR, 200)])
    def test_is_for_those_who_see_what_is_read(self, client, address, role, status):
        client.force_login(make_account(role))

        assert client.get(address).status_code == status

    def test_leads_to_no_row(self, desk):
        row = make_question(found=9)

        for screen in ("change", "history", "delete"):
            address = reverse(f"admin:search_question_{screen}", args=[row.pk])
            assert desk.get(address).status_code == 403

    def test_is_found_from_the_desk_s_first_page(self, desk):
        assert f'href="{PAGE}"' in desk.get(reverse("admin:index")).content.decode()


def table(desk, query=""):
    return b"".join(desk.get(EXPORT + query)).decode()


class TestTable:
    def test_has_all_of_the_period_in_which_no_cell_is_a_formula(self, desk):
        make_question("=1+1", 1, 1)
        make_question("cua khau, hai quan", 3)
        make_question("cu", 9, days_ago=8)

        rows = list(csv.reader(io.StringIO(table(desk, "?ngay=7"))))

        assert rows == [
            ["\ufeffTừ đã tìm", "Lượt tìm", "Có kết quả", "Không có kết quả"],
            ["cua khau, hai quan", "3", "3", "0"],
            ["'=1+1", "2", "1", "1"],
        ]

    def test_is_a_file_with_a_name(self, desk):
        answer = desk.get(EXPORT)

        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        assert answer["Content-Disposition"].startswith('attachment; filename="tu-nguoi-doc-tim-30')
