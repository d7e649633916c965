"""Over a thousand hostile strings in everything that is saved, shown by a real browser: nothing
runs, and nothing is on a page that a template did not put there."""

import itertools
from urllib.parse import urlencode

import pytest
from django.core.management import call_command

from accounts.roles import Role
from links.models import LinkGroup
from news.models import Article
from tests.factories import (
    make_account,
    make_article,
    make_link,
    make_page,
    make_photo,
    make_section,
    make_site_notice,
)
from tests.hostile import strings

STRINGS = strings()
OF_AN_ARTICLE = ["headline", "kicker", "lead", "byline", "source"]
SEVERAL = 80  # strings in one text
FOUND = """() => {
    const wrong = [];
    for (const each of document.querySelectorAll("*")) {
        for (const {name, value} of each.attributes) {
            if (name.startsWith("on")) wrong.push(each.outerHTML.slice(0, 200));
            if (["href", "src", "action", "formaction", "xlink:href", "data"].includes(name)
                && /^[\\s\\x00-\\x1f]*(javascript|vbscript|data|blob|feed|jar|view-source):/i
                    .test(value)
                && !(name === "src" && value.startsWith("data:image/png")))
                wrong.push(each.outerHTML.slice(0, 200));
        }
        const own = each.tagName === "SCRIPT" && (each.type === "application/ld+json"
            || new URL(each.src || "x:", location).pathname
            .match(/^\\/(static|quan-tri\\/jsi18n)\\//));
        if (["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "MARQUEE", "FRAMESET", "MATH"]
            .includes(each.tagName.toUpperCase()) && !own) wrong.push(each.outerHTML.slice(0, 200));
    }
    if (window.hostile) wrong.push("it ran");
    return wrong;
}"""


def test_there_are_more_than_a_thousand_of_them():
    assert len(STRINGS) > 1000


def fitting(model, field: str, text: str) -> str:
    longest = model._meta.get_field(field).max_length
    return text.replace("\0", "")[:longest] or "x"


def article_of(section, texts: list[str], **fields) -> Article:
    """An article whose every field holds one of *texts*, and whose body holds them all."""
    shifted = itertools.cycle(texts)
    words = {name: fitting(Article, name, next(shifted)) for name in OF_AN_ARTICLE}
    body = "".join(f"<p>{text}</p>" for text in texts)
    return make_article(section=section, body=body.replace("\0", ""), **words, **fields)


@pytest.fixture
def safe(page, agency):
    """Open an address, and find nothing there that does not belong."""
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))

    def safe(path: str) -> None:
        page.goto(path, wait_until="load")
        assert page.evaluate(FOUND) == [], path
        assert not dialogs, path

    return safe


def test_every_string_as_headline_and_lead_of_lists(safe):
    sections = [make_section(name=fitting(Article, "kicker", text)[:100]) for text in STRINGS[:8]]
    for number, text in enumerate(STRINGS):
        words = {name: fitting(Article, name, text) for name in OF_AN_ARTICLE}
        make_article(section=sections[number % 8], body="<p>x</p>", **words)

    for section in sections:
        pages = -(-Article.objects.filter(section=section).count() // 12)
        for number in range(1, pages + 1):
            safe(f"{section.get_absolute_url()}?trang={number}")
    safe("/")
    safe("/tim-kiem/?q=window")
    safe("/so-do-cong/")


def test_every_string_in_the_text_of_articles_and_pages(safe):
    section = make_section()
    for at in range(0, len(STRINGS), SEVERAL):
        texts = STRINGS[at : at + SEVERAL]
        article = article_of(section, texts, lead_photo=make_photo(alt=texts[0][:200]))
        safe(article.get_absolute_url())
        safe(article.get_print_url())
        page = make_page(title=texts[1][:100], body="".join(f"<p>{text}</p>" for text in texts))
        safe(page.get_absolute_url())


def test_strings_in_everything_around_every_page(safe):
    for number, text in enumerate(STRINGS[::60]):
        group = LinkGroup.objects.create(name=text[:100] + str(number))
        make_link(name=text[:100], group=group)
    make_site_notice(text=STRINGS[-1][:200])
    call_command("reindex", verbosity=0)

    for path in ("/", "/lien-ket/", "/lien-he/", "/khong-co/"):
        safe(path)


def test_strings_looked_for(safe):
    make_article()
    for text in STRINGS[::30]:
        safe(f"/tim-kiem/?{urlencode({'q': text})}")


def test_strings_on_the_pages_of_the_desk(safe, page, sign_in):
    section = make_section()
    texts = STRINGS[::30]
    article = article_of(section, texts)
    sign_in(page, make_account(Role.ADMINISTRATOR, username="quan-tri"))

    for path in (
        *("/quan-tri/", "/quan-tri/news/article/", f"/quan-tri/news/article/{article.pk}/history/"),
        *(f"/quan-tri/news/article/{article.pk}/delete/", "/quan-tri/tinh-trang/"),
        *("/quan-tri/soan/lich/", "/quan-tri/audit/entry/", "/quan-tri/news/section/"),
    ):
        safe(path)
