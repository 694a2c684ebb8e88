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
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "ninja",
    "guangsha.vault",
    "guangsha.backbone",
    "guangsha.notifications",
    "guangsha.accounts",
    "guangsha.privacy",
    "guangsha.catalog",
    "guangsha.inventory",
    "guangsha.search",
    "guangsha.integrations",
    "guangsha.pages",
]

MIDDLEWARE = [
    "guangsha.backbone.http.middleware.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "guangsha.backbone.http.middleware.TextGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "guangsha.backbone.realtime.identity.SessionActorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "guangsha.backbone.http.middleware.HeadMiddleware",
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

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
SESSION_COOKIE_NAME = "__Host-session" if PUBLIC_URL.startswith("https://") else "session"
SESSION_COOKIE_SECURE = PUBLIC_URL.startswith("https://")

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
