import pytest

from news import readiness, snapshot
from news.readiness import MUST, SHOULD
from tests.factories import make_article, make_draft, make_photo, make_section

pytestmark = pytest.mark.django_db


def findings(**fields):
    content = {
        **dict.fromkeys(snapshot.TEXTS, ""),
        **dict.fromkeys(snapshot.TIMES),
        "headline": "Hữu Nghị thông quan trở lại",
        "lead": "Sáng nay cửa khẩu mở lại.",
        "body": "<p>Xe qua lại bình thường.</p>",
        "section": make_section().pk,
        "further_sections": [],
        "lead_photo": None,
        "pictures": [],
        "attachments": [],
        **fields,
    }
    return readiness.check(content)


def said(level, **fields):
    return " ".join(one.message for one in findings(**fields) if one.level == level)


def row(photo, **words):
    plain = {"caption": "", "alt": "", "credit": "", "is_decorative": False, "is_in_gallery": True}
    return {"photo": photo.pk, **plain, **words}


def test_a_complete_article_has_nothing_left_to_do():
    photo = make_photo(alt="Xe tải xếp hàng")

    assert findings(lead_photo=photo.pk, pictures=[row(photo, alt="Xe tải xếp hàng")]) == []


@pytest.mark.parametrize(
    ("fields", "level", "words"),
    [
        ({"headline": ""}, MUST, "chưa có tiêu đề"),
        ({"headline": "Hội nghị " * 20}, SHOULD, "nên dưới 100"),
        ({"headline": "HỘI NGHỊ SƠ KẾT CÔNG TÁC THI ĐUA"}, SHOULD, "toàn chữ hoa"),
        ({"headline": "Cửa khẩu mở lại."}, SHOULD, "không cần dấu chấm"),
        ({"lead": ""}, SHOULD, "Chưa có sapô"),
        ({"lead": "", "body": ""}, MUST, "chưa có nội dung"),
        ({"section": None}, MUST, "chuyên mục"),
        ({"body": "<h3>Kết quả</h3><p>a</p>"}, SHOULD, "nhảy cấp"),
        ({"body": "<h2>Một</h2><h4>Hai</h4>"}, SHOULD, "“Hai” nhảy cấp"),
        ({"body": "<table><tr><td>a</td><td>b</td></tr></table>"}, SHOULD, "hàng tiêu đề"),
        ({"body": '<p><a href="https://a.vn">tại đây</a></p>'}, SHOULD, "“tại đây”"),
        ({"body": '<p><a href="https://a.vn"></a></p>'}, MUST, "không có chữ nào"),
        ({"headline": "Của khẩu Tân Thanh mở lại"}, SHOULD, "“cửa khẩu”"),
        ({"body": "<p>Công tác Thi đau khen thưởng</p>"}, SHOULD, "“thi đua”"),
        ({"body": "<p>Xem wedsite của tỉnh</p>"}, SHOULD, "“website”"),
        ({"body": "<p>Xin chaøo caùc baïn, hoâm nay cöûa khaåu môû laïi.</p>"}, MUST, "VNI"),
        ({"source_url": "https://baochinhphu.vn/a"}, MUST, "phải ghi nguồn"),
        ({"body": "<p>Bài.</p><p>Nguồn: Báo Lạng Sơn</p>"}, MUST, "“Báo Lạng Sơn”"),
        ({"body": "<p>Anh A, CCCD 020099001234, đến làm thủ tục.</p>"}, SHOULD, "căn cước"),
        ({"body": "<p>Xe 12C-123.45 qua cửa khẩu.</p>"}, SHOULD, "biển số"),
    ],
)
def test_says_what_is_missing_and_how_bad_that_is(fields, level, words):
    assert words in said(level, **fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "<h2>Một</h2><h3>Hai</h3><h2>Ba</h2>"},
        {"body": "<table><tr><th>a</th><td>b</td></tr></table>"},
        {"body": '<p><a href="https://a.vn">Nghị định 224/2026/NĐ-CP</a></p>'},
        {"body": "<p>Quyết định 138/2008/QĐ-TTg, điện thoại (025) 3.875.708, 0253875708.</p>"},
        {"body": "<p>Theo kế hoạch, cửa khẩu mở lại. Kim ngạch 73,9 tỷ USD./.</p>"},
        {"headline": "BQL KKTCK"},
        {"headline": "Cửa khẩu mở lại..."},
    ],
)
def test_leaves_what_is_right_alone(fields):
    about = [one for one in findings(**fields) if one.field != "pictures"]

    assert about == []


class TestPictures:
    def test_without_description_keep_an_article_from_publication(self):
        photo = make_photo(caption="Toàn cảnh hội nghị")

        assert "“Toàn cảnh hội nghị” chưa có mô tả" in said(
            MUST, pictures=[row(photo, caption="Toàn cảnh hội nghị")]
        )

    def test_that_are_decorative_or_not_shown_need_none(self):
        shown, unused = make_photo(), make_photo()
        rows = [row(shown, is_decorative=True), row(unused, is_in_gallery=False)]

        assert said(MUST, pictures=rows) == ""

    def test_in_the_text_are_described_there_or_in_the_table(self):
        photo = make_photo()
        body = f'<p><img src="/media/{photo.file.name}" alt=""></p>'

        assert "chưa có mô tả" in said(MUST, body=body)
        assert said(MUST, body=body, pictures=[row(photo, alt="Cổng", is_in_gallery=False)]) == ""

    @pytest.mark.parametrize("alt", ["IMG_1234", "DSC00012", "cong.jpg", "z1234567_89", "image1"])
    def test_described_by_a_file_name_are_questioned(self, alt):
        assert "giống tên tệp" in said(SHOULD, pictures=[row(make_photo(), alt=alt)])

    def test_described_by_their_caption_are_questioned(self):
        words = row(make_photo(), alt="Toàn cảnh hội nghị", caption="toàn cảnh Hội nghị")

        assert "giống hệt chú thích" in said(SHOULD, pictures=[words])


class TestLinksToArticles:
    def link(self, article):
        return f'<p><a href="{article.get_absolute_url()}">Bài trước</a></p>'

    def test_that_readers_cannot_open_must_go(self):
        draft = make_draft()

        assert "“Bài trước” dẫn đến một bài chưa đăng" in said(MUST, body=self.link(draft))

    def test_that_are_public_stay(self):
        assert said(MUST, body=self.link(make_article())) == ""

    def test_of_other_sites_are_not_ours_to_judge(self):
        address = f"https://bao.vn{make_draft().get_absolute_url()}"

        assert said(MUST, body=f'<p><a href="{address}">Bài</a></p>') == ""


def test_costs_the_same_however_many_links_and_pictures(django_assert_max_num_queries):
    photos = [make_photo(alt="Cổng") for _ in range(3)]
    links = "".join(f'<a href="{make_article().get_absolute_url()}">Bài hay</a>' for _ in range(3))
    body = "".join(f'<p><img src="/media/{photo.file.name}" alt=""></p>' for photo in photos)
    section = make_section().pk

    with django_assert_max_num_queries(5):
        readiness.check(
            {
                **dict.fromkeys(snapshot.TEXTS, ""),
                "headline": "Bài",
                "body": body + f"<p>{links}</p>",
                "section": section,
                "lead_photo": None,
                "pictures": [row(photo, alt="Cổng") for photo in photos],
            }
        )
