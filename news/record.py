"""The record of an article: its versions and steps in one line of time, to compare, to put back, to
print; and the steps themselves, for pages without the form."""

from functools import wraps

from django.contrib import admin, messages
from django.contrib.admin.views.decorators import staff_member_required
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from core import dates
from news import corrections, history, merging, rendering, snapshot, states, trash, workflow
from news.models import Article, Move, Version
from news.rights import correction_of, lands, rights_of


def of_article(action: str, *, trashed: bool = False):
    """Hand the view the article of the address when *action* is allowed with it; 404 otherwise."""

    def decorate(view):
        @staff_member_required
        @wraps(view)
        def guarded(request, pk, *args, **kwargs):
            articles = Article.objects.trashed() if trashed else Article.objects.kept()
            article = get_object_or_404(articles, pk=pk)
            if not rights_of(request.user).may(action, article):
                raise Http404("Bài này không có hoặc bạn chưa được quyền xem.")
            return view(request, article, *args, **kwargs)

        return guarded

    return decorate


@require_GET
@of_article("view")
def line_of_time(request, article):
    """Versions and steps, newest first; the form to compare any two versions."""
    versions = list(article.versions.select_related("saved_by").defer("content"))
    events = [*versions, *article.moves.all()]
    events.sort(key=_when, reverse=True)
    context = {
        "versions": sorted(versions, key=lambda version: -version.number),
        "events": events,
        "correction": correction_of(article),
        "may_restore": lands(request.user, article) is not None,
    }
    return _page(request, article, "history.html", "Quá trình", context)


def _when(event):
    """Steps after the version they belong to."""
    is_move = isinstance(event, Move)
    return (event.moved_at if is_move else event.saved_at, is_move, event.pk)


@require_GET
@of_article("view")
def compare(request, article):
    """Two versions side by side, word by word; without numbers the two newest."""
    numbers = sorted(article.versions.values_list("number", flat=True))
    if not numbers:
        raise Http404("Bài này chưa có phiên bản nào.")
    before = _number(request, "tu", numbers[-2:][0], numbers)
    after = _number(request, "den", numbers[-1], numbers)
    chosen = {
        version.number: version
        for version in article.versions.select_related("saved_by").filter(
            number__in=[before, after]
        )
    }
    left, right = chosen[before], chosen[after]
    context = {
        "numbers": numbers,
        "left": left,
        "sides": [left, right],
        "right": right,
        "differences": merging.differences(None, left.content, right.content),
        "pictures": merging.pictures_of(left.content, right.content),
        "may_restore": lands(request.user, article) is not None,
    }
    return _page(
        request, article, "compare.html", f"So sánh phiên bản {before} và {after}", context
    )


def _number(request, name: str, usual: int, numbers: list[int]) -> int:
    typed = request.GET.get(name, "")
    number = int(typed[:9]) if typed.isdecimal() else usual
    return number if number in numbers else usual


@require_GET
@of_article("view")
def version_page(request, article, number):
    """A version as readers would have seen it."""
    version = get_object_or_404(Version, article=article, number=number)
    context = rendering.page_of(article, version.content)
    response = render(request, "news/article_detail.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_POST
@of_article("view")
@transaction.atomic
def restore(request, article, number):
    """Make an old version the text in work again, as a new version."""
    article = Article.objects.select_for_update(of=["self"], no_key=True).kept().get(pk=article.pk)
    version = get_object_or_404(Version, article=article, number=number)
    address = reverse("admin:news_article_change", args=[article.pk])
    if lands(request.user, article) is None:
        messages.warning(
            request, f"{states.shown(article, timezone.now())}: bạn chưa được sửa bài này."
        )
        return HttpResponseRedirect(address)
    note = f"Khôi phục phiên bản {number}, lưu {dates.long_datetime(version.saved_at)}"
    now, content = timezone.now(), snapshot.restored(article, version.content)
    if article.status == Article.Status.PUBLISHED:  # readers get it once it is approved
        corrections.keep(article, content, by=request.user, note=note)
    else:
        snapshot.write(article, content, by=request.user, words_of=content)
        article.updated_at = now
        article.save()
        history.record(article, request.user, note)
    workflow.changed(article, now=now, by=request.user)
    messages.success(request, f"{note}. Bản trước vẫn còn trong quá trình của bài.")
    return HttpResponseRedirect(address)


@require_GET
@of_article("view")
def approval_slip(request, article):
    """Phiếu duyệt: each step, person, minute and reason, and what exactly was approved."""
    moves = list(article.moves.order_by("moved_at", "pk"))
    digest = snapshot.digest(history.text_of(article).content) if article.version else ""
    approved = [
        move
        for move in moves
        if move.step in {*workflow.CHECKED, "correct"} and move.digest == digest
    ]
    context = {
        "moves": moves,
        "approved": approved[-1] if approved else None,
        "state": states.shown(article, timezone.now()),
        "printed_at": timezone.now(),
        "first": article.versions.select_related("saved_by").order_by("number").first(),
    }
    return _page(request, article, "slip.html", "Phiếu duyệt", context)


@require_POST
@of_article("view")
def step(request, article):
    """Take one step from a page without the form."""
    name, now = request.POST.get("step", ""), timezone.now()
    if name not in workflow.TRANSITIONS:
        raise Http404("Không có bước này.")
    reason = request.POST.get("reason", "")
    try:
        moved = workflow.move(article.pk, name, now=now, by=request.user, reason=reason)
    except workflow.TransitionRefused as refusal:
        workflow.note_denial(article, refusal)
        messages.warning(request, str(refusal))
    else:
        messages.success(request, workflow.said(moved, name, now))
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))


@require_POST
@of_article("drop")
@transaction.atomic
def drop_correction(request, article):
    """Let go of the correction; what readers see stays, and the text stays among the versions."""
    article = Article.objects.select_for_update(of=["self"], no_key=True).get(pk=article.pk)
    correction = correction_of(article)
    if correction is None or not rights_of(request.user).may("drop", article):
        messages.warning(request, f"“{article}” không còn bản sửa nào để bỏ.")
    else:
        number = correction.version
        workflow.drop_correction(article, now=timezone.now(), by=request.user)
        messages.success(
            request, f"Đã bỏ bản sửa. Chữ của nó còn ở phiên bản {number}, trong quá trình của bài."
        )
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))


@require_GET
@staff_member_required
def trash_list(request):
    """What was deleted in the last 30 days, by those who may put it back."""
    articles = rights_of(request.user).those(Article.objects.trashed(), "trash")
    articles = articles.select_related("section", "deleted_by").order_by("-deleted_at", "-pk")[:200]
    context = {
        **admin.site.each_context(request),
        "title": "Thùng rác",
        "articles": [(one, one.deleted_at + trash.KEPT_FOR) for one in articles],
        "may_purge": rights_of(request.user).has_anywhere("purge"),
        "days": trash.KEPT_FOR.days,
    }
    return render(request, "admin/news/article/trash.html", context)


@require_POST
@of_article("trash", trashed=True)
def put_back(request, article):
    try:
        trash.restore(article.pk, by=request.user)
    except workflow.TransitionRefused as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(reverse("desk:trash"))
    messages.success(request, f"Đã khôi phục “{article}”.")
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))


@require_POST
@of_article("purge", trashed=True)
def purge(request, article):
    try:
        trash.purge(article.pk, by=request.user)
        messages.success(request, f"Đã xóa hẳn “{article}”.")
    except workflow.TransitionRefused as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(reverse("desk:trash"))


def _page(request, article, template, title, context):
    return render(
        request,
        f"admin/news/article/{template}",
        {**admin.site.each_context(request), "title": title, "article": article, **context},
    )
