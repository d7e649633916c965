"""The article form: what an editor types is never lost, whatever is wrong with the rest."""

import uuid

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms.models import construct_instance
from django.utils import timezone

from core import richtext
from core.widgets import RichTextWidget
from news import enclosures, merging, snapshot
from news.models import Article, Section
from photos.models import Photo, current_addresses

LEAD_ROWS = 3


class ArticleForm(forms.ModelForm):
    """Flat: pictures and attachments are one hidden list each (news.enclosures).

    `conflict` is set when somebody else saved since this form was opened; then nothing is saved
    before the editor has chosen, field by field, in `keep_theirs`.
    """

    conflict: list[merging.Difference] | None = None
    unchosen: dict | None = None  # what was typed, when the editor chose some of the other text

    copy_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened_status = forms.CharField(widget=forms.HiddenInput, required=False)
    keep_theirs = forms.CharField(widget=forms.HiddenInput, required=False)
    pictures = enclosures.PicturesField(label="Ảnh", required=False)
    attachments = enclosures.AttachmentsField(label="Tệp đính kèm", required=False)
    lead_photo = forms.ModelChoiceField(
        Photo.objects.all(), label="Ảnh chính", required=False, widget=forms.HiddenInput
    )
    further_sections = forms.ModelMultipleChoiceField(
        Section.objects.in_order(),
        label="Hiện thêm ở chuyên mục",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Article
        exclude = ["photos"]  # noqa: DJ006  (ArticleAdmin.fieldsets names what is shown)
        widgets = {
            "body": RichTextWidget,
            "lead": forms.Textarea(attrs={"rows": LEAD_ROWS}),
            "headline": forms.Textarea(attrs={"rows": 2}),
        }
        error_messages = {
            "section": {"required": "Xin chọn chuyên mục cho bài viết."},
            "slug": {"invalid": "Địa chỉ chỉ gồm chữ không dấu, số và gạch nối, ví dụ: hoi-nghi."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stored = None
        if self.instance.pk:
            self._remember(self.instance)
        self.initial.setdefault("copy_key", uuid.uuid4())
        self.initial.setdefault("base_version", self.instance.version)
        self.initial.setdefault("opened_status", self.instance.status)
        for field in self.fields.values():
            if isinstance(field.widget, AdminSplitDateTime):
                day, hour = field.widget.widgets
                day.attrs["aria-label"] = f"{field.label}: ngày"
                hour.attrs["aria-label"] = f"{field.label}: giờ"

    def _remember(self, article):
        """Keep what is stored, before the form changes the instance."""
        self.stored = snapshot.of_article(article)
        self.initial.setdefault("pictures", enclosures.picture_rows(article))
        self.initial.setdefault("attachments", enclosures.attachment_rows(article))

    def clean(self):
        cleaned = super().clean()
        body = richtext.clean(current_addresses(cleaned.get("body", "")))
        rows = enclosures.complete(cleaned.get("pictures", []), body, cleaned.get("lead_photo"))
        cleaned["pictures"] = rows
        cleaned["body"] = enclosures.described(body, rows)
        if self.stored is not None and not self.errors:
            self._join()
        if self.instance.status == Article.Status.PUBLISHED:
            self._keep_public(cleaned)
        return cleaned

    def _keep_public(self, cleaned):
        """What readers see has a headline and a date, whatever else is typed."""
        required = {
            "headline": "Bài đã đăng phải có tiêu đề.",
            "published_at": "Bài đã đăng phải có thời điểm đăng; muốn gỡ, bấm Gỡ bài.",
        }
        for name, sentence in required.items():
            if name in self.fields and name not in self.errors and not cleaned.get(name):
                self.add_error(name, sentence)

    def clean_pinned_until(self):
        pinned = self.cleaned_data["pinned_until"]
        if pinned and pinned < timezone.now() and "pinned_until" in self.changed_data:
            raise forms.ValidationError("Thời điểm này đã qua; xin chọn một thời điểm sắp tới.")
        return pinned

    def _join(self):
        """Join what was typed with what others saved since; `instance` is the row, locked."""
        began_from = self.cleaned_data.get("base_version")
        ours = snapshot.of_form(self)
        if began_from is None or began_from == self.instance.version:
            kept = self.cleaned_data.get("keep_theirs", "").split(",")
            self.unchosen = ours if set(kept) & set(snapshot.CONTENT) else None
            self._take_theirs(kept)
            return
        base = merging.base_of(self.instance, began_from)
        if base is not None:  # somebody published it meanwhile: that is no rival text
            untouched = [name for name in snapshot.TIMES if base.get(name) == ours.get(name)]
            self._take_theirs(untouched)
            ours = snapshot.of_form(self)
        if merging.is_in_the_way(base, self.stored):
            self.conflict = merging.differences(base, self.stored, ours)
        if self.conflict:
            self.add_error(None, "Trong lúc bạn viết, người khác đã lưu bài này.")

    def _take_theirs(self, names):
        for name in set(names) & set(snapshot.CONTENT) & set(self.fields):
            if name in ("pictures", "attachments"):
                self.cleaned_data[name] = self.stored[name]
            elif name == "further_sections":
                self.cleaned_data[name] = self.instance.further_sections.all()
            else:
                self.cleaned_data[name] = getattr(self.instance, name)


class TypedForm(ArticleForm):
    """The form while somebody types: looked at and shown, never saved."""

    def _remember(self, article):
        """Nothing will be compared with what is stored."""

    def _post_clean(self):
        """Only what is saved must satisfy the tables."""
        self.instance = construct_instance(self, self.instance)
