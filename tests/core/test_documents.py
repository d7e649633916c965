import io
import logging
import time
import unicodedata
import zipfile

import pytest

from core import documents
from tests.core import pdf_files, word_documents
from tests.core.measuring import cost_of
from tests.core.pdf_files import SENTENCE, pdf
from tests.core.word_documents import p, package, r, root

LINES = "\n".join(["Lạng Sơn", SENTENCE, *word_documents.SENTENCES, "Nơi nhận"])
ODF = "urn:oasis:names:tc:opendocument:xmlns"
LIMIT = 300  # megabytes


def text_of(data, kind="pdf"):
    return documents.text_of(io.BytesIO(data), kind)


def odt(body, head=""):
    content = (
        f'{head}<office:document-content xmlns:office="{ODF}:office:1.0" '
        f'xmlns:text="{ODF}:text:1.0"><office:body><office:text>{body}</office:text>'
        "</office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text", zipfile.ZIP_STORED)
        made.writestr("content.xml", content)
    return out.getvalue()


SAME = {  # one sentence in files of each kind
    "pdf": pdf(SENTENCE),
    "docx": package(p(SENTENCE)),
    "odt": odt(f"<text:p>{SENTENCE}</text:p>"),
}


class TestTextOf:
    @pytest.mark.parametrize("kind", SAME)
    def test_has_every_word_with_all_its_marks(self, kind):
        assert text_of(SAME[kind], kind) == SENTENCE

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            (pdf(unicodedata.normalize("NFD", SENTENCE)), "pdf"),
            (package(p(unicodedata.normalize("NFD", SENTENCE))), "docx"),
            (pdf(unicodedata.normalize("NFD", SENTENCE).replace("\u0323", " \u0323")), "pdf"),
        ],
        ids=["pdf", "docx", "marks that stand apart"],
    )
    def test_is_composed(self, data, kind):
        assert text_of(data, kind) == SENTENCE

    @pytest.mark.parametrize("coding", [word_documents.to_tcvn3, word_documents.to_vni])
    @pytest.mark.parametrize("kind", ["pdf", "docx"])
    def test_is_unicode_whatever_it_was_typed_in(self, coding, kind):
        typed = coding(LINES)
        data = {
            "pdf": lambda: pdf(typed, coded="latin-1"),
            "docx": lambda: package("".join(map(p, typed.split("\n")))),
        }

        assert text_of(data[kind](), kind) == " ".join(LINES.split())

    def test_reads_from_the_beginning_of_a_file_that_was_read(self):
        file = io.BytesIO(SAME["pdf"])
        file.read()

        assert documents.text_of(file, "pdf") == SENTENCE

    @pytest.mark.parametrize("kind", ["pdf", "docx", "odt"])
    def test_is_no_longer_than_promised(self, kind):
        long = f"{SENTENCE}. " * 4000
        data = {
            "pdf": lambda: pdf(*[f"{SENTENCE}.\n" * 40] * 100),
            "docx": lambda: package(p(long)),
            "odt": lambda: odt(f"<text:p>{long}</text:p>"),
        }

        text = text_of(data[kind](), kind)

        assert documents.MAX_LETTERS - len(SENTENCE) < len(text) <= documents.MAX_LETTERS
        assert text.startswith(f"{SENTENCE}. {SENTENCE}.")

    @pytest.mark.parametrize("kind", ["xlsx", "ods", "png", ""])
    def test_is_empty_for_other_kinds(self, kind):
        assert text_of(SAME["docx"], kind) == ""

    @pytest.mark.parametrize("kind", ["pdf", "docx", "odt"])
    @pytest.mark.parametrize(
        "broken",
        [lambda data: b"", lambda data: data[: len(data) // 2], lambda data: b"%PDF-1.7 PK\x03"],
        ids=["empty", "truncated", "something else"],
    )
    def test_is_empty_for_broken_files_and_tells_the_log(self, kind, broken, caplog):
        caplog.set_level(logging.INFO)

        assert text_of(broken(SAME[kind]), kind) == ""
        assert "was not read to its end" in caplog.text
        assert {record.levelname for record in caplog.records} == {"INFO"}


class TestPdf:
    def test_is_read_page_after_page(self):
        assert text_of(pdf("Trang một", "Trang hai")) == "Trang một Trang hai"

    def test_is_read_up_to_a_page(self):
        text = text_of(pdf(*[f"Trang {number}." for number in range(1, 251)]))

        assert text.startswith("Trang 1. Trang 2.")
        assert text.endswith("Trang 199. Trang 200.")

    @pytest.mark.parametrize(
        "make",
        [
            pdf_files.scan,
            pdf_files.locked,
            pdf_files.looping_tree,
            pdf_files.endless_forms,
            pdf_files.deep_array,
            lambda: pdf_files.bomb(300),
        ],
        ids=["scan", "locked", "looping tree", "endless forms", "deep array", "bomb of 300 MB"],
    )
    def test_without_words_that_can_be_had_is_done_with_quickly(self, make, tmp_path):
        data = make()

        cost = cost_of("tests.core.pdf_files.read", data, tmp_path)

        assert text_of(data) == ""
        assert cost.megabytes < LIMIT
        assert cost.seconds < 5

    def test_that_takes_its_time_is_left_when_the_time_is_over(self):
        began = time.monotonic()

        text = text_of(pdf_files.slow())

        assert 1 < text.count("a") < 200
        assert time.monotonic() - began < documents.PDF_SECONDS + 2

    def test_whose_reading_hangs_is_killed(self, monkeypatch, caplog):
        caplog.set_level(logging.INFO)
        monkeypatch.setattr(documents, "PDF_SECONDS", 0.01)

        assert text_of(SAME["pdf"]) == ""
        assert "no time left" in caplog.text

    def test_of_the_largest_size_stays_within_the_memory(self, tmp_path):
        data = pdf(SENTENCE, filling=50 * 2**20)

        cost = cost_of("tests.core.pdf_files.read", data, tmp_path)

        assert text_of(data) == SENTENCE
        assert cost.megabytes < LIMIT


class TestDocx:
    def test_parts_words_where_paragraphs_tabs_and_lines_end(self):
        body = p("Điều 1") + "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"

        assert text_of(package(body + "</w:p>"), "docx") == "Điều 1 a b c"

    def test_joins_words_that_editing_had_split(self):
        body = f"<w:p>{r('Quyết đ')}{r('ịnh', '<w:b/>')}</w:p>"

        assert text_of(package(body), "docx") == "Quyết định"

    def test_holds_tables_text_boxes_and_notes_once(self):
        box = (
            "<mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
            "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
        ).format(p("Khung"))
        body = f"<w:tbl><w:tr><w:tc>{p('Ô')}</w:tc></w:tr></w:tbl><w:p><w:r>{box}</w:r></w:p>"
        notes = root("footnotes", f"<w:footnote>{p('Chú thích')}</w:footnote>")
        data = package(body, parts={"footnotes.xml": notes})

        assert text_of(data, "docx") == "Ô Khung Chú thích"

    def test_leaves_out_what_was_deleted_or_moved_away(self):
        body = (
            "<w:p><w:del><w:r><w:delText>xóa</w:delText></w:r></w:del>"
            f"<w:moveFrom>{r('chuyển')}</w:moveFrom><w:ins>{r('còn')}</w:ins></w:p>"
        )

        assert text_of(package(body), "docx") == "còn"

    @pytest.mark.parametrize(
        "make",
        [
            lambda: package(p("&b;"), head='<!DOCTYPE x [<!ENTITY b "bom">]>'),
            lambda: package(p("a" * 30 * 2**20)),
            lambda: package("<w:p>" + "<w:r/>" * 600_000 + "</w:p>"),
        ],
        ids=["entities", "flood of text", "flood of tags"],
    )
    def test_that_is_hostile_has_no_words(self, make):
        assert text_of(make(), "docx") == ""


class TestOdt:
    def test_parts_words_where_paragraphs_tabs_and_lines_end(self):
        body = (
            "<text:h>Điều 1</text:h><text:p>Quyết <text:span>đ</text:span>ịnh<text:s/>số"
            "<text:tab/>138<text:line-break/>năm 2008</text:p>"
        )

        assert text_of(odt(body), "odt") == "Điều 1 Quyết định số 138 năm 2008"

    def test_leaves_out_comments_and_what_was_deleted(self):
        body = (
            "<text:tracked-changes><text:p>xóa</text:p></text:tracked-changes><text:p>còn"
            "<office:annotation><text:p>ghi chú</text:p></office:annotation> lại</text:p>"
        )

        assert text_of(odt(body), "odt") == "còn lại"

    def test_that_is_hostile_has_no_words(self):
        data = odt("<text:p>&b;</text:p>", head='<!DOCTYPE x [<!ENTITY b "bom">]>')

        assert text_of(data, "odt") == ""
