"""The list of articles: what waits for whom, and steps for many at once."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html

from core import dates
from core.fields import NormalizedCharField
from news import lookups, workflow, worklist
from news.models import Section
from news.models.articles import LATEST
from news.rights import rights_of
from search import correcting
from search.query import Query, parse

LISTED = 20  # of those chosen, by name


class WorkFilter(admin.SimpleListFilter):
    title = "việc cần làm"
    parameter_name = "viec"

    def lookups(self, request, model_admin):
        return [(name, kind.label) for name, kind in worklist.KINDS.items()]

    def queryset(self, request, queryset):
        kind = worklist.KINDS.get(self.value())
        return kind.of(queryset, request.user) if kind else queryset


class MeantList(ChangeList):
    """Where nothing has the words that were typed, looks for what may be meant, and says so."""

    def get_results(self, request):
        super().get_results(request)
        typed = parse(self.query)
        if typed and not self.result_count and not self._is_filtered_out(typed):
            self._guess(request, typed)

    def _is_filtered_out(self, typed: Query) -> bool:
        return self.root_queryset.filter(lookups.matching(typed)).exists()

    def _guess(self, request, typed: Query):
        """Actions ask for the list again: the question stays the one that is shown."""
        as_typed = self.query
        for meant in lookups.meant(typed):
            self.query = meant
            self.queryset = self.get_queryset(request)
            super().get_results(request)
            if self.result_count:
                self._say(request, typed)
                return
        self.query = as_typed

    def _say(self, request, typed: Query):
        if request.method == "GET":
            headlines = [article.headline for article in self.result_list]
            written = correcting.as_written(parse(self.query), headlines)
            messages.info(
                request,
                f"Không có bài nào chứa “{typed.typed}”. Đang hiện kết quả cho “{written}”.",
            )


class BulkForm(forms.Form):
    """What a step for many still needs to know; each action shows the field it names."""

    reason = NormalizedCharField(
        label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    section = forms.ModelChoiceField(Section.objects.in_order(), label="Chuyên mục mới")
    pinned_until = forms.SplitDateTimeField(
        label="Ghim đến (giờ Việt Nam)", widget=AdminSplitDateTime
    )

    def __init__(self, *args, field: str, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields = {field: self.fields[field]}
        if field == "section":
            sections = rights_of(user).sections_to_write_in()
            self.fields["section"].queryset = Section.objects.filter(pk__in=sections).in_order()

    def clean_pinned_until(self):
        moment = self.cleaned_data["pinned_until"]
        if moment >= LATEST:
            raise forms.ValidationError("Ngày tháng phải trước năm 2100.")
        if moment <= timezone.now():
            raise forms.ValidationError(
                f"{dates.appointment(moment)} đã qua. Xin chọn một thời điểm sắp tới."
            )
        return moment


class BulkActions:
    """Actions of the list (mixed into ArticleAdmin); each article gets its line of result."""

    actions = ["submit", "approve", "publish", "withdraw", "move_section", "pin"]

    @admin.action(description="Gửi duyệt")
    def submit(self, request, queryset):
        self._step(request, queryset, "submit")

    @admin.action(description="Duyệt", permissions=["approve"])
    def approve(self, request, queryset):
        self._step(request, queryset, "approve")

    @admin.action(description="Đăng", permissions=["publish"])
    def publish(self, request, queryset):
        self._step(request, queryset, "publish")

    @admin.action(description="Gỡ (cần lý do)", permissions=["publish"])
    def withdraw(self, request, queryset):
        return self._asked(
            request,
            queryset,
            "reason",
            lambda article, reason: self._take(request, article, "withdraw", reason),
        )

    @admin.action(description="Chuyển sang chuyên mục khác")
    def move_section(self, request, queryset):
        def take(article, section):
            self._change(request, worklist.refile, article, section)

        return self._asked(request, queryset, "section", take)

    @admin.action(description="Ghim đầu trang đến…", permissions=["publish"])
    def pin(self, request, queryset):
        def take(article, moment):
            self._change(request, worklist.pin, article, moment)

        return self._asked(request, queryset, "pinned_until", take)

    def has_approve_permission(self, request):
        return not settings.ONE_GATE and rights_of(request.user).has_anywhere("approve")

    def has_publish_permission(self, request):
        return rights_of(request.user).has_anywhere("publish")

    def _step(self, request, queryset, step):
        for article in queryset:
            self._take(request, article, step)

    def _take(self, request, article, step, reason=""):
        """Make the move and say how it went, refusals included."""
        now = timezone.now()
        try:
            moved = workflow.move(article.pk, step, now=now, by=request.user, reason=reason)
        except workflow.TransitionRefused as refusal:
            workflow.note_denial(article, refusal)
            self.message_user(request, str(refusal), messages.WARNING)
            return
        said = workflow.said(moved, step, now)
        if step == "publish" and moved.is_public(now):
            said = format_html('{} <a href="{}">Xem trên trang</a>', said, moved.get_absolute_url())
        self.message_user(request, said, messages.SUCCESS)

    def _change(self, request, change, article, value):
        try:
            result = change(article.pk, value, by=request.user)
        except workflow.TransitionRefused as refusal:
            result = worklist.Result(False, str(refusal))
        self.message_user(
            request, result.sentence, messages.SUCCESS if result.is_done else messages.WARNING
        )

    def _asked(self, request, queryset, field, take):
        """Ask for *field* on a page of its own, then *take* each article with what was typed."""
        data = request.POST if "confirmed" in request.POST else None
        form = BulkForm(data, field=field, user=request.user)
        if form.is_valid():
            for article in queryset:
                take(article, form.cleaned_data[field])
            return HttpResponseRedirect(request.get_full_path())
        action = request.POST["action"]
        context = {
            **self.admin_site.each_context(request),
            "title": dict(self.get_action_choices(request))[action],
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "articles": queryset[:LISTED],
            "count": queryset.count(),
            "across": request.POST.get("select_across", "0"),
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
        }
        return render(request, "admin/news/article/bulk.html", context)
