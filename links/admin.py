from django.contrib import admin

from core.admin import Choosing, OrderedModelAdmin, OrderedTabularInline
from links.models import Link, LinkGroup


class LinkInline(OrderedTabularInline):
    model = Link
    fields = ["name", "url", "is_visible", "order"]
    show_change_link = True


@admin.register(LinkGroup)
class LinkGroupAdmin(OrderedModelAdmin):
    list_display = ["name", "order"]
    list_editable = ["order"]
    search_fields = ["name__folded"]
    inlines = [LinkInline]
    fields = ["name", "order"]


@admin.register(Link)
class LinkAdmin(Choosing, admin.ModelAdmin):
    list_display = ["name", "url", "group", "is_visible"]
    list_filter = ["group", "is_visible"]
    list_select_related = ["group"]
    search_fields = ["name__folded", "url"]
    autocomplete_fields = ["logo"]
    ordering = ["group__order", "group_id", "order", "pk"]
    fields = ["group", "name", "url", "logo", "note", "is_visible", "order"]
