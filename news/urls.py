from django.urls import path

from news import feeds, views

app_name = "news"

urlpatterns = [
    path("rss/", feeds.NewestArticles(), name="feed"),
    path("rss/<slug:slug>/", feeds.NewestArticles(), name="section_feed"),
    path("<path:section>/<slug:slug>-<int:pk>.html", views.article_detail, name="article"),
    path("<path:section>/<slug:slug>-<int:pk>/in/", views.article_print, name="article_print"),
    path("<path:section>/<slug:slug>.html", views.article_by_slug, name="article_by_slug"),
    path("<path:path>/", views.section_detail, name="section"),
]
