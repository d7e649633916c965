from django import forms
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from core import uploads
from core.fields import RichTextField
from core.templatetags.content import picture
from photos.models import Photo, known_photo, store_picture


class PhotoForm(forms.ModelForm):
    upload = forms.FileField(
        label="Tệp ảnh",
        required=False,
        help_text="JPEG, PNG, WebP, GIF hoặc AVIF, tối đa 20 MB. Ảnh được xoay đúng chiều, "
        "bỏ dữ liệu vị trí và thu nhỏ tự động.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
    )

    class Meta:
        model = Photo
        fields = ["alt", "is_decorative", "caption", "credit", "focal_x", "focal_y"]

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload is None:
            if self.instance.pk is None:
                raise forms.ValidationError("Xin chọn một tệp ảnh.")
            return None
        known = known_photo(upload)
        if known:
            raise forms.ValidationError(
                format_html(
                    'Ảnh này đã có trong kho: <a href="{}">{}</a>. Xin dùng lại ảnh đó.',
                    reverse("admin:photos_photo_change", args=[known.pk]),
                    known,
                )
            )
        try:
            described = store_picture(upload)
        except uploads.UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        for name, value in described.items():
            setattr(self.instance, name, value)
        return upload


@admin.register(Photo)
class PhotoAdmin(admin.ModelAdmin):
    form = PhotoForm
    list_display = ["thumbnail", "__str__", "has_description", "credit", "created_at"]
    list_display_links = ["__str__"]
    search_fields = ["caption__folded", "alt__folded", "original_name__folded"]
    date_hierarchy = "created_at"
    list_per_page = 50
    ordering = ["-created_at", "-pk"]
    readonly_fields = ["preview", "size", "original_name", "used_in"]

    def get_fieldsets(self, request, obj=None):
        words = (None, {"fields": ["alt", "is_decorative", "caption", "credit"]})
        focus = ("Điểm chính khi cắt ảnh", {"fields": [("focal_x", "focal_y")]})
        if obj is None:
            return [(None, {"fields": ["upload"]}), words, focus]
        about = ("Về ảnh này", {"fields": ["size", "original_name", "used_in"]})
        return [(None, {"fields": ["preview"]}), words, focus, about]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def get_deleted_objects(self, objs, request):
        """A photo in somebody's text is as much in use as one that a relation protects."""
        *found, protected = super().get_deleted_objects(objs, request)
        in_texts = [
            f"{row._meta.verbose_name.capitalize()}: {row}"
            for photo in objs
            for rows in _texts_with(photo)
            for row in rows
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
        names = [str(user) for users in _users_of(photo) for user in users]
        return ", ".join(names) or "Chưa dùng ở đâu."


def _users_of(photo):
    """Rows that show the photo, whatever their table: relations and rich texts tell."""
    for relation in photo._meta.related_objects:
        yield relation.related_model._default_manager.filter(**{relation.field.name: photo})[:20]
    yield from _texts_with(photo)


def _texts_with(photo):
    folder = photo.file.name.rpartition("/")[0]
    for model in apps.get_models():
        for field in model._meta.get_fields():
            if isinstance(field, RichTextField):
                yield model._default_manager.filter(**{f"{field.name}__contains": folder})[:20]
