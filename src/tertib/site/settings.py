"""Django's settings, made from the environment (`environment.py` lists and checks every one)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.management.utils import get_random_secret_key

import tertib
from tertib.site import environment

PACKAGE = Path(tertib.__file__).parent
TERTIB_HOME = Path(environment.text("TERTIB_HOME")).resolve()
TERTIB_HOME.mkdir(parents=True, exist_ok=True)

TERTIB_ENVIRONMENT = environment.described()
TERTIB_CLOCK = "tertib.site.clock.now"
TERTIB_WALL_CLOCK = "tertib.site.clock.wall"  # real time, for leases
TERTIB_CLOCK_FILE = environment.text("TERTIB_CLOCK_FILE") or None
TERTIB_DEMO = environment.flag("TERTIB_DEMO")
TERTIB_URL = environment.text("TERTIB_URL").rstrip("/")
TERTIB_FILES_URL = environment.text("TERTIB_FILES_URL") or str(TERTIB_HOME / "files")
TERTIB_FEEDS_URL = environment.text("TERTIB_FEEDS_URL")
TERTIB_PLATFORM_FILES = environment.files("TERTIB_PLATFORM_FILES")
TERTIB_TEMPLATE_FILES = environment.files("TERTIB_TEMPLATE_FILES")
TERTIB_CONTROL_FILES = environment.files("TERTIB_CONTROL_FILES")
TERTIB_SANDBOX_HOSTS = environment.hosts("TERTIB_SANDBOX_HOSTS")
TERTIB_EXITS = environment.text("TERTIB_EXITS")
TERTIB_AGENT_CONTACT = environment.text("TERTIB_AGENT_CONTACT")
TERTIB_SMTP = environment.smtp()
TERTIB_MAIL_FROM = DEFAULT_FROM_EMAIL = environment.text("TERTIB_MAIL_FROM")
EMAIL_HOST, EMAIL_PORT = TERTIB_SMTP["host"], TERTIB_SMTP["port"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = TERTIB_SMTP["user"], TERTIB_SMTP["password"]
EMAIL_USE_SSL, EMAIL_TIMEOUT = TERTIB_SMTP["tls"], 10
TERTIB_REPLY_DOMAIN = environment.text("TERTIB_REPLY_DOMAIN")
TERTIB_LMTP = environment.address("TERTIB_LMTP")
TERTIB_SECOND_FACTOR = environment.flag("TERTIB_SECOND_FACTOR")
TERTIB_SECOND_READING_SHARE = environment.share("TERTIB_SECOND_READING_SHARE")

SECRET_KEY = environment.kept_secret(TERTIB_HOME, get_random_secret_key)
DEBUG = False
ALLOWED_HOSTS = environment.many("TERTIB_HOSTS")
SECURE = environment.flag("TERTIB_PROXY")

INSTALLED_APPS = [
    "tertib.portal",  # before allauth: its templates of the same name win
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "tertib.store.apps.StoreConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "tertib.site.clock.MomentMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tertib.portal.page.gate.GateMiddleware",
]

ROOT_URLCONF = "tertib.site.urls"
WSGI_APPLICATION = "tertib.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tertib.portal.page.frame.frame",
            ]
        },
    }
]

DATABASES = {"default": environment.database(TERTIB_HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tertib_cache"},
}

AUTH_USER_MODEL = "store.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "tertib.portal.page.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # persons are invited by their party, nobody signs up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # passkeys on plain localhost; TLS elsewhere
MFA_TOTP_ISSUER = "Tertib"

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "portal" / "locale"]
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = TERTIB_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # else every start warns that it is not there
WHITENOISE_USE_FINDERS = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_SSL_REDIRECT = SECURE
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [TERTIB_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of a second factor
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000  # a bulk form of ten thousand notices

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"tertib": {"level": "INFO"}},
}
