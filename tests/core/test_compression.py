import pytest

from tests.factories import make_agency, make_article, make_photo

pytestmark = pytest.mark.django_db


def test_a_reader_s_page_is_compressed(client):
    make_agency()

    answer = client.get("/", headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"


def test_a_page_for_somebody_with_a_session_is_not(client):
    make_agency()
    client.cookies["sessionid"] = "somebody"

    answer = client.get("/", headers={"accept-encoding": "gzip"})

    assert "Content-Encoding" not in answer


def test_a_picture_is_sent_as_it_is(client):
    photo = make_photo()
    make_article(lead_photo=photo)

    answer = client.get(photo.file.url, headers={"accept-encoding": "gzip"})

    assert not answer.has_header("Content-Encoding")
