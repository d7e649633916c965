"""The words inside documents that readers are given as files, so that search can find them."""

import io
import logging
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from typing import BinaryIO

from lxml import etree

from core import apart, legacy
from core.text import normalize
from core.wordfile.package import Package

MAX_LETTERS = 100_000
PDF_SECONDS = 10  # until the process that reads a PDF is killed, whatever it waits for

_READ_AT_MOST = 3 * MAX_LETTERS  # a letter with two marks may come as three
# Where the programs that make PDFs place a mark by itself, it comes with a space before it.
_SPACE_BEFORE_MARK = re.compile(r"[^\S\n]+(?=[\u0300-\u036f])")
logger = logging.getLogger(__name__)


def text_of(file: BinaryIO, kind: str) -> str:
    """Return the words of a PDF, DOCX or ODT (*kind* "pdf" …), for search and nothing else.

    They are normalized, with single spaces, at most MAX_LETTERS characters of the first 200 pages;
    what was typed in TCVN3 or VNI is converted. Of a file that is broken, locked or too much, what
    could be read until then, mostly ""; of a scan, and of other kinds, "". That is never an error:
    the upload door has taken the file. OSError means that this machine cannot read files now.

    Any file costs at most 10 seconds and 300 MB. A DOCX or ODT is read here, within the limits of
    core.wordfile; a PDF in a process of its own (core/pdftext.py says why).
    """
    read = _READERS.get(kind)
    if read is None:
        return ""
    file.seek(0)
    return _tidied(read(file.read()))


def _of_pdf(data: bytes) -> str:
    found, problem = apart.run("core.pdftext", data, seconds=PDF_SECONDS)
    if problem:
        logger.info("A PDF of %d bytes was not read to its end: %s", len(data), problem)
    return found.decode("utf-8", "ignore")


def _of_docx(data: bytes) -> str:
    return _of_archive(data, Package, _words_of_docx)


def _of_odt(data: bytes) -> str:
    return _of_archive(data, _OpenDocument, _words_of_odt)


def _of_archive(
    data: bytes, package: type[Package], words: Callable[[Package], Iterator[str]]
) -> str:
    found: list[str] = []
    left = _READ_AT_MOST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for piece in words(package(archive)):
                found.append(piece)
                left -= len(piece)
                if left <= 0:
                    break
    except Exception as problem:  # tampered archives and XML fail in ways beyond listing
        name = type(problem).__name__
        logger.info("A document of %d bytes was not read to its end: %s", len(data), name)
    return "".join(found)


class _OpenDocument(Package):
    """An .odt is an archive of XML too, and read with the same care."""

    def _refuse_kind(self) -> None:
        """The upload door has looked."""

    def _main_part(self) -> str:
        return "content.xml"


_WORD_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What says again what stands beside it, and what was moved elsewhere. Deleted text has a tag of
# its own, and comments a part.
_WORD_SKIPPED = {"Fallback", "moveFrom"}


def _words_of_docx(package: Package) -> Iterator[str]:
    notes = [part for kind in ("footnotes", "endnotes") for part in package.related(kind)]
    for part in dict.fromkeys([package.main, *notes]):
        walk = etree.iterwalk(package.xml(part), events=("start", "end"))
        for event, element in walk:
            name = etree.QName(element).localname
            if name == "p":
                yield "\n"
            elif event == "end":
                continue
            elif name == "t":
                yield element.text or ""
            elif name in _WORD_SKIPPED:
                walk.skip_subtree()
            else:
                yield _WORD_BREAKS.get(name, "")


_ODT_BREAKS = {"s": " ", "tab": "\t", "line-break": "\n"}
_ODT_SKIPPED = {"annotation", "tracked-changes", "note-citation", "forms", "scripts", "styles"}


def _words_of_odt(package: Package) -> Iterator[str]:
    walk = etree.iterwalk(package.xml(package.main), events=("start", "end"))
    for event, element in walk:
        name = etree.QName(element).localname
        if name in ("p", "h"):
            yield "\n"
        if event == "end":
            yield element.tail or ""
        elif name in _ODT_SKIPPED:
            walk.skip_subtree()
        else:
            yield _ODT_BREAKS.get(name, "")
            yield element.text or ""


_READERS = {"pdf": _of_pdf, "docx": _of_docx, "odt": _of_odt}


def _tidied(text: str) -> str:
    """Bring what a reader found into the form that is promised."""
    text = _SPACE_BEFORE_MARK.sub("", text[:_READ_AT_MOST])
    return " ".join(normalize(_converted(text)).split())[:MAX_LETTERS].rstrip()


def _converted(text: str) -> str:
    """Convert the lines in an old coding: those that are clear, and short ones that lean the
    way most of the others do."""
    lines = text.splitlines()
    kinds = [legacy.detect(line) for line in lines]
    usual = Counter(filter(None, kinds)).most_common(1)
    if not usual:
        return text
    return "\n".join(
        legacy.convert(line, kind or usual[0][0])
        if kind or legacy.leaning(line, usual[0][0]) > 0
        else line
        for line, kind in zip(lines, kinds, strict=True)
    )
