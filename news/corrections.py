"""A public article is given a newer text, which waits for approval while the old one stays."""

from django.utils import timezone

from core import dates
from news import history, snapshot
from news.models import Article, Correction, CorrectionPhoto, Version
from news.rights import correction_of
from photos.models import Photo


def keep(
    article: Article, content: dict, *, by, note: str = "", change_note: str = ""
) -> Correction:
    """Make *content* the article's correction, begun anew or changed, as a new version.

    The row of the article must be locked. What readers see does not change.
    """
    correction = correction_of(article) or Correction(
        article=article, began_from=article.version, author=by
    )
    version = history.record(article, by, note, content, change_note)
    correction.version = version.number
    correction.changed_at = timezone.now()
    correction.save()
    _hold_pictures(correction, content)
    return correction


def _hold_pictures(correction: Correction, content: dict) -> None:
    shown = {row["photo"] for row in content["pictures"]} | {content["lead_photo"]}
    photos = Photo.objects.filter(pk__in=shown)
    correction.photos.exclude(photo__in=photos).delete()
    CorrectionPhoto.objects.bulk_create(
        (CorrectionPhoto(correction=correction, photo=photo) for photo in photos),
        ignore_conflicts=True,
    )


def publish(article: Article, *, now, by) -> None:
    """Make the correction's text the public one."""
    correction = correction_of(article)
    version = Version.objects.get(article=article, number=correction.version)
    began = Version.objects.filter(article=article, number=correction.began_from).first()
    snapshot.write(article, version.content, by=by, words_of=began and began.content)
    article.updated_at = now
    article.save()
    drop(article)
    tell_readers(article, version.change_note, now)
    history.catch_up(article, by, "Đăng bản sửa")  # its times were set meanwhile


def drop(article: Article) -> None:
    """Let go of the correction, if there is one; its text stays among the versions."""
    correction = correction_of(article)
    if correction is not None:
        correction.delete()
        Article.correction.related.set_cached_value(article, None)


def tell_readers(article: Article, text: str, now) -> None:
    """Add a note for readers on what has changed, if there is something to say."""
    if text:
        article.change_notes = [*article.change_notes, [dates.iso(now), text]]
        Article.objects.filter(pk=article.pk).update(change_notes=article.change_notes)
