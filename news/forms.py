"""The article form: what an editor types is never lost, whatever is wrong with the rest."""

import uuid
from copy import copy
from datetime import timedelta

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms.models import construct_instance
from django.utils import timezone

from core import dates, richtext
from core.fields import NormalizedCharField
from core.widgets import RichTextWidget
from news import enclosures, history, merging, snapshot
from news.models import Article, Section
from news.rights import correction_of, lands, rights_of
from news.workflow import stages_of
from photos.models import Photo, current_addresses

LEAD_ROWS = 3
JUST_NOW = timedelta(minutes=10)  # "now", when it was typed


class ArticleForm(forms.ModelForm):
    """Flat: pictures and attachments are one hidden list each (news.enclosures).

    `conflict` is set when somebody else saved since this form was opened; then nothing is saved
    before the editor has chosen, field by field, in `keep_theirs`.
    """

    user = None  # whose form it is; ArticleAdmin.get_form says so
    conflict: list[merging.Difference] | None = None
    unchosen: dict | None = None  # what was typed, when the editor chose some of the other text

    copy_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    base_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    opened_status = forms.CharField(widget=forms.HiddenInput, required=False)
    keep_theirs = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = NormalizedCharField(widget=forms.HiddenInput, required=False, max_length=1000)
    note = NormalizedCharField(
        label="Lý do sửa",
        required=False,
        max_length=300,
        help_text="Chỉ người trong cơ quan thấy, ở lịch sử của bài.",
    )
    change_note = NormalizedCharField(
        label="Báo cho người đọc đã cập nhật gì",
        required=False,
        max_length=500,
        help_text="Chỉ khi thay đổi đáng kể. Hiện ở cuối bài: “Cập nhật 15/07/2017: …”.",
    )
    is_old = forms.BooleanField(
        label="Bài cũ: ghi đúng ngày đã đăng trước đây",
        required=False,
        help_text="Đánh dấu khi thời điểm đăng ở trên là một ngày đã qua.",
    )
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

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        article = instance or Article()
        self.stored = None
        self.before = copy(article)  # rights are asked for as it is stored
        remembered = self._remembered(article) if article.pk else {}
        initial = {**remembered, **(initial or {})}
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        if self.instance.status != Article.Status.PUBLISHED:
            del self.fields["change_note"]  # nobody has read anything yet
        self.initial.setdefault("copy_key", uuid.uuid4())
        self.initial.setdefault("base_version", self.instance.version)
        self.initial.setdefault("opened_status", "/".join(stages_of(self.instance)))
        for field in self.fields.values():
            if isinstance(field.widget, AdminSplitDateTime):
                day, hour = field.widget.widgets
                day.attrs["aria-label"] = f"{field.label}: ngày"
                hour.attrs["aria-label"] = f"{field.label}: giờ"

    def _remembered(self, article) -> dict:
        """Keep what is stored, before the form changes the instance; return what to show of it.

        Where a correction is in work its text is shown, and counts as what is stored.
        """
        if correction_of(article) is None:
            self.stored = snapshot.of_article(article)
            pictures, files = enclosures.picture_rows(article), enclosures.attachment_rows(article)
            return {"pictures": pictures, "attachments": files}
        version = history.text_of(article)
        self.stored = {**version.content, **snapshot.times_of(article)}
        snapshot.put(article, version.content)
        pictures, files = enclosures.shown_rows(version.content)
        further = Section.objects.filter(pk__in=version.content["further_sections"])
        return {
            "pictures": pictures,
            "attachments": files,
            "further_sections": list(further),
            "change_note": version.change_note,
        }

    def clean(self):
        cleaned = super().clean()
        body = richtext.clean(current_addresses(cleaned.get("body", "")))
        rows = enclosures.complete(cleaned.get("pictures", []), body, cleaned.get("lead_photo"))
        cleaned["pictures"] = rows
        cleaned["body"] = enclosures.described(body, rows)
        if self.stored is not None and not self.errors:
            self._join()
        self._check_date(cleaned)
        if self.user is not None:
            self._check_filing(cleaned)
            self._check_correction(cleaned)
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
        return self._to_come("pinned_until", "Xin chọn một thời điểm sắp tới.")

    def clean_expires_at(self):
        return self._to_come(
            "expires_at", "Xin chọn một thời điểm sắp tới; muốn gỡ ngay, bấm Gỡ bài."
        )

    def _to_come(self, name, advice):
        moment = self.cleaned_data[name]
        if moment and moment < timezone.now() and name in self.changed_data:
            raise forms.ValidationError(f"{dates.appointment(moment)} đã qua. {advice}")
        return moment

    def _check_filing(self, cleaned):
        """Whoever files an article somewhere must be allowed there what they do with it here."""
        rights, article = rights_of(self.user), self.before
        author = article.created_by_id if article.pk else self.user.pk
        at_once = article.pk is None or lands(self.user, article) == "row"
        action, status = "edit" if at_once else "correct", article.status
        if correction_of(self.before) is not None:  # whoever publishes it is asked then
            return
        already = {self.before.section_id, *(self.stored or {}).get("further_sections", [])}
        for name in ("section", "further_sections"):
            found = cleaned.get(name) or []
            for section in [found] if name == "section" and found else found:
                if section.pk not in already and not rights.may_in(
                    action, section.pk, status, author
                ):
                    self.add_error(name, f"Bạn chưa được quyền đưa bài vào “{section}”.")
        section = cleaned.get("section")
        typed = [name for name in snapshot.TIMES if cleaned.get(name) and name in self.changed_data]
        if section and typed and not rights.may_in("time", section.pk, status, author):
            self.add_error(typed[0], f"Bạn chưa được đặt giờ cho bài ở “{section}”.")

    def _check_correction(self, cleaned):
        """A form of a correction that has ended meanwhile must not change what readers see."""
        opened = cleaned.get("opened_status", "").split("/")
        had_one = len(opened) == 2 and opened[0] != opened[1]
        if had_one and correction_of(self.before) is None:
            self.add_error(
                None,
                "Bản sửa bạn đang mở đã được đăng hoặc đã bỏ. Chữ của bạn còn trong bản viết dở: "
                "xin tải lại trang, bấm Khôi phục rồi lưu.",
            )

    def _check_date(self, cleaned):
        """A date typed for an article nobody has read is one to come, or of an old article."""
        moment, before = cleaned.get("published_at"), self.initial.get("published_at")
        was_out = before is not None and before <= timezone.now()
        is_past = moment is not None and moment < timezone.now() - JUST_NOW
        if (
            is_past
            and "published_at" in self.changed_data
            and not (was_out or cleaned.get("is_old"))
        ):
            self.add_error(
                "published_at",
                f"{dates.appointment(moment)} đã qua. Muốn đăng ngay, xin để trống; bài cũ chuyển "
                "sang thì đánh dấu “Bài cũ”.",
            )

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

    def _remembered(self, article):
        """Nothing will be compared with what is stored."""
        return {}

    def _post_clean(self):
        """Only what is saved must satisfy the tables."""
        self.instance = construct_instance(self, self.instance)
