"""A photo as scripts at the desk are told of it."""

from django.conf import settings
from django.urls import reverse

from core import images
from photos.models import Photo

SHOWN_WIDTH = 960
THUMB_WIDTH = 320


def row(photo: Photo) -> dict:
    """Its words, and what is only shown: names, size, addresses."""
    name = photo.file.name
    return {
        "photo": photo.pk,
        "caption": photo.caption,
        "alt": photo.alt,
        "credit": photo.credit,
        "is_decorative": photo.is_decorative,
        "library": {  # as it was when the form was opened
            "alt": photo.alt,
            "credit": photo.credit,
            "is_decorative": photo.is_decorative,
        },
        "name": str(photo),
        "file_name": photo.original_name,
        "width": photo.width,
        "height": photo.height,
        "thumb": settings.MEDIA_URL + images.rendition(name, THUMB_WIDTH),
        "url": shown_address(photo),
        "edit_url": reverse("admin:photos_photo_change", args=[photo.pk]) + "?_popup=1",
    }


def shown_address(photo: Photo) -> str:
    """The address that stands for the picture in rich text."""
    return settings.MEDIA_URL + images.rendition(photo.file.name, SHOWN_WIDTH)
