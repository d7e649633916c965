"""The form of a photo: its words, its focal point, and giving it another file."""

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from core import images, uploads
from photos import replacing
from photos.models import Photo, known_photo, store_picture


def _percent(label: str, start: int) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        required=False,
        initial=start,
        widget=forms.NumberInput(attrs={"step": "any", "inputmode": "decimal"}),
    )


class PhotoForm(forms.ModelForm):
    """Buttons say what is done besides saving: `_crop`, `_crop_new`; an upload replaces the file.

    After cleaning `new_file` has the fields of Photo for the new file, stored already, and
    `new_photo` those of a photo to be made.
    """

    BOX = ("crop_left", "crop_top", "crop_width", "crop_height")
    SHAPES = (("", "Tự do"), ("16:9", "16:9"), ("4:3", "4:3"), ("1:1", "1:1"))

    new_file: dict | None = None
    new_photo: dict | None = None
    new_focus = (50, 50)

    upload = forms.FileField(
        label="Tệp ảnh",
        required=False,
        help_text=f"{images.KINDS}, tối đa 20 MB. Ảnh được xoay đúng chiều, "
        "bỏ dữ liệu vị trí và thu nhỏ tự động.",
        widget=forms.FileInput(attrs={"accept": "image/*,.heic,.heif"}),
    )
    crop_left = _percent("Mép trái (%)", 0)
    crop_top = _percent("Mép trên (%)", 0)
    crop_width = _percent("Rộng (%)", 100)
    crop_height = _percent("Cao (%)", 100)

    class Meta:
        model = Photo
        fields = ["alt", "is_decorative", "caption", "credit", "focal_x", "focal_y"]

    @property
    def is_cutting(self) -> bool:
        return bool({"_crop", "_crop_new"} & self.data.keys())

    @property
    def may_doubt(self) -> bool:
        """Whether the words are worth a remark: they were typed just now."""
        return bool({"alt", "is_decorative", "caption"} & set(self.changed_data))

    def clean_upload(self):
        upload = self.cleaned_data["upload"]
        if upload is None:
            if self.instance.pk is None:
                raise forms.ValidationError("Xin chọn một tệp ảnh.")
            if "_replace" in self.data:
                raise forms.ValidationError("Xin chọn tệp ảnh để thay.")
            return None
        known = known_photo(upload)
        if known and known == self.instance:
            raise forms.ValidationError("Tệp này chính là ảnh đang dùng.")
        if known:
            raise forms.ValidationError(
                format_html(
                    'Ảnh này đã có trong kho: <a href="{}">{}</a>. Xin dùng lại ảnh đó.',
                    reverse("admin:photos_photo_change", args=[known.pk]),
                    known,
                )
            )
        try:
            self.new_file = store_picture(upload)
        except uploads.UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        if self.instance.pk is None:
            for name, value in self.new_file.items():
                setattr(self.instance, name, value)
        return upload

    def clean(self):
        cleaned = super().clean()
        if not self.errors and self.is_cutting:
            try:
                self._cut(self._box(cleaned))
            except uploads.UploadRefused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned

    def _cut(self, box):
        if self.new_file:
            raise uploads.UploadRefused("Xin làm từng việc: cắt ảnh này hoặc thay bằng ảnh khác.")
        if box == (0, 0, 1, 1):
            raise uploads.UploadRefused("Khung cắt đang giữ cả ảnh. Xin thu khung lại trước.")
        fields = replacing.cut_out(self.instance, box)
        if "_crop_new" in self.data:
            self.new_photo = fields
        else:
            replacing.refuse_known(fields)
            self.new_file = fields
        self.new_focus = replacing.focus_in(self._focus(), box)

    def _focus(self):
        return self.cleaned_data["focal_x"], self.cleaned_data["focal_y"]

    def _box(self, cleaned):
        empty = {"crop_left": 0, "crop_top": 0, "crop_width": 100, "crop_height": 100}
        left, top, width, height = (
            (empty[name] if cleaned[name] is None else cleaned[name]) / 100 for name in self.BOX
        )
        return left, top, left + width, top + height
