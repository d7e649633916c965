import contextlib
import os
import pwd
import subprocess

import psycopg2
import pytest

from portal import embedded, postgres_programs
from tests.portal.conftest import is_alive, kill_server, server_pid

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def ask(url, question):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor, contextlib.closing(connection):
        cursor.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


@contextlib.contextmanager
def nobody():
    """Have this process the rights of the user nobody for a while."""
    account = pwd.getpwnam("nobody")
    os.setegid(account.pw_gid)
    os.seteuid(account.pw_uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


class TestServer:
    def test_answers_over_a_socket_nobody_else_can_reach(self, start, place):
        url = start().url

        assert ask(url, "SHOW server_encoding") == "UTF8"
        assert ask(url, "SHOW listen_addresses") == ""
        assert (place / "var/postgres/socket").stat().st_mode & 0o077 == 0

    def test_keeps_what_was_committed_even_when_the_machine_stops(self, start):
        url = start().url

        settings = ("fsync", "synchronous_commit", "full_page_writes")
        assert [ask(url, f"SHOW {name}") for name in settings] == ["on", "on", "on"]

    def test_is_another_one_for_tests_which_does_not(self, start):
        durable, scratch = start(), start(PORTAL_SCRATCH_SERVER="1")

        assert ask(scratch.url, "SHOW fsync") == "off"
        assert scratch.url != durable.url

    def test_is_stopped_by_the_last_process_that_used_it(self, start, place):
        first, second = start(), start()
        assert first.url == second.url
        pid = server_pid(place / "var/postgres/data")

        assert first.end() == ""
        assert is_alive(pid)
        assert ask(second.url, "SELECT 1") == 1

        assert second.end() == ""
        assert not is_alive(pid)
        assert not (place / "var/postgres/data/postmaster.pid").exists()

    def test_is_one_however_many_start_it_at_once(self, start):
        users = [start() for _ in range(4)]

        assert len({ask(user.url, "SELECT pg_postmaster_start_time()") for user in users}) == 1

    @pytest.mark.parametrize(
        "name",
        ["a b & c; d", "Vườn hoa Bờ Hồ", "quote'\"$(x)`y`%20,comma", "long-" + "x" * 120],
        ids=["shell", "vietnamese", "quotes", "too-long-for-a-socket"],
    )
    def test_lives_in_a_directory_of_any_name(self, start, place, name):
        url = start(PORTAL_VAR=str(place / name)).url

        assert ask(url, "SELECT 1") == 1
        assert (place / name / "postgres/data/PG_VERSION").exists()

    @as_root
    def test_of_root_lies_elsewhere_when_its_user_cannot_come_near(self, start, place):
        (place / "closed").mkdir(mode=0o700)
        var = place / "closed/var"
        first = start(PORTAL_VAR=str(var))
        ask(first.url, "CREATE TABLE kept ()")
        first.end()

        assert ask(start(PORTAL_VAR=str(var)).url, "SELECT count(*) FROM kept") == 0
        assert var.joinpath("postgres").readlink().parent.as_posix() == "/var/lib"
        assert (place / "closed").stat().st_mode & 0o777 == 0o700

    @as_root
    def test_of_root_has_its_own_copy_of_programs_its_user_cannot_run(self, start, place):
        closed = place / "closed"
        closed.mkdir(mode=0o700)
        programs = postgres_programs.copy(postgres_programs.find(), closed / "programs")

        url = start(PORTAL_VAR=str(closed / "var"), PG_BIN=str(programs)).url

        assert ask(url, "SELECT 1") == 1


class TestAfterAnAccident:
    def test_a_server_whose_only_user_was_killed_is_used_and_stopped(self, start, place):
        user = start()
        ask(user.url, "SELECT 1")
        pid = server_pid(place / "var/postgres/data")
        user.kill()
        assert is_alive(pid)

        assert start().end() == ""
        assert not is_alive(pid)

    def test_a_killed_server_starts_again_with_its_data(self, start, place):
        user = start()
        ask(user.url, "CREATE TABLE kept AS SELECT 42 AS number")
        kill_server(place / "var/postgres/data")

        assert ask(start().url, "SELECT number FROM kept") == 42

    def test_the_number_of_a_killed_server_may_belong_to_somebody_else(self, start, place):
        data = place / "var/postgres/data"
        user = start()
        ask(user.url, "SELECT 1")
        kill_server(data)
        account = {"user": data.stat().st_uid} if os.geteuid() == 0 else {}
        bystander = subprocess.Popen(["sleep", "60"], **account)
        _, rest = (data / "postmaster.pid").read_text().split("\n", 1)
        (data / "postmaster.pid").write_text(f"{bystander.pid}\n{rest}")

        with bystander, contextlib.ExitStack() as at_the_end:
            at_the_end.callback(bystander.kill)
            assert ask(start().url, "SELECT 1") == 1
            assert bystander.poll() is None

    def test_a_server_without_its_socket_is_replaced(self, start, place):
        ask(start().url, "SELECT 1")
        (place / "var/postgres/socket/.s.PGSQL.5432").unlink()

        assert ask(start().url, "SELECT 1") == 1

    def test_half_made_data_are_made_anew(self, start, place):
        half = place / "var/postgres/data.new"
        half.mkdir(parents=True)
        (half / "PG_VERSION").write_text("18")

        assert ask(start().url, "SELECT 1") == 1

    def test_a_database_that_was_not_made_yet_is_made(self, start, place):
        user = start()
        ask(user.url.replace("@/portal?", "@/postgres?"), "DROP DATABASE portal")
        user.end()

        assert ask(start().url, "SELECT 1") == 1


class TestRefusal:
    def test_names_a_directory_that_cannot_be_made(self, place):
        (place / "file").touch()

        with pytest.raises(
            SystemExit, match=f"^Cannot write to {place}/file/var: make it writable"
        ):
            embedded.make_writable(place / "file/var")

    def test_names_a_directory_that_cannot_be_written(self, place):
        (place / "var").mkdir(mode=0o555)

        with (
            nobody() if os.geteuid() == 0 else contextlib.nullcontext(),
            pytest.raises(SystemExit, match="set PORTAL_VAR to a directory that is.$"),
        ):
            embedded.make_writable(place / "var")

    def test_names_the_version_that_made_the_data(self, start, place):
        start().end()
        (place / "var/postgres/data/PG_VERSION").write_text("17\n")

        complaint = start().end()

        assert "was made by PostgreSQL 17" in complaint
        assert complaint.count("\n") == 1

    def test_names_a_directory_without_programs(self, monkeypatch, place):
        monkeypatch.setenv("PG_BIN", str(place))

        with pytest.raises(SystemExit, match=f"^PG_BIN names {place}"):
            postgres_programs.find()

    def test_names_a_server_that_is_too_old(self, place):
        old = place / "postgres"
        old.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9 (Debian)'\n")
        old.chmod(0o755)

        with pytest.raises(
            SystemExit, match="holds PostgreSQL 14 and the portal needs 15 or newer"
        ):
            postgres_programs.major(place)
