from datetime import date, timedelta

import pytest

from core.clients import address_of, is_robot, key_of

DAY = date(2017, 7, 14)
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("connecting", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("2001:db8::7", "", "2001:db8::7"),
        ("::ffff:203.0.113.7", "", "203.0.113.7"),
        ("fe80::1%eth0", "", "fe80::1"),
        ("", "", None),
        ("", "198.51.100.1", None),
    ],
)
def test_without_a_proxy_of_ours_only_who_connects_counts(
    rf, settings, connecting, forwarded, address
):
    settings.TRUSTED_PROXY = False
    request = rf.get("/", REMOTE_ADDR=connecting, HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == address


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("198.51.100.1", "198.51.100.1"),
        ("10.6.6.6, 198.51.100.1", "198.51.100.1"),
        ("<script>, 198.51.100.1", "198.51.100.1"),
        ("198.51.100.1, <script>", None),
        ("2001:db8::7", "2001:db8::7"),
        ("", "127.0.0.1"),
    ],
)
def test_behind_a_proxy_of_ours_the_last_address_counts(rf, settings, forwarded, address):
    settings.TRUSTED_PROXY = True
    request = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert address_of(request) == address


class TestKey:
    def key(self, rf, address, day=DAY):
        return key_of(rf.get("/", REMOTE_ADDR=address), day)

    def test_tells_addresses_apart_and_is_the_same_all_day(self, rf):
        assert self.key(rf, "203.0.113.7") == self.key(rf, "203.0.113.7")
        assert self.key(rf, "203.0.113.7") != self.key(rf, "203.0.113.8")

    def test_is_another_one_tomorrow(self, rf):
        assert self.key(rf, "203.0.113.7") != self.key(rf, "203.0.113.7", DAY + timedelta(days=1))

    def test_does_not_hold_the_address(self, rf):
        assert b"203.0.113.7" not in self.key(rf, "203.0.113.7")

    def test_of_one_ipv6_network_is_one(self, rf):
        assert self.key(rf, "2001:db8:1:2::7") == self.key(rf, "2001:db8:1:2:ffff::9")
        assert self.key(rf, "2001:db8:1:2::7") != self.key(rf, "2001:db8:1:3::7")

    def test_of_an_unknown_address_is_one_too(self, rf):
        assert self.key(rf, "") == self.key(rf, "unix")


@pytest.mark.parametrize(
    ("user_agent", "robot"),
    [
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME}", False),
        (f"Mozilla/5.0 (Linux; Android 14; SM-A057F) {CHROME}", False),
        (f"Mozilla/5.0 (Linux; Android 9; CUBOT NOTE 20) {CHROME}", False),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Mobile/15E148 Zalo iOS/1", False),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5) Mobile/15E148 [FBAN/FBIOS;FBLC/vi_VN]", False),
        (f"Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/120.0 {CHROME}", False),
        ("Opera/9.80 (Android; Opera Mini/36.2; U; vi) Presto/2.12.423 Version/12.16", False),
        ("UCWEB/2.0 (Linux; U; vi) U2/1.0.0 UCBrowser/9.4.1 U2/1.0.0 Mobile", False),
        ("", True),
        ("curl/8.5.0", True),
        ("python-requests/2.32", True),
        ("WhatsApp/2.23.20.0", True),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", True),
        (f"Mozilla/5.0 (X11; Linux x86_64) {CHROME.replace('Chrome', 'HeadlessChrome')}", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)", True),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", True),
        ("Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch)", True),
        ("Mozilla/5.0 (Linux; Android 5.0) AppleWebKit/537.36 (compatible; Bytespider)", True),
        (f"Mozilla/5.0 (Linux; Android 11; moto g) {CHROME} Chrome-Lighthouse", True),
        (f"Mozilla/5.0 (Windows NT 6.1) {CHROME} BingPreview/1.0b", True),
        (f"Mozilla/5.0 (compatible; Google-InspectionTool/1.0) {CHROME}", True),
        ("Mozilla/5.0 (compatible; UptimeRobot/2.0)", True),
    ],
)
def test_robots_are_told_from_people_by_their_names(user_agent, robot):
    assert is_robot(user_agent) is robot
