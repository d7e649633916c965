from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from core import dates
from core.admin import EditorAdmin, OrderedModelAdmin, OrderedTabularInline
from core.search import Query
from core.templatetags.content import picture
from news import workflow
from news.forms import ArticleForm, AttachmentForm
from news.models import Article, ArticlePhoto, Attachment, Section

TIMES = ["published_at", "pinned_until", "expires_at"]
NOT_CONTENT = {*TIMES, "section", "further_sections", "slug"}
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


class ArticlePhotoInline(OrderedTabularInline):
    model = ArticlePhoto
    fields = ["photo", "own_caption", "order"]
    autocomplete_fields = ["photo"]
    verbose_name_plural = "bộ ảnh dưới bài"


class AttachmentInline(OrderedTabularInline):
    model = Attachment
    form = AttachmentForm
    fields = ["title", "file", "order"]


@admin.register(Article)
class ArticleAdmin(EditorAdmin):
    form = ArticleForm
    list_display = ["thumbnail", "headline", "section", "state", "published_at"]
    list_display_links = ["headline"]
    list_filter = ["status", "section", "published_at"]
    list_select_related = ["section", "lead_photo"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["headline"]
    search_help_text = "Gõ có dấu hay không dấu đều được, ví dụ: cua khau huu nghi"
    date_hierarchy = "published_at"
    autocomplete_fields = ["lead_photo"]
    filter_horizontal = ["further_sections"]
    readonly_fields = ["state"]  # and the times, for who may not publish
    inlines = [ArticlePhotoInline, AttachmentInline]
    actions = ["publish", "withdraw"]
    save_on_top = True

    class Media:
        js = ["js/admin-labels.js"]

    fieldsets = [
        (None, {"fields": ["section", "kicker", "headline", "lead", "body", "byline"]}),
        (
            "Ảnh chính",
            {
                "fields": [
                    "lead_photo",
                    "lead_photo_upload",
                    "lead_photo_alt",
                    "lead_photo_caption",
                ]
            },
        ),
        ("Xuất bản", {"fields": ["state", "published_at", "pinned_until", "expires_at"]}),
        (
            "Ghi nguồn, địa chỉ, chuyên mục khác",
            {
                "classes": ["collapse"],
                "fields": ["dateline", "source", "source_url", "further_sections", "slug"],
            },
        ),
    ]

    def get_queryset(self, request):
        queryset = super().get_queryset(request)
        return queryset.defer("search").order_by("-updated_at", "-pk")

    def get_search_results(self, request, queryset, search_term):
        if not search_term:
            return queryset, False
        words = queryset.filter(search=Query(search_term))
        return words | queryset.filter(headline__folded=search_term), False

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        user = request.user

        class FormOfUser(form):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, uploaded_by=user, **kwargs)

        return FormOfUser

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        may_publish = request.user.has_perm("news.publish_article")
        steps = workflow.allowed(obj or Article()) if may_publish else []
        context.update({"may_step": dict.fromkeys(steps, True), "article": obj})
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_readonly_fields(self, request, obj=None):
        may_publish = self.has_publish_permission(request)
        return self.readonly_fields if may_publish else [*self.readonly_fields, *TIMES]

    def view_on_site(self, article):
        return article.get_absolute_url() if article.is_public(timezone.now()) else None

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
        if form.reused_photo:
            self.message_user(
                request,
                f"Ảnh vừa tải đã có trong kho, bài dùng lại ảnh “{form.reused_photo}”.",
                messages.INFO,
            )
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """What readers see changed: the article says so. Pinning it again is no news."""
        super().save_related(request, form, formsets, change)
        if set(form.changed_data) - NOT_CONTENT or any(
            formset.has_changed() for formset in formsets
        ):
            Article.objects.filter(pk=form.instance.pk).update(updated_at=timezone.now())

    def response_add(self, request, obj, post_url_continue=None):
        return self._stepped(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._stepped(request, obj) or super().response_change(request, obj)

    def _stepped(self, request, article):
        """Make the move whose button was pressed and stay on the form; None when there was none."""
        step = next(
            (STEPS_WITH_BUTTONS[name] for name in request.POST if name in STEPS_WITH_BUTTONS), None
        )
        if step is None:
            return None
        if not request.user.has_perm("news.publish_article"):
            self.message_user(
                request, "Đã lưu. Bạn chưa được quyền đăng hay gỡ bài.", messages.WARNING
            )
        else:
            self._move(request, article, step)
        return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))

    def _move(self, request, article, step):
        try:
            moved = workflow.move(article.pk, step, now=timezone.now())
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
