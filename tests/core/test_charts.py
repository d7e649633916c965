import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from core.charts import HEIGHT, WIDTH, bar_chart, round_up, share


def chart_of(*values):
    points = [(f"{day:02}/07/2017", value) for day, value in enumerate(values, start=1)]
    return bar_chart(points, title="Lượt đọc mỗi ngày", unit="lượt đọc")


def drawn(chart):
    html = render_to_string("components/bar_chart.html", {"chart": chart})
    return html, ET.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])


class TestBars:
    def test_stand_on_the_ground_in_proportion_to_the_upper_edge(self):
        bars = chart_of(0, 50, 100).bars

        assert [bar.height for bar in bars] == ["0", "100", "200"]
        assert [float(bar.y) + float(bar.height) for bar in bars] == [HEIGHT] * 3

    @pytest.mark.parametrize("days", [1, 7, 30, 365])
    def test_share_the_width_without_touching(self, days):
        bars = chart_of(*range(days)).bars

        right = 0.0
        for bar in bars:
            assert float(bar.x) > right
            right = float(bar.x) + float(bar.width)
        assert right < WIDTH

    def test_of_nothing_are_none(self):
        assert chart_of().bars == ()
        assert chart_of().top == 1


class TestDescription:
    def test_tells_the_sum_and_the_most_and_when(self):
        chart = chart_of(200, 1277)

        assert chart.description == ("Tổng 1.477 lượt đọc; nhiều nhất 1.277 lượt đọc, 02/07/2017.")
        assert chart.total == 1477

    def test_tells_that_there_is_nothing(self):
        assert chart_of(0, 0).description == "Chưa có lượt đọc nào."


class TestDrawing:
    def test_has_a_name_and_says_in_words_what_it_shows(self):
        _, svg = drawn(chart_of(3, 1200))

        assert svg.get("role") == "img"
        named = {part.get("id"): part.text for part in svg}
        assert [named[name] for name in svg.get("aria-labelledby").split()] == [
            "Lượt đọc mỗi ngày",
            "Tổng 1.203 lượt đọc; nhiều nhất 1.200 lượt đọc, 02/07/2017.",
        ]

    def test_comes_with_a_table_of_the_numbers(self):
        html, _ = drawn(chart_of(3, 1200))

        assert '<th scope="row">02/07/2017</th><td>1.200</td>' in html

    def test_has_numbers_as_drawings_want_them_and_no_styles(self):
        html, svg = drawn(chart_of(*range(31)))

        for rect in svg.findall("rect"):
            assert all(float(rect.get(side)) >= 0 for side in ("x", "y", "width", "height"))
        assert "style=" not in html

    def test_escapes_labels(self):
        html, _ = drawn(bar_chart([("<b>", 1)], title="<i>", unit="<u>"))

        assert not any(tag in html for tag in ("<b>", "<i>", "<u>"))


@pytest.mark.parametrize(
    ("value", "top"),
    [
        (0, 1),
        (1, 1),
        (3, 3),
        (7, 8),
        (9, 10),
        (10, 10),
        (11, 20),
        (99, 100),
        (208, 300),
        (1477, 2000),
    ],
)
def test_the_upper_edge_is_a_round_number(value, top):
    assert round_up(value) == top


@pytest.mark.parametrize(
    ("part", "whole", "percent"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (5, 5, 100)]
)
def test_shares_are_in_per_cent(part, whole, percent):
    assert share(part, whole) == percent
