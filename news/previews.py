"""Preview links: somebody without an account reads one version of one article, and may decide.

The address is signed and its row says until when it works, so it can be taken back at any time. A
decision asks for a code, told by another way (by telephone), that works once.
"""

import secrets
from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from audit import log
from audit.models import Action
from core import dates
from core.fields import NormalizedCharField
from core.metadata import PageMeta
from core.text import normalize_line
from news import history, rendering, workflow
from news.models import Article, PreviewLink, Version
from news.models.approval import LINKS_LAST, MAX_CODE_TRIES
from news.record import of_article
from news.rights import IN_HAND, rights_of, state_of
from photos.models import Photo

_SIGNER = Signer(salt="news.preview")
COOKIE = "xem-truoc"
DECISIONS = {"agree": "agreed", "return": "returned"}


class LinkForm(forms.Form):
    reader = NormalizedCharField(label="Gửi cho ai", max_length=120)
    hours = forms.TypedChoiceField(
        label="Dùng được trong",
        coerce=int,
        choices=[(24, "1 ngày"), (72, "3 ngày"), (168, "7 ngày")],
        initial=LINKS_LAST // timedelta(hours=1),
    )
    may_decide = forms.BooleanField(
        label="Cho phép bấm Đồng ý hoặc Trả lại (cần mã xác nhận)", required=False
    )

    def clean_reader(self):
        return normalize_line(self.cleaned_data["reader"])


@require_http_methods(["GET", "POST"])
@of_article("share")
def make(request, article):
    """Make a link; the answer is the only page that ever shows its code."""
    may_decide = rights_of(request.user).may("approve", article)
    form = LinkForm(request.POST or None)
    if not may_decide:
        del form.fields["may_decide"]
    context = {
        **admin.site.each_context(request),
        "title": "Liên kết xem trước",
        "article": article,
        "form": form,
        "links": PreviewLink.objects.open().filter(article=article).order_by("-made_at"),
    }
    if request.method == "POST" and form.is_valid():
        link, code = create(article, by=request.user, **form.cleaned_data)
        context |= {
            "made": link,
            "code": code,
            "address": request.build_absolute_uri(address_of(link)),
        }
    return never_cache(render)(request, "admin/news/article/link.html", context)


@transaction.atomic
def create(article, *, by, reader: str, hours: int, may_decide: bool = False):
    """Make the link for the text in work; return it with its code ("" when it is for reading)."""
    article, now = workflow.locked(article.pk), timezone.now()
    code = f"{secrets.randbelow(10**6):06}" if may_decide else ""
    if article.version == 0:
        history.record(article, note=history.EARLIER)
    link = PreviewLink.objects.create(
        article=article,
        version=history.text_of(article).number,
        reader=reader,
        made_by=by,
        made_at=now,
        expires_at=now + timedelta(hours=hours),
        code=make_password(code) if code else "",
    )
    log.record(
        Action.PREVIEW,
        article,
        by=by,
        detail=f"Tạo liên kết cho {reader}, phiên bản {link.version}, đến "
        f"{dates.long_datetime(link.expires_at)}" + (", được cho ý kiến" if code else ""),
    )
    return link, code


def address_of(link: PreviewLink) -> str:
    return reverse("preview:page", args=[_SIGNER.sign(link.key.hex)])


@require_POST
@of_article("view")
def revoke(request, article, key):
    """By who made the link, or who might publish the article."""
    link = get_object_or_404(PreviewLink, pk=key, article=article)
    if not (link.made_by_id == request.user.pk or rights_of(request.user).may("time", article)):
        raise PermissionDenied
    PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=timezone.now())
    log.record(
        Action.PREVIEW, article, by=request.user, detail=f"Thu hồi liên kết gửi {link.reader}"
    )
    messages.success(request, f"Đã thu hồi liên kết gửi {link.reader}.")
    return HttpResponseRedirect(reverse("admin:news_article_change", args=[article.pk]))


# --- What the reader sees ---------------------------------------------------------------------


def private(view):
    """Nobody keeps the page and no search engine lists it."""

    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


@csrf_exempt  # no cookie decides here: the address and the code do, and nobody else knows them
@require_http_methods(["GET", "HEAD", "POST"])
@private
def page(request, token):
    link, problem = _link_of(token)
    if problem:
        context = {"problem": problem, "meta": _meta("Không mở được liên kết")}
        return render(request, "news/preview_gone.html", context, status=410)
    context = {"link": link, "typed": {}, "error": ""}
    if request.method == "POST":
        context["error"] = _decide(link, request.POST)
        if not context["error"]:
            return HttpResponseRedirect(request.path)
        context["typed"] = {
            "reason": normalize_line(request.POST.get("reason", ""))[:1000],
            "decision": request.POST.get("decision", ""),
        }
    if PreviewLink.objects.filter(pk=link.pk, opened_at=None).update(opened_at=timezone.now()):
        log.record(Action.PREVIEW, link.article, detail=f"{link.reader} mở liên kết lần đầu")
    version = Version.objects.get(article=link.article_id, number=link.version)
    article = Article.objects.for_page().select_related("correction").get(pk=link.article_id)
    context |= {
        "is_newest": workflow.is_as_read(article, link.version),
        "asks": bool(link.code)
        and not link.decision
        and workflow.may(link.made_by, workflow.deciding_step(), article),
        "tries_left": MAX_CODE_TRIES - link.tries,
        "publishes": workflow.deciding_step() == "publish",
        **rendering.page_of(article, version.content, version.change_note),
        "meta": _meta("Bản chưa đăng"),
    }
    status = 422 if context["error"] else 200
    response = render(request, "news/preview.html", context, status=status)
    response.set_cookie(
        COOKIE,
        token,
        path=settings.MEDIA_URL,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def shows(request, name: str) -> bool:
    """Whether the browser has opened a preview link, which still works, to something with the file.

    The page leaves its token in a cookie that browsers send for files only.
    """
    link, _ = _link_of(request.COOKIES.get(COOKIE, ""))
    if link is None:
        return False
    content = Version.objects.get(article=link.article_id, number=link.version).content
    if any(row["file"] == name for row in content["attachments"]):
        return True
    folder = name.rpartition("/")[0]
    numbers = [row["photo"] for row in content["pictures"]] + [content["lead_photo"]]
    is_listed = Photo.objects.filter(pk__in=numbers, file__startswith=f"{folder}/").exists()
    return is_listed or f"{folder}/" in content["body"]


def _meta(title: str) -> PageMeta:
    """Nothing of the article: metadata are what other programs pass on."""
    return PageMeta(title=title, path="/xem-truoc/", is_indexed=False)


def _link_of(token: str) -> tuple[PreviewLink | None, str]:
    """The link, or why it does not work any more and what to do."""
    ask = "Xin nhắn người đã gửi để nhận liên kết mới."
    try:
        key = _SIGNER.unsign(token)
        links = PreviewLink.objects.select_related("made_by", "article__correction")
        link = links.get(pk=key)
    except (BadSignature, PreviewLink.DoesNotExist):
        return None, f"Liên kết này không đúng, có thể đã bị cắt mất một phần khi chép. {ask}"
    if link.revoked_at or link.article.deleted_at:
        return None, f"Liên kết này đã được người gửi thu hồi. {ask}"
    if not link.is_open(timezone.now()):
        return None, f"Liên kết này đã hết hạn lúc {dates.appointment(link.expires_at)}. {ask}"
    if state_of(link.article, "share")[0] not in IN_HAND or not link.made_by.is_active:
        said = f"Ý kiến “{link.get_decision_display()}” đã được ghi nhận. " if link.decision else ""
        return None, f"{said}Bài này không còn chờ duyệt, nên liên kết không dùng nữa."
    return link, ""


def _decide(link: PreviewLink, typed) -> str:
    """Take the decision, or say why not; a wrong code counts even when all else is undone."""
    decision = typed.get("decision", "")
    if decision not in DECISIONS or not link.code:
        return "Xin chọn Đồng ý hoặc Trả lại."
    with transaction.atomic():
        link = (
            PreviewLink.objects.select_for_update(of=["self"])
            .select_related("made_by")
            .get(pk=link.pk)
        )
        if link.decision:
            return "Ý kiến cho liên kết này đã được ghi nhận trước đó."
        if link.tries >= MAX_CODE_TRIES:
            return "Mã đã nhập sai quá nhiều lần. Xin nhắn người gửi tạo liên kết mới."
        if not check_password("".join(typed.get("code", "").split()), link.code):
            link.tries += 1
            link.save(update_fields=["tries"])
            log.record(Action.PREVIEW, link.article, detail=f"Liên kết gửi {link.reader}: mã sai")
            left = MAX_CODE_TRIES - link.tries
            return (
                f"Mã xác nhận chưa đúng. Còn {left} lần nhập."
                if left
                else ("Mã đã nhập sai quá nhiều lần. Xin nhắn người gửi tạo liên kết mới.")
            )
        step = workflow.deciding_step() if decision == "agree" else "send_back"
        try:
            workflow.move(
                link.article_id,
                step,
                now=timezone.now(),
                by=link.made_by,
                reason=typed.get("reason", "")[:1000],
                speaker=link.reader,
                version=link.version,
            )
        except workflow.NotAllowed:
            return "Người gửi liên kết không còn quyền duyệt bài này. Xin nhắn người khác gửi lại."
        except workflow.TransitionRefused as refusal:
            return str(refusal)
        link.decision, link.decided_at = DECISIONS[decision], timezone.now()
        link.save(update_fields=["decision", "decided_at"])
    return ""
