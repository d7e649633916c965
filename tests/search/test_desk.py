"""“Từ đồng nghĩa” at the desk."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.roles import Role
from audit.models import Action
from audit.models import Entry as LogEntry
from search.models import Synonym
from search.query import Synonyms, parse
from tests.factories import make_account, make_agency, make_article

pytestmark = pytest.mark.django_db

LIST = reverse("admin:search_synonym_changelist")
ADD = reverse("admin:search_synonym_add")
ONE_WORD_TWICE = [("UBND", "ubnd"), ("ủy ban", "Uỷ  Ban!"), ("hoà bình", "hòa bình"), ("x", "x.")]
NO_WORD = [("…", "ba chấm"), ("%", "phần trăm"), ("gạch", "-"), ("a", "“”")]


@pytest.fixture
def desk(client):
    make_agency()
    client.force_login(make_account(Role.ADMINISTRATOR))
    return client


def found(client, typed):
    response = client.get(reverse("search"), {"q": typed})
    return [result.address for result in response.context.get("results", ())]


class TestSynonyms:
    def test_work_from_the_moment_they_are_saved(self, desk):
        article = make_article(headline="Họp Tổ công tác liên ngành")
        assert found(desk, "tctln") == []

        desk.post(ADD, {"short": "TCTLN", "full": "tổ công tác liên ngành"})
        assert found(desk, "tctln") == [article.get_absolute_url()]

        Synonym.objects.get(short="TCTLN").delete()
        assert found(desk, "tctln") == []

    def test_are_all_edited_in_the_list(self, desk):
        Synonym.objects.exclude(short="KCN").delete()
        synonym = Synonym.objects.get()
        typed = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "_save": "1"}
        typed |= {"form-0-id": synonym.pk, "form-0-short": " KCN ", "form-0-full": "khu  CN"}

        desk.post(LIST, typed)

        synonym.refresh_from_db()
        assert str(synonym) == "KCN = khu CN"

    def test_have_boxes_with_names_and_a_way_to_try_them(self, desk):
        page = desk.get(LIST).content.decode()

        assert 'aria-label="KCN = khu công nghiệp: Viết đầy đủ"' in page
        assert '<a href="/tim-kiem/?q=N%C4%90-CP">Tìm “NĐ-CP”</a>' in page

    @pytest.mark.parametrize("address", [LIST, ADD])
    def test_say_what_they_do(self, desk, address):
        page = desk.get(address).content.decode()

        assert "gõ cách viết này thì tìm thấy cả bài dùng cách viết kia" in page

    def test_are_begun_with_what_was_not_found(self, desk):
        form = desk.get(ADD, {"short": "bqlkkt"}).context["adminform"].form

        assert form.initial["short"] == "bqlkkt"

    @pytest.mark.parametrize(
        ("pairs", "sentence"),
        [
            *((pair, "Hai ô viết cùng một từ") for pair in ONE_WORD_TWICE),
            *((pair, "phải có ít nhất một từ") for pair in NO_WORD),
            (("KCN", "khu chế xuất"), "đã"),
        ],
    )
    def test_are_refused_with_a_sentence(self, desk, pairs, sentence):
        before = Synonym.objects.count()

        page = desk.post(ADD, dict(zip(("short", "full"), pairs, strict=True)))

        assert page.status_code == 200
        assert sentence in page.content.decode()
        assert Synonym.objects.count() == before

    @pytest.mark.parametrize("pair", ONE_WORD_TWICE + NO_WORD)
    def test_that_mean_nothing_are_refused_by_the_database_too(self, pair):
        synonym = Synonym(short=pair[0], full=pair[1])

        with pytest.raises(ValidationError):
            synonym.full_clean()
        with pytest.raises(IntegrityError, match="synonym_has_"), transaction.atomic():
            synonym.save()

    def test_cost_the_same_however_many(self, desk, django_assert_num_queries):
        for number in range(50):
            Synonym.objects.create(short=f"VT{number}", full=f"viết tắt {number}")

        with django_assert_num_queries(8):  # who, three; two counts, rows, agency, notices
            desk.get(LIST)

    def test_that_are_deleted_are_in_the_log(self, desk):
        synonym = Synonym.objects.get(short="KCN")

        desk.post(reverse("admin:search_synonym_delete", args=[synonym.pk]), {"post": "yes"})

        entry = LogEntry.objects.get(action=Action.DELETED)
        assert entry.object_name == "KCN = khu công nghiệp"

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.CHIEF])
    def test_are_for_those_who_arrange_sections(self, client, role):
        client.force_login(make_account(role))

        assert client.get(LIST).status_code == 403
        assert client.get(ADD).status_code == 403


class TestThoseFromTheBeginning:
    @pytest.mark.parametrize(
        ("typed", "meant"),
        [
            ("KKTCK", "khu kinh te cua khau"),
            ("ktck", "khu kinh te cua khau"),
            ("kkt", "khu kinh te"),
            ("NĐ-CP", "nghi dinh chinh phu"),
            ("sđt", "so dien thoai"),
            ("UBND", "uy ban nhan dan"),
        ],
    )
    def test_stand_for_the_words(self, typed, meant):
        assert meant in ways(typed)

    def test_are_read_the_longest_first(self):
        (group,) = known("khu kinh tế cửa khẩu").groups

        assert {" ".join(word.folded for word in way) for way in group.alternatives} == {
            *("khu kinh te cua khau", "kktck", "ktck")
        }

    def test_leave_other_words_alone(self):
        assert [len(group.alternatives) for group in known("cửa khẩu Hữu Nghị").groups] == [1] * 4

    def test_stand_in_the_middle_of_other_words(self):
        groups = known("BQL KKTCK Đồng Đăng").groups

        assert [len(group.alternatives) for group in groups] == [2, 2, 1, 1]


def known(typed):
    return parse(typed, Synonyms(Synonym.objects.values_list("short", "full")))


def ways(typed):
    return [" ".join(word.folded for word in phrase) for phrase in known(typed).phrases]
