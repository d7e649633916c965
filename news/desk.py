"""What the article form asks of the server while somebody writes (static/js/desk)."""

import uuid
from functools import wraps

from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import dates
from core.editor import for_staff, refused
from core.text import normalize
from core.uploads import UploadRefused
from news import enclosures, readiness, rendering, snapshot
from news.forms import TypedForm
from news.models import Article, Presence, WorkingCopy
from news.rights import rights_of

RIGHTS = ("news.add_article", "news.change_article")
NOT_KEPT = {"csrfmiddlewaretoken", "keep_theirs", "copy_key"}


def for_writers(view):
    """Let in who may write; tell a script why not (core.editor.for_staff)."""

    @for_staff
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not any(request.user.has_perm(right) for right in RIGHTS):
            return refused("Tài khoản của bạn chưa được quyền viết bài.", status=403)
        return view(request, *args, **kwargs)

    return guarded


@require_POST
@for_writers
def autosave(request, key):
    """Keep the form as it is now, apart from the article; answer with what is still missing."""
    article = _article_of(request)
    is_gone = article is None and bool(request.POST.get("article"))
    if WorkingCopy.objects.filter(pk=key).exclude(user=request.user).exists():
        raise Http404
    copy, _ = WorkingCopy.objects.update_or_create(
        pk=key,
        defaults={
            "user": request.user,
            "article": article,
            "content": _typed(request),
            "saved_at": timezone.now(),
        },
    )
    saved_at = dates.clock(copy.saved_at)
    news = _news_of(request, article, key)
    findings = _findings(request, copy)
    return JsonResponse({"saved_at": saved_at, "is_gone": is_gone, "findings": findings, **news})


@require_GET
@for_writers
def content(request, key):
    """What a copy holds, for putting it back into the form."""
    copy = get_object_or_404(WorkingCopy, pk=key, user=request.user)
    return JsonResponse({"content": copy.content})


@require_POST
@for_writers
def check(request):
    """What is still missing in the form as it is now; nothing is kept."""
    article = _article_of(request)
    copy = WorkingCopy(article=article, user=request.user, content=_typed(request))
    return JsonResponse({"findings": _findings(request, copy), **_news_of(request, article)})


@require_POST
@for_writers
def discard(request, key):
    """Forget what was typed."""
    WorkingCopy.objects.filter(pk=key, user=request.user).delete()
    return JsonResponse({})


@require_POST
@for_writers
def beat(request):
    """Say that the form is still open; answer with who else has it open and who saved last."""
    return JsonResponse(_news_of(request, _article_of(request)))


@require_POST
@for_writers
def leave(request):
    Presence.objects.filter(pk=_key_of(request), user=request.user).delete()
    return JsonResponse({})


@require_POST
@for_writers
def attach(request):
    """Take one document; answer with its row for the form."""
    upload = request.FILES.get("upload")
    if upload is None:
        return refused("Chưa có tệp nào được gửi lên.", status=400)
    try:
        return JsonResponse({"attachment": enclosures.take_attachment(upload)})
    except UploadRefused as refusal:
        return refused(str(refusal), status=400)


@require_GET
@for_writers
def preview(request, key):
    """The page as readers will see it, made of what is in the form now."""
    copy = get_object_or_404(WorkingCopy, pk=key, user=request.user)
    if copy.article and not rights_of(request.user).may("view", copy.article):
        raise Http404
    form = _form_of(copy)
    context = rendering.page_of(form.instance, snapshot.of_form(form))
    response = TemplateResponse(request, "news/article_detail.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _typed(request) -> dict:
    return {
        normalize(name): [normalize(value) for value in values]
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
    }


def _findings(request, copy: WorkingCopy) -> list[dict]:
    sent = {name: request.POST.get(name, "") for name in snapshot.TEXTS}
    findings = readiness.check(snapshot.of_form(_form_of(copy))) + readiness.decomposed(sent)
    return [one.as_dict() for one in findings]


def _form_of(copy: WorkingCopy) -> TypedForm:
    """The form as it was typed, looked at; its instance is not to be saved."""
    data = QueryDict(mutable=True)
    for name, values in copy.content.items():
        data.setlist(name, values)
    data["base_version"] = ""
    article = copy.article and Article.objects.for_page().get(pk=copy.article_id)
    form = TypedForm(data, instance=article)
    form.full_clean()
    return form


def _article_of(request) -> Article | None:
    """The stored article the form is about; None while it is new, and when it was deleted."""
    number = request.POST.get("article", "")
    if not number.isdecimal():
        return None
    articles = Article.objects.kept().select_related("correction").defer("body")
    article = articles.filter(pk=int(number[:18])).first()
    if article is not None and not rights_of(request.user).may("view", article):
        raise Http404
    return article


def _key_of(request) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _news_of(request, article: Article | None, key: uuid.UUID | None = None) -> dict:
    """Note who has it open; tell who else has, and what was saved last by whom."""
    if article is None:
        return {"others": [], "version": 0, "saved_by": ""}
    if key := key or _key_of(request):
        here = {"article": article, "user": request.user, "seen_at": timezone.now()}
        if not Presence.objects.filter(pk=key).exclude(user=request.user).exists():
            Presence.objects.update_or_create(pk=key, defaults=here)
    versions = article.versions.select_related("saved_by").defer("content")
    newest = versions.filter(number=article.version).first()
    others = map(str, Presence.objects.others(article, request.user))
    return {
        "others": list(dict.fromkeys(others)),
        "version": article.version,
        "saved_by": newest.author if newest else "",
    }
