from django.contrib import admin, messages
from django.forms import Script
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from core import dates
from core.admin import EditorAdmin, OrderedModelAdmin
from core.search import Query
from core.templatetags.content import picture
from news import enclosures, history, intake, merging, snapshot, workflow
from news.forms import ArticleForm
from news.models import Article, Section, Version, WorkingCopy
from news.models.versions import name_of

TIMES = [*snapshot.TIMES]
STEPS_WITH_BUTTONS = {"_publish": "publish", "_withdraw": "withdraw"}


@admin.register(Section)
class SectionAdmin(OrderedModelAdmin):
    list_display = ["name", "parent", "home", "order"]
    list_editable = ["order"]
    list_select_related = ["parent"]
    search_fields = ["name__folded"]
    fields = ["name", "parent", "description", "home", "order", "slug"]

    def view_on_site(self, section):
        return section.get_absolute_url()


@admin.register(Article)
class ArticleAdmin(EditorAdmin):
    form = ArticleForm
    list_display = ["thumbnail", "headline_or_not", "section", "state", "published_at"]
    list_display_links = ["headline_or_not"]
    list_filter = ["status", "section", "published_at"]
    list_select_related = ["section", "lead_photo"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline"]
    search_help_text = "Gõ có dấu hay không dấu đều được, ví dụ: cua khau huu nghi"
    date_hierarchy = "published_at"
    readonly_fields = ["state"]  # and the times, for who may not publish
    actions = ["publish", "withdraw"]

    fieldsets = [
        (None, {"fields": ["section", "kicker", "headline", "lead", "body", "byline"]}),
        ("Ảnh và tệp", {"fields": ["pictures", "lead_photo", "attachments"]}),
        ("Xuất bản", {"fields": ["state", *TIMES]}),
        (
            "Ghi nguồn, địa chỉ, chuyên mục khác",
            {"fields": ["dateline", "source", "source_url", "further_sections", "slug"]},
        ),
        ("Khi lưu", {"fields": ["copy_key", "base_version", "opened_status", "keep_theirs"]}),
    ]

    class Media:
        css = {"all": ["css/desk.css"]}
        js = [Script("js/desk/main.js", type="module")]

    def get_urls(self):
        compare = self.admin_site.admin_view(self.version_view)
        return [
            path("<int:pk>/phien-ban/<int:number>/", compare, name="news_article_version"),
            *super().get_urls(),
        ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.defer("search").order_by("-updated_at", "-pk")

    def get_object(self, request, object_id, from_field=None):
        """While a form is saved its row is locked: who comes second sees what the first wrote."""
        article = super().get_object(request, object_id, from_field)
        if article is not None and request.method == "POST":
            locked = Article.objects.select_for_update(of=["self"]).defer("search")
            return locked.filter(pk=article.pk).first()
        return article

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words = queryset.filter(search=Query(search_term))
        return words | queryset.filter(headline__folded=search_term), False

    def get_changeform_initial_data(self, request):
        return {
            "section": intake.usual_section(request.user),
            **super().get_changeform_initial_data(request),
        }

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "section":
            kwargs |= {"queryset": Section.objects.in_order(), "empty_label": None}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Sections are made elsewhere: no buttons for that in the middle of writing."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "section":
            field.widget = field.widget.widget
        return field

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if request.method == "POST" and _is_from_desk(request):
            return JsonResponse(_refusal(form, obj), status=409 if form.conflict else 422)
        may_publish = request.user.has_perm("news.publish_article")
        steps = workflow.allowed(obj or Article()) if may_publish else []
        context.update(
            {
                "may_step": dict.fromkeys(steps, True),
                "article": obj,
                "state": self.state(obj or Article()),
                "copies": WorkingCopy.objects.of(request.user, obj)[:3],
                "newest": obj and obj.versions.select_related("saved_by").order_by("number").last(),
            }
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fieldsets(self, request, obj=None):
        """Who may only look is shown the article's own fields."""
        if obj is None or self.has_change_permission(request, obj):
            return super().get_fieldsets(request, obj)
        shown = [*snapshot.TEXTS, "section", "lead_photo", "state", *TIMES]
        return [(None, {"fields": shown})]

    def get_readonly_fields(self, request, obj=None):
        may_publish = self.has_publish_permission(request)
        return self.readonly_fields if may_publish else [*self.readonly_fields, *TIMES]

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        elif obj.version == 0:
            history.record(obj, content=form.stored, note=history.EARLIER)
        captions = {row["photo"]: row["caption"] for row in form.cleaned_data["pictures"]}
        obj.lead_photo_caption = captions.get(obj.lead_photo_id, "")
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Pictures, files, the version; and when what readers see changed, the article says so."""
        super().save_related(request, form, formsets, change)
        article, data = form.instance, form.cleaned_data
        for photo in enclosures.save_pictures(article, data["pictures"], by=request.user):
            self.message_user(
                request,
                f"Mô tả của ảnh “{photo}” trong kho giữ nguyên: bạn chưa được quyền sửa.",
                messages.WARNING,
            )
        enclosures.save_attachments(article, data["attachments"])
        if form.unchosen:
            note = f"Bản của {name_of(request.user)}, không được chọn hết khi hai người cùng sửa"
            history.record(article, request.user, note, form.unchosen)
        content = snapshot.of_article(article)
        changed = snapshot.changed_fields(form.stored or {}, content)
        if changed:
            history.record(article, request.user, content=content)
        if set(changed) - snapshot.NOT_NEWS:
            Article.objects.filter(pk=article.pk).update(updated_at=timezone.now())
        WorkingCopy.objects.filter(pk=data["copy_key"], user=request.user).delete()

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
        if stepped is None and _is_from_desk(request) and "_continue" in request.POST:
            said = [str(message) for message in messages.get_messages(request)]
            saved_at = dates.clock(timezone.now())
            return JsonResponse({"version": obj.version, "saved_at": saved_at, "messages": said})
        return _answer(request, stepped or super().response_change(request, obj))

    def _stepped(self, request, article):
        """Make the move whose button was pressed and stay on the form; None when there was none."""
        step = next(
            (STEPS_WITH_BUTTONS[name] for name in request.POST if name in STEPS_WITH_BUTTONS), None
        )
        if step is None:
            return None
        opened = request.POST.get("opened_status") or article.status
        if not request.user.has_perm("news.publish_article"):
            self.message_user(
                request, "Đã lưu. Bạn chưa được quyền đăng hay gỡ bài.", messages.WARNING
            )
        elif opened != article.status:
            self.message_user(
                request,
                f"Đã lưu. Trong lúc bạn viết, bài đã chuyển sang “{article.get_status_display()}”; "
                "nếu vẫn muốn đăng hay gỡ, xin bấm lại.",
                messages.WARNING,
            )
        else:
            self._move(request, article, step)
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))

    def _move(self, request, article, step):
        try:
            moved = workflow.move(article.pk, step, now=timezone.now(), by=request.user)
        except workflow.TransitionRefused as refusal:
            self.message_user(request, str(refusal), messages.WARNING)
            return
        if moved.status == Article.Status.WITHDRAWN:
            self.message_user(request, f"Đã gỡ “{moved}” khỏi trang.", messages.SUCCESS)
        elif moved.published_at > timezone.now():
            when = dates.long_datetime(moved.published_at)
            self.message_user(request, f"Đã hẹn đăng “{moved}” lúc {when}.", messages.SUCCESS)
        else:
            self.message_user(
                request,
                format_html(
                    'Đã đăng “{}”. <a href="{}">Xem trên trang</a>', moved, moved.get_absolute_url()
                ),
                messages.SUCCESS,
            )

    def history_view(self, request, object_id, extra_context=None):
        article = self.get_object(request, object_id)
        versions = article and article.versions.select_related("saved_by").order_by("-number")
        context = {"versions": versions, "article": article, **(extra_context or {})}
        return super().history_view(request, object_id, context)

    def version_view(self, request, pk, number):
        """A saved version beside what is stored now, word by word."""
        article = get_object_or_404(self.get_queryset(request), pk=pk)
        versions = Version.objects.select_related("saved_by")
        chosen = get_object_or_404(versions, article=article, number=number)
        if not self.has_view_or_change_permission(request, article):
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        now = snapshot.of_article(article)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Phiên bản {number} của “{article}”",
            "opts": self.opts,
            "article": article,
            "version": chosen,
            "differences": merging.differences(None, chosen.content, now),
        }
        return render(request, "admin/news/article/version.html", context)

    def has_publish_permission(self, request):
        return request.user.has_perm("news.publish_article")

    @admin.action(description="Đăng bài đã chọn", permissions=["publish"])
    def publish(self, request, queryset):
        for article in queryset:
            self._move(request, article, "publish")

    @admin.action(description="Gỡ bài đã chọn", permissions=["publish"])
    def withdraw(self, request, queryset):
        for article in queryset:
            self._move(request, article, "withdraw")

    @admin.display(description="ảnh")
    def thumbnail(self, article):
        return picture(article.lead_photo, sizes="120px", alt="")

    @admin.display(description="tiêu đề", ordering="headline")
    def headline_or_not(self, article):
        return str(article)

    @admin.display(description="tình trạng", ordering="status")
    def state(self, article):
        """What readers see of it now, in a word."""
        if article.pk is None or article.status == Article.Status.DRAFT:
            return "Bản nháp"
        now = timezone.now()
        if article.status == Article.Status.PUBLISHED and article.published_at > now:
            return f"Hẹn đăng {dates.long_datetime(article.published_at)}"
        if article.status == Article.Status.PUBLISHED and not article.is_public(now):
            return "Đã hết hạn"
        if article.pinned_until and article.pinned_until > now:
            return f"{article.get_status_display()}, đang ghim"
        return article.get_status_display()


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
