from django.contrib import admin

from audit import log
from audit.models import Action
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

    def save_formset(self, request, form, formset, change):
        """Who has another role here is a matter of rights, so it is on record."""
        before = self._roles(form.instance)
        super().save_formset(request, form, formset, change)
        after = self._roles(form.instance)
        if before != after:
            log.record(Action.ROLE, form.instance, old={"roles": before}, new={"roles": after})

    def _roles(self, section):
        rows = SectionRole.objects.filter(section=section).select_related("user").order_by("pk")
        return [str(row) for row in rows]

    def view_on_site(self, section):
        return section.get_absolute_url()
