"""The table of contents of the site."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path
from django.views.generic import RedirectView

from core.pagecache import public
from portal import health, metrics, offline, personal_data, searching, status, views, violations
from portal.media import media
from portal.sitemaps import SITEMAPS
from portal.style_guide import style_guide

handler404 = "portal.failures.page_not_found"
handler500 = "portal.failures.server_error"

NEWS_MAP = {"sitemaps": {"news": SITEMAPS["news"]}, "section": "news"}

urlpatterns = [
    path("", views.home, name="home"),
    path("tim-kiem/", searching.search, name="search"),
    path("tim-kiem/goi-y/", searching.suggest, name="search_suggest"),
    path("tim-kiem/rss/", searching.search_feed, name="search_feed"),
    path("so-do-cong/", views.site_map, name="site_map"),
    path("du-lieu-ca-nhan/", personal_data.page, name="personal_data"),
    path("phong-cach/", style_guide, name="style_guide"),
    path("phong-cach/<slug:page>/", style_guide, name="style_guide"),
    path("lien-ket/", include("links.urls")),
    path(
        "quan-tri/trang-chu/xem-truoc/",
        admin.site.admin_view(views.home_preview),
        name="home_preview",
    ),
    path("quan-tri/anh/", include("photos.urls")),
    path("quan-tri/soan-thao/", include("core.editor_urls")),
    path("quan-tri/soan/", include("news.desk_urls")),
    path("quan-tri/thong-bao/", include("accounts.urls")),
    path("quan-tri/tinh-trang/", status.page, name="status"),
    path("quan-tri/tinh-trang/bao-dong/<int:pk>/", status.settle, name="settle_alarm"),
    path("quan-tri/", include("accounts.signing_in.urls")),
    path("quan-tri/", admin.site.urls),
    path("xem-truoc/", include("news.preview_urls")),
    path(
        "sitemap.xml",
        public("p")(sitemaps.index),
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemap_index",
    ),
    path(
        "sitemap-news.xml",
        public("p")(sitemaps.sitemap),
        {**NEWS_MAP, "template_name": "sitemap_news.xml"},
        name="sitemap_news",
    ),
    path(
        "sitemap-<slug:section>.xml",
        public("p")(sitemaps.sitemap),
        {"sitemaps": SITEMAPS},
        name="sitemap",
    ),
    path("ngoai-tuyen/", offline.offline, name="offline"),
    path("sw.js", offline.worker, name="worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("bao-noi-dung-la/", violations.report, name="violations"),
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("favicon.ico", RedirectView.as_view(url="/static/img/favicon.ico")),
    path("media/<path:path>", media, name="media"),
    path("ban-doc/", include("readers.urls")),
    path("", include("organization.urls")),
    path("", include("news.urls")),  # last: its sections take any address that is left
]
