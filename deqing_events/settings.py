"""Every setting of the product: name, default, meaning. Read once at start, then frozen.

Vocabulary: a *setting* comes from the environment; a *key* is secret material kept in ``instance/keys.json``, made at
the first start and never in the database. This module never touches the database.
"""

import base64
import datetime as dt
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from deqing_events.domain.appeals import DEFAULT_HOURS, MOST_HOURS
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.public_notice import DEFAULT_DAYS, MOST_DAYS
from deqing_events.domain.retention import Keeping, kept_for

DATABASE_FILE = "deqing.sqlite3"
MINIMUM_SECRET_LENGTH = 32
KNOWN_SECRETS = frozenset({"dev", "secret", "changeme", "change-me", "default", "password"})


class SettingsError(RuntimeError):
    """A setting makes it unsafe or impossible to start; the text says which and what to do."""


@dataclass(frozen=True)
class Keys:
    """Secret material. ``identity`` maps key id to 32 bytes; ``identity_current`` is the id that new values use."""

    cookie: str
    identity: Mapping[str, bytes]
    identity_current: str
    index: bytes
    passes: bytes


@dataclass(frozen=True)
class Sms:
    """The provider of text messages: address, access key, signature, and its template id for each of our texts."""

    endpoint: str
    key_id: str
    key_secret: str = field(repr=False)
    sign_name: str
    templates: Mapping[str, str]


@dataclass(frozen=True)
class Settings:
    """What an installation may choose. ``instance`` holds the database, keys, uploads and logs."""

    instance: Path
    database_url: str
    keys: Keys = field(repr=False)
    public_url: str = ""
    trusted_hosts: tuple[str, ...] = ()
    trusted_proxies: int = 0
    max_upload_bytes: int = 32 * 1024 * 1024
    idle_minutes: int = 120
    session_hours: int = 12
    lockout_tries: int = 5
    lockout_minutes: int = 15
    write_wait_seconds: float = 10.0
    import_rows: int = 200_000
    undo_minutes: int = 15
    notice_days: int = DEFAULT_DAYS
    appeal_hours: int = DEFAULT_HOURS
    recognised_days: int = 180
    codes_per_address: int = 20
    count_from_state: str = "public_notice"
    count_preliminary: bool = False
    statistical_month: int = 10
    term_start: dt.date = dt.date(2022, 1, 1)
    certificate_number: str = "德工赛证 {year}-{serial:4}"
    notifier: str = "outbox"
    sms: Sms | None = None
    keeping: Keeping = field(default_factory=Keeping)
    testing: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure when the public address is https."""
        return self.public_url.startswith("https://")

    @property
    def uploads(self) -> Path:
        """Folder for uploaded workbooks and what was worked out from them."""
        return self.instance / "uploads"


def load_keys(instance: Path, environ: Mapping[str, str]) -> Keys:
    """Read ``keys.json`` in ``instance``, making it (mode 600) at the first start.

    ``SECRET_KEY`` in the environment replaces the cookie key. Raises SettingsError for a short or well-known
    one, and when the keys of a database that is already there are gone.
    """
    path = instance / "keys.json"
    if not path.exists():
        if (instance / DATABASE_FILE).exists():
            raise SettingsError(
                f"{path} is missing beside an existing database: restore it from its backup. Without it stored "
                "identity numbers stay closed and issued passes are unknown at the gate."
            )
        _write_new_keys(path)
    stored = json.loads(path.read_text(encoding="utf-8"))
    cookie = environ.get("SECRET_KEY") or stored["cookie"]
    if len(cookie) < MINIMUM_SECRET_LENGTH or cookie.lower() in KNOWN_SECRETS:
        raise SettingsError(
            f"SECRET_KEY must be at least {MINIMUM_SECRET_LENGTH} characters and not a well-known word; "
            "unset it to use the one made for this installation."
        )
    return Keys(
        cookie=cookie,
        identity={name: base64.b64decode(value) for name, value in stored["identity"].items()},
        identity_current=stored["identity_current"],
        index=base64.b64decode(stored["index"]),
        passes=base64.b64decode(stored["passes"]),
    )


def _write_new_keys(path: Path) -> None:
    def fresh() -> str:
        return base64.b64encode(secrets.token_bytes(32)).decode("ascii")

    content = {
        "cookie": secrets.token_urlsafe(48),
        "identity": {"k1": fresh()},
        "identity_current": "k1",
        "index": fresh(),
        "passes": fresh(),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"keys.{os.getpid()}.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
    try:
        # link() refuses to replace: of two processes starting at once the first one's keys stay.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def load(environ: Mapping[str, str], instance: Path) -> Settings:
    """Build Settings from environment variables (see README for the table). Raises SettingsError for a bad value."""
    instance = Path(environ.get("DEQING_INSTANCE") or instance)
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        instance=instance,
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{instance / DATABASE_FILE}",
        keys=load_keys(instance, environ),
        public_url=(environ.get("PUBLIC_URL") or "").rstrip("/"),
        trusted_hosts=tuple(part.strip() for part in environ.get("TRUSTED_HOSTS", "").split(",") if part.strip()),
        trusted_proxies=_whole(environ, "TRUSTED_PROXIES", Settings.trusted_proxies),
        max_upload_bytes=_whole(environ, "MAX_UPLOAD_MB", 32) * 1024 * 1024,
        idle_minutes=_whole(environ, "IDLE_MINUTES", Settings.idle_minutes),
        session_hours=_whole(environ, "SESSION_HOURS", Settings.session_hours),
        lockout_tries=_whole(environ, "LOCKOUT_TRIES", Settings.lockout_tries),
        lockout_minutes=_whole(environ, "LOCKOUT_MINUTES", Settings.lockout_minutes),
        import_rows=_whole(environ, "IMPORT_ROWS", Settings.import_rows),
        undo_minutes=_whole(environ, "UNDO_MINUTES", Settings.undo_minutes),
        notice_days=_within(environ, "NOTICE_DAYS", DEFAULT_DAYS, MOST_DAYS),
        appeal_hours=_within(environ, "APPEAL_HOURS", DEFAULT_HOURS, MOST_HOURS),
        recognised_days=_whole(environ, "RECOGNISED_DAYS", Settings.recognised_days),
        codes_per_address=_whole(environ, "CODES_PER_ADDRESS", Settings.codes_per_address),
        count_from_state=_one_of(environ, "COUNT_FROM_STATE", ("public_notice", "published", "final")),
        count_preliminary=_one_of(environ, "COUNT_PRELIMINARY", ("no", "yes")) == "yes",
        statistical_month=_month(environ, "STATISTICAL_MONTH", Settings.statistical_month),
        term_start=_day(environ, "TERM_START", Settings.term_start),
        certificate_number=_number_pattern(environ, "CERTIFICATE_NUMBER", Settings.certificate_number),
        notifier=(notifier := _one_of(environ, "NOTIFIER", ("outbox", "file", "sms"))),
        sms=_sms(environ) if notifier == "sms" else None,
        keeping=_keeping(environ),
    )


def _within(environ: Mapping[str, str], name: str, default: int, most: int) -> int:
    value = _whole(environ, name, default)
    if not 1 <= value <= most:
        raise SettingsError(f"{name} must be from 1 to {most}, not {value}.")
    return value


def _keeping(environ: Mapping[str, str]) -> Keeping:
    """Read KEEP_IDENTITY, KEEP_ANSWERS … in days. Raises SettingsError for more than people were told."""
    days = {}
    for known in fields(Keeping):
        name = f"KEEP_{known.name.upper()}"
        days[known.name] = _whole(environ, name, getattr(Keeping, known.name))
        wrong = kept_for(known.name, days[known.name])
        if wrong:
            raise SettingsError(f"{name} {wrong}.")
    return Keeping(**days)


def _sms(environ: Mapping[str, str]) -> Sms:
    """Return the provider's settings. Raises SettingsError naming what is missing or unusable, never a value."""
    names = ("SMS_ENDPOINT", "SMS_KEY_ID", "SMS_KEY_SECRET", "SMS_SIGN_NAME", "SMS_TEMPLATES")
    missing = [name for name in names if not environ.get(name, "").strip()]
    if missing:
        raise SettingsError(f"NOTIFIER=sms needs {', '.join(missing)} as well.")
    endpoint = environ["SMS_ENDPOINT"].strip()
    address = urlsplit(endpoint)
    local = address.scheme == "http" and address.hostname in {"127.0.0.1", "localhost"}
    if not (address.scheme == "https" and address.hostname) and not local:
        raise SettingsError("SMS_ENDPOINT must be an https:// address (http:// only on this machine).")
    try:
        templates = json.loads(environ["SMS_TEMPLATES"])
    except ValueError:
        templates = None
    if not isinstance(templates, dict) or not all(isinstance(value, str) and value for value in templates.values()):
        raise SettingsError('SMS_TEMPLATES must be JSON like {"reminder": "SMS_100000001"}.')
    secret, sign_name = environ["SMS_KEY_SECRET"].strip(), environ["SMS_SIGN_NAME"].strip()
    return Sms(endpoint, environ["SMS_KEY_ID"].strip(), secret, sign_name, templates)


def _whole(environ: Mapping[str, str], name: str, default: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isascii() or not text.isdigit():
        raise SettingsError(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    """Return the chosen word; the first choice is the default."""
    text = environ.get(name) or choices[0]
    if text not in choices:
        raise SettingsError(f"{name} must be one of {', '.join(choices)}, not {text!r}.")
    return text


def _month(environ: Mapping[str, str], name: str, default: int) -> int:
    month = _whole(environ, name, default)
    if not 1 <= month <= 12:  # noqa: PLR2004 - the months of a year
        raise SettingsError(f"{name} must be a month from 1 to 12, not {month}.")
    return month


def _number_pattern(environ: Mapping[str, str], name: str, default: str) -> str:
    text = environ.get(name, "").strip() or default
    try:
        NumberPattern.of(text)
    except ValueError as error:
        raise SettingsError(f"{name} {error}, not {text!r}.") from None
    return text


def _day(environ: Mapping[str, str], name: str, default: dt.date) -> dt.date:
    text = environ.get(name, "")
    try:
        return dt.date.fromisoformat(text) if text else default
    except ValueError:
        raise SettingsError(f"{name} must be a date like 2022-01-01, not {text!r}.") from None
