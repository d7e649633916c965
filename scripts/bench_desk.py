"""Print what the heavy work of the desk costs: processor time, memory over one file, and the list
of articles in a portal some years old. A PDF's words are read by a process of its own: its costs.

It makes all its files itself, and the articles in a scratch database. `make bench-desk` runs it;
with words, only lines that contain one of them.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from core import images, richtext, wordfile  # noqa: E402
from tests.core import heavy_pictures, pdf_files, word_documents  # noqa: E402
from tests.core.measuring import cost_of  # noqa: E402

PARAGRAPH = (
    "<p>Ban Quản lý phối hợp với <strong>Hải quan</strong>, Biên phòng và "
    '<a href="https://example.gov.vn/bai">Kiểm dịch</a> phân luồng phương tiện từ xa.</p>\n'
)
PICTURE = '<p><img src="/media/photos/3f/3fa9c2d45b6e7f80-1600x900/960.webp" alt="Cổng"></p>\n'
LIMIT = 300  # megabytes
ARTICLES = 20_000
MOST_STATEMENTS, MOST_MILLISECONDS = 12, 300  # of one page of the list


def body(size: int) -> str:
    """An article's text as our editor writes it."""
    part = f"<h2>Kết quả</h2>\n{PARAGRAPH * 8}{PICTURE}<ul><li>Một</li><li>Hai</li></ul>\n"
    return part * (size // len(part.encode()) + 1)


def word_clipboard(size: int) -> str:
    """What Word puts on the clipboard for a text of as many bytes."""
    pasted = ROOT / "tests/core/pasted"
    head = (pasted / "word.head").read_text()
    article = (pasted / "word-article.html").read_text().removeprefix("{word.head}")
    part = article.partition("<!--EndFragment-->")[0]
    return head + part * (size // len(part.encode()) + 1)


def milliseconds(work: Callable[[], object], times: int) -> float:
    """The median processor time of *work*, with its threads."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return 1000 * statistics.median(taken)


def draft_of(data: bytes) -> None:
    file = wordfile.read(data)
    for picture in file.pictures:
        images.make(picture.data)
    richtext.tidy(file.html)


def speeds() -> dict[str, Callable[[], float]]:
    text, clipboard = body(50_000), word_clipboard(200_000)
    photo, report = heavy_pictures.photo_of_12_megapixels(), word_documents.report()
    return {
        "clean a text of 50 KB": lambda: milliseconds(lambda: richtext.clean(text), 9),
        "tidy 200 KB from Word": lambda: milliseconds(lambda: richtext.tidy(clipboard), 3),
        "five widths of 12 MP": lambda: milliseconds(lambda: images.make(photo), 3),
        "draft of 10 pages, 5 pictures": lambda: milliseconds(lambda: draft_of(report), 3),
    }


def word_files() -> dict[str, Callable[[], bytes]]:
    package, p, r = word_documents.package, word_documents.p, word_documents.r
    row = "<w:tr>" + f"<w:tc>{p('1')}</w:tc>" * 10 + "</w:tr>"
    bold = r("a") + r("a", "<w:b/><w:i/>")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return {
        "ten pages": word_documents.report,
        "ten pages in TCVN3": word_documents.tcvn3_report,
        "ten pages in VNI": word_documents.vni_report,
        "ten pages, decomposed": word_documents.nfd_report,
        "400,000 empty runs": lambda: package("<w:p>" + "<w:r/>" * 400_000 + "</w:p>"),
        "500,000 attributes": lambda: package(
            "<w:p>" + "<w:r a='' b='' c='' d=''/>" * 99_000 + "</w:p>"
        ),
        "20,000 changes of looks": lambda: package(f"<w:p>{bold * 11_000}</w:p>"),
        "11,500 cells": lambda: package(f"<w:tbl>{row * 1150}</w:tbl>"),
        "one endless tag": lambda: package(
            "<w:p " + " ".join(f"a{number}=''" for number in range(1_500_000)) + "/>"
        ),
        "a flood of text": lambda: package(p("ab " * 7_900_000)),
        "tables 70 deep": lambda: package(
            "<w:tbl><w:tr><w:tc>" * 70 + p("a") + "</w:tc></w:tr></w:tbl>" * 70
        ),
        "entities": lambda: package(p("&b;" * 1000), head=bomb),
        "300 MB packed": lambda: package(p("a"), parts={"styles.xml": b" " * 300 * 2**20}),
        "five pictures of 19 MB": lambda: package(
            "".join(
                f"<w:p><w:r><w:drawing><a:blip r:embed='p{number}'/></w:drawing></w:r></w:p>"
                for number in range(5)
            ),
            parts={f"{number}.png": bytes([65 + number]) * (19 * 2**20) for number in range(5)},
            relations=[(f"p{number}", "image", f"{number}.png") for number in range(5)],
        ),
    }


def pdf_documents() -> dict[str, Callable[[], bytes]]:
    page = "\n".join(word_documents.SENTENCES * 7)
    return {
        "100 pages, 5 MB": lambda: pdf_files.pdf(*[page] * 100, filling=5 * 2**20),
        "one page, 50 MB": lambda: pdf_files.pdf(page, filling=50 * 2**20 - 2**16),
        "200 slow pages": pdf_files.slow,
        "a page of 19 MB packed": lambda: pdf_files.bomb(19),
        "300 MB packed": lambda: pdf_files.bomb(300),
        "a tree that loops": pdf_files.looping_tree,
    }


def heavy_files() -> dict[str, tuple[str, Callable[[], bytes]]]:
    pictures = {**heavy_pictures.HEAVY, **heavy_pictures.HOSTILE}
    return {
        **{name: ("core.images.make", make) for name, make in pictures.items()},
        **{f"Word: {name}": ("core.wordfile.read", make) for name, make in word_files().items()},
        **{
            f"PDF: {name}": ("tests.core.pdf_files.read", make)
            for name, make in pdf_documents().items()
        },
    }


def article_lists() -> Iterator[tuple[str, int, float]]:
    """What each page of the list of articles costs a chief and a reporter."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from tests.news import many_articles

    with many_articles.scratch_database():
        people = many_articles.fill(ARTICLES)
        for role, user in people.items():
            for name, path in many_articles.pages().items():
                yield f"{role.value}, {name}", *many_articles.cost_of(user, path)


def main(words: list[str]) -> int:
    def is_wanted(name):
        return not words or any(word.lower() in name.lower() for word in words)

    too_much = 0
    for name, measure in speeds().items():
        if is_wanted(name):
            show(f"{name:34}{measure():9.0f} ms")
    with tempfile.TemporaryDirectory() as folder:
        for name, (function, make) in heavy_files().items():
            if is_wanted(name):
                data = make()
                cost = cost_of(function, data, Path(folder))
                too_much += cost.megabytes >= LIMIT
                size = f"{len(data) / 2**20:6.1f} MB"
                figures = f"{cost.megabytes:5} MB more {cost.seconds:7.2f} s"
                show(f"{name:34}{size}{figures}  {cost.refusal}")
    if is_wanted(title := f"article list, {ARTICLES:,} articles"):
        show(f"{title}:")
        for name, statements, taken in article_lists():
            show(f"  {name:32}{statements:3} statements {taken:5.0f} ms")
            too_much += statements > MOST_STATEMENTS or taken > MOST_MILLISECONDS
    return 1 if too_much else 0


def show(line: str) -> None:
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
