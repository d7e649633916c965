"""Pictures and rich text as pages print them, ready for every width of screen and for paper."""

import segno
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core import images

register = template.Library()


@register.simple_tag
def picture(photo, sizes="100vw", alt=None, eager=False):
    """Print an <img> of *photo* (photos.Photo). `alt=""` where the words beside it say the same."""
    if photo is None:
        return ""
    name = photo.file.name
    base = settings.MEDIA_URL
    loading = 'fetchpriority="high"' if eager else 'loading="lazy" decoding="async"'
    position = photo.focus_class
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} {}>',
        base + images.rendition(name, 640),
        _srcset(name),
        sizes,
        photo.width,
        photo.height,
        photo.alt if alt is None else alt,
        format_html(' class="{}"', position) if position else "",
        mark_safe(loading),  # one of two constants
    )


@register.simple_tag
def preload_picture(photo, sizes="100vw"):
    """Print a <link> that fetches *photo* before the page is read to where it stands."""
    if photo is None:
        return ""
    return format_html(
        '<link rel="preload" as="image" imagesrcset="{}" imagesizes="{}" fetchpriority="high">',
        _srcset(photo.file.name),
        sizes,
    )


def _srcset(name: str) -> str:
    return ", ".join(settings.MEDIA_URL + part.strip() for part in images.srcset(name).split(","))


@register.filter
def share_address(photo) -> str:
    """The address (without host) of the JPEG that social networks are given."""
    return settings.MEDIA_URL + images.share_picture(photo.file.name)


@register.filter
def widest_address(photo) -> str:
    """The address (without host) of the largest rendition."""
    return settings.MEDIA_URL + photo.file.name


_MASK = 3  # readers take any of the eight; to try which is handsomest takes five times as long


@register.simple_tag
def qr(address: str):
    """Print a QR code of *address* as an <svg>, for pages on paper."""
    code = segno.make_qr(address, error="m", mask=_MASK)
    return mark_safe(code.svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=1))


@register.filter
def rich_text(html: str) -> str:
    """Print a rich text field (stored clean: core.fields.RichTextField), wide tables in a box.

    The box scrolls on phones and can be reached by keyboard; the table stays a table.
    """
    boxed = html.replace("<table", f"{_TABLE_BOX}<table").replace("</table>", "</table></div>")
    return mark_safe(boxed)


_TABLE_BOX = '<div class="table-box" tabindex="0" role="group" aria-label="Bảng">'
