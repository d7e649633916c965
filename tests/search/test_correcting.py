"""What is found when nothing has all the words as they were typed."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.text import fold
from search.correcting import as_written, meant, near
from search.finding import Filters, find
from search.query import Synonyms, parse
from search.spelling import distance
from tests.factories import make_article, make_draft

WITHOUT_SYNONYMS = Synonyms(())
LONG = "Hội nghị sơ kết công tác thi đua khen thưởng Khối các tỉnh miền núi biên giới phía Bắc"
short_words = st.text("abc", max_size=6)


def correct(typed, *pairs, **filters):
    """What is meant by a question that finds nothing."""
    synonyms = Synonyms(pairs)
    query = parse(typed, synonyms)
    assert not find(query, Filters(**filters)), "found as it was typed"
    return meant(query, synonyms, Filters(**filters))


def articles(answer):
    return [hit.object_id for hit in answer.found.hits]


def words(answer):
    return " ".join(word.folded for word in answer.query.words)


def mistakes(word):
    """The word with a letter left out, doubled, swapped with the next, or replaced."""
    for place in range(len(word)):
        before, letter, after = word[:place], word[place], word[place + 1 :]
        yield before + after
        yield before + letter + letter + after
        yield before + "z" + after
        if after and after[0] != letter:
            yield before + after[0] + letter + after[1:]


@pytest.mark.django_db
class TestKeys:
    @pytest.mark.parametrize(
        "typed",
        ["cuwra khaaur thoong minh", "cu73a kha63u tho6ng minh", "Cuwra khaaur THOONG minh"],
    )
    def test_of_telex_and_vni_are_read(self, typed):
        article = make_article(headline="Cửa khẩu thông minh")

        answer = correct(typed)

        assert articles(answer) == [article.pk]
        assert answer.query.typed.lower() == "cửa khẩu thông minh"
        assert answer.is_whole

    def test_prefer_what_is_written_so(self):
        article = make_article(headline="Mã số", published_at=timezone.now() - timedelta(days=9))
        make_article(headline="Má và mẹ")

        assert articles(correct("max"))[0] == article.pk

    def test_that_find_nothing_when_read_are_letters(self):
        article = make_article(headline="Thủ tục bến bãi")

        assert articles(correct("bến bãix")) == [article.pk]


@pytest.mark.django_db
class TestLetters:
    @pytest.mark.parametrize(
        "typed",
        ["hữu ngị", "hữu nghịi", "hữu ngjị", "hữu nhgị", "huu ngi", "hhuu nghi", "uhu nghi"],
    )
    def test_missing_added_replaced_and_swapped_are_mended(self, typed):
        article = make_article(headline="Cửa khẩu Hữu Nghị mở thêm làn")
        make_article(headline="Cửa khẩu Tân Thanh")

        answer = correct(typed)

        assert articles(answer) == [article.pk]
        assert words(answer) == "huu nghi"
        assert answer.is_whole

    @pytest.mark.parametrize("typed", ["ngjị", "nhgi", "nggi", "nghii"])
    def test_of_a_single_word_are_mended(self, typed):
        article = make_article(headline="Hữu Nghị")

        assert articles(correct(typed)) == [article.pk]

    def test_of_two_words_are_mended(self):
        article = make_article(headline="Cửa khẩu Hữu Nghị")
        make_article(headline="Họp ở Hưng Nghĩa")

        assert articles(correct("cửa khảuu hữuu nghị"))[0] == article.pk

    def test_of_a_long_word_may_be_wrong_twice(self):
        article = make_article(headline="Ở Muganganzu")

        assert articles(correct("mugaganzzu")) == [article.pk]

    def test_make_a_word_that_stands_beside_its_neighbours(self):
        make_article(headline="Thành phố: xe tan từng tấn")
        article = make_article(
            headline="Tân Thanh: bãi xe", published_at=timezone.now() - timedelta(days=9)
        )
        make_article(headline="Tân binh thăm xe thang máy")

        answer = correct("tân thahn xe")

        assert words(answer) == "tan thanh xe"
        assert articles(answer)[0] == article.pk

    def test_make_a_word_that_stands_beside_its_neighbours_in_a_text(self):
        make_article(headline="x", body="<p>Cọc của đường, tiểu đội</p>")
        article = make_article(
            headline="y",
            body="<p>Lắp cọc tiêu.</p>",
            published_at=timezone.now() - timedelta(days=9),
        )
        make_article(headline="z", body="<p>Cọc ở xa, tiên tiến</p>")

        answer = correct("cọc tiêuu")

        assert words(answer) == "coc tieu"
        assert article.pk in articles(answer)

    def test_are_mended_when_the_wrong_word_is_a_word_too(self):
        article = make_article(headline="Tuổi trẻ trồng 300 cây xanh")
        make_article(headline="Câu hỏi thường gặp")

        answer = correct("trồng câu xanh")

        assert articles(answer) == [article.pk]
        assert words(answer) == "trong cay xanh"

    def test_make_no_word_that_only_meets_the_others_by_chance(self):
        make_article(headline="Câu hỏi")
        make_article(headline="Họp", body="<p>Cây và màu của bút xanh ở trong</p>")

        assert correct("trồng câu xanh") is None

    def test_are_not_mended_by_what_readers_may_not_see(self):
        make_draft(headline="Hữu Nghị")

        assert correct("hữu ngị") is None

    def test_beside_words_of_one_letter_are_mended(self):
        article = make_article(headline="Họp ở Nghị")
        make_article(headline="Họ và nợ")

        assert articles(correct("họp ở ngjị")) == [article.pk]

    def test_keep_what_is_left_out(self):
        article = make_article(headline="Cửa khẩu Hữu Nghị")
        make_article(headline="Cửa khẩu Hữu Nghị họp")

        assert articles(correct("hữu ngị -họp")) == [article.pk]

    def test_keep_to_what_was_chosen(self):
        make_article(headline="Hữu Nghị")

        assert correct("hữu ngị", kind="notice") is None
        assert correct("hữu ngị", since=timezone.now() + timedelta(days=1)) is None

    def test_find_synonyms_too(self):
        article = make_article(headline="Khu kinh tế cửa khẩu họp")

        answer = correct("họpp kktck", ("KKTCK", "khu kinh tế cửa khẩu"))

        assert articles(answer) == [article.pk]

    @pytest.mark.parametrize("place", range(18))
    def test_of_any_word_of_a_long_headline_are_mended(self, place):
        make_article(headline="Hội nghị sơ kết công tác thi đua của Khối", lead=LONG[:60])
        article = make_article(headline=LONG, published_at=timezone.now() - timedelta(days=9))
        make_article(headline="Công tác thi đua khen thưởng các tỉnh miền núi phía Nam")
        typed = fold(LONG).split()

        for wrong in mistakes(typed[place]):
            question = " ".join([*typed[:place], wrong, *typed[place + 1 :]])
            query = parse(question)
            found = find(query)
            answer = found or meant(query, WITHOUT_SYNONYMS, Filters()).found
            assert answer.hits[0].object_id == article.pk, question


@pytest.mark.django_db
class TestSpaces:
    @pytest.mark.parametrize(
        "typed",
        ["cửa khẩu chima", "cuakhau chima", "CửaKhẩu chi ma", "cuakhauchima", "họp cuakhau"],
    )
    def test_that_are_missing_are_put_in(self, typed):
        article = make_article(headline="Họp ở cửa khẩu Chi Ma")
        make_article(headline="Cửa khẩu: ma")

        answer = correct(typed)

        assert articles(answer)[0] == article.pk
        assert set(words(answer).split()) <= {"hop", "cua", "khau", "chi", "ma"}
        assert answer.is_whole

    def test_of_a_long_row_of_letters_cost_no_more(self):
        make_article(headline="ma mama am ama mam maam")

        started = time.perf_counter()
        correct("mamamamamamamamamamaq " * 3 + "ma" * 60)

        assert time.perf_counter() - started < 2

    def test_are_put_only_where_the_words_stand_side_by_side(self):
        make_article(headline="Cửa hàng bán khẩu trang")

        assert correct("cuakhau") is None


@pytest.mark.django_db
class TestWords:
    def test_that_ask_are_not_looked_for(self):
        article = make_article(headline="Thủ tục thuê mặt bằng")

        for typed in (
            "cho tôi hỏi thủ tục thuê mặt bằng",
            "thủ tục thuê mặt bằng như thế nào",
            "thuê mặt bằng ở đâu?",
            "thue mat bang can gi",
        ):
            answer = correct(typed)
            assert articles(answer) == [article.pk]
            assert not answer.is_whole

    def test_that_ask_may_stand_beside_misspelt_ones(self):
        article = make_article(headline="Thủ tục thuê mặt bằng")

        answer = correct("cho tôi hỏi thủ tụcc thuê mặt bằng")

        assert articles(answer) == [article.pk]
        assert not answer.is_whole

    def test_that_only_ask_find_nothing(self):
        make_article(headline="Thủ tục thuê mặt bằng")

        assert correct("ở đâu") is None

    def test_that_are_nowhere_are_left_out(self):
        article = make_article(headline="Bảo trì trang thông tin điện tử của Ban Quản lý")
        make_article(headline="Trang thông tin điện tử mới")

        answer = correct("bảo trì trang thông tin qwertz")

        assert articles(answer) == [article.pk]
        assert not answer.is_whole

    def test_of_a_title_make_it_the_question_when_it_is_nearly_the_same(self):
        make_article(headline="Bảo trì trang thông tin điện tử từ ngày 28")

        answer = correct("bảo trì trang thông tin điện tử từ ngày qwertz 28")

        assert answer.is_whole
        assert words(answer) == "bao tri trang thong tin dien tu tu ngay 28"

    @pytest.mark.parametrize(
        "typed", ["", "…", "-họp", "qwertz", "qwertz uiop", "一二三", "0987654"]
    )
    def test_that_nobody_wrote_find_nothing(self, typed):
        make_article(headline="Cửa khẩu Hữu Nghị")

        assert correct(typed) is None

    def test_after_the_wrong_one_stay_in_the_question(self):
        make_article(headline=LONG)

        assert words(correct(fold(LONG).replace("nghi", "ngji"))) == fold(LONG)

    def test_of_any_length_are_looked_at(self):
        article = make_article(headline="Cửa khẩu Hữu Nghị")

        assert correct("x " * 99) is None
        assert articles(correct("hữu " * 20 + "ngị " * 12)) == [article.pk]


class TestAsWritten:
    @pytest.mark.parametrize(
        ("typed", "titles", "shown"),
        [
            ("huu nghi", ["Cửa khẩu Hữu Nghị"], "Hữu Nghị"),
            ("huu nghi", ["Tân Thanh", "“Hữu Nghị”: điều tiết"], "Hữu Nghị"),
            ("dong dang lang son", ["Ở Đồng Đăng - Lạng Sơn."], "Đồng Đăng - Lạng Sơn"),
            ("so 138 2008", ["Quyết định số 138/2008"], "số 138/2008"),
            ("nghi huu", ["Hữu Nghị"], "nghị hữu"),
            ("tinh bot san", ["Bột mì", "Tinh bột và sắn"], "tinh bột sắn"),
            ("ngh", ["Hữu Nghị"], "ngh"),
            ("huu nghi", [], "huu nghi"),
            ("", ["Hữu Nghị"], ""),
        ],
    )
    def test_is_the_question_as_a_title_writes_it(self, typed, titles, shown):
        assert as_written(parse(typed), titles) == shown

    def test_keeps_the_words_that_were_typed_right(self):
        assert as_written(parse("tinh bot san"), [], "Tinh bột sắnn") == "tinh bột san"


@pytest.mark.django_db
class TestNear:
    """Questions that find something, but nothing with the words side by side."""

    @pytest.fixture(autouse=True)
    def articles(self):
        make_article(headline="Cửa khẩu Hữu Nghị")
        make_article(headline="Nghĩ về cái hũ", body="<p>Năm điều hụ hợ</p>")
        make_article(headline="Phong trào thi đua", body="<p>Bàn chân đau, đi thi</p>")

    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("hu nghi", "huu nghi"),
            ("Thi đau", "thi dua"),
            ("cua khau huu ngh", "cua khau huu nghi"),
        ],
    )
    def test_are_what_a_letter_more_or_less_finds_side_by_side(self, typed, meant):
        query = near(parse(typed), Synonyms(())).query

        assert [word.folded for word in query.words] == meant.split()

    @pytest.mark.parametrize("typed", ["nghi", '"hu nghi"', "hu nghi -xe", "ve nghi", "a b c d e"])
    def test_are_none_where_nothing_is_nearer(self, typed):
        assert near(parse(typed), Synonyms(())) is None


class TestDistance:
    @pytest.mark.parametrize(
        ("one", "other", "far"),
        [
            ("nghi", "nghi", 0),
            ("nghi", "ngi", 1),
            ("nghi", "nghii", 1),
            ("nghi", "nghj", 1),
            ("nghi", "nhgi", 1),
            ("nghi", "", 4),
            ("ca", "abc", 3),  # a pair that was swapped stays as it is
            ("khau", "cua", 3),
        ],
    )
    def test_counts_letters_to_change(self, one, other, far):
        assert distance(one, other) == far

    @given(short_words, short_words)
    def test_is_the_same_both_ways(self, one, other):
        assert distance(one, other) == distance(other, one)
        assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))

    @given(short_words)
    def test_is_one_for_every_single_mistake(self, word):
        assert {distance(word, wrong) for wrong in mistakes(word)} <= {1}
