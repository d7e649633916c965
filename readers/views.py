"""Where readers tell something. Nobody is asked who they are: no session, no cookie, no account."""

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.clients import is_robot
from core.limits import Limits, in_minutes, to_wait
from core.metadata import PageMeta
from core.same_origin import refused, same_origin_post
from news.metadata import section_trail
from news.models import Article
from readers import reports
from readers.forms import ReportForm
from readers.models import DailyRating, DailyViews
from search import questions

# In one process of the server.
VISITS = Limits(60, 60, overall=6000)
RATINGS = Limits(10, 60, overall=600)
REPORTS = Limits(5, 600, overall=60)


@same_origin_post
@require_POST
def count(request, pk):
    """Count a visit; whether it counted is nobody's business."""
    if _counts(request):
        DailyViews.objects.count_one("views", pk, timezone.localdate())
    return HttpResponse(status=204)


@same_origin_post
@require_POST
def count_question(request):
    """Count what was looked for; the page of its results sends this once it is seen."""
    if _counts(request):
        questions.count(request.POST.get("token", ""), timezone.localdate())
    return HttpResponse(status=204)


@same_origin_post
@require_POST
def rate(request, pk):
    answer = request.POST.get("answer")
    if answer not in DailyRating.Answer:
        return refused("Xin quay lại bài viết và chọn “Có” hoặc “Chưa”.", 400)
    if wait := RATINGS.wait(request):
        return to_wait(refused(_in_a_while(wait), 429), wait)
    if not DailyRating.objects.count_one(answer, pk, timezone.localdate()):
        raise Http404("Không có bài viết này.")
    return _thanks_for(pk)


@same_origin_post
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    """The form, which keeps what was typed whatever happens."""
    article = get_object_or_404(Article.objects.published().for_page(), pk=pk)
    if request.method != "POST":
        return _report_page(request, article, ReportForm())
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _report_page(request, article, form, status=422)
    if form.cleaned_data["website"]:
        return _thanks_for(pk)
    now = timezone.now()
    wait = REPORTS.wait(request) or reports.seconds_until_room(now)
    if wait:
        form.add_error(None, f"{_in_a_while(wait)} Những gì bạn đã viết vẫn còn ở dưới.")
        return to_wait(_report_page(request, article, form, status=429), wait)
    form.instance.article = article
    form.save()
    return _thanks_for(pk)


@require_safe
def thanks(request):
    """?bai=<id> leads back to the article: an address in the request leads nowhere."""
    asked = request.GET.get("bai", "")
    article = None
    if asked.isascii() and asked.isdigit() and len(asked) < 19:
        article = Article.objects.published().for_cards().filter(pk=asked).first()
    meta = PageMeta(title="Cảm ơn bạn", path=reverse("readers:thanks"), is_indexed=False)
    return render(request, "readers/thanks.html", {"article": article, "meta": meta})


def _counts(request):
    """Whether a reader did it, by hand; staff and programs do not count."""
    is_staff = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_program = is_robot(request.headers.get("User-Agent", ""))
    return not (is_staff or is_program or VISITS.wait(request))


def _report_page(request, article, form, status=200):
    path = reverse("readers:report", args=[article.pk])
    meta = PageMeta(
        title="Báo lỗi nội dung",
        path=path,
        trail=(*section_trail(article.section), ("Báo lỗi nội dung", path)),
        is_indexed=False,
    )
    context = {"article": article, "form": form, "meta": meta}
    return render(request, "readers/report.html", context, status=status)


def _thanks_for(pk):
    response = HttpResponseRedirect(f"{reverse('readers:thanks')}?bai={pk}")
    response.status_code = 303
    return response


def _in_a_while(wait):
    return f"Vừa có nhiều lượt gửi liền nhau. Xin thử lại sau {in_minutes(wait)}."
