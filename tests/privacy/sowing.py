"""One unusual person, sown everywhere the product keeps people, and a search that finds what is left of them."""

import io
import json
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from deqing_events import database
from deqing_events.checkin.models import CheckinList, GateDevice, GateLink
from deqing_events.checkin.paper.models import PaperBatch
from deqing_events.contests.models import Entrant, Publication
from deqing_events.contests.results.content import digest_of
from deqing_events.database import Base
from deqing_events.domain.questions.definition import Kind, Retention
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.messages.actions import Note, queue
from deqing_events.organisations.models import ImportRun, StagedMember
from deqing_events.registration.entries.models import EntryUpload
from deqing_events.registration.models import Registration
from deqing_events.registration.questions import stored_files
from deqing_events.registration.questions.models import Answer, QuestionRow
from deqing_events.registration.review.models import ReviewStep
from deqing_events.settings import Settings
from deqing_events.workers.models import PhoneOwner, SignInCode
from tests import factories
from tests.conftest import NOW
from tests.factories_registration import details, registration
from tests.factories_reports import scan
from tests.registration.questions.asking import NUMBER, ask, own

NAME, MOBILE, UNIT = "覃魇罕", "19900009913", "靐齉示例作坊"
TEXT, KEPT, REASON = "罕答馫龘", "罕记灥爨", "罕由麤鱻"
VOLUNTEER, PAPER = "罕岗驫犇", "罕纸厵毳"
FILE = b"%PDF-1.4 sentinel-of-a-file"


@dataclass
class Sown:
    """The sown registration, and words to look for by data class."""

    held: Registration
    event: Event
    words: dict[str, set[str]] = field(default_factory=dict)

    @property
    def everything(self) -> set[str]:
        """Every word of every class."""
        return set().union(*self.words.values())


def settings() -> Settings:
    """The settings of the app under test."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def sow(event: Event, name: str = NAME, mobile: str = MOBILE) -> Sown:
    """Sign the person up with everything the event asks, check in, score, publish, message, import."""
    stored = stored_files.take(settings().uploads, FILE)
    ask(
        event,
        "identity",
        own("自带工具"),
        own("记录一项", retention=Retention.RECORD),
        own("附件", Kind.FILE),
    )
    keys = {row.label: row.key for row in database.session().scalars(sa.select(QuestionRow)).all()}
    answers = {
        "identity": NUMBER,
        keys["自带工具"]: TEXT,
        keys["记录一项"]: KEPT,
        keys["附件"]: stored,
    }
    who = details(name, mobile=mobile, unit_text=UNIT, publish_name=True, answers=answers)
    held = registration(event, name, mobile=mobile, unit_text=UNIT, publish_name=True, answers=who.answers)
    sown = Sown(held, event)
    _checked_in(held)
    _scored(held)
    _around(held)
    sealed = database.session().scalars(sa.select(Answer.sealed).where(Answer.sealed.is_not(None))).one()
    index = database.session().scalars(sa.select(Answer.identity_index).where(Answer.sealed.is_not(None))).one()
    sown.words = {
        "identity": {str(sealed), str(index)},
        "answers": {TEXT, FILE.decode()},
        "records": {name, mobile, UNIT, KEPT, REASON, VOLUNTEER, held.pinyin_key},
        "imports": {PAPER},
    }
    return sown


def _keep(*rows: Any) -> None:
    with database.transaction() as session:
        session.add_all(rows)


def _checked_in(held: Registration) -> None:
    scan(held, volunteer=VOLUNTEER, note=REASON, answers={"1": f"{VOLUNTEER} 门口"})
    at = database.session().scalars(sa.select(CheckinList)).first()
    assert at is not None
    times = {"valid_from": NOW, "valid_until": held.event.ends_at, "created_at": NOW, "created_by": "staff:1"}
    link = GateLink(list_id=at.id, gate="1 号门", serial=1, token_hash="g" * 64, **times)
    _keep(link)
    acts: dict[str, Any] = {"signed_at": NOW, "made_at": NOW, "done_by": "staff:1", "count": 1}
    _keep(PaperBatch(list_id=at.id, token="paper", reason=REASON, operator=VOLUNTEER, **acts))
    _keep(GateDevice(link_id=link.id, volunteer=VOLUNTEER, token_hash="d" * 64, created_at=NOW, seen_at=NOW))


def _scored(held: Registration) -> None:
    _keep(Entrant(event_id=held.event_id, number="A1", name=held.name, registration_id=held.id))
    row = {"name": held.name, "registration": held.id, "number": "A1", "unit": "", "delegation": "", "rank": 1}
    row |= {"tied": False, "total": "95.00", "award": "一等奖", "parts": {}, "why": None, "elapsed": ""}
    content: dict[str, Any] = {
        "title": held.event.title,
        "entrant_kind": "person",
        "rows": [row],
        "unranked": [],
        "parts": [],
    }
    content |= {"parts": [], "teams": [], "tiers": [], "places": 2, "entrants": 1}
    made = {"stage": "final", "rule_version": 1, "by": "staff:1", "at": NOW}
    _keep(Publication(event_id=held.event_id, version=1, content=content, digest=digest_of(content), **made))


def _around(held: Registration) -> None:
    with database.transaction() as session:
        row = session.get_one(Registration, held.id)
        row.review_note = row.override_reason = row.cancel_reason = REASON
        said = {"event": held.event.title, "reason": f"{held.name} {REASON}"}
        queue(Note("returned", held.mobile, said, ("registration", held.id), "sown"), now=NOW, by=SYSTEM)
    step = {"state_before": "pending", "review_before": "submitted", "state_after": "pending"}
    _keep(
        ReviewStep(
            registration_id=held.id,
            at=NOW,
            done_by="staff:1",
            role="",
            act="return",
            reason=REASON,
            note_before=REASON,
            review_after="returned",
            **step,
        ),
        PhoneOwner(phone_hash="p" * 64, mobile=held.mobile, verified_at=NOW, seen_at=NOW, address="10.0.8.21"),
        SignInCode(
            phone_hash="p" * 64,
            mobile_key="m" * 64,
            sealed_mobile="sealed",
            code_hash="c" * 64,
            created_at=NOW,
            expires_at=NOW,
        ),
    )
    run = ImportRun(kind="roster", file_name="名单.xlsx", state="previewed", as_of=NOW.date())
    run.created_at = run.beat_at = NOW
    _keep(run)
    _keep(StagedMember(run_id=run.id, row=1, **_staged()))
    handed_in = EntryUpload(event_id=held.event_id, account_id=factories.account(name="钱经办").id)
    handed_in.file_name, handed_in.created_at = f"{PAPER}.xlsx", NOW
    _keep(handed_in)
    folder = settings().uploads / "imports"
    folder.mkdir(exist_ok=True)
    (folder / f"{'0' * 32}.xlsx").write_bytes(packed(f"{PAPER} {held.mobile}"))


def _staged() -> dict[str, Any]:
    words = ("pinyin_key", "initials", "gender", "job", "skill_level", "migrant", "remark")
    return {**dict.fromkeys(words, ""), "name": PAPER, "mobile": MOBILE, "unit_text": UNIT}


def packed(text: str) -> bytes:
    """A workbook's bytes, as far as looking into it goes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", text)
    return made.getvalue()


def found_in_files(folder: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """Return which words stand in which files of an installation, workbooks unpacked, JSON escapes included."""
    found: dict[str, set[str]] = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = _unpacked(path.read_bytes())
        hits = {word for word in words if any(form in content for form in _forms(word))}
        if hits:
            found[path.relative_to(folder).as_posix()] = hits
    return found


def found_in_tables(words: Iterable[str]) -> dict[str, set[str]]:
    """Return which words stand in which columns of the database, read by SELECT."""
    found: dict[str, set[str]] = {}
    database.session().rollback()
    for table in Base.metadata.sorted_tables:
        for row in database.session().execute(sa.select(table)).mappings():
            for column, value in row.items():
                text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
                hits = {word for word in words if word in text}
                if hits:
                    found.setdefault(f"{table.name}.{column}", set()).update(hits)
    return found


def _forms(word: str) -> tuple[bytes, ...]:
    return word.encode(), json.dumps(word)[1:-1].encode()


def _unpacked(content: bytes) -> bytes:
    if not content.startswith(b"PK\x03\x04"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())
