"""Security headers on every answer, trusted hosts and proxies, and CSRF."""

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from deqing_events.settings import Settings

csrf = CSRFProtect()

CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; media-src 'self' blob:; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
YEAR_SECONDS = 365 * 24 * 3600


def protect(app: Flask, settings: Settings) -> None:
    """Attach headers, CSRF, cookie flags, trusted hosts and proxy handling to ``app``."""
    app.config.update(
        SESSION_COOKIE_NAME="dq_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
    )
    csrf.init_app(app)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        proxied = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # Flask's documented way to wrap the WSGI app
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Set the headers every answer carries; pages are never stored by caches, static files are for a year."""
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("X-Frame-Options", "DENY")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.is_secure:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_SECONDS}")
    if request.endpoint == "static":
        headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS if request.args.get('v') else 300}"
    elif "Cache-Control" not in headers:
        headers["Cache-Control"] = "no-store"
    return response
