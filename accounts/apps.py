from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Tài khoản"

    def ready(self):
        from accounts.signing_in import events, sessions  # noqa: F401  (their receivers connect)
