import socket

import psycopg2
import pytest

from portal import database


@pytest.fixture
def server(start):
    """The URL of a server whose user `guest` has the password `right`."""
    url = start().url
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE guest LOGIN PASSWORD 'right'")
        cursor.execute("SHOW hba_file")
        rules = cursor.fetchone()[0]
        with open(rules, "r+") as file:
            rest = file.read()
            file.seek(0)
            file.write(f"local all guest scram-sha-256\n{rest}")
        cursor.execute("SELECT pg_reload_conf()")
    connection.close()
    return url


@pytest.fixture
def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        yield probe.getsockname()[1]


class TestSettings:
    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            (
                "postgresql://lan:m%40t%2Fkh%E1%BA%A9u@db.example:5433/tin",
                {"USER": "lan", "PASSWORD": "m@t/khẩu", "HOST": "db.example", "PORT": "5433"},
            ),
            ("postgres://db.example/tin", {"USER": "", "PASSWORD": "", "PORT": ""}),
            (
                "postgresql://lan@/tin?host=%2Fvar%2Frun%2Fpostgresql&sslmode=require",
                {
                    "HOST": "/var/run/postgresql",
                    "OPTIONS": {"connect_timeout": 3, "sslmode": "require"},
                },
            ),
            ("postgresql://[::1]:5432/tin", {"HOST": "::1", "PORT": "5432"}),
        ],
    )
    def test_have_the_parts_of_the_url(self, url, expected):
        settings = database.settings_for(url)

        assert settings["NAME"] == "tin"
        assert {name: settings[name] for name in expected} == expected

    def test_wait_for_a_silent_server_as_long_as_the_url_says_or_three_seconds(self):
        usual = database.settings_for("postgresql://db.example/tin")
        named = database.settings_for("postgresql://db.example/tin?connect_timeout=9&sslmode=allow")

        assert usual["OPTIONS"] == {"connect_timeout": 3}
        assert named["OPTIONS"] == {"connect_timeout": "9", "sslmode": "allow"}

    def test_keep_connections_and_test_them_before_use(self):
        settings = database.settings_for("postgresql://db.example/tin")

        assert settings["CONN_MAX_AGE"] == 60
        assert settings["CONN_HEALTH_CHECKS"] is True

    def test_name_no_database_without_a_url(self):
        assert database.settings_for("") == {"ENGINE": "django.db.backends.dummy"}

    @pytest.mark.parametrize(
        ("url", "sentence"),
        [
            ("mysql://lan:secret@db.example/tin", "must be a PostgreSQL address"),
            ("sqlite:///tin.db", "must be a PostgreSQL address"),
            ("/var/lib/secret", "must be a PostgreSQL address"),
            ("postgresql://lan:secret@db.example:five/tin", "is malformed"),
            ("postgresql://lan:secret@db.example:70000/tin", "is malformed"),
            ("postgresql://lan:sec@ret@db.example/tin", "is malformed"),
            ("postgresql://lan:sec/ret@db.example/tin", "is malformed"),
            ("postgresql://lan:sec?ret@db.example/tin", "is malformed"),
            ("postgresql://lan:sec%ret@db.example/tin", "is malformed"),
            ("postgresql://lan:secret@db.example/tin?colour=red", "is malformed"),
            ("postgresql://lan:secret@db.example", "names no database"),
        ],
    )
    def test_refuse_other_urls_in_a_sentence(self, url, sentence):
        with pytest.raises(SystemExit) as refusal:
            database.settings_for(url)

        assert str(refusal.value).startswith(f"DATABASE_URL {sentence}")
        assert "sec" not in str(refusal.value)


class TestReplicas:
    def test_are_named_in_their_order_however_many_servers_an_address_has(self):
        urls = "postgresql://a.example,b.example/tin, postgresql://c.example/tin,"

        found = database.replicas(urls)

        hosts = {name: settings["HOST"] for name, settings in found.items()}
        assert hosts == {"replica1": "a.example,b.example", "replica2": "c.example"}

    def test_are_none_without_addresses(self):
        assert database.replicas("") == {}

    def test_are_refused_in_a_sentence_that_names_their_variable(self):
        with pytest.raises(SystemExit, match="^PORTAL_REPLICAS names no database") as refusal:
            database.replicas("postgresql://lan:secret@db.example")

        assert "secret" not in str(refusal.value)


class TestCheck:
    def test_is_content_with_a_server_that_answers(self, server):
        database.check(server)
        database.check(server.replace("portal@", "guest:right@"))

    def test_says_what_the_server_refused(self, server):
        sentences = {
            ("portal@", "guest:wrong@"): "the user guest or the password is wrong",
            ("portal@", "guest@"): "the server wants a password for the user guest",
            ("portal@", "stranger:wrong@"): "the server has no user called stranger",
            ("/portal?", "/nowhere?"): "the server has no database called nowhere",
        }

        for replacement, sentence in sentences.items():
            with pytest.raises(SystemExit) as refusal:
                database.check(server.replace(*replacement))

            assert str(refusal.value) == f"Cannot use the database of DATABASE_URL: {sentence}."

    def test_says_that_nothing_answers(self, unused_port):
        with pytest.raises(SystemExit, match=f"nothing answers at 127.0.0.1, port {unused_port}.$"):
            database.check(f"postgresql://lan:secret@127.0.0.1:{unused_port}/tin")

    def test_says_that_there_is_no_such_host(self):
        with pytest.raises(SystemExit, match="there is no host called nowhere.invalid.$"):
            database.check("postgresql://lan:secret@nowhere.invalid/tin")

    def test_says_that_there_is_no_such_socket(self, place):
        with pytest.raises(SystemExit, match=f"no server has its socket in {place}.$"):
            database.check(f"postgresql://lan:secret@/tin?host={place}")
