"""Articles in lists."""

from django import template
from django.utils.safestring import SafeString

from core.drawn import loaded, once
from news.models import Article

register = template.Library()


@register.simple_tag
def card(article: Article, style: str, level: int = 3) -> SafeString:
    """components/article_card.html: *style* is lead, side, top or wide."""
    shown = loaded(article)
    return once("components/article_card.html", shown, article=article, style=style, level=level)


@register.simple_tag
def headline(article: Article, date: str = "") -> SafeString:
    """components/headline.html: *date* is nothing, short_date or long_date."""
    return once("components/headline.html", loaded(article), article=article, date=date)
