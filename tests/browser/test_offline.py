"""Reading without network what was read before, and the pages of failures, in a real Chromium."""

import pytest
from playwright.sync_api import expect

from organization.models import Contact, SiteNotice
from tests.browser.test_pages import findings
from tests.factories import make_article, make_site_notice, make_staff
from tests.portal.conftest import wait_until

IS_READY = "navigator.serviceWorker.ready.then(() => new Promise((done) => setTimeout(done, 300)))"
KEPT = """caches.open("pages-1").then((cache) => cache.keys())
    .then((keys) => keys.map((request) => new URL(request.url).pathname))"""
ALL_KEPT = """(async () => {
    const found = [];
    for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys()) found.push(request.url);
    return found;
})()"""
FILL = """(async (cache) => {
    for (let number = 0; number < 30; number += 1)
        await (await cache).put(`/cu/${number}/`, new Response("<html>", { status: 200 }));
})(caches.open("pages-1"))"""
SAYS_SO = "Bạn đang xem bản lưu trên máy"


@pytest.fixture
def reader(open_page, agency):
    """A window of somebody whose browser may keep pages."""
    return open_page(width=390, service_workers="allow")


def read(page, path):
    """Open a page, and wait until the device has what it wants of it."""
    page.goto(path, wait_until="networkidle")
    page.evaluate(IS_READY)


def test_what_was_read_can_be_read_again_without_network_and_says_so(reader):
    first = make_article(headline="Giờ làm việc dịp Tết")
    second = make_article(headline="Thông quan trở lại")
    unread = make_article(headline="Chưa đọc")
    read(reader, first.get_absolute_url())
    read(reader, second.get_absolute_url())
    expect(reader.get_by_text(SAYS_SO)).to_have_count(0)

    reader.context.set_offline(True)
    for article in (first, second):
        reader.goto(article.get_absolute_url())
        expect(reader.get_by_role("heading", level=1)).to_have_text(article.headline)
        expect(reader.get_by_text(SAYS_SO)).to_be_visible()
        assert reader.evaluate("getComputedStyle(document.body).margin") == "0px"
    reader.goto(unread.get_absolute_url())

    expect(reader.get_by_text("Bạn đang ngoại tuyến")).to_be_visible()
    expect(reader.get_by_role("link", name=first.headline)).to_be_visible()
    expect(reader.get_by_role("link", name=second.headline)).to_be_visible()
    expect(reader.get_by_text("Lưu vừa xong").first).to_be_visible()


def test_with_network_the_newest_text_is_shown_and_kept(reader):
    article = make_article(headline="Tin cũ")
    read(reader, article.get_absolute_url())
    article.headline = "Tin đã sửa"
    article.save()

    read(reader, article.get_absolute_url())
    expect(reader.get_by_role("heading", level=1)).to_have_text("Tin đã sửa")
    expect(reader.get_by_text(SAYS_SO)).to_have_count(0)
    reader.context.set_offline(True)
    reader.reload()

    expect(reader.get_by_role("heading", level=1)).to_have_text("Tin đã sửa")


def test_what_was_withdrawn_leaves_the_device_once_there_is_network(reader):
    visited, listed = make_article(), make_article()
    read(reader, visited.get_absolute_url())
    read(reader, listed.get_absolute_url())
    for article in (visited, listed):
        article.status = article.Status.WITHDRAWN
        article.save()

    read(reader, visited.get_absolute_url())
    # The worker answers first and tidies up behind.
    wait_until(lambda: visited.get_absolute_url() not in reader.evaluate(KEPT), seconds=5)
    read(reader, "/ngoai-tuyen/")

    expect(reader.get_by_text("Chưa có trang nào được lưu")).to_be_visible()
    assert reader.evaluate(KEPT) == []
    expect(reader.get_by_text("Bạn đang ngoại tuyến")).to_be_hidden()


def test_nothing_of_the_desk_no_search_and_no_print_page_is_kept(reader, sign_in):
    article = make_article()
    sign_in(reader, make_staff())

    for path in (
        "/lien-he/",
        "/quan-tri/",
        f"/quan-tri/news/article/{article.pk}/change/",
        "/tim-kiem/?q=bai",
        "/ngoai-tuyen/",
        article.get_print_url(),
    ):
        reader.goto(path, wait_until="networkidle")
    reader.goto("/lien-he/", wait_until="networkidle")
    reader.evaluate(IS_READY)

    assert reader.evaluate(KEPT) == ["/lien-he/"]
    assert not [url for url in reader.evaluate(ALL_KEPT) if "/quan-tri/" in url]


def test_only_the_last_thirty_pages_are_kept(reader):
    read(reader, "/lien-he/")
    reader.evaluate(FILL)

    read(reader, "/lien-ket/")

    found = reader.evaluate(KEPT)
    assert len(found) == 30
    assert found[-1] == "/lien-ket/"
    assert "/lien-he/" not in found


def test_a_new_version_takes_over_and_removes_what_the_old_one_kept_for_itself(reader):
    read(reader, "/lien-he/")
    reader.evaluate("caches.open('own-cu').then((cache) => cache.put('/x', new Response('x')))")
    reader.evaluate("navigator.serviceWorker.getRegistration().then((found) => found.unregister())")

    reader.reload(wait_until="networkidle")
    reader.evaluate(IS_READY)

    names = reader.evaluate("caches.keys()")
    assert "own-cu" not in names
    assert "pages-1" in names


def test_while_the_portal_fails_a_kept_page_is_shown_in_place_of_the_failure(reader, settings):
    article = make_article(headline="Giờ làm việc dịp Tết")
    path = article.get_absolute_url()
    read(reader, path)
    settings.ROOT_URLCONF = "tests.portal.broken_urls"

    reader.goto(path)

    expect(reader.get_by_role("heading", level=1)).to_have_text(article.headline)
    expect(reader.get_by_text(SAYS_SO)).to_be_visible()


def test_the_device_forgets_when_told_to(reader):
    read(reader, "/lien-he/")
    read(reader, "/ngoai-tuyen/")

    reader.get_by_role("button", name="Xóa các trang đã lưu").click()

    expect(reader.get_by_text("Chưa có trang nào được lưu")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
class TestAxeFindsNothing:
    @pytest.fixture
    def page(self, open_page, agency, scheme, width):
        return open_page(width=width, color_scheme=scheme, bypass_csp=True)

    def look(self, page, path, width):
        page.goto(path, wait_until="networkidle")
        assert not findings(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width

    def test_in_the_pages_of_failures(self, page, width, settings):
        settings.ROOT_URLCONF = "tests.portal.broken_urls"

        for name in ("500.html", "503.html", "503.html?form", "404_plain.html", "403_csrf.html"):
            self.look(page, f"/xem/{name}", width)

    def test_in_the_page_without_network_and_what_was_not_found(self, page, width):
        make_article(headline="Giờ làm việc dịp Tết")

        self.look(page, "/ngoai-tuyen/", width)
        self.look(page, "/khong-co/gio-lam-viec-dip-he", width)
        expect(page.get_by_text("Có phải bạn tìm:")).to_be_visible()

    def test_in_the_home_page_of_words(self, page, width):
        make_site_notice(level=SiteNotice.Level.DISASTER, link="/lien-he/")
        Contact.objects.create(label="Trực").numbers.create(number="0253", is_emergency=True)
        make_article()

        self.look(page, "/", width)
        page.emulate_media(media="print")
        expect(page.get_by_text("112", exact=True)).to_be_visible()


def test_axe_finds_nothing_in_a_kept_page_and_the_list_of_them(open_page, agency):
    page = open_page(width=320, service_workers="allow", bypass_csp=True)
    read(page, "/lien-he/")
    page.context.set_offline(True)

    page.reload()
    expect(page.get_by_text(SAYS_SO)).to_be_visible()
    assert not findings(page)
    page.goto("/khong-doc/")
    expect(page.get_by_role("link", name="Liên hệ")).to_be_visible()
    assert not findings(page)


def test_the_home_page_of_words_loads_two_small_files(open_page, demo):
    make_site_notice(level=SiteNotice.Level.DISASTER)
    page = open_page(width=390)
    asked, sizes = [], []
    page.on("response", lambda answer: asked.append(answer.url))
    page.on("requestfinished", lambda done: sizes.append(done.sizes()["responseBodySize"]))

    page.goto("/", wait_until="networkidle")

    assert len(asked) == 3
    assert sum(sizes) < 50_000


def test_a_copy_of_the_home_page_of_words_says_so_without_a_script(reader):
    read(reader, "/lien-he/")
    make_site_notice(level=SiteNotice.Level.DISASTER)
    read(reader, "/")

    reader.context.set_offline(True)
    reader.reload()

    said = reader.evaluate("getComputedStyle(document.body, '::before').content")
    assert "bản lưu trên máy" in said
