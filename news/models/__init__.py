"""What readers see (articles.py), what the desk keeps while they are written (versions.py), and how
they get from one to the other (approval.py)."""

from news.models.approval import Correction, CorrectionPhoto, Move, PreviewLink, SectionRole
from news.models.articles import (
    NO_SLUG,
    Article,
    ArticlePhoto,
    Attachment,
    Section,
)
from news.models.front import FrontBlock
from news.models.versions import Presence, Version, WorkingCopy

__all__ = [
    "NO_SLUG",
    "Article",
    "ArticlePhoto",
    "Attachment",
    "Correction",
    "CorrectionPhoto",
    "FrontBlock",
    "Move",
    "Presence",
    "PreviewLink",
    "Section",
    "SectionRole",
    "Version",
    "WorkingCopy",
]
