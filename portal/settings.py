"""Settings of the portal. What differs between machines comes from the environment."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from pythonjsonlogger.core import RESERVED_ATTRS

from portal import database, storage


def env(name: str, default: str | None = None) -> str:
    """Read one environment variable, failing loudly when it is required and absent."""
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set the {name} environment variable.")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in env(name, default).split(",") if item.strip()]


def env_number(name: str, default: str) -> float:
    try:
        return float(env(name, default))
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a number.") from None


BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env("PORTAL_VAR", str(BASE_DIR / "var"))).resolve()

# Production is the default: forgetting a variable must never open a door.
DEBUG = env("PORTAL_DEBUG", "0") == "1"
HTTPS = env("PORTAL_HTTPS", "0" if DEBUG else "1") == "1"
SECRET_KEY = env("PORTAL_SECRET_KEY", "for-development-only" if DEBUG else None)
SECRET_KEY_FALLBACKS = env_list(
    "PORTAL_OLD_SECRET_KEYS"
)  # what they signed and sealed still counts
ALLOWED_HOSTS = env_list("PORTAL_HOSTS", "127.0.0.1,localhost,[::1]")

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "readers",
    "news",
    "links",
    "accounts",
    "organization",
    "photos",
    "audit",
    "search",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "ckeditor",
    "csp",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "portal.apps.StaticFilesConfig",
]

# No LocaleMiddleware and not Django's page cache: public pages must not depend on who asks.
MIDDLEWARE = [
    "portal.logs.RequestIdMiddleware",
    "portal.metrics.MetricsMiddleware",
    "core.pagecache.PageCacheMiddleware",
    "core.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "audit.middleware.AuditMiddleware",
    "accounts.signing_in.middleware.SigningInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.outage.OutageMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.site",
                "accounts.context_processors.bell",
                "accounts.context_processors.second_factor",
            ],
            "builtins": [
                "django.templatetags.static",
                "core.templatetags.content",
                "core.templatetags.vietnamese",
                "news.templatetags.cards",
            ],
        },
    }
]

DATABASES = {
    "default": database.settings_for(os.environ.get("DATABASE_URL", "")),
    **database.replicas(env("PORTAL_REPLICAS", "")),  # docs/scaling.md
}
DATABASE_ROUTERS = ["core.replicas.Router"] if len(DATABASES) > 1 else []
REPLICA_LAG = env_number("PORTAL_REPLICA_LAG", "2")  # seconds
for each in DATABASES.values():
    each["DISABLE_SERVER_SIDE_CURSORS"] = bool(env("PORTAL_POOL_URL", ""))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Signing in (docs/signing-in.md) --------------------------------------------------------------
SECOND_FACTOR = env("PORTAL_SECOND_FACTOR", "1") == "1"  # 0: for looking at the portal only
AUTHENTICATION_BACKENDS = ["accounts.backends.RoleBackend"]
PASSWORD_HASHERS = [
    "accounts.passwords.SmallArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",  # of before: upgraded at the next sign-in
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.LongEnough"},
    {"NAME": "accounts.passwords.NotCommon"},
    {"NAME": "accounts.passwords.NotOurWords"},
]
FAILURE_TAKES = 1.5  # seconds: longer than the slowest hash, so that all failures take the same
LOGIN_URL, LOGIN_REDIRECT_URL = "account_login", "admin:index"

ACCOUNT_ADAPTER = "accounts.signing_in.adapters.AccountAdapter"
ACCOUNT_USER_DISPLAY = "accounts.models.name_of"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody signs up: the address is not there
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]  # of the second, passkeys alone
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # accounts.signing_in.attempts counts
ACCOUNT_FORMS = {
    "login": "accounts.signing_in.forms.SignInForm",
    "reauthenticate": "accounts.signing_in.forms.PasswordAgainForm",
}
MFA_ADAPTER = "accounts.signing_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a period of 30 seconds before and after: telephones' clocks differ
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses come from the administrator
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost
MFA_FORMS = {
    "authenticate": "accounts.signing_in.forms.SecondStepForm",
    "activate_totp": "accounts.signing_in.forms.AppForm",
    "login_webauthn": "accounts.signing_in.forms.SignInByPasskeyForm",
    "authenticate_webauthn": "accounts.signing_in.forms.PasskeyStepForm",
    "reauthenticate_webauthn": "accounts.signing_in.forms.PasskeyAgainForm",
    "add_webauthn": "accounts.signing_in.forms.PasskeyForm",
}

# --- E-mail: off until a server is named ---------------------------------------------------------
EMAIL_HOST = env("PORTAL_EMAIL_HOST", "")
EMAIL_PORT = int(env("PORTAL_EMAIL_PORT", "587"))
EMAIL_HOST_USER = env("PORTAL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env("PORTAL_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env("PORTAL_EMAIL_TLS", "1") == "1"
EMAIL_TIMEOUT = 5  # seconds: nobody waits longer for a mail server
DEFAULT_FROM_EMAIL = env("PORTAL_EMAIL_FROM", "portal@localhost")
DESK_ADDRESS = env("PORTAL_ADDRESS", "http://127.0.0.1:8000").rstrip("/")  # for links in letters

# --- The nginx in front, and which key they let the portal have pages fetched anew with -----------
FRONTS = env_list("PORTAL_FRONTS")
REFRESH_KEY = env("PORTAL_REFRESH_KEY", "" if not FRONTS else None)

# --- Approval (docs/approval.md) ------------------------------------------------------------------
ONE_GATE = env("PORTAL_ONE_GATE", "0") == "1"  # who approves an article publishes it
MAY_APPROVE_OWN = env("PORTAL_APPROVE_OWN", "0") == "1"  # and it is recorded

# --- Backups (docs/backup.md) ---------------------------------------------------------------------
BACKUPS = env("PORTAL_BACKUPS", "")  # where `tick` makes one every night
BACKUPS_KEPT = env("PORTAL_BACKUPS_KEPT", "7,5,12")  # of days, weeks, months
BACKUP_KEY = env("PORTAL_BACKUP_KEY", "")
WAL_ARCHIVE = env("PORTAL_WAL_ARCHIVE", "")

FORMS_URLFIELD_ASSUME_HTTPS = True  # an address typed without scheme

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = USE_TZ = USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["core.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
MEDIA_SENT_BY_NGINX = env("PORTAL_ACCEL", "0") == "1"  # once the portal has said yes: deploy/nginx
FILE_UPLOAD_PERMISSIONS = 0o644
STORAGES = {
    "default": storage.settings_for(env("PORTAL_MEDIA_URL", "")),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "portal.staticfiles.PortalStaticFilesStorage"
    },
}

# Of what forms send besides files; core.uploads limits those, and the proxy in front.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- Security -----------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
DEVICE_COOKIE_NAME = "__Secure-device" if HTTPS else "device"  # of the desk's addresses alone
SESSION_COOKIE_AGE = 12 * 3600  # at most: accounts.signing_in.sessions
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the editor shows its own documents in frames

TRUSTED_PROXY = env("PORTAL_TRUSTED_PROXY", "0") == "1"
AUDIT_MONTHS = int(env("PORTAL_AUDIT_MONTHS", "24"))

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        **dict.fromkeys(["script-src", "style-src", "font-src", "connect-src"], [SELF]),
        **dict.fromkeys(["manifest-src", "worker-src", "frame-src", "media-src"], [SELF]),
        "img-src": [SELF, "data:"],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "report-uri": "/bao-noi-dung-la/",  # portal.violations
    }
}

# --- The editor (docs/adr/0002) -------------------------------------------------------------------
# Version 4 is out of support; core.richtext cleans whatever it sends, and only pages that hold the
# editor get a looser policy.
SILENCED_SYSTEM_CHECKS = [
    "ckeditor.W001",
    "security.W019",  # SAMEORIGIN, as said above
]
CKEDITOR_CONFIGS = {
    "default": {
        "width": "auto",
        "height": 420,
        "versionCheck": False,
        "entities": False,
        "format_tags": "p;h2;h3;h4",
        "removePlugins": "exportpdf,scayt,wsc,about,forms,flash,iframe,smiley,save,newpage,print,"
        "preview,templates,language,font,colorbutton,div,image",
        "extraPlugins": "image2,uploadimage,autogrow",
        "removeDialogTabs": "link:advanced;image2:advanced",
        "autoGrow_minHeight": 320,
        "autoGrow_maxHeight": 900,
        "image2_alignClasses": ["align-left", "align-center", "align-right"],
        "image2_captionedClass": "picture",
        "stylesSet": [
            {
                "name": "Câu trích nổi bật",
                "element": "blockquote",
                "attributes": {"class": "pull-quote"},
            }
        ],
        "disableNativeSpellChecker": False,
        "clipboard_handleImages": False,  # else a pasted picture would be text in the body
        # The addresses carry a "?": without one the paste plugin breaks its own upload address.
        "filebrowserUploadUrl": "/quan-tri/anh/tai-len/?kieu=hop-thoai",
        "filebrowserBrowseUrl": "/quan-tri/anh/chon/?kieu=hop-thoai",
        "imageUploadUrl": "/quan-tri/anh/tai-len/?kieu=dan",
        "contentsCss": [f"{STATIC_URL}css/editor.css"],
        "toolbar": [
            [
                "Format",
                "Styles",
                "Bold",
                "Italic",
                "-",
                "NumberedList",
                "BulletedList",
                "Blockquote",
            ],
            ["Link", "Unlink", "Image", "Table", "SpecialChar"],
            ["PasteText", "PasteFromWord", "RemoveFormat", "-", "Undo", "Redo"],
            ["Find", "Maximize", "ShowBlocks", "Source"],
        ],
    }
}

SLOW_MS = env_number("PORTAL_SLOW_MS", "200")
# A request is told by its id: printed whole, it would show what somebody searched for.
LOG_NEVER = [*RESERVED_ATTRS, "request", "in_request"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s%(in_request)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s %(request_id)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "reserved_attrs": LOG_NEVER,
            "json_ensure_ascii": False,
        },
    },
    "filters": {"of_request": {"()": "portal.logs.OfRequest"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if env("PORTAL_LOG", "") == "json" else "line",
            "filters": ["of_request"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
