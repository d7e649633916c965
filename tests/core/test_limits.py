import threading

import pytest

from core.limits import Limit, Limits, in_minutes


class Clock:
    """Shows what it is set to."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


class TestLimit:
    def test_lets_as_many_through_as_it_says_and_then_tells_how_long_to_wait(self, clock):
        limit = Limit(2, 60, clock=clock)
        limit.wait("a")
        clock.now = 10.5

        waits = [limit.wait("a") for _ in range(3)]

        assert waits == [0, 50, 50]

    def test_lets_through_again_when_its_time_is_over(self, clock):
        limit = Limit(1, 60, clock=clock)
        limit.wait("a")
        clock.now = 60

        assert limit.wait("a") == 0
        assert limit.wait("a") == 60

    def test_counts_each_key_alone(self, clock):
        limit = Limit(1, 60, clock=clock)
        limit.wait("a")

        assert limit.wait("b") == 0
        assert limit.wait("a") > 0

    def test_never_says_to_wait_no_time(self, clock):
        limit = Limit(1, 60, clock=clock)
        limit.wait("a")
        clock.now = 59.9999

        assert limit.wait("a") == 1

    def test_remembers_no_more_keys_than_it_may_and_forgets_the_oldest(self, clock):
        limit = Limit(1, 60, clock=clock, most_keys=2)

        for key in "abc":
            limit.wait(key)

        assert len(limit._seen) == 2
        assert limit.wait("c") > 0
        assert limit.wait("a") == 0

    def test_forgets_keys_whose_time_is_over(self, clock):
        limit = Limit(1, 60, clock=clock)
        for key in range(100):
            limit.wait(key)
        clock.now = 61

        limit.wait("a")

        assert list(limit._seen) == ["a"]

    def test_holds_when_many_come_at_once(self):
        limit, passed = Limit(50, 60), []

        def come():
            passed.extend(limit.wait("a") == 0 for _ in range(40))

        threads = [threading.Thread(target=come) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sum(passed) == 50


class TestLimits:
    def test_of_one_address_leave_room_for_others(self, rf):
        limits = Limits(2, 60, overall=10)
        one, other = (rf.get("/", REMOTE_ADDR=address) for address in ("192.0.2.1", "192.0.2.2"))

        assert [bool(limits.wait(one)) for _ in range(3)] == [False, False, True]
        assert limits.wait(other) == 0

    def test_overall_hold_whatever_the_address(self, rf):
        limits = Limits(2, 60, overall=3)
        requests = [rf.get("/", REMOTE_ADDR=f"192.0.2.{number}") for number in range(5)]

        assert [bool(limits.wait(one)) for one in requests] == [False] * 3 + [True] * 2

    def test_of_one_that_is_over_take_nothing_from_the_others(self, rf):
        limits = Limits(1, 60, overall=3)
        one, other = (rf.get("/", REMOTE_ADDR=address) for address in ("192.0.2.1", "192.0.2.2"))
        for _ in range(20):
            limits.wait(one)

        assert limits.wait(other) == 0

    def test_take_a_network_of_ipv6_for_one(self, rf):
        limits = Limits(1, 60, overall=10)
        one, other = (rf.get("/", REMOTE_ADDR=f"2001:db8::{number}") for number in (1, 2))

        assert [bool(limits.wait(each)) for each in (one, other)] == [False, True]


@pytest.mark.parametrize(
    ("seconds", "said"), [(1, "1 phút"), (60, "1 phút"), (61, "2 phút"), (600, "10 phút")]
)
def test_waiting_is_told_in_minutes_rounded_up(seconds, said):
    assert in_minutes(seconds) == said
