"""Write the words of the PDF on standard input to standard output, page after page, as UTF-8.

A program of its own, run by core.documents: a PDF may nest, repeat and inflate without end, and no
reader of PDFs withstands everything. Here pypdf refuses what it knows; what it does not know meets
the limits of this process, and the portal only sees it end. What was written until then is kept.

It imports next to nothing of the portal, so it starts in a fifth of a second.
"""

import io
import itertools
import sys
import time

import pypdf

from core import apart

MAX_PAGES = 200
MAX_LETTERS = 300_000  # three times what is kept: a letter with two marks may come as three
MAX_SECONDS = 5  # of processor time, asked between pages
MAX_SECONDS_IN_ALL = 8  # when the kernel ends the process, in the middle of a page
MAX_MEMORY = 320 * 2**20  # with the file itself, which has at most 50 MB
MAX_STREAM = 20_000_000  # bytes of one stream after decompression; a page of a book has some 5,000
MAX_STEPS = 500_000  # that draw one page; pypdf itself stops at four times as many


def main() -> None:
    apart.limit(memory=MAX_MEMORY, seconds=MAX_SECONDS_IN_ALL, written=4 * MAX_LETTERS)
    with pypdf.apply_configuration(
        zlib_maximum_output_length=MAX_STREAM,
        lzw_maximum_output_length=MAX_STREAM,
        run_length_maximum_output_length=MAX_STREAM,
        array_based_stream_maximum_output_length=MAX_STREAM,
        stream_decoding_work_maximum_length=2 * MAX_STREAM,
        stream_parsing_work_maximum_count=MAX_STEPS,
        jbig2dec_binary=None,  # it runs no other program
    ):
        _write(pypdf.PdfReader(io.BytesIO(sys.stdin.buffer.read())))


def _write(reader: pypdf.PdfReader) -> None:
    left = MAX_LETTERS
    for page in itertools.islice(reader.pages, MAX_PAGES):
        text = _words(page)[:left]
        sys.stdout.buffer.write(text.encode("utf-8", "ignore") + b"\n")
        sys.stdout.buffer.flush()
        left -= len(text)
        if left <= 0 or time.process_time() > MAX_SECONDS:
            return


def _words(page: pypdf.PageObject) -> str:
    try:
        return page.extract_text()
    except Exception:  # one broken page, or a hostile one; the others may be whole
        return ""


if __name__ == "__main__":
    main()
