"""Every column that can name somebody belongs to a data class, or stays for a reason that is written here.

A new column with such a name fails until somebody says where it belongs.
"""

import re

from flask import Flask

from deqing_events.database import Base
from deqing_events.privacy.retention.classes import CLASSES

NAMING = re.compile(
    r"^(name|mobile|mobile_tail|pinyin_key|initials|volunteer|operator|person_key|member_id|unit_text|address|note|remark"
    r"|sealed\w*|identity_\w+|phone_hash|mobile_key|placeholders|text|answers|value|file_name|birth_date|content|override\w*"
    r"|witnesses|leader|grounds|\w+_reason|\w+_override|review_note)$"
)
CLASS_OF = {
    "identity": {"registration_answer.sealed", "registration_answer.identity_index"},
    "answers": {"registration_answer.value", "registration_answer.file_name"},
    "records": {
        *(f"registration.{name}" for name in ("name", "mobile", "mobile_tail", "pinyin_key", "initials", "unit_text")),
        *(f"registration.{name}" for name in ("person_key", "member_id", "review_note", "cancel_reason")),
        *(f"registration.{name}" for name in ("override_reason", "eligibility_override", "priority_reason")),
        "pass.revoke_reason",
        "promotion.person_key",
        "phone_holding.phone_hash",
    },
    "scores": {
        *("entrant.name", "publication.content", "live_board.content", "panel_judge.name", "sheet_photo.file_name"),
    },
    "volunteers": {
        *("scan.volunteer", "scan.note", "scan.answers", "gate_device.volunteer", "paper_batch.operator"),
        "start_draw.witnesses",
    },
    "certificates": {"certificate.name", "certificate.end_reason"},
    "consents": {"consent.address"},
    "messages": {"message.mobile", "message.placeholders", "message.text", "message_try.note"},
    "codes": {"sign_in_code.phone_hash", "sign_in_code.mobile_key", "sign_in_code.sealed_mobile"},
    "imports": {f"staged_member.{name}" for name in (
        *("name", "pinyin_key", "initials", "identity_cipher", "identity_index", "mobile", "birth_date", "unit_text"),
        *("remark", "member_id"),
    )} | {"entry_upload.file_name"},
    "devices": {"phone_owner.phone_hash", "phone_owner.mobile", "phone_owner.address"},
    "sessions": {"staff_session.address"},
    "disputes": {"appeal.leader", "appeal.grounds", "appeal.file_name"} | {
        f"objection.{name}" for name in ("name", "mobile", "grounds", "file_name")
    },
    "evidence": {"evidence_file.file_name", "evidence_file.remove_reason"},
    "requests": {"data_request.mobile", "data_request.mobile_key"},
}  # fmt: skip
STAYS = {
    "the roster is kept by membership": {f"member.{name}" for name in (
        *("name", "pinyin_key", "initials", "identity_cipher", "identity_index", "mobile", "birth_date", "unit_text"),
        "remark",
    )},
    "an organisation, an event or a thing, not a person": {
        *("organisation.name", "labour_union.name", "unit.name", "unit.pinyin_key", "unit.initials", "campaign.name"),
        *("team.name", "team.cancel_reason", "checkin_list.name", "event.state_reason", "event_session.address"),
        *("event_session.note", "job_lease.name", "job_run.name", "import_run.file_name", "mark.value"),
        *("marks_lock.reopen_reason", "closed_file.reopen_reason", "round_decision.undo_reason"),
        "campaign_table.content",
    },
    "an honour, announced by its document": {"honour.name", "honour.strike_reason"},
    "masked when it was written": {"import_line.name", "import_line.note"},
    "staff accounts": {"staff_account.name"},
    "the log, which holds no names": {"audit_entry.address"},
    "a random cookie's hash, leading nowhere without the phone": {"venue_confirm.phone_hash"},
}  # fmt: skip


def naming_columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if NAMING.match(column.name)
    }


def test_every_naming_column_has_its_place(app: Flask) -> None:
    del app  # the factory imports every feature's tables
    placed = set().union(*CLASS_OF.values(), *STAYS.values())
    assert naming_columns() - placed == set(), "say in which data class these are, or why they stay"
    assert placed - naming_columns() == set(), "these are gone"


def test_every_class_named_here_exists() -> None:
    assert set(CLASS_OF) <= {each.key for each in CLASSES}
