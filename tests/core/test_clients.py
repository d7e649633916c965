import pytest

from core.clients import address_of


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
