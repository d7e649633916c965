from django.contrib import admin
from django.contrib.admin.views.decorators import staff_member_required
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.forms import MailForm
from accounts.models import Notification, Profile, profile_of

LISTED = 100


@require_GET
@staff_member_required
def notifications(request):
    """All that somebody was told lately, and how they want to be told."""
    context = {
        **admin.site.each_context(request),
        "title": "Thông báo việc",
        "rows": Notification.objects.filter(user=request.user).newest_first()[:LISTED],
        "form": MailForm(instance=profile_of(request.user)),
    }
    return render(request, "admin/accounts/notifications.html", context)


@require_POST
@staff_member_required
def follow(request, pk):
    """Go where the notification leads; it counts as read."""
    row = get_object_or_404(Notification, pk=pk, user=request.user)
    Notification.objects.filter(pk=row.pk, read_at=None).update(read_at=timezone.now())
    return HttpResponseRedirect(row.url)


@require_POST
@staff_member_required
def read_all(request):
    unread = Notification.objects.unread().filter(user=request.user)
    unread.update(read_at=timezone.now())
    return HttpResponseRedirect(reverse("accounts:notifications"))


@require_POST
@staff_member_required
def choose_mail(request):
    profile, _ = Profile.objects.get_or_create(user=request.user)
    form = MailForm(request.POST, instance=profile)
    if form.is_valid():
        form.save()
    return HttpResponseRedirect(reverse("accounts:notifications"))
