"""What the API for devices takes and gives, as JSON Schema (2020-12, as OpenAPI 3.1 has it)."""

from collections.abc import Mapping, Sequence
from typing import Any

from deqing_events.checkin import device_bodies
from deqing_events.domain.admission_facts import Mode, Reason, RegistrationState, ScanType, Status

Schema = dict[str, Any]

LOOKS = ("in", "again", "other", "deny", "queue", "ask")
REASONS = [reason.value for reason in Reason]
NONCE = device_bodies.NONCE.pattern
TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
FLAG: Schema = {"type": "boolean"}
ID: Schema = {"type": "string", "description": "An opaque id."}
MOMENT: Schema = {"type": "string", "format": "date-time", "description": "RFC 3339 with an offset."}
MILLIS: Schema = {"type": "integer", "description": "Milliseconds since 1970-01-01T00:00:00Z."}


def ref(name: str) -> Schema:
    """Return a reference to a schema of the document."""
    return {"$ref": f"#/components/schemas/{name}"}


def array(items: Schema, **more: Any) -> Schema:  # noqa: ANN401 - JSON Schema keywords
    """Return the schema of a list."""
    return {"type": "array", "items": items, **more}


def one_of(words: Sequence[str]) -> Schema:
    """Return the schema of one of some words."""
    return {"type": "string", "enum": list(words)}


def or_none(schema: Schema) -> Schema:
    """Return the schema that takes null as well."""
    return {"oneOf": [schema, {"type": "null"}]}


def record(fields: Mapping[str, Schema], optional: Sequence[str] = (), about: str = "") -> Schema:
    """Return the schema of an object with just these fields."""
    made: Schema = {
        "type": "object",
        "properties": dict(fields),
        "required": [name for name in fields if name not in optional],
        "additionalProperties": False,
    }
    return {**made, "description": about} if about else made


def _scan(*more: str) -> Schema:
    fields = {
        "list": {**ID, "description": "The list of this device."},
        "code": {**TEXT, "description": "What was read or typed: the address in the code, a token, a short code."},
        "person": {**ID, "description": "Somebody found by a search, instead of a code."},
        "nonce": {"type": "string", "pattern": NONCE, "description": "Made once per scan; sent again, same answer."},
        "direction": {**one_of([kind.value for kind in ScanType]), "default": "entry"},
        "lane": one_of(device_bodies.LANES),
        "force": {**FLAG, "description": "Let in against the list; supervisors only."},
        "offline": {**FLAG, "description": "The scan was made without a line; its own time counts."},
        "scanned_at": MOMENT,
        "sent_at": {**MOMENT, "description": "The device's clock at sending: how far it is off is taken from this."},
        "answers": {
            "type": "object",
            "additionalProperties": TEXT,
            "maxProperties": device_bodies.MOST_ANSWERS,
            "description": "Answers to the questions of the door, by key.",
        },
        "told": {**one_of(device_bodies.TOLD), "description": "What the volunteer was told without a line."},
    }
    made = record({name: fields[name] for name in fields if name not in more}, optional=list(fields)[1:])
    made["required"] = ["list", "nonce"]
    made["oneOf"] = [{"required": ["code"]}, {"required": ["person"]}]
    made["additionalProperties"] = True
    return made


_LINE = array(TEXT, description="Parts of a line, every second one strong.")
_ANSWER: dict[str, Schema] = {
    "status": one_of([status.value for status in Status]),
    "reason": or_none({**one_of([*REASONS, "team"]), "description": "Why not; `team` asks whom of a team to let in."}),
    "look": one_of(LOOKS),
    "word": TEXT,
    "sentence": TEXT,
    "lines": array(_LINE),
    "next": TEXT,
    "next_parts": _LINE,
    "icon": TEXT,
    "left": or_none(record({"kind": TEXT, "text": TEXT})),
    "back": TEXT,
    "forced": FLAG,
    "person": or_none(record({"name": TEXT, "tail": TEXT, "unit": TEXT, "note": TEXT}, about="Masked.")),
    "who": TEXT,
    "tail": TEXT,
    "unit": TEXT,
    "first": or_none(record({"at": MOMENT, "gate": TEXT, "by": TEXT}, about="The entry that let the person in.")),
    "questions": array(ref("Question")),
    "direction": one_of([kind.value for kind in ScanType]),
    "gate": TEXT,
    "at": MOMENT,
    "time": TEXT,
    "nonce": TEXT,
    "replay": FLAG,
    "list": ID,
}
_MATE = record(
    {
        "id": ID,
        "name": TEXT,
        "tail": TEXT,
        "unit": TEXT,
        "captain": FLAG,
        "may_enter": FLAG,
        "inside": FLAG,
        "reason": or_none(one_of(REASONS)),
        "word": TEXT,
    }
)
_TEAM = record(
    {
        "id": ID,
        "name": TEXT,
        "number": TEXT,
        "people": array(_MATE),
        "missing": COUNT,
        "admitted": array(ID),
    }
)
_CONFLICT = record(
    {
        "kind": one_of(("twice", "refused")),
        "reason": one_of(REASONS),
        "at": or_none(MOMENT),
        "gate": TEXT,
        "by": TEXT,
        "sentence": TEXT,
    }
)
_LAW = record(
    {
        "mode": one_of([mode.value for mode in Mode]),
        "timezone": TEXT,
        "groups": or_none(array(TEXT)),
        "sessions": or_none(array(TEXT)),
        "gates": or_none(array(TEXT)),
        "opens_at": or_none(MOMENT),
        "closes_at": or_none(MOMENT),
        "accept_unconfirmed": FLAG,
    },
    about="The list as the law of admission looks at it.",
)
_HEAD = record(
    {
        "list": _LAW,
        "id": ID,
        "name": TEXT,
        "gate": TEXT,
        "volunteer": TEXT,
        "supervisor": FLAG,
        "until": MOMENT,
        "rotating": {**FLAG, "description": "Passes change with the time: without a line only typed codes are known."},
        "questions": array(ref("Question")),
        "sessions": array(array(MILLIS), description="[id, start, end] of each session."),
        "words": {"type": "object", "additionalProperties": {"type": "object"}},
    }
)
_PERSON_STATES = ", ".join(state.value for state in RegistrationState)

SCHEMAS: dict[str, Schema] = {
    "Error": record(
        {"error": record({"code": TEXT, "message": TEXT, "ref": TEXT}, optional=["ref"])},
        about="`code` is for programs, `message` a Chinese sentence for people.",
    ),
    "Document": {"type": "object", "description": "OpenAPI 3.1."},
    "Question": record({"key": TEXT, "text": TEXT, "choices": array(TEXT)}),
    "Lists": record(
        {
            "lists": array(
                record(
                    {
                        "id": ID,
                        "name": TEXT,
                        "mode": one_of([mode.value for mode in Mode]),
                        "event": TEXT,
                        "gate": TEXT,
                        "role": one_of(("gate", "supervisor")),
                    }
                )
            ),
            "volunteer": TEXT,
        }
    ),
    "Numbers": record(
        {
            "registered": COUNT,
            "admitted": COUNT,
            "inside": COUNT,
            "gates": array(record({"gate": TEXT, "admitted": COUNT})),
            "units": array(record({"unit": TEXT, "admitted": COUNT})),
            "at": MOMENT,
        }
    ),
    "OfItself": {
        "type": "object",
        "properties": {"waiting": {**COUNT, "maximum": 999_999}, "clock": MOMENT},
        "description": "What a device says of itself; the desk sees it.",
    },
    "Scan": _scan(),
    "Answer": record(
        {**_ANSWER, "conflict": or_none(_CONFLICT), "team": _TEAM},
        optional=["conflict", "team"],
        about="`conflict` is there for scans made without a line, `team` when a team's code was shown.",
    ),
    "Batch": record(
        {"scans": array({"type": "object"}, maxItems=device_bodies.MOST_SCANS), "sent_at": MOMENT},
        optional=["sent_at"],
        about="Each of `scans` is a `Scan`; one that cannot be read gets an error of its own.",
    ),
    "Refused": record({"nonce": TEXT, "error": record({"code": TEXT, "message": TEXT, "again": FLAG})}),
    "Batched": record({"answers": array({"oneOf": [ref("Answer"), ref("Refused")]}), "at": MOMENT}),
    "Annulled": record({"nonce": TEXT, "annulled": FLAG}),
    "TeamEntry": {
        **record({"list": ID, "nonce": {"type": "string", "pattern": NONCE}, "people": array(ID, minItems=1)}),
        "additionalProperties": True,
    },
    "People": record(
        {
            "people": array(
                record(
                    {"id": ID, "name": TEXT, "tail": TEXT, "unit": TEXT, "state": TEXT, "entered_at": or_none(MOMENT)}
                )
            )
        },
        about="Masked.",
    ),
    "Snapshot": record(
        {
            "full": {**FLAG, "description": "Forget what you hold: this is all of it."},
            "at": MILLIS,
            "version": {**TEXT, "description": "Send it back as `since`."},
            "head": _HEAD,
            "people": {
                "type": "object",
                "additionalProperties": array(array({})),
                "description": "Buckets that changed, whole. A person is [id, masked name, unit, state "
                f"({_PERSON_STATES}; ! for blocked), session, group, code, short code, replaced codes].",
            },
            "entries": array(array({}), description="[person, [[at, direction, session, gate, volunteer], …]]"),
        },
        optional=["head"],
        about="No numbers of phones or identity: hashes of codes, masked names, states.",
    ),
}
