from django.urls import path, register_converter
from django.urls.converters import StringConverter

from news import feeds, views


class SectionPath(StringConverter):
    """One slug, or a group's and a section's; no longer than one may be."""

    regex = "[-a-zA-Z0-9_]{1,100}(?:/[-a-zA-Z0-9_]{1,100})?"


register_converter(SectionPath, "section")

app_name = "news"

urlpatterns = [
    path("bai/<int:pk>/", views.permalink, name="permalink"),
    path("rss/", feeds.newest_articles, name="feed"),
    path("rss/<slug:slug>/", feeds.newest_articles, name="section_feed"),
    path("<path:section>/<slug:slug>-<int:pk>.html", views.article_detail, name="article"),
    path("<path:section>/<slug:slug>-<int:pk>/in/", views.article_print, name="article_print"),
    path("<path:section>/<slug:slug>.html", views.article_by_slug, name="article_by_slug"),
    path("<section:path>/", views.section_detail, name="section"),
]
