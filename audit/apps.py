from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = "Nhật ký"

    def ready(self):
        from audit import accounts, checks  # noqa: F401  (their receivers and checks connect)
