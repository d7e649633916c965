"""What readers see (articles.py) and in which lists (listings.py), what the desk keeps while it is
written (versions.py), and how it gets from one to the other (approval.py)."""

from news.models.approval import Correction, CorrectionPhoto, Move, PreviewLink, SectionRole
from news.models.articles import (
    NO_SLUG,
    Article,
    ArticlePhoto,
    Attachment,
    Section,
)
from news.models.front import FrontBlock
from news.models.listings import Listing, ListingCount, SectionList
from news.models.versions import Presence, Version, WorkingCopy

__all__ = [
    "NO_SLUG",
    "Article",
    "ArticlePhoto",
    "Attachment",
    "Correction",
    "CorrectionPhoto",
    "FrontBlock",
    "Listing",
    "ListingCount",
    "Move",
    "Presence",
    "PreviewLink",
    "Section",
    "SectionList",
    "SectionRole",
    "Version",
    "WorkingCopy",
]
