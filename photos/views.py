"""The editor's own doors to the picture library: upload (dialog and paste) and choose.

django-ckeditor's uploader is not used: it trusts file names and echoes its parameters
(docs/adr/0002).
"""

from django.contrib.admin.views.decorators import staff_member_required
from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from core.pagination import page_of
from core.text import normalize_line
from core.uploads import UploadRefused
from photos import rows
from photos.models import Photo, add_photo

PHOTOS_PER_PAGE = 24


@require_POST
@staff_member_required
def upload(request):
    """Take one picture; answer as the editor expects, with a sentence when it is refused."""
    if not request.user.has_perm("photos.add_photo"):
        return _refused("Tài khoản của bạn chưa được quyền tải ảnh lên.", status=403)
    file = request.FILES.get("upload")
    if file is None:
        return _refused("Chưa có tệp ảnh nào được gửi lên.", status=400)
    try:
        photo, is_new = add_photo(file, by=request.user)
    except UploadRefused as refusal:
        return _refused(str(refusal), status=400)
    answer = {"uploaded": 1, "fileName": photo.original_name, "url": rows.shown_address(photo)}
    notes = ["" if is_new else f"“{photo}” đã có trong kho: dùng lại ảnh đó.", photo.note_of_motion]
    note = " ".join(filter(None, notes))
    return JsonResponse({**answer, "photo": rows.row(photo), "note": note})


@require_safe
@staff_member_required
@permission_required("photos.view_photo", raise_exception=True)
def picture(request, pk):
    """One picture of the library, as it is now."""
    return JsonResponse({"photo": rows.row(get_object_or_404(Photo, pk=pk))})


@require_safe
@staff_member_required
@permission_required("photos.view_photo", raise_exception=True)
def choose(request):
    """The library as a grid; a chosen picture goes back to the dialog that opened this window."""
    typed = normalize_line(request.GET.get("q", ""))[:100]
    photos = Photo.objects.newest_first()
    if typed:
        photos = photos.filter(
            Q(caption__folded=typed) | Q(alt__folded=typed) | Q(original_name__folded=typed)
        )
    page = page_of(photos, request, PHOTOS_PER_PAGE)
    for photo in page:
        photo.shown_address = rows.shown_address(photo)
    return render(request, "photos/choose.html", {"page": page, "typed": typed})


def _refused(message, status):
    return JsonResponse({"uploaded": 0, "error": {"message": message}}, status=status)
