from news.admin.articles import ArticleAdmin
from news.admin.front import FrontBlockAdmin
from news.admin.sections import SectionAdmin

__all__ = ["ArticleAdmin", "FrontBlockAdmin", "SectionAdmin"]
