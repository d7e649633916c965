"""When a replica may be read from, by what servers said and when."""

from time import monotonic

import pytest

from core import lag, replicas
from core.lag import Watch
from core.standing import Standing

LAG = 2


@pytest.fixture(autouse=True)
def two_seconds(settings):
    settings.REPLICA_LAG = LAG


@pytest.fixture
def watch():
    return Watch()


def primary(watch, position, ago=0.0, system=1):
    watch._note_primary(monotonic() - ago, Standing(False, system, position))


def replica(watch, position, **facts):
    watch._note_replica(
        "replica1", Standing(**{"is_replica": True, "system": 1} | facts, position=position)
    )


def left(watch) -> float:
    """For how many seconds the replica may still be read from."""
    return watch._until["replica1"] - monotonic()


class TestFresh:
    def test_is_what_has_all_there_is(self, watch):
        primary(watch, 100)
        replica(watch, 100)

        assert left(watch) == pytest.approx(LAG, abs=0.2)
        assert watch._lags["replica1"] == 0

    def test_is_what_has_what_there_was_a_moment_ago_but_not_for_long(self, watch):
        primary(watch, 100, ago=1.5)
        primary(watch, 200, ago=0.5)
        replica(watch, 150)

        assert left(watch) == pytest.approx(LAG - 1.5, abs=0.2)
        assert watch._lags["replica1"] == pytest.approx(0.5, abs=0.2)

    def test_is_not_what_lacks_all_of_the_last_seconds(self, watch):
        primary(watch, 100, ago=3)
        primary(watch, 200, ago=2.5)
        replica(watch, 150)

        assert left(watch) < 0

    def test_is_what_has_the_last_of_a_primary_that_is_gone(self, watch):
        primary(watch, 100, ago=60)
        watch._note_primary(monotonic(), None)
        replica(watch, 100)

        assert left(watch) > lag.SECONDS_BETWEEN

    def test_is_not_what_lacks_the_last_of_a_primary_that_is_gone(self, watch):
        primary(watch, 100, ago=60)
        watch._note_primary(monotonic(), None)
        replica(watch, 99)

        assert left(watch) < 0

    def test_is_measured_by_the_new_primary_after_another_was_made(self, watch):
        primary(watch, 100, ago=1)
        primary(watch, 90)
        replica(watch, 90)

        assert left(watch) == pytest.approx(LAG, abs=0.2)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"is_replica": False}, lag.PRIMARY),
        ({"system": 2}, lag.STRANGER),
    ],
)
def test_what_is_no_replica_of_the_primary_is_never_fresh(watch, facts, fault):
    primary(watch, 100)

    replica(watch, 100, **facts)

    assert watch._until["replica1"] == 0
    assert watch._faults["replica1"] == fault


def test_nothing_is_fresh_before_the_primary_was_seen(watch):
    replica(watch, 100)

    assert watch._faults["replica1"] == lag.UNSEEN
    assert watch._until["replica1"] == 0


class TestOlder:
    @pytest.fixture(autouse=True)
    def met(self, monkeypatch):
        monkeypatch.setattr(replicas, "_newest", (0, 0.0))
        replicas.refuse_older(7)

    def at_replica(self, number):
        token = replicas._alias.set("replica1")
        try:
            replicas.refuse_older(number)
        finally:
            replicas._alias.reset(token)

    def test_is_refused_from_a_replica(self):
        with pytest.raises(replicas.Behind):
            self.at_replica(6)

    def test_is_taken_from_the_primary(self):
        replicas.refuse_older(6)

    def test_is_nothing_that_is_the_same_or_newer(self):
        self.at_replica(7)
        self.at_replica(8)

    def test_is_taken_once_a_fresh_replica_would_have_it(self, settings):
        settings.REPLICA_LAG = 0

        self.at_replica(6)


def test_without_replicas_everything_is_asked_once_of_the_primary():
    asked = []

    assert replicas.read(lambda: asked.append(1) or "x") == "x"
    assert asked == [1]


def test_who_writes_reads_what_they_wrote():
    token = replicas._alias.set("replica1")
    router = replicas.Router()
    before = router.db_for_read(None)

    written = router.db_for_write(None)
    after = router.db_for_read(None)
    replicas._alias.reset(token)

    assert (before, written, after) == ("replica1", "default", "default")
