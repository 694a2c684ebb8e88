"""Django settings, derived from the typed environment; nothing else reads the environment."""

from pathlib import Path
from typing import Any

from guangsha.config.env import ENGINES, load_env

ENV = load_env()

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = ENV.data_dir.absolute()
KEYS_DIR = ENV.keys
INDEX_DIR = DATA_DIR / "index"

SECRET_KEY = ENV.signing_key()
DEBUG = False
ALLOWED_HOSTS = ENV.allowed_hosts
PUBLIC_URL = ENV.public_url
APPEND_SLASH = False  # one address per page is the one without: the pages redirect the other way
ROOT_URLCONF = "guangsha.config.urls"
WSGI_APPLICATION = "guangsha.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "guangsha.vault",
    "guangsha.backbone",
    "guangsha.notifications",
    "guangsha.accounts",
    "guangsha.privacy",
    "guangsha.money",
    "guangsha.catalog",
    "guangsha.inventory",
    "guangsha.transparency",
    "guangsha.contracts",
    "guangsha.deals",
    "guangsha.mortgages",
    "guangsha.search",
    "guangsha.watching",
    "guangsha.integrations",
    "guangsha.pages",
]

MIDDLEWARE = [
    "guangsha.backbone.http.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guangsha.backbone.http.middleware.TextGZipMiddleware",
    "guangsha.accounts.http.middleware.SessionTurnMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guangsha.accounts.http.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "guangsha.backbone.http.middleware.HeadMiddleware",
    "guangsha.backbone.http.middleware.MethodMiddleware",
]

DATABASES = {"default": ENV.database()}
if DATABASES["default"]["ENGINE"] == ENGINES["mysql"]:
    import pymysql

    pymysql.install_as_MySQLdb()
    # Django checks mysqlclient's version; PyMySQL speaks the same API under another number.
    pymysql.version_info = (2, 2, 7, "final", 0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "guangsha.accounts.passwords.KnownPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# The login library's limits and used TOTP codes: every web process must see the same, so not the process's memory.
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_sharednote",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

if ENV.redis_url:
    CACHES["shared"] = ENV.shared_cache()

_TLS = PUBLIC_URL.startswith("https://")
SESSION_ENGINE = "guangsha.accounts.http.sessions"
SESSION_COOKIE_NAME = "__Host-session" if _TLS else "session"
SESSION_COOKIE_SECURE = _TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 86_400
CSRF_COOKIE_NAME = "__Host-csrftoken" if _TLS else "csrftoken"
CSRF_COOKIE_SECURE = _TLS
CSRF_COOKIE_HTTPONLY = False  # our own scripts send it back; others cannot read it
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "guangsha.backbone.http.problems.csrf_failure"

ACCOUNT_ADAPTER = "guangsha.accounts.http.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # Person.email follows the confirmed address
ACCOUNT_USER_DISPLAY = "guangsha.accounts.http.library.display"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_CODE_FORMAT = {
    "numeric": True,
    "length": 6,
    "dashed": False,
}  # the library reads this name
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the adapter does the same work and sends nothing
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "guangsha.accounts.http.mfa.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Guangsha"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _TLS
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ["browser"]
HEADLESS_SERVE_SPECIFICATION = True
HEADLESS_ADAPTER = "guangsha.accounts.http.library.HeadlessAdapter"
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{PUBLIC_URL}/account/register",
    "account_reset_password": f"{PUBLIC_URL}/account/sign-in",
    "account_reset_password_from_key": f"{PUBLIC_URL}/account/sign-in",
    "account_signup": f"{PUBLIC_URL}/account/register",
}

DEFAULT_FROM_EMAIL = ENV.mail_from
EMAIL_HOST = ENV.smtp_host
EMAIL_PORT = ENV.smtp_port
EMAIL_HOST_USER = ENV.smtp_user
EMAIL_HOST_PASSWORD = ENV.smtp_password.get_secret_value()
EMAIL_USE_TLS = ENV.smtp_security == "starttls"
EMAIL_USE_SSL = ENV.smtp_security == "tls"
EMAIL_TIMEOUT = 10

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = PACKAGE_DIR / "pages" / "web_dist" / "site"
WHITENOISE_IMMUTABLE_FILE_TEST = r"/assets/.+-[\w-]{8}\.\w+$"  # the web build puts a content hash into these names
WHITENOISE_USE_FINDERS = True  # the API docs' own assets come from their package
STORAGES = {
    "default": {"BACKEND": "guangsha.backbone.files.DurableFileStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if PUBLIC_URL.startswith("https://"):
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_SSL_REDIRECT = False  # the proxy that ends TLS redirects
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.trusted_proxies else None

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "style-src-attr": ["'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "font-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
if ENV.map_tiles_url:
    from urllib.parse import urlsplit

    _tiles = urlsplit(ENV.map_tiles_url)
    for _directive in ("img-src", "connect-src"):
        CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive].append(f"{_tiles.scheme}://{_tiles.netloc}")

SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING_CONFIG = "guangsha.backbone.logs.configure"
LOGGING = {"format": ENV.log_format, "level": ENV.log_level}
EVENT_RETENTION_DAYS = ENV.event_retention_days
