"""What several admins share: ordering by drag and by buttons, and the page of the editor."""

from csp.decorators import csp_update
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms import Media, ModelForm
from django.forms.models import BaseInlineFormSet
from django.utils.decorators import method_decorator

from core.text import normalize_line


class Ordered(admin.options.BaseModelAdmin):
    """Rows with an `order` number: moved by drag or ↑ ↓; without JavaScript the number is typed."""

    extra = 0

    @property
    def media(self):
        return super().media + Media(js=["js/admin-order.js"])


class NamedBoxes(BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        if deletion := form.fields.get("DELETE"):
            deletion.widget.attrs["aria-label"] = "Xóa dòng này"


class OrderedTabularInline(Ordered, admin.TabularInline):
    formset = NamedBoxes
    ordering = ["order", "pk"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Name each box: the table's heading alone does not reach a screen reader."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", str(field.label))
        return field


class ListedRow(ModelForm):
    """A row of a list. One that was deleted meanwhile is told of as that, and not looked at as if
    it were new: it would lack what the list does not show."""

    def _post_clean(self):
        if self.instance.pk is not None:
            super()._post_clean()


class OrderedModelAdmin(Ordered, admin.ModelAdmin):
    ordering = ["order", "pk"]
    list_per_page = 200  # all on one page, so that a row can be moved anywhere
    sortable_by = ()

    def get_changelist_form(self, request, **kwargs):
        return super().get_changelist_form(request, **{"form": ListedRow, **kwargs})


class ChooseAgain(AutocompleteSelect):
    """Shows nothing chosen for what is no number; Django's own fails over it."""

    def optgroups(self, name, value, attrs=None):
        return super().optgroups(name, [one for one in value if _is_key(one)], attrs)


def _is_key(value) -> bool:
    said = str(value)
    return said.isascii() and said.isdigit() and len(said) < 19


class Choosing(admin.options.BaseModelAdmin):
    """An admin with `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseAgain(db_field, self.admin_site, using=kwargs.get("using"))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ReadOnly:
    """Mixed into an admin whose rows are looked at and never changed there."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class NormalizedSearch(admin.ModelAdmin):
    """Looks in columns that do not normalize what they are asked for, as those of core.fields."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, normalize_line(search_term))


class RefusingAdmin(admin.ModelAdmin):
    """What is in use is not deleted: the answer says where it is used, whoever may change that."""

    def get_deleted_objects(self, objs, request):
        deletable, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return deletable, counts, set() if protected else lacking, protected


_LOOSE = ["'self'", "'unsafe-inline'"]


class EditorAdmin(admin.ModelAdmin):
    """An admin whose form holds the editor: CKEditor 4 writes inline styles and scripts.

    Only that page gets the looser policy (docs/adr/0002).
    """

    @method_decorator(csp_update({"script-src": _LOOSE, "style-src": _LOOSE}))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return super().changeform_view(request, object_id, form_url, extra_context)
