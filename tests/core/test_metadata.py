import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metadata import breadcrumb_list, ld_script, shorten

START, END = '<script type="application/ld+json">', "</script>"


def data_of(script):
    return json.loads(script.removeprefix(START).removesuffix(END))


class TestLdScript:
    @pytest.mark.parametrize(
        "hostile",
        [
            "</script><script>alert(1)</script>",
            "</SCRIPT >",
            "<!--<script>",
            "]]>",
            "\u2028alert(1)\u2029",
            "&lt;/script&gt;",
            '"}</script>',
        ],
    )
    def test_cannot_be_ended_early(self, hostile):
        script = ld_script({"headline": hostile})

        body = script.removeprefix(START).removesuffix(END)
        assert not set("<>&\u2028\u2029") & set(body)
        assert data_of(script)["headline"] == hostile

    @given(st.text())
    def test_says_what_it_was_given(self, text):
        assert data_of(ld_script({"name": text}))["name"] == text

    def test_keeps_vietnamese_readable(self):
        assert "Hữu Nghị" in ld_script({"name": "Hữu Nghị"})

    def test_names_its_vocabulary(self):
        assert data_of(ld_script({"@type": "WebSite"})) == {
            "@context": "https://schema.org",
            "@type": "WebSite",
        }


def test_breadcrumb_list_counts_from_home():
    trail = (("Trang chủ", "/"), ("Liên hệ", "/lien-he/"))

    assert breadcrumb_list(trail)["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "Trang chủ", "item": "/"},
        {"@type": "ListItem", "position": 2, "name": "Liên hệ", "item": "/lien-he/"},
    ]


class TestShorten:
    @pytest.mark.parametrize(
        ("words", "limit", "short"),
        [
            ("", 160, ""),
            ("Đủ ngắn.", 160, "Đủ ngắn."),
            ("  Có khoảng trắng \n", 160, "Có khoảng trắng"),
            ("một hai ba bốn", 14, "một hai ba bốn"),
            ("một hai ba bốn", 13, "một hai ba…"),
            ("một hai, ba bốn", 10, "một hai…"),
            ("Nơi nhận: VT./.", 160, "Nơi nhận: VT"),
            ("Hết lời. ./.", 160, "Hết lời."),
            ("Hết lời..../", 160, "Hết lời"),
            ("một hai ./.", 160, "một hai"),
            ("một hai ba ./. bốn năm sáu", 16, "một hai ba…"),
        ],
    )
    def test_cuts_at_a_word_and_drops_the_closing_sign(self, words, limit, short):
        assert shorten(words, limit) == short

    @given(st.text(), st.integers(2, 200))
    def test_never_passes_the_limit(self, words, limit):
        assert len(shorten(words, limit)) <= limit
