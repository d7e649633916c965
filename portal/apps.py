from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.contrib.staticfiles import apps as staticfiles

# What the editor's package brings and the portal never loads: 6,000 files to hash and compress.
_UNUSED_PARTS_OF_THE_EDITOR = [
    "*/lang/[!ev]*",
    "*/lang/e[!n]*",
    "galleriffic",
    "moono",
    *("about", "codesnippet", "devtools", "docprops", "exportpdf", "mathjax", "placeholder"),
    *("scayt", "smiley", "sourcedialog", "uicolor", "wsc"),
]


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Cổng thông tin"

    def ready(self):
        from django.db.backends.signals import connection_created

        from portal import checks, statements  # noqa: F401 - registers the checks
        from portal.selfwatch import words

        connection_created.connect(statements.watch)
        words.watch()


class PortalAdminConfig(AdminConfig):
    default_site = "portal.admin.PortalAdminSite"

    def ready(self):
        """What has an admin of its own is worth an entry in the log when it is deleted.

        Not what goes by its age or with its article.
        """
        super().ready()
        from django.contrib.admin import site

        from audit import log, models
        from readers.models import DailyViews, ErrorReport
        from search.models import Question

        log.watch(*site._registry.keys() - {models.Entry, DailyViews, ErrorReport, Question})


class StaticFilesConfig(staticfiles.StaticFilesConfig):
    ignore_patterns = [
        *staticfiles.StaticFilesConfig.ignore_patterns,
        *_UNUSED_PARTS_OF_THE_EDITOR,
    ]
