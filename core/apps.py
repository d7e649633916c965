from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "nền tảng"

    def ready(self):
        from core import search  # noqa: F401  (registers the `folded` lookup)
