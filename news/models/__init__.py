"""What readers see (articles.py) and what the desk keeps while they are written (versions.py)."""

from news.models.articles import (
    NO_SLUG,
    Article,
    ArticlePhoto,
    Attachment,
    Section,
)
from news.models.versions import Presence, Version, WorkingCopy

__all__ = [
    "NO_SLUG",
    "Article",
    "ArticlePhoto",
    "Attachment",
    "Presence",
    "Section",
    "Version",
    "WorkingCopy",
]
