"""Articles in lists, drawn once: the same cards stand on many pages, and outlive most changes."""

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString

from news.models import Article

register = template.Library()
MOST_KEPT = 5_000  # some 4 MB
drawn: dict[tuple, SafeString] = {}


@register.simple_tag
def card(article: Article, style: str, level: int = 3) -> SafeString:
    """components/article_card.html: *style* is lead, side, top or wide."""
    return _once("components/article_card.html", article, style=style, level=level)


@register.simple_tag
def headline(article: Article, date: str = "") -> SafeString:
    """components/headline.html: *date* is nothing, short_date or long_date."""
    return _once("components/headline.html", article, date=date)


def _once(name: str, article: Article, **options) -> SafeString:
    key = (name, *options.values(), article.as_shown_in_lists)
    html = drawn.get(key)
    if html is None or settings.DEBUG:
        html = get_template(name).render({"article": article, **options})
        if len(drawn) >= MOST_KEPT:
            drawn.clear()
        drawn[key] = html
    return html
