"""Foreign addresses, asked of a server on this machine that plays every trick."""

import http.server
import socket
import ssl
import subprocess
import threading
import time
from ipaddress import ip_address

import pytest

from core import fetching
from core.fetching import Failed, Refused, fetch, is_public


class Tricks(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        play = getattr(self, f"play_{self.path.strip('/').partition('?')[0].replace('-', '_')}")
        play()

    do_HEAD = do_GET

    def send(self, body=b"", status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def play_well(self):
        self.server.heard.append((self.command, dict(self.headers)))
        self.send(b"<title>Trang</title>", Content_Type="text/html")

    def play_huge(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.server.cut.set()

    def play_drip(self):
        self.send_response(200)
        self.end_headers()
        self._drip(b"x")

    def play_drip_of_headers(self):
        self._drip(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a")

    def _drip(self, *pieces):
        try:
            for piece in pieces:
                self.wfile.write(piece)
            while True:
                self.wfile.write(pieces[-1])
                time.sleep(0.05)
        except OSError:
            self.server.cut.set()

    def play_silence(self):
        time.sleep(3)

    def play_loop(self):
        self.send(status=302, Location="/loop")

    def play_moved(self):
        self.send(status=301, Location="/well?q=1")

    def play_inside(self):
        self.send(status=302, Location="http://10.0.0.1/")

    def play_to_a_file(self):
        self.send(status=302, Location="file:///etc/passwd")

    def play_to_another_port(self):
        self.send(status=302, Location="http://127.0.0.1:22/")

    def play_nowhere(self):
        self.send(status=302)

    def play_nonsense(self):
        self.wfile.write(b"\x00\xff nonsense\r\n\r\n")
        self.close_connection = True

    def play_many_headers(self):
        self.send_response(200)
        for number in range(300):
            self.send_header(f"X-{number}", "a")
        self.end_headers()

    def log_message(self, *words):
        pass


@pytest.fixture(scope="module")
def tricks():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tricks)
    server.heard, server.cut = [], threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def ask(tricks):
    """Fetch one of the tricks; this machine counts as a public one."""
    port = tricks.server_address[1]

    def ask(trick, **options):
        given = {"allows": lambda address: address.is_loopback, "ports": {port}} | options
        return fetch(f"http://localhost:{port}/{trick}", **given)

    return ask


class TestAddresses:
    @pytest.mark.parametrize("address", ["8.8.8.8", "103.9.4.1", "2001:4860:4860::8888"])
    def test_of_the_world_may_be_asked(self, address):
        assert is_public(ip_address(address))

    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
            *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
            *("::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
            *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::"),
            *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2001:0:4136:e378:8000:63bf:3fff:fdd2"),
        ],
    )
    def test_of_a_network_may_not(self, address):
        assert not is_public(ip_address(address))

    @pytest.mark.parametrize(
        "url",
        [
            *("http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0/"),
            *("http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://017700000001/"),
            *("http://[::ffff:127.0.0.1]/", "http://①②⑦.0.0.1/", "https://127.0.0.1:8443/"),
        ],
    )
    def test_of_this_machine_are_seen_however_they_are_written(self, url):
        with pytest.raises(Refused, match="inside a network"):
            fetch(url)

    @pytest.mark.parametrize(
        "url",
        [
            *("", "x", "//x.example/", "ftp://x.example/", "file:///etc/passwd", "javascript:1"),
            *("gopher://x.example/", "http://", "http://user:password@x.example/"),
            *("http://x.example:22/", "http://x.example:99999/", "http://x.example:x/"),
            *("http://x.example/a b", "http://x.example/\r\nHost: y", "http://[", "http://x\x00/"),
            "http://x.example/" + "a" * 3000,
            f"http://{'a' * 70}.example/",
        ],
    )
    def test_that_are_none_of_the_web_are_refused(self, url):
        with pytest.raises(Refused):
            fetch(url)

    def test_without_a_server_fail(self):
        with pytest.raises(Failed, match="not known"):
            fetch("http://khong-co.invalid/")

    def test_that_change_are_looked_up_once(self, ask, monkeypatch):
        looked = []
        real = socket.getaddrinfo

        def resolve(host, *arguments, **options):
            looked.append(host)
            return real(host, *arguments, **options)

        monkeypatch.setattr(fetching.socket, "getaddrinfo", resolve)
        ask("well")

        assert looked.count("localhost") == 1


class TestAnswers:
    def test_come_with_where_they_came_from(self, ask, tricks):
        answer = ask("well")

        assert (answer.status, answer.body) == (200, b"<title>Trang</title>")
        assert answer.headers["content-type"] == "text/html"
        assert answer.address.endswith("/well")

    def test_are_asked_for_by_our_name_and_without_anything_else(self, ask, tricks):
        tricks.heard.clear()
        ask("well", method="HEAD")

        ((method, headers),) = tricks.heard
        assert method == "HEAD"
        assert headers["User-Agent"] == fetching.NAME
        assert headers.keys() == {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}

    def test_may_be_elsewhere(self, ask):
        answer = ask("moved")

        assert [address.rpartition("/")[2] for address in answer.trail] == ["moved", "well?q=1"]

    def test_that_move_on_for_ever_are_left(self, ask):
        with pytest.raises(Failed, match="redirects"):
            ask("loop")

    @pytest.mark.parametrize("trick", ["inside", "to-a-file", "to-another-port"])
    def test_that_lead_inside_are_not_followed(self, ask, trick):
        with pytest.raises(Refused):
            ask(trick)

    def test_that_lead_nowhere_are_answers(self, ask):
        assert ask("nowhere").status == 302

    def test_are_read_so_far(self, ask, tricks):
        tricks.cut.clear()

        assert len(ask("huge").body) == fetching.MOST_BYTES
        assert tricks.cut.wait(5)

    @pytest.mark.parametrize("trick", ["drip", "drip-of-headers", "silence"])
    def test_that_take_too_long_are_cut_off(self, ask, trick):
        with pytest.raises(Failed, match="in time"):
            ask(trick, seconds=0.5)

    @pytest.mark.parametrize("trick", ["nonsense", "many-headers"])
    def test_that_nobody_understands_fail(self, ask, trick):
        with pytest.raises(Failed):
            ask(trick)

    def test_with_a_certificate_that_nobody_knows_fail(self, tmp_path):
        key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        made += ["-subj", "/CN=localhost", "-keyout", key, "-out", certificate]
        subprocess.run(made, check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tricks)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]
        try:
            with pytest.raises(Failed, match="certificate"):
                fetch(f"https://localhost:{port}/well", allows=lambda _: True, ports={port})
        finally:
            server.shutdown()
            server.server_close()
