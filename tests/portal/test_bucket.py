"""Uploads in a bucket of a real S3 server: the same rules as for files of a disk."""

import http.client
import socket
import subprocess
import sys

import boto3
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from moto.server import ThreadedMotoServer

from accounts.roles import Role
from core import images, uploads
from news import workflow
from news.models import Attachment
from photos import replacing
from photos.models import store_picture
from portal import storage
from portal.nginx import Nginx
from tests.factories import (
    make_account,
    make_article,
    make_draft,
    make_photo,
    make_staff,
    picture_file,
)
from tests.portal.conftest import a_place, wait_until
from tests.processes import free_port


@pytest.fixture(scope="module")
def server():
    """host:port of an S3 server with the bucket "tin"."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"aws_access_key_id": "k", "aws_secret_access_key": "s", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=f"http://{host}:{port}", **keys).create_bucket(Bucket="tin")
    yield f"{host}:{port}"
    server.stop()


@pytest.fixture
def url(server):
    return f"s3://k:s@tin?endpoint=http://{server}&region=us-east-1"


@pytest.fixture
def bucket(settings, url):
    settings.STORAGES = settings.STORAGES | {"default": storage.settings_for(url)}


@pytest.fixture
def stranger():
    return Client()


def signed_in(role):
    client = Client()
    client.force_login(make_account(role))
    return client


def addresses(photo):
    return [f"/media/{name}" for name in images.stored_files(photo.file.name)]


def make_attached(make, content=b"%PDF-1.7 kin"):
    document = uploads.document(SimpleUploadedFile("a.pdf", content))
    uploads.store({document.name: document.data})
    Attachment.objects.create(article=make(), title="Văn bản", file=document.name, kind="pdf")
    return f"/media/{document.name}"


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
class TestRules:
    def test_a_picture_is_public_while_its_article_is(self, stranger, settings):
        photo = make_photo()
        article = make_article(lead_photo=photo)

        before = {stranger.get(address).status_code for address in addresses(photo)}
        workflow.move(article.pk, "withdraw", now=timezone.now(), by=make_staff(), reason="Sai")
        after = {stranger.get(address).status_code for address in addresses(photo)}

        assert photo.file.url == f"/media/{photo.file.name}"
        assert (before, after) == ({200}, {404})
        assert not settings.MEDIA_ROOT.exists()

    def test_a_picture_of_a_draft_is_for_staff(self, stranger):
        photo = make_photo()
        make_draft(lead_photo=photo)

        assert stranger.get(photo.file.url).status_code == 404
        answer = signed_in(Role.EDITOR).get(photo.file.url)
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"

    def test_an_answer_is_the_file_with_its_type_and_sandboxed(self, stranger):
        photo = make_photo()
        make_article(lead_photo=photo)

        answer = stranger.get(photo.file.url)

        with default_storage.open(photo.file.name) as file:
            assert b"".join(answer.streaming_content) == file.read()
        assert answer["Content-Type"] == "image/webp"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"].startswith("public")
        again = stranger.get(photo.file.url, headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again["Cache-Control"]) == (304, answer["Cache-Control"])

    def test_a_document_is_an_attachment_of_what_is_published(self, stranger):
        kept, given = make_attached(make_draft), make_attached(make_article, b"%PDF-1.7 ai cung")

        assert stranger.get(kept).status_code == 404
        answer = stranger.get(given)
        assert b"".join(answer.streaming_content) == b"%PDF-1.7 ai cung"
        assert answer["Content-Disposition"] == "attachment"

    def test_what_is_replaced_is_deleted(self, django_capture_on_commit_callbacks):
        photo = make_photo()
        former = images.stored_files(photo.file.name)

        with django_capture_on_commit_callbacks(execute=True):
            replacing.replace(photo, store_picture(picture_file(width=1400, height=700)))

        assert not any(default_storage.exists(name) for name in former)
        assert default_storage.exists(photo.file.name)

    def test_a_file_that_is_lost_is_not_found(self, stranger):
        address = make_attached(make_article, b"%PDF-1.7 mat")
        default_storage.delete(address.removeprefix("/media/"))

        assert stranger.get(address).status_code == 404


def test_a_bucket_that_does_not_answer_refuses_uploads_in_a_sentence(settings):
    url = f"s3://k:s@tin?endpoint=http://127.0.0.1:{free_port()}"
    settings.STORAGES = settings.STORAGES | {"default": storage.settings_for(url)}

    with pytest.raises(uploads.UploadRefused, match="Máy chủ không ghi được tệp"):
        uploads.store({"documents/00/0.pdf": b"%PDF-"})


@pytest.mark.django_db
@pytest.mark.usefixtures("bucket")
def test_nginx_fetches_what_the_portal_has_signed_and_nothing_else(settings, server, live_server):
    settings.MEDIA_SENT_BY_NGINX = True
    photo = make_photo()
    make_article(lead_photo=photo)
    secret = make_attached(make_draft)
    with a_place() as place:
        nginx = InFrontOfBucket(place / "nginx", live_server.url, server)
        nginx.start()
        wait_until(nginx.listens)
        answers = [nginx.get(photo.file.url) for _ in range(2)]
        refused = [nginx.get(path)[0] for path in (secret, f"/media-trong-kho/tin{secret[6:]}")]
        nginx.stop()

    with default_storage.open(photo.file.name) as file:
        assert [body for *_, body in answers] == [file.read()] * 2
    assert {status for status, *_ in answers} == {200}
    headers = answers[0][1]
    assert headers["Content-Type"] == "image/webp"
    assert headers.get_all("Cache-Control") == ["public, max-age=31536000, immutable, s-maxage=5"]
    assert "sandbox" in headers["Content-Security-Policy"]
    assert refused == [404, 404]


class InFrontOfBucket(Nginx):
    """nginx with the lines that deploy/nginx/portal.conf shows for a bucket."""

    def __init__(self, home, portal, bucket):
        self.port, self.bucket = free_port(), bucket
        place = home.parent
        socket = portal.removeprefix("http://").replace("localhost", "127.0.0.1")
        super().__init__(home, f"127.0.0.1:{self.port}", [socket], place, str(place / "errors"))

    def write(self):
        super().write()
        http = f"""
            upstream portal_bucket {{ server {self.bucket}; }}
            proxy_cache_path files levels=1:2 keys_zone=files:1m max_size=10m use_temp_path=off;
        """
        site = f"""
            set $portal_bucket http://portal_bucket;
            set $portal_bucket_host {self.bucket};
            include portal/bucket.conf;
        """
        path = self.home / "nginx.conf"
        text = path.read_text().replace(
            "include portal/http.conf;", f"include portal/http.conf;{http}"
        )
        path.write_text(
            text.replace("include portal/locations.conf;", f"include portal/locations.conf;{site}")
        )

    def listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, answer.headers, body


@pytest.mark.parametrize(
    "url",
    [
        "https://bucket",
        "s3://",
        "s3://key@bucket",
        "s3://bucket/folder",
        "s3://k:s@bucket?colour=red",
    ],
)
def test_another_address_is_refused_in_a_sentence_without_the_secret(url):
    with pytest.raises(SystemExit, match="PORTAL_MEDIA_URL is malformed: write s3://") as refusal:
        storage.settings_for(url)

    assert "colour" not in str(refusal.value)


def test_key_and_secret_are_decoded():
    settings = storage.settings_for("s3://a%2Fb:c%40d@tin")

    assert settings["OPTIONS"] == {"bucket_name": "tin", "access_key": "a/b", "secret_key": "c@d"}


def test_nothing_is_loaded_without_a_bucket():
    program = (
        "import django; django.setup(); import sys, portal.urls; print('boto3' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert done.stdout == "False\n", done.stderr
