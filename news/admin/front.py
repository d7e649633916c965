"""The home page: its blocks on one screen, with the page they make beside them."""

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.forms import Script

from core.admin import OrderedModelAdmin
from news.models import FrontBlock, Section


class FrontBlockForm(forms.ModelForm):
    """Offers sections that have articles of their own, and the one a block already has."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        section = self.fields["section"]
        has_articles = Q(children=None) | Q(pk=self.instance.section_id)
        section.queryset = Section.objects.filter(has_articles).distinct().in_order()
        if self.instance.pk and self.instance.kind != FrontBlock.Kind.SECTION:
            section.disabled = True


class FrontBlockLine(forms.ModelForm):
    """A block in the list, where headings of columns alone do not name its boxes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.instance}: {field.label}"


@admin.register(FrontBlock)
class FrontBlockAdmin(OrderedModelAdmin):
    form = FrontBlockForm
    list_display = ["name", "place", "is_shown", "order"]
    list_editable = ["place", "is_shown", "order"]
    list_select_related = ["section"]
    fields = ["kind", "section", "place", "is_shown"]
    actions = None

    class Media:
        css = {"all": ["css/desk.css"]}
        js = [Script("js/desk/front.js", type="module")]

    @admin.display(description="khối")
    def name(self, block):
        return str(block)

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, form=FrontBlockLine, **kwargs)

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []

    def save_model(self, request, obj, form, change):
        """A new block comes last."""
        if not change:
            last = FrontBlock.objects.in_order().last()
            obj.order = last.order + 1 if last else 1
        super().save_model(request, obj, form, change)
