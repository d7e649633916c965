import pytest
from django.core.exceptions import ValidationError

from organization.models import Page, Unit

pytestmark = pytest.mark.django_db


class TestAddress:
    def test_is_made_of_the_name(self):
        unit = Unit.objects.create(name="Trung tâm Quản lý cửa khẩu Hữu Nghị")

        assert unit.slug == "trung-tam-quan-ly-cua-khau-huu-nghi"

    def test_that_was_chosen_is_kept(self):
        page = Page.objects.create(title="Giới thiệu chung", slug="gioi-thieu-chung-ve-ban")

        assert page.slug == "gioi-thieu-chung-ve-ban"

    def test_does_not_follow_a_corrected_name(self):
        page = Page.objects.create(title="Cơ cáu tổ chức")

        page.title = "Cơ cấu tổ chức"
        page.save()

        assert page.slug == "co-cau-to-chuc"
        assert page.former_slugs == []

    def test_is_made_before_the_check_that_it_is_free(self):
        Page.objects.create(title="Danh bạ")

        with pytest.raises(ValidationError) as refusal:
            Page(title="Danh Bạ").full_clean()

        assert refusal.value.message_dict == {
            "slug": ["Địa chỉ này đã có trang khác dùng. Xin chọn địa chỉ khác."]
        }

    def test_is_asked_for_when_the_name_has_no_letters_for_it(self):
        with pytest.raises(ValidationError) as refusal:
            Page(title="友谊关").full_clean()

        assert refusal.value.message_dict == {"slug": ["Xin ghi địa chỉ bằng chữ không dấu."]}


class TestFormerAddresses:
    def test_are_remembered_in_order(self):
        page = Page.objects.create(title="Trang", slug="mot")

        for slug in ("hai", "ba"):
            page.slug = slug
            page.save()

        page.refresh_from_db()
        assert page.former_slugs == ["mot", "hai"]

    def test_are_remembered_by_rows_read_from_the_database(self):
        Page.objects.create(title="Trang", slug="mot")

        page = Page.objects.get()
        page.slug = "hai"
        page.save()

        assert Page.objects.get().former_slugs == ["mot"]

    def test_do_not_hold_the_present_one_after_it_came_back(self):
        page = Page.objects.create(title="Trang", slug="mot")

        for slug in ("hai", "mot"):
            page.slug = slug
            page.save()

        assert page.former_slugs == ["hai"]

    def test_are_unchanged_by_other_changes(self):
        page = Page.objects.create(title="Trang", slug="mot")

        page.order = 7
        page.save()

        assert page.former_slugs == []
