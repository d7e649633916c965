"""Every component in every state, for staff: what the site is made of, and its hardest words.

The articles are made in memory, of the portal's own vocabulary; pictures are the library's.
"""

from datetime import timedelta

from django.contrib.admin.views.decorators import staff_member_required
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.metadata import HOME, PageMeta
from core.pagination import window
from news.models import Article, ArticlePhoto, Attachment, FrontBlock, Section
from organization.models import SiteNotice
from organization.views import leaders, orgchart
from photos.models import Photo
from portal.front import Container, Front
from portal.results import Result
from portal.site import current_site
from search.highlighting import Highlighter
from search.query import parse

_LONG = (
    "Đề nghị các đơn vị, địa phương khẩn trương rà soát, bổ sung phương án điều tiết phương tiện "
    "chở nông sản xuất khẩu qua các cửa khẩu Hữu Nghị, Tân Thanh, Cốc Nam, Chi Ma; tuyệt đối không "
    "để ùn ứ kéo dài trong những ngày cao điểm trước Tết Nguyên đán Đinh Mùi năm 2027"
)
HEADLINES = {
    "usual": "Hội đàm với đoàn Bằng Tường về vận chuyển hàng bằng xe không người lái",
    "longest": _LONG[:255].rsplit(" ", 1)[0],
    "shortest": "Nghỉ",
    "marks": "ƯỜNG Ễ Ỗ Ẵ Ặ Ậ Ẩ Ữ Ự: những chữ mang hai tầng dấu ự ợ ặ ậ ễ ỗ ẵ ữ ệ",
    "unbroken": "Nghiêng" + "ngả" * 24,
}
_TEXT = """
<p>Đoạn thường: bãi xe cửa khẩu Hữu Nghị mở từ 7 giờ, đóng lúc 18 giờ mỗi ngày; xe chở hàng tươi
sống được ưu tiên. Xem <a href="/thong-bao/">các thông báo</a>.</p>
<h2>Tiêu đề trong bài: ưu tiên hàng nông sản</h2>
<blockquote><p>“Trích dẫn của người nói đứng riêng, thụt vào và có vạch bên trái.”</p></blockquote>
<ul><li>Mục thứ nhất của danh sách</li><li>Mục thứ hai, dài hơn một dòng trên điện thoại để thấy
dòng thứ hai thẳng với dòng thứ nhất</li></ul>
<h3>Tiêu đề nhỏ: thứ tự các bước</h3>
<ol><li>Đăng ký trên nền tảng Cửa khẩu số</li><li>Đưa xe vào bãi chờ</li></ol>
<blockquote class="pull-quote"><p>Câu trích nổi bật: thông quan còn 3-4 giờ mỗi xe</p></blockquote>
<table><caption>Số xe qua các cửa khẩu</caption><thead><tr><th>Cửa khẩu</th><th>Xe xuất</th>
<th>Xe nhập</th><th>Giờ mở</th><th>Giờ đóng</th><th>Ghi chú</th></tr></thead><tbody>
<tr><td>Hữu Nghị</td><td>412</td><td>655</td><td>07:00</td><td>18:00</td><td>Cả Chủ Nhật</td></tr>
<tr><td>Tân Thanh</td><td>188</td><td>97</td><td>07:00</td><td>17:30</td><td>Nghỉ trưa</td></tr>
</tbody></table>
<h4>Tiêu đề nhỏ nhất</h4>
<p class="align-center">Đoạn căn giữa</p>
<p>Từ rất dài không có chỗ ngắt: {unbroken}</p>
""".replace("{unbroken}", HEADLINES["unbroken"])


@never_cache
@staff_member_required
@require_safe
def style_guide(request, page=""):
    """The components; or an article, or a home page, made of the hardest words."""
    if page not in PAGES:
        raise Http404("Không có trang mẫu này.")
    template, context_of = PAGES[page]
    path = reverse("style_guide", args=[page] if page else [])
    meta = PageMeta(
        title="Phong cách",
        path=path,
        trail=(HOME, ("Phong cách", reverse("style_guide"))),
        is_indexed=False,
    )
    return render(request, template, {"meta": meta, "site": current_site(), **context_of()})


def _photos() -> dict[str, Photo | None]:
    """A picture of each shape the library has."""
    photos = Photo.objects.order_by("pk")
    return {
        "none": None,
        "wide": photos.filter(width__gt=F("height")).first(),
        "tall": photos.filter(height__gt=F("width")).first(),
    }


def _article(headline: str, photo: Photo | None = None, **fields) -> Article:
    moment = timezone.now().replace(hour=9, minute=20, second=0, microsecond=0)
    section = Section(pk=0, name="Tin cửa khẩu - Xuất nhập khẩu", slug="mau", path="mau")
    article = Article(
        pk=0,
        section=section,
        headline=headline,
        lead="Sapô nói điều quan trọng nhất trong một hai câu, người vội chỉ đọc chừng này.",
        lead_photo=photo,
        slug="mau",
        published_at=moment,
        updated_at=moment,
        **fields,
    )
    # Whatever shows it leads to the sample article.
    section.get_absolute_url = lambda: reverse("style_guide", args=["trang-chu"])
    article.get_absolute_url = lambda: reverse("style_guide", args=["bai-viet"])
    article.get_print_url = article.get_absolute_url
    return article


def _result(headline: str) -> Result:
    article = _article(headline)
    highlighter = Highlighter(parse("hàng xe ngả"))
    return Result(
        highlighter.mark(headline),
        article.get_absolute_url(),
        highlighter.passage([article.lead]),
        article.section.name,
        article.published_at,
    )


def _articles() -> list[Article]:
    """Every headline with every shape of picture."""
    return [
        _article(headline, photo) for headline in HEADLINES.values() for photo in _photos().values()
    ]


def _components() -> dict:
    now = timezone.now()
    paginator = Paginator(range(400), 10)
    pages = []
    for number in (1, 20, 40):
        page = paginator.page(number)
        page.window = window(number, paginator.num_pages)
        pages.append(page)
    return {
        "articles": _articles(),
        "usual": _article(HEADLINES["usual"], _photos()["wide"]),
        "longest": _article(HEADLINES["longest"]),
        "headlines": [_article(headline) for headline in HEADLINES.values()],
        "results": [_result(headline) for headline in HEADLINES.values()],
        "notices": [
            SiteNotice(
                level=level,
                text="Cửa khẩu Chi Ma tạm ngừng thông quan do mưa lũ từ 15 giờ hôm nay.",
                link="/thong-bao/",
                downtime_starts_at=now,
                downtime_ends_at=now + timedelta(hours=4),
            )
            for level in SiteNotice.Level
        ],
        "pages": pages,
        "colours": COLOURS,
        "icons": ICONS,
        **orgchart(),
        **leaders(),
    }


def _article_page() -> dict:
    photos = _photos()
    article = _article(
        HEADLINES["longest"],
        photos["tall"] or photos["wide"],
        kicker="Tít dẫn phía trên tiêu đề",
        dateline="Lạng Sơn",
        body=_TEXT,
        byline="Phòng Kế hoạch tổng hợp",
        source="Báo điện tử Chính phủ",
        source_url="https://baochinhphu.vn/",
        change_notes=[[timezone.now().isoformat(), "sửa giờ mở cửa bãi xe."]],
    )
    shown = [photo for photo in photos.values() if photo]
    return {
        "article": article,
        "gallery": [ArticlePhoto(photo=photo, own_caption=HEADLINES["marks"]) for photo in shown],
        "attachments": [
            Attachment(title="Lịch thông quan dịp Tết", file="mau.pdf", kind="pdf", size=1_250_000),
            Attachment(title=HEADLINES["longest"], file="mau.docx", kind="docx", size=48_000),
        ],
        "related": [_article(headline, photos["wide"]) for headline in HEADLINES.values()],
        "older": _article(HEADLINES["shortest"]),
        "newer": _article(HEADLINES["longest"]),
    }


def _home_page() -> dict:
    articles = _articles()
    notices = Section(pk=0, name="Thông báo", slug="mau-thong-bao", is_for_notices=True)
    notices.get_absolute_url = lambda: reverse("style_guide", args=["trang-chu"])
    kind = FrontBlock.Kind
    sections = [
        Container(FrontBlock(kind=kind.SECTION, section=article.section), articles[place:][:4])
        for place, article in enumerate(articles[:4])
    ]
    for number, container in enumerate(sections):
        container.block.section.slug = f"mau-{number}"
        container.block.section.name += f" {number + 1}"
    ranking = Container(FrontBlock(kind=kind.MOST_READ), articles[::3])
    links = Container(FrontBlock(kind=kind.LINKS), [])
    return {
        "front": Front(
            lead=[articles[5], *articles[1:5]],
            rail=[
                Container(FrontBlock(kind=kind.SECTION, section=notices), articles[:3]),
                Container(FrontBlock(kind=kind.NEWEST), articles[::3]),
            ],
            rows=[(False, [*sections, ranking]), (True, [links])],
        )
    }


PAGES = {
    "": ("style_guide.html", _components),
    "bai-viet": ("news/article_detail.html", _article_page),
    "trang-chu": ("home.html", _home_page),
}
COLOURS = {
    "Nền": ["paper", "paper-quiet", "paper-mark", "urgent-paper"],
    "Chữ": ["ink", "ink-meta", "link", "link-strong", "urgent", "good"],
    "Dải đầu trang": ["band", "band-deep", "gold"],
    "Nút, ô nhập": ["action", "action-ink", "rule", "rule-field", "focus"],
}
ICONS = [
    *("search", "up", "menu", "display", "listen", "share", "copy", "print", "mail", "file"),
    *("urgent", "clock", "information"),
]
