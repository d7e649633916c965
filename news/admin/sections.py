from django.contrib import admin

from audit import log
from audit.models import Action
from core.admin import Choosing, OrderedModelAdmin, RefusingAdmin
from news.models import Article, Section, SectionRole

LISTED = 50


class SectionRoleInline(Choosing, admin.TabularInline):
    """Who works in this section with another role than elsewhere."""

    model = SectionRole
    extra = 0
    autocomplete_fields = ["user"]


@admin.register(Section)
class SectionAdmin(Choosing, RefusingAdmin, OrderedModelAdmin):
    list_display = ["name", "parent", "unit", "is_for_notices", "order"]
    list_editable = ["order"]
    list_select_related = ["parent", "unit"]
    search_fields = ["name__folded"]
    autocomplete_fields = ["unit"]
    fields = ["name", "parent", "description", "is_for_notices", "unit", "order", "slug"]
    inlines = [SectionRoleInline]

    def save_model(self, request, obj, form, change):
        """Its unit and its group decide who works in it, so they are on record."""
        decisive = {name for name in ("unit", "parent") if name in form.changed_data}
        super().save_model(request, obj, form, change)
        if change and decisive:
            old = {name: str(form.initial.get(name)) for name in decisive}
            new = {name: str(getattr(obj, f"{name}_id")) for name in decisive}
            log.record(Action.ROLE, obj, old=old, new=new)

    def get_deleted_objects(self, objs, request):
        deletable, counts, lacking, protected = super().get_deleted_objects(objs, request)
        shown = Article.objects.filter(further_sections__in=objs).distinct()[:LISTED]
        also = [f"Bài viết: {article} (hiện thêm ở đây)" for article in shown]
        protected = [*protected, *also]
        return deletable, counts, set() if protected else lacking, protected

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
