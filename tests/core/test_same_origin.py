import pytest
from django.http import HttpResponse

from core.same_origin import FORM, MOST_BYTES, is_from_here, same_origin_post


@same_origin_post
def view(request):
    return HttpResponse("Được")


def sent(rf, body="answer=useful", content_type=FORM, **headers):
    return view(rf.post("/", body, content_type=content_type, headers=headers))


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Origin": "http://testserver"}, True),
        ({"Origin": "https://testserver"}, False),
        ({"Origin": "http://testserver.example"}, False),
        ({"Origin": "http://testserver:8000"}, False),
        ({"Origin": "null"}, False),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"}, False),
    ],
)
def test_only_pages_of_this_site_are_believed(rf, headers, is_ours):
    assert is_from_here(rf.post("/", headers=headers)) is is_ours
    assert (sent(rf, **headers).status_code == 200) is is_ours


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "multipart/form-data", ""])
def test_only_forms_are_taken(rf, kind):
    assert sent(rf, content_type=kind).status_code == 415


def test_a_form_may_name_its_coding(rf):
    assert sent(rf, content_type=f"{FORM};charset=UTF-8").status_code == 200


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 30, "-1", "x"])
def test_what_is_too_long_is_refused_before_it_is_read(rf, length):
    request = rf.post("/", "a=1", content_type=FORM)
    request.META["CONTENT_LENGTH"] = length

    assert view(request).status_code == 413
    assert not request._read_started


def test_a_refusal_says_what_to_do_in_vietnamese(rf):
    page = sent(rf, **{"Sec-Fetch-Site": "cross-site"}).content.decode()

    assert "Xin mở bài viết ở trang này rồi gửi lại." in page


def test_nobody_keeps_an_answer(rf):
    for answer in (sent(rf), sent(rf, content_type="text/plain")):
        assert answer["Cache-Control"] == "no-store"


def test_looking_is_free(rf):
    answer = view(rf.get("/", headers={"Sec-Fetch-Site": "cross-site"}))

    assert answer.status_code == 200
    assert "Cache-Control" not in answer
