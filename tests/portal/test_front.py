"""The home page: a full lead, the containers editors chose, nothing twice and no hole."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from core.pagecache import content_version
from news.models import FrontBlock
from tests.factories import (
    make_account,
    make_agency,
    make_article,
    make_front_block,
    make_link,
    make_section,
    make_staff,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def agency():
    return make_agency()


def hours_ago(hours):
    return timezone.now() - timedelta(hours=hours)


def front(client):
    return client.get("/").context["front"]


def shown(client):
    """Every article of the home page as often as it stands there, by headline."""
    page = front(client)
    containers = [*page.rail, *(one for _, row in page.rows for one in row)]
    articles = [*page.lead, *(article for one in containers for article in one.articles)]
    return [article.headline for article in articles]


class TestLead:
    def test_is_filled_up_with_the_newest_when_little_is_pinned(self, client):
        old = make_article(
            published_at=hours_ago(99), pinned_until=timezone.now() + timedelta(days=1)
        )
        newest = [make_article(published_at=hours_ago(hours)) for hours in range(1, 7)]

        assert front(client).lead == [old, *newest[:4]]

    def test_is_full_when_more_is_pinned_than_it_holds(self, client):
        soon = timezone.now() + timedelta(days=1)
        pinned = [make_article(published_at=hours_ago(h), pinned_until=soon) for h in range(1, 8)]

        assert front(client).lead == pinned[:5]

    def test_lets_an_article_go_when_its_pin_expires(self, client):
        was_pinned = make_article(published_at=hours_ago(99), pinned_until=hours_ago(1))
        for hours in range(1, 6):
            make_article(published_at=hours_ago(hours))

        assert was_pinned not in front(client).lead

    def test_leaves_notices_out(self, client):
        notices = make_section(is_for_notices=True)
        make_front_block(section=notices, place="rail")
        notice, news = make_article(section=notices), make_article(section=make_section())

        page = front(client)

        assert page.lead == [news]
        assert page.rail[0].articles == [notice]


class TestContainers:
    def test_no_article_stands_twice(self, client):
        sections = [make_section() for _ in range(3)]
        for section in sections:
            make_front_block(section=section)
        for number in range(30):
            make_article(section=sections[number % 3], published_at=hours_ago(number + 1))

        headlines = shown(client)

        assert len(headlines) == len(set(headlines)) == 5 + 6 + 3 * 4

    def test_stand_in_the_order_and_place_that_editors_chose(self, client):
        late, early, rail = (make_section(name=name) for name in ("Sau", "Trước", "Cạnh"))
        make_front_block(section=late, order=9)
        make_front_block(section=early, order=8)
        make_front_block(section=rail, order=7, place="rail")
        for section in (late, early, rail):
            for _ in range(4):
                make_article(section=section)
        for _ in range(12):
            make_article(section=make_section(), published_at=timezone.now())

        page = front(client)

        below = [str(one.block) for _, row in page.rows for one in row]
        assert below[below.index("Trước") :] == ["Trước", "Sau"]
        assert "Cạnh" in [str(one.block) for one in page.rail]

    def test_with_nothing_to_show_leave_no_trace(self, client):
        make_front_block(section=make_section(name="Chưa có bài"))
        make_article(section=make_section())

        page = client.get("/").content.decode()

        assert "Chưa có bài" not in page.partition("<footer")[0].partition("<main")[2]
        assert "Tin mới" not in page.partition("<main")[2]

    def test_that_are_switched_off_give_their_articles_to_the_others(self, client):
        FrontBlock.objects.filter(kind="newest").update(is_shown=False)
        section = make_section()
        make_front_block(section=section)
        articles = [
            make_article(section=section, published_at=hours_ago(hours)) for hours in range(1, 8)
        ]

        ((_, [container]),) = front(client).rows

        assert container.articles == articles[5:]

    def test_the_website_links_stand_once_wherever_their_block_is(self, client):
        make_link()
        for is_shown in (True, False):
            FrontBlock.objects.filter(kind="links").update(is_shown=is_shown)

            page = client.get("/").content.decode()

            assert page.count('action="/lien-ket/di-toi/"') == 1

    def test_a_change_of_a_block_changes_the_content_version(self):
        before = content_version()

        FrontBlock.objects.update(is_shown=False)

        assert content_version() != before


class TestPage:
    def test_leads_from_the_newest_to_all_news_and_not_to_the_notices(self, client):
        make_article(section=make_section(is_for_notices=True, order=1))
        news = make_section(slug="tin-tuc", order=2)
        below = make_section(parent=news, order=3)
        for _ in range(6):
            make_article(section=below)

        page = client.get("/").content.decode()

        assert '<h2 class="block__title" id="h-tin-moi"><a href="/tin-tuc/">' in page

    def test_says_when_the_site_was_last_updated(self, client):
        make_article(published_at="2017-07-14T16:48:00+07:00")

        page = client.get("/").content.decode()

        assert "Cập nhật lần cuối: <time" in page
        assert "Thứ Sáu, 14/07/2017, 16:48" in page.rpartition("Cập nhật lần cuối")[2]

    def test_is_whole_with_nothing_in_the_database(self, client, agency):
        agency.delete()
        FrontBlock.objects.all().delete()

        response = client.get("/")

        assert response.status_code == 200
        assert "Chưa có tin nào" in response.content.decode()


class TestFacts:
    @pytest.mark.parametrize(
        "fields",
        [
            {"kind": "section"},
            {"kind": "newest"},
            {"kind": "most_read", "section": True},
        ],
    )
    def test_a_block_names_a_section_or_is_the_only_one_of_its_kind(self, fields):
        if fields.get("section"):
            fields = {**fields, "section": make_section()}

        with pytest.raises(IntegrityError), transaction.atomic():
            make_front_block(**fields)

    def test_the_links_are_never_beside_the_lead(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            FrontBlock.objects.filter(kind="links").update(place="rail")


class TestDesk:
    LIST = "/quan-tri/news/frontblock/"

    def test_says_when_a_section_has_a_block_already(self, client):
        block = make_front_block()
        client.force_login(make_staff())

        answer = client.post(
            f"{self.LIST}add/", {"kind": "section", "section": block.section_id, "place": "below"}
        )

        assert "Chuyên mục này đã có một khối" in answer.content.decode()

    def test_of_a_section_that_became_a_group_is_still_moved_with_the_others(self, client):
        block = make_front_block()
        make_section(parent=block.section)
        client.force_login(make_account(Role.CHIEF))

        client.post(self.LIST, {**self.arranged(**{str(block): {"place": "rail"}}), "_save": "Lưu"})

        block.refresh_from_db()
        assert block.place == "rail"

    def arranged(self, **changed):
        """What the list sends: the blocks as they are, but for what is *changed* by block."""
        blocks = FrontBlock.objects.in_order()
        data = {"form-TOTAL_FORMS": len(blocks), "form-INITIAL_FORMS": len(blocks)}
        for place, block in enumerate(blocks):
            fields = {"id": block.pk, "place": block.place}
            fields |= {"order": block.order, "is_shown": "on" if block.is_shown else ""}
            fields |= changed.get(str(block), {})
            data |= {f"form-{place}-{name}": value for name, value in fields.items()}
        return data

    def test_shows_the_page_before_it_is_saved(self, client):
        section = make_section(name="Đối ngoại")
        make_front_block(section=section, is_shown=False)
        for hours in range(1, 14):
            make_article(section=section, published_at=hours_ago(hours))
        client.force_login(make_account(Role.CHIEF))

        answer = client.post(
            "/quan-tri/trang-chu/xem-truoc/",
            self.arranged(**{"Đối ngoại": {"is_shown": "on", "place": "rail", "order": 0}}),
        )

        assert answer.context["front"].rail[0].block.section == section
        assert 'id="muc-' in answer.content.decode()
        assert not FrontBlock.objects.get(section=section).is_shown

    def test_saves_the_arrangement(self, client):
        client.force_login(make_account(Role.CHIEF))

        client.post(self.LIST, {**self.arranged(**{"Tin mới": {"place": "below"}}), "_save": "Lưu"})

        assert FrontBlock.objects.get(kind="newest").place == "below"

    def test_refuses_a_group_because_it_has_no_articles_of_its_own(self, client):
        group = make_section()
        make_section(parent=group)
        client.force_login(make_staff())

        answer = client.post(
            f"{self.LIST}add/", {"kind": "section", "section": group.pk, "place": "below"}
        )

        assert answer.status_code == 200
        assert not FrontBlock.objects.filter(section=group).exists()

    def test_a_new_block_comes_last(self, client):
        section = make_section()
        client.force_login(make_staff())

        client.post(
            f"{self.LIST}add/",
            {"kind": "section", "section": section.pk, "place": "below", "is_shown": "on"},
        )

        assert FrontBlock.objects.in_order().last().section == section

    def test_says_what_is_wrong_with_a_second_block_of_a_kind(self, client):
        client.force_login(make_staff())

        answer = client.post(f"{self.LIST}add/", {"kind": "newest", "place": "rail"})

        assert "Khối này đã có ở trang chủ" in answer.content.decode()

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR])
    def test_is_closed_to_who_may_not_arrange_it(self, client, role):
        client.force_login(make_account(role))

        answer = client.post("/quan-tri/trang-chu/xem-truoc/", self.arranged())

        assert answer.status_code == 403
