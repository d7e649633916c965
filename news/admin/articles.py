from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Script
from django.http import HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from accounts.models import name_of
from audit import log
from audit.models import Action
from core import dates
from core.admin import EditorAdmin
from core.templatetags.content import picture
from news import (
    corrections,
    enclosures,
    history,
    intake,
    lookups,
    snapshot,
    states,
    trash,
    workflow,
)
from news.admin.lists import BulkActions, MeantList, WorkFilter
from news.forms import ArticleForm
from news.models import Article, PreviewLink, Section, WorkingCopy
from news.rights import correction_of, lands, rights_of
from search.query import parse


@admin.register(Article)
class ArticleAdmin(BulkActions, EditorAdmin):
    form = ArticleForm
    list_display = ["thumbnail", "headline_or_not", "section", "state", "author", "published_at"]
    list_display_links = ["headline_or_not"]
    list_filter = [WorkFilter, "status", "section", "published_at"]
    list_select_related = ["section", "lead_photo", "correction", "created_by"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline"]
    search_help_text = "Gõ có dấu hay không dấu đều được, ví dụ: cua khau huu nghi"
    readonly_fields = ["state"]  # and the times, for who may not set them

    fieldsets = [
        (None, {"fields": ["section", "kicker", "headline", "lead", "body", "byline"]}),
        ("Ảnh và tệp", {"fields": ["pictures", "lead_photo", "attachments"]}),
        ("Xuất bản", {"fields": ["state", *snapshot.TIMES, "is_old"]}),
        (
            "Ghi nguồn, địa chỉ, chuyên mục khác",
            {"fields": ["dateline", "source", "source_url", "further_sections", "slug"]},
        ),
        (
            "Khi lưu",
            {
                "fields": [
                    *("copy_key", "base_version", "opened_status", "keep_theirs", "reason"),
                    *("note", "change_note"),
                ]
            },
        ),
    ]

    class Media:
        css = {"all": ["css/desk.css"]}
        js = [Script("js/desk/main.js", type="module")]

    # --- Who may (news.rights) ---------------------------------------------------------------

    def get_queryset(self, request):
        visible = rights_of(request.user).those(super().get_queryset(request).kept(), "view")
        return visible.order_by("-updated_at", "-pk")

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) and (
            obj is None or rights_of(request.user).may("view", obj)
        )

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (
            obj is None or lands(request.user, obj) is not None
        )

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (
            obj is None or rights_of(request.user).may("trash", obj)
        )

    # --- The list ----------------------------------------------------------------------------

    def get_search_results(self, request, queryset, search_term):
        """By the index of words: looking into every headline takes as long as there are many."""
        if query := parse(search_term):
            queryset = queryset.filter(lookups.matching(query))
        elif search_term.strip():
            queryset = queryset.none()
        return queryset, False

    def get_changelist(self, request, **kwargs):
        return MeantList

    @admin.display(description="ảnh")
    def thumbnail(self, article):
        return picture(article.lead_photo, sizes="120px", alt="")

    @admin.display(description="tiêu đề", ordering="headline")
    def headline_or_not(self, article):
        return str(article)

    @admin.display(description="người viết", ordering="created_by")
    def author(self, article):
        return name_of(article.created_by) if article.created_by else "-"

    @admin.display(description="tình trạng", ordering="status")
    def state(self, article):
        return states.shown(article, timezone.now())

    # --- The form ----------------------------------------------------------------------------

    def get_object(self, request, object_id, from_field=None):
        """While a form is saved its row is locked: who comes second sees what the first wrote."""
        article = super().get_object(request, object_id, from_field)
        if article is not None and request.method == "POST":
            locked = Article.objects.select_for_update(of=["self"], no_key=True)
            return locked.kept().filter(pk=article.pk).first()
        return article

    def get_changeform_initial_data(self, request):
        return {
            "section": intake.usual_section(request.user),
            **super().get_changeform_initial_data(request),
        }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "section":
            sections = Section.objects.filter(pk__in=_sections_to_choose(request))
            kwargs |= {"queryset": sections.in_order(), "empty_label": None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Sections are made elsewhere: no buttons for that in the middle of writing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "section":
            field.widget = field.widget.widget
        return field

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.user = request.user
        return form

    def get_fieldsets(self, request, obj=None):
        """Who may only look is shown the article's own fields."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        shown = [*snapshot.TEXTS, "section", "lead_photo", "state", *snapshot.TIMES]
        return [(None, {"fields": shown})]

    def get_readonly_fields(self, request, obj=None):
        if _sets_times(request.user, obj):
            return self.readonly_fields
        return [*self.readonly_fields, *snapshot.TIMES]

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except PermissionDenied:
            if not _is_from_desk(request):
                raise
            return JsonResponse({"error": _no_longer(object_id)}, status=403)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if request.method == "POST" and _is_from_desk(request):
            return JsonResponse(_refusal(form, obj), status=409 if form.conflict else 422)
        article = obj or Article(created_by=request.user)
        correction = correction_of(article)
        makes_correction = (
            bool(obj) and correction is None and lands(request.user, obj) == "correction"
        )
        context.update(
            {
                "steps": [states.SUBMIT_CORRECTION]
                if makes_correction
                else states.buttons(article, request.user),
                "article": obj,
                "correction": correction,
                "makes_correction": makes_correction,
                "state": self.state(article),
                "told": states.told(obj) if obj else None,
                "copies": WorkingCopy.objects.of(request.user, obj)[:3],
                "newest": obj and obj.versions.select_related("saved_by").order_by("number").last(),
                "may": states.doors(article, request.user),
                "links": obj and PreviewLink.objects.open().filter(article=obj).order_by("pk"),
            }
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Saving ------------------------------------------------------------------------------

    def save_model(self, request, obj, form, change):
        obj.stages_before = form.initial["opened_status"]
        if not change:
            obj.created_by = request.user
        elif obj.version == 0:
            history.record(obj, content=form.stored, note=history.EARLIER)
        form.is_correction = change and lands(request.user, form.before) == "correction"
        if form.is_correction:
            return  # what readers see stays as it is
        captions = {row["photo"]: row["caption"] for row in form.cleaned_data["pictures"]}
        obj.lead_photo_caption = captions.get(obj.lead_photo_id, "")
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Pictures, files, the version; and when what readers see changed, the article says so."""
        article, data, user = form.instance, form.cleaned_data, request.user
        why = {"note": data["note"], "change_note": data.get("change_note", "")}
        if form.unchosen:
            note = f"Bản của {name_of(user)}, không được chọn hết khi hai người cùng sửa"
            history.record(article, user, note, form.unchosen)
        if form.is_correction:
            self._save_times(form)
            content = snapshot.of_form(form)
            changed = set(snapshot.changed_fields(form.stored, content)) - set(snapshot.TIMES)
            if changed or form.unchosen or "change_note" in form.changed_data:
                corrections.keep(article, content, by=user, **why)
                workflow.changed(article, now=timezone.now(), by=user)
                self.message_user(
                    request, "Đã lưu bản sửa. Bài đang đăng chưa đổi cho đến khi bản sửa được đăng."
                )
        else:
            super().save_related(request, form, formsets, change)
            self._save_enclosures(request, form)
            self._record(article, form, user, why)
        WorkingCopy.objects.filter(pk=data["copy_key"], user=user).delete()

    def _save_enclosures(self, request, form):
        article, data = form.instance, form.cleaned_data
        for photo in enclosures.save_pictures(article, data["pictures"], by=request.user):
            self.message_user(
                request,
                f"Mô tả của ảnh “{photo}” trong kho giữ nguyên: bạn chưa được quyền sửa.",
                messages.WARNING,
            )
        enclosures.save_attachments(article, data["attachments"])

    def _save_times(self, form):
        """When it is public is a matter of the article, not of its correction: it changes now."""
        row = Article.objects.filter(pk=form.instance.pk)
        typed = [name for name in snapshot.TIMES if name in form.changed_data]
        times = {name: form.cleaned_data[name] for name in typed if name in form.cleaned_data}
        if times and row.update(**times):
            log.record(Action.SETTING, form.before, detail=f"Đổi giờ: {', '.join(times)}")

    def _record(self, article, form, user, why):
        now, content = timezone.now(), snapshot.of_article(article)
        changed = set(snapshot.changed_fields(form.stored or {}, content))
        if changed or form.unchosen or why["change_note"]:
            history.record(article, user, content=content, **why)
        if changed - set(snapshot.TIMES) or why["change_note"]:
            workflow.changed(article, now=now, by=user)
        if changed - snapshot.NOT_NEWS:
            Article.objects.filter(pk=article.pk).update(updated_at=now)
        corrections.tell_readers(article, why["change_note"], now)

    def delete_model(self, request, obj):
        try:
            trash.put(obj.pk, by=request.user, now=timezone.now())
        except workflow.TransitionRefused as refusal:  # published since the page was opened
            raise PermissionDenied(str(refusal)) from refusal

    def delete_queryset(self, request, queryset):
        for article in queryset:
            self.delete_model(request, article)

    def get_deleted_objects(self, objs, request):
        """Nothing is lost yet: the confirmation has only to name the articles."""
        kept = [str(one) for one in objs if not rights_of(request.user).may("trash", one)]
        return [str(one) for one in objs], {"bài viết": len(objs)}, set(), kept

    def log_deletions(self, request, queryset):
        """Told by the audit log."""

    # --- Answers -----------------------------------------------------------------------------

    def response_add(self, request, obj, post_url_continue=None):
        if not self.has_view_or_change_permission(request, obj):
            self.message_user(request, f"Đã lưu bản nháp “{obj}”.", messages.SUCCESS)
            return _answer(request, HttpResponseRedirect(reverse("admin:index")))
        stepped = self._stepped(request, obj)
        response = stepped or super().response_add(request, obj, post_url_continue)
        return _answer(request, response)

    def response_change(self, request, obj):
        """Save and go on writing: the desk stays where it is."""
        stepped = self._stepped(request, obj)
        stages = "/".join(workflow.stages_of(Article.objects.get(pk=obj.pk)))
        stays = stepped is None and obj.stages_before == stages
        if stays and _is_from_desk(request) and "_continue" in request.POST:
            said = [str(message) for message in messages.get_messages(request)]
            saved_at = dates.clock(timezone.now())
            return JsonResponse({"version": obj.version, "saved_at": saved_at, "messages": said})
        return _answer(request, stepped or super().response_change(request, obj))

    def response_delete(self, request, obj_display, obj_id):
        self.message_user(
            request,
            format_html(
                'Đã bỏ “{}” vào thùng rác, giữ {} ngày. <a href="{}">Mở thùng rác để khôi phục</a>',
                obj_display,
                trash.KEPT_FOR.days,
                reverse("desk:trash"),
            ),
            messages.SUCCESS,
        )
        return HttpResponseRedirect(reverse("admin:news_article_changelist"))

    def _stepped(self, request, article):
        """Make the move whose button was pressed and stay on the form; None when there was none."""
        step = next((step for step in workflow.TRANSITIONS if f"_{step}" in request.POST), None)
        if step is None:
            return None
        if (request.POST.get("opened_status") or article.stages_before) != article.stages_before:
            self.message_user(
                request,
                f"Đã lưu. Trong lúc bạn viết, bài đã chuyển sang “{self.state(article)}”; "
                "nếu vẫn muốn, xin bấm lại.",
                messages.WARNING,
            )
        else:
            self._take(request, article, step, request.POST.get("reason", ""))
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))

    def history_view(self, request, object_id, extra_context=None):
        if not object_id.isdecimal():
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse("desk:history", args=[object_id]))


def _sets_times(user, article: Article | None) -> bool:
    if article is None:
        return rights_of(user).has_anywhere("time")
    return rights_of(user).may("time", article)


def _sections_to_choose(request) -> list[int]:
    """Where this person writes, and where the article stands already."""
    sections = rights_of(request.user).sections_to_write_in()
    match = request.resolver_match
    number = match.kwargs.get("object_id", "") if match else ""
    if number.isdecimal():
        sections += Article.objects.filter(pk=int(number[:18])).values_list("section", flat=True)
    return sections


def _no_longer(object_id) -> str:
    """Why a form that could be opened cannot be saved any more."""
    article = Article.objects.filter(pk=object_id).first() if object_id else None
    where = f" Bài đang ở tình trạng “{states.shown(article, timezone.now())}”." if article else ""
    return (
        f"Bạn không còn được sửa bài này.{where} Chữ bạn vừa viết vẫn còn ở đây và trong bản viết "
        "dở; nếu cần sửa, xin báo người đang giữ bài trả lại."
    )


def _is_from_desk(request) -> bool:
    """Sent by static/js/desk, which stays on the page and wants to know what was wrong."""
    return request.headers.get("Accept") == "application/json"


def _answer(request, response):
    return JsonResponse({"url": response.url}) if _is_from_desk(request) else response


def _refusal(form: ArticleForm, article: Article | None) -> dict:
    """Why nothing was saved: sentences by field, and the two texts when somebody else saved."""
    answer = {
        "errors": {name: [str(one) for one in errors] for name, errors in form.errors.items()}
    }
    if form.conflict:
        newest = article.versions.select_related("saved_by").order_by("number").last()
        context = {"differences": form.conflict, "newest": newest}
        answer["conflict"] = render_to_string("admin/news/article/conflict.html", context)
        answer["version"] = article.version
    return answer
