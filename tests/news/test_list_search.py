"""The search box above the list of articles: any status, whatever of the article was typed."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts.roles import Role
from news.models import Article, Attachment
from organization.models import Unit
from tests.factories import make_account, make_article, make_draft, make_section

pytestmark = pytest.mark.django_db

LIST = "/quan-tri/news/article/"
ODD = [
    "'",
    '"',
    "\\",
    "&|!():*",
    "a\\b:*",
    "<script>",
    "%",
    "_",
    "😀",
    "''",
    "'' x",
    "\0",
    "-",
    '""',
]
ODD += ["a" * 5000, "a " * 500, "9" * 30, "-a -b", "<->", "x:*", "²", "١٢٣", "友谊", "\u0301", '"a']


@pytest.fixture
def desk(client):
    client.force_login(make_account(Role.ADMINISTRATOR))
    return client


def found(client, typed):
    return set(client.get(LIST, {"q": typed}).context["cl"].queryset)


def attach(article, title, text=""):
    return Attachment.objects.create(
        article=article, title=title, file="a.pdf", kind="pdf", size=9, text=text
    )


class TestWords:
    @pytest.mark.parametrize("status", Article.Status)
    def test_find_articles_of_any_status(self, desk, status):
        article = make_article(headline="Kiểm tra cửa khẩu Chi Ma", status=status)
        make_article(headline="Chuyện khác", status=status)

        assert found(desk, "chi ma") == {article}

    @pytest.mark.parametrize("status", Article.Status)
    def test_find_what_was_changed_since(self, desk, status):
        article = make_article(headline="Tên ban đầu", status=status)
        article.headline = "Mới sửa xong"
        article.save()

        assert found(desk, "moi sua xong") == {article}
        assert found(desk, "ten ban dau") == set()

    @pytest.mark.parametrize(
        "field", ["kicker", "headline", "lead", "body", "byline", "source", "dateline"]
    )
    def test_are_looked_for_in_everything_that_is_written(self, desk, field):
        article = make_article(**{field: "Đường mòn Tà Lài"})
        make_article()

        assert found(desk, "tà lài") == found(desk, "duong mon ta lai") == {article}

    def test_are_looked_for_in_titles_and_texts_of_attachments(self, desk):
        article = make_draft()
        attach(article, "Phụ lục tờ khai", "Danh mục hàng quá cảnh")
        attach(make_draft(), "Khác")

        assert found(desk, "phu luc to khai") == {article}
        assert found(desk, "hàng quá cảnh") == {article}

    @pytest.mark.parametrize(
        "typed", ["cua khau huu ngh", "hữu n", "HỮU", "nghị cử", '"cửa khẩu" hữu', '"hữu nghị"']
    )
    def test_may_be_begun_at_the_end(self, desk, typed):
        article = make_article(headline="Cửa khẩu Hữu Nghị")
        make_article(headline="Cửa khẩu Tân Thanh")

        assert found(desk, typed) == {article}

    @pytest.mark.parametrize("typed", ["c khau huu", "hi", "cua khau khong", '"nghị hữu"'])
    def test_that_are_not_there_find_nothing(self, desk, typed):
        make_article(headline="Cửa khẩu Hữu Nghị")

        assert found(desk, typed) == set()

    def test_in_quotes_stand_side_by_side(self, desk):
        beside = make_article(headline="Tân Thanh mở lại")
        apart = make_article(headline="Tân binh lên Thanh Loà")

        assert found(desk, '"tân thanh"') == {beside}
        assert found(desk, "tân thanh") == {beside, apart}

    def test_with_a_minus_are_left_out(self, desk):
        make_article(headline="Họp trực tuyến")
        article = make_article(headline="Họp tại chỗ")

        assert found(desk, "họp -tuyến") == {article}

    @pytest.mark.parametrize("typed", ODD)
    def test_of_any_kind_get_a_page(self, desk, typed):
        make_article()

        response = desk.get(LIST, {"q": typed})

        assert response.status_code in (200, 302)  # as Django does with what cannot be a search

    @pytest.mark.parametrize("typed", ["…", "%", "-ban", "''"])
    def test_that_are_none_find_nothing(self, desk, typed):
        make_article()

        assert found(desk, typed) == set()

    def test_left_empty_find_everything(self, desk):
        articles = {make_article(), make_draft()}

        assert found(desk, "") == found(desk, "  ") == articles


class TestNumbers:
    def test_of_an_article_find_it(self, desk):
        article = make_draft()
        make_draft()

        assert found(desk, str(article.pk)) == {article}

    def test_find_what_has_them_in_the_text_too(self, desk):
        article = make_draft()
        other = make_article(body=f"<p>Có {article.pk} xe qua</p>")

        assert found(desk, str(article.pk)) == {article, other}

    @pytest.mark.parametrize(
        "typed", ["138/2008/QĐ-TTg", "138/2008/qd-ttg", "138 2008 qđ ttg", "138/2008", "138/20"]
    )
    def test_of_documents_are_found_in_any_spelling(self, desk, typed):
        article = make_draft(body="<p>Theo Quyết định 138/2008/QĐ-TTg ngày 14/10</p>")
        make_draft(body="<p>Theo Quyết định 138/2009/QĐ-BTC</p>")

        assert article in found(desk, typed)

    def test_of_documents_are_told_apart(self, desk):
        one = make_draft(headline="Quyết định 138/2008/QĐ-TTg")
        make_draft(headline="Quyết định 138/2009/QĐ-TTg")

        assert found(desk, "138/2008/QĐ-TTg") == {one}

    @pytest.mark.parametrize("typed", ["0", "99999999999", "-1", "1.0"])
    def test_of_no_article_find_nothing(self, desk, typed):
        make_draft()

        assert found(desk, typed) == set()


class TestWriters:
    @pytest.fixture
    def writer(self):
        writer = make_account(Role.REPORTER, "dao")
        get_user_model().objects.filter(pk=writer.pk).update(
            last_name="Hoàng Thị", first_name="Đào"
        )
        return writer

    @pytest.mark.parametrize("typed", ["Hoàng Thị Đào", "đào hoàng", "hoang thi dao"])
    def test_are_found_by_their_name(self, desk, writer, typed):
        article = make_draft(created_by=writer)
        make_draft(created_by=make_account(Role.REPORTER, "khac"))
        make_draft()

        assert found(desk, typed) == {article}

    def test_are_found_besides_what_is_written_about_them(self, desk, writer):
        own, about = make_draft(created_by=writer), make_article(lead="Bà Hoàng Thị Đào dự họp")

        assert found(desk, "hoàng thị đào") == {own, about}

    def test_are_found_by_all_the_words_only(self, desk, writer):
        make_draft(created_by=writer)

        assert found(desk, "hoang dao cua khau") == set()


class TestMeant:
    """By what was typed nothing is found."""

    @pytest.mark.parametrize("typed", ["huwxu nghij", "hu74u nghi5", "hưu ngị", "cu khau huu"])
    def test_is_shown_and_said(self, desk, typed):
        article = make_article(headline="Cửa khẩu Hữu Nghị mở lại")
        make_article(headline="Bãi xe Tân Thanh")

        response = desk.get(LIST, {"q": typed})

        assert list(response.context["cl"].result_list) == [article]
        [said] = response.context["messages"]
        written = "Cửa khẩu Hữu" if "khau" in typed else "Hữu Nghị"
        assert str(said) == (f"Không có bài nào chứa “{typed}”. Đang hiện kết quả cho “{written}”.")

    def test_is_said_without_any_markup_that_was_typed(self, desk):
        make_article(headline="Hữu Nghị")

        page = desk.get(LIST, {"q": "<hưu ngị"}).content.decode()

        assert "Không có bài nào chứa “&lt;hưu ngị”" in page

    def test_may_be_a_draft_typed_as_keys(self, desk):
        article = make_draft(headline="Tân Thanh")

        assert found(desk, "taan thanh") == {article}

    @pytest.mark.parametrize("typed", ["bãi xe", "bai xa"])
    def test_is_not_guessed_when_something_is_found(self, desk, typed):
        articles = [make_article(headline="Bãi xe"), make_article(headline="Bãi xa")]

        response = desk.get(LIST, {"q": typed})

        assert list(response.context["cl"].queryset) == [articles["xa" in typed]]
        assert not response.context["messages"]

    def test_is_not_guessed_when_only_the_filter_finds_nothing(self, desk):
        make_article(headline="Bãi xe")
        make_draft(headline="Bãi xa")

        response = desk.get(LIST, {"q": "bãi xe", "status__exact": "draft"})

        assert response.context["cl"].result_count == 0
        assert not response.context["messages"]

    def test_is_looked_for_within_the_filter(self, desk):
        make_article(headline="Hữu Nghị")
        draft = make_draft(headline="Hữu Nghị")

        response = desk.get(LIST, {"q": "huwxu nghij", "status__exact": "draft"})

        assert list(response.context["cl"].queryset) == [draft]

    def test_ends_at_what_others_write(self, client):
        make_draft(headline="Hữu Nghị", created_by=make_account(Role.REPORTER, "khac"))
        client.force_login(make_account(Role.REPORTER))

        assert found(client, "huwxu nghij") == set()

    def test_can_be_worked_with(self, desk):
        article = make_article(headline="Hữu Nghị")
        form = {"action": "withdraw", "_selected_action": article.pk}

        desk.post(f"{LIST}?q=hưu+ngị", {**form, "confirmed": "1", "reason": "Trùng"})

        article.refresh_from_db()
        assert article.status == Article.Status.WITHDRAWN


class TestRights:
    def test_of_a_reporter_end_at_what_others_write(self, client):
        reporter, other = make_account(Role.REPORTER), make_account(Role.REPORTER, "khac")
        own = make_draft(headline="Bài về Chi Ma", created_by=reporter)
        hidden = make_draft(headline="Bài về Chi Ma", created_by=other)
        attach(hidden, "Chi Ma")
        client.force_login(reporter)

        assert found(client, "chi ma") == {own}
        assert found(client, str(hidden.pk)) == set()
        assert found(client, "khac") == set()

    def test_end_at_the_sections_of_one_s_unit(self, client):
        unit = Unit.objects.create(name="Phòng")
        own = make_draft(headline="Chi Ma", section=make_section(unit=unit))
        make_draft(headline="Chi Ma", section=make_section())
        client.force_login(make_account(Role.EDITOR, unit=unit, is_limited=True))

        assert found(client, "chi ma") == {own}

    def test_leave_the_trash_alone(self, desk):
        make_draft(headline="Chi Ma", deleted_at=timezone.now())

        assert found(desk, "chi ma") == set()


@pytest.mark.parametrize("articles", [1, 60])
@pytest.mark.parametrize("typed", ["cua khau", '"cua khau"', "12", "hoang dao", "cua -khong"])
def test_looking_costs_the_same_however_much_is_found(
    desk, django_assert_max_num_queries, articles, typed
):
    section = make_section()
    for _ in range(articles):
        article = make_article(headline="Cửa khẩu số 12, Hoàng Đào", section=section)
        attach(article, "Cửa khẩu số 12")

    with django_assert_max_num_queries(12):
        response = desk.get(LIST, {"q": typed})

    assert response.context["cl"].result_count == articles
