"""The article form: what an editor types is never lost, whatever is wrong with the rest."""

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.utils import timezone

from core import uploads
from core.widgets import RichTextWidget
from news.models import Article, Attachment
from photos.models import add_photo


class ArticleForm(forms.ModelForm):
    reused_photo = None  # the photo that was in the library already
    lead_photo_upload = forms.FileField(
        label="Tải ảnh chính lên",
        required=False,
        help_text="Hoặc chọn ảnh đã có trong kho ở ô trên. JPEG, PNG, WebP…, tối đa 20 MB.",
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    lead_photo_alt = forms.CharField(
        label="Mô tả ảnh vừa tải",
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Người không nhìn thấy ảnh sẽ nghe câu này.",
    )

    class Meta:
        model = Article
        exclude = ["photos"]  # noqa: DJ006  (ArticleAdmin.fieldsets names what is shown)
        widgets = {"body": RichTextWidget, "lead": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "headline": {"required": "Bài viết cần có tiêu đề."},
            "section": {"required": "Xin chọn chuyên mục cho bài viết."},
        }

    def __init__(self, *args, uploaded_by=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.uploaded_by = uploaded_by
        for field in self.fields.values():
            if isinstance(field.widget, AdminSplitDateTime):
                day, hour = field.widget.widgets
                day.attrs["aria-label"] = f"{field.label}: ngày"
                hour.attrs["aria-label"] = f"{field.label}: giờ"

    def clean(self):
        """Take the uploaded picture even when another field is wrong: it waits in the library."""
        cleaned = super().clean()
        upload = cleaned.get("lead_photo_upload")
        if upload and not self.uploaded_by.has_perm("photos.add_photo"):
            self.add_error("lead_photo_upload", "Tài khoản của bạn chưa được quyền tải ảnh lên.")
        elif upload:
            try:
                self._take(upload, cleaned)
            except uploads.UploadRefused as refusal:
                self.add_error("lead_photo_upload", str(refusal))
        return cleaned

    def _take(self, upload, cleaned):
        alt = cleaned.get("lead_photo_alt", "")
        photo, is_new = add_photo(upload, by=self.uploaded_by, alt=alt)
        if not is_new:
            self.reused_photo = photo
            if alt and not photo.has_alt and self.uploaded_by.has_perm("photos.change_photo"):
                photo.alt = alt
                photo.save()
        cleaned["lead_photo"] = photo
        self.data = self.data.copy()  # the form, shown again, has the photo chosen
        self.data[self.add_prefix("lead_photo")] = str(photo.pk)

    def clean_published_at(self):
        published_at = self.cleaned_data["published_at"]
        if published_at is None and self.instance.status == Article.Status.PUBLISHED:
            raise forms.ValidationError("Bài đã đăng phải có thời điểm đăng; muốn gỡ, bấm Gỡ bài.")
        return published_at

    def clean_pinned_until(self):
        pinned = self.cleaned_data["pinned_until"]
        if pinned and pinned < timezone.now() and "pinned_until" in self.changed_data:
            raise forms.ValidationError("Thời điểm này đã qua; xin chọn một thời điểm sắp tới.")
        return pinned


class AttachmentForm(forms.ModelForm):
    class Meta:
        model = Attachment
        fields = ["title", "file", "order"]
        help_texts = {"file": "PDF, DOCX, XLSX, ODT hoặc ODS, tối đa 50 MB."}

    def clean_file(self):
        upload = self.cleaned_data["file"]
        if "file" in self.changed_data:
            try:
                self.document = uploads.document(upload)
                uploads.store({self.document.name: self.document.data})
            except uploads.UploadRefused as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return upload

    def save(self, commit=True):
        if document := getattr(self, "document", None):
            self.instance.file = document.name
            self.instance.kind = document.kind
            self.instance.size = len(document.data)
        return super().save(commit)
