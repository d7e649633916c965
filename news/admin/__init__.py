from news.admin.articles import ArticleAdmin
from news.admin.sections import SectionAdmin

__all__ = ["ArticleAdmin", "SectionAdmin"]
