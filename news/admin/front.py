"""The home page: its containers on one screen, with the page they make beside them."""

from django import forms
from django.contrib import admin
from django.forms import Script

from core.admin import OrderedModelAdmin
from news.models import FrontBlock, Section


class FrontBlockForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        field.queryset = Section.objects.filter(children=None).in_order()
        if self.instance.pk and self.instance.kind != FrontBlock.Kind.SECTION:
            field.disabled = True


class FrontBlockLine(FrontBlockForm):
    """A block in the list, where headings of columns alone do not name its boxes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            box = getattr(field.widget, "widget", field.widget)  # inside what adds the pencil
            box.attrs["aria-label"] = f"{self.instance}: {field.label}"
        section = self.fields["section"].widget
        section.can_add_related = section.can_change_related = section.can_view_related = False


@admin.register(FrontBlock)
class FrontBlockAdmin(OrderedModelAdmin):
    form = FrontBlockForm
    list_display = ["kind", "section", "place", "is_shown", "order"]
    list_editable = ["section", "place", "is_shown", "order"]
    list_select_related = ["section"]
    fields = ["kind", "section", "place", "is_shown"]
    actions = None

    class Media:
        css = {"all": ["css/desk.css"]}
        js = [Script("js/desk/front.js", type="module")]

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
