"""Tags of whole pages: the menu, addresses with this site's host, and structured data."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import mark_safe

from core.drawn import drawn_pages, loaded, once, shape
from core.metadata import breadcrumb_list, ld_script
from portal.site import current_site
from readers.templatetags.readers import views_of

register = template.Library()


@dataclass(frozen=True)
class MenuEntry:
    name: str
    path: str
    is_here: bool
    children: tuple["MenuEntry", ...] = ()


@register.simple_tag(takes_context=True)
def menu(context):
    """The menu's entries: what has nothing to read is not in it."""
    here = places_here(context)

    def entry(name, path, children=()):
        return MenuEntry(name, path, path in here, tuple(entry(*child) for child in children))

    return [entry(*each) for each in current_site_of(context).entries]


@register.simple_tag(takes_context=True)
def places_here(context) -> tuple[str, ...]:
    """The addresses in the menu under which this page stands."""
    path = context["request"].path
    return tuple(
        place
        for place in current_site_of(context).addresses
        if path == place or place != "/" and path.startswith(place)
    )


@register.tag
def kept(parser, token):
    """{% kept "header" here %}…{% endkept %}: what shows nothing but the site, the day, and what is
    named after the first name, is drawn once for each of them (portal.site)."""
    _, *names = token.split_contents()
    nodes = parser.parse(["endkept"])
    parser.delete_first_token()
    return KeptNode([parser.compile_filter(name) for name in names], nodes)


class KeptNode(template.Node):
    def __init__(self, key, nodelist):
        self.key, self.nodelist = key, nodelist

    def render(self, context):
        drawn = current_site_of(context).drawings.kept
        key = tuple(each.resolve(context) for each in self.key)
        if key not in drawn:
            drawn[key] = self.nodelist.render(context)
        return drawn[key]


@register.tag
def standing(parser, token):
    """{% standing %}…{% endstanding %}: what shows nothing but the site, its notices, the day, the
    address, and what the view gave with core.drawn.all_shown, is drawn once for each of them."""
    nodes = parser.parse(["endstanding"])
    parser.delete_first_token()
    return StandingNode(nodes)


class StandingNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist  # by this name Django finds the blocks in it

    def render(self, context):
        shown = context.get("all_shown")
        if shown is None or settings.DEBUG:
            return self.nodelist.render(context)
        site, article = current_site_of(context), context.get("article")
        views = views_of(context, article) if article else None
        address = context["request"].build_absolute_uri()
        key = (context.template.name, address, site.drawings, shape(site.notices), views, shown)
        html = drawn_pages.get(key)
        if html is None:
            html = self.nodelist.render(context)
            drawn_pages.keep(key, html, len(html))
        return html


@register.simple_tag(takes_context=True)
def container(context, filled, in_rail=False):
    """A container of the home page (portal.front.Container)."""
    site = current_site_of(context)
    shown = (loaded(filled.block), loaded(site.all_news), *map(loaded, filled.articles))
    return once(filled.template, shown, container=filled, in_rail=in_rail, site=site)


@register.simple_tag(takes_context=True)
def article_text(context):
    """news/article_body.html of a page of its own."""
    site, request, article = current_site_of(context), context["request"], context["article"]
    rows = {name: context[name] for name in ("gallery", "attachments")}
    about = {"site": site, "article": article, "meta": context["meta"], **rows}
    shown = (
        request.build_absolute_uri("/"),
        views_of(context, article),
        *map(loaded, (site.agency, article, *rows["gallery"], *rows["attachments"])),
    )
    return once("news/article_body.html", shown, **about, request=request, is_page=True)


def current_site_of(context):
    return context.get("site") or current_site()


@register.simple_tag(takes_context=True)
def group_of(context, section):
    return current_site_of(context).group_of(section)


@register.simple_tag(takes_context=True)
def absolute(context, path):
    """The address of a path of this site, with scheme and host."""
    return context["request"].build_absolute_uri(path)


@register.simple_tag
def today():
    return timezone.localtime()


@register.simple_tag(takes_context=True)
def structured_data(context, meta):
    """JSON-LD of the page: who publishes it, where it stands, and what it is."""
    agency = current_site_of(context).agency
    home = context["request"].build_absolute_uri("/")
    publisher = {
        "@type": "GovernmentOrganization",
        "@id": f"{home}#co-quan",
        "name": agency.full_name,
    }
    blocks = []
    if meta.trail:
        blocks.append(breadcrumb_list(meta.trail))
    blocks += [{"author": publisher, **data, "publisher": publisher} for data in meta.data]
    if meta.path == "/" or not meta.data:
        blocks.append(
            {
                **publisher,
                "alternateName": agency.short_name,
                "url": home,
                "address": agency.address,
                "telephone": agency.phone,
                "faxNumber": agency.fax,
                "email": agency.email,
                "parentOrganization": {
                    "@type": "GovernmentOrganization",
                    "name": agency.parent_name,
                },
            }
        )
    return mark_safe("\n".join(ld_script(_with_host(block, home)) for block in blocks))


_ADDRESSES = {"url", "item", "image", "mainEntityOfPage"}


def _with_host(value, home, name=""):
    """Turn the paths in structured data into addresses."""
    if isinstance(value, dict):
        return {key: _with_host(part, home, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_host(part, home) for part in value]
    return home.rstrip("/") + value if name in _ADDRESSES and value.startswith("/") else value
