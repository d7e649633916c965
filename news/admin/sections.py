from django.contrib import admin

from core.admin import OrderedModelAdmin, RefusingAdmin
from news.models import Section, SectionRole


class SectionRoleInline(admin.TabularInline):
    """Who works in this section with another role than elsewhere."""

    model = SectionRole
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Section)
class SectionAdmin(RefusingAdmin, OrderedModelAdmin):
    list_display = ["name", "parent", "unit", "home", "order"]
    list_editable = ["order"]
    list_select_related = ["parent", "unit"]
    search_fields = ["name__folded"]
    autocomplete_fields = ["unit"]
    fields = ["name", "parent", "description", "home", "unit", "order", "slug"]
    inlines = [SectionRoleInline]

    def view_on_site(self, section):
        return section.get_absolute_url()
