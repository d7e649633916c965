from django import template

from readers import popularity

register = template.Library()


@register.simple_tag(takes_context=True)
def views_of(context, article) -> int | None:
    """All visits of *article*; None, without a statement, where the agency does not show them."""
    if not context["site"].agency.shows_view_counts:
        return None
    return popularity.views_of(article.pk)
