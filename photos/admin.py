from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.forms import Script
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from core.admin import RefusingAdmin
from core.templatetags.content import picture
from photos import replacing, usage
from photos.forms import PhotoForm
from photos.models import Photo


class UseFilter(admin.SimpleListFilter):
    title = "sử dụng"
    parameter_name = "dung"

    def lookups(self, request, model_admin):
        return [("chua", "Chưa dùng ở đâu"), ("dang", "Đang dùng")]

    def queryset(self, request, queryset):
        if self.value() == "chua":
            return usage.unused(queryset)
        if self.value() == "dang":
            return queryset.exclude(pk__in=usage.unused(Photo.objects.all()).values("pk"))
        return queryset


class DescriptionFilter(admin.SimpleListFilter):
    title = "mô tả"
    parameter_name = "mo-ta"

    def lookups(self, request, model_admin):
        return [("chua", "Chưa có mô tả")]

    def queryset(self, request, queryset):
        return queryset.filter(alt="", is_decorative=False) if self.value() else queryset


@admin.register(Photo)
class PhotoAdmin(RefusingAdmin):
    form = PhotoForm
    list_display = ["thumbnail", "__str__", "has_description", "credit", "created_at"]
    list_display_links = ["__str__"]
    list_filter = [UseFilter, DescriptionFilter]
    search_fields = ["caption__folded", "alt__folded", "original_name__folded"]
    date_hierarchy = "created_at"
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["preview", "size", "original_name", "used_in"]

    class Media:
        css = {"all": ["css/desk.css"]}
        js = [Script("js/photos/main.js", type="module")]

    def get_fieldsets(self, request, obj=None):
        words = (None, {"fields": ["alt", "is_decorative", "caption", "credit"]})
        focus = ("Điểm chính khi cắt ảnh", {"fields": [("focal_x", "focal_y")]})
        if obj is None:
            return [(None, {"fields": ["upload"]}), words, focus]
        about = ("Về ảnh này", {"fields": ["size", "original_name", "used_in"]})
        if not self.has_change_permission(request, obj):
            return [(None, {"fields": ["preview"]}), words, focus, about]
        cutting = ("Cắt, thay", {"fields": ["upload", *PhotoForm.BOX]})
        return [(None, {"fields": ["preview"]}), words, focus, cutting, about]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            uses = usage.uses(obj)
            context.update(
                uses=uses, places=sum(use.count for use in uses), shapes=PhotoForm.SHAPES
            )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if change:
            obj.save(update_fields=PhotoForm.Meta.fields)  # the file may be a newer one by now
        else:
            obj.created_by = request.user
            obj.save()
        if change and form.new_file:
            replacing.replace(obj, form.new_file, focus=form.new_focus)
        if form.new_photo:
            self._add_cut_out(request, form, obj)
        for sentence in (form.new_file and obj.note_of_motion, form.may_doubt and obj.doubt):
            if sentence:
                self.message_user(request, sentence, messages.WARNING)

    def _add_cut_out(self, request, form, original):
        photo, is_new = replacing.add_cut_out(
            original, form.new_photo, focus=form.new_focus, by=request.user
        )
        if is_new:
            self.log_addition(request, photo, f"Cắt từ ảnh “{original}”.")
        said = "Đã lưu phần cắt thành ảnh mới" if is_new else "Phần cắt này đã có trong kho"
        popup = f"?{IS_POPUP_VAR}=1" if IS_POPUP_VAR in request.POST else ""
        address = reverse("admin:photos_photo_change", args=[photo.pk]) + popup
        link = format_html('{}: <a href="{}">{}</a>', said, address, photo)
        self.message_user(request, link, messages.SUCCESS)

    def response_change(self, request, obj):
        """In a frame of the desk the page stays: there is no window to give an answer to."""
        in_frame = IS_POPUP_VAR in request.POST and TO_FIELD_VAR not in request.POST
        if in_frame:
            self.message_user(request, "Đã lưu.", messages.SUCCESS)
            return HttpResponseRedirect(f"{request.path}?{IS_POPUP_VAR}=1")
        if {"_crop", "_crop_new", "_replace"} & request.POST.keys():
            self.message_user(request, "Đã lưu.", messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        return super().response_change(request, obj)

    def get_deleted_objects(self, objs, request):
        """A photo in somebody's text is as much in use as one that a relation protects."""
        *found, protected = super().get_deleted_objects(objs, request)
        in_texts = [
            f"{row._meta.verbose_name.capitalize()}: {row}"
            for photo in objs
            for _, _, rows in usage.texts_with(photo)
            for row in rows[: usage.LISTED]
        ]
        return *found, [*protected, *in_texts]

    @admin.display(description="ảnh")
    def thumbnail(self, photo):
        return picture(photo, sizes="120px", alt="")

    @admin.display(description="ảnh")
    def preview(self, photo):
        return picture(photo, sizes="480px", alt="")

    @admin.display(description="kích thước")
    def size(self, photo):
        return f"{photo.width} × {photo.height} điểm ảnh"

    @admin.display(description="có mô tả", boolean=True)
    def has_description(self, photo):
        return photo.has_alt

    @admin.display(description="đang dùng ở")
    def used_in(self, photo):
        names = [name for use in usage.uses(photo) for name, _ in use.rows]
        return ", ".join(names) or "Chưa dùng ở đâu."
