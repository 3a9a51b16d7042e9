"""The document: each call with what it takes, gives and refuses."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from deqing_events.checkin.api_document.schemas import SCHEMAS, Schema, ref

VERSION = "1"
ERRORS = {
    "400": "A field cannot be read; `code` names it.",
    "401": "No token, a strange one, or one whose link is closed.",
    "403": "Another list, or something only a supervisor may do.",
    "404": "There is no such thing on this list.",
    "413": "Too much at once.",
    "429": "Too fast; wait a minute.",
    "503": "Busy; send it again after `Retry-After` seconds. Nothing was stored.",
}


def document() -> dict[str, Any]:
    """Return the OpenAPI document as plain data."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "职工赛事签到",
            "version": VERSION,
            "description": "The API for gate devices. Times are RFC 3339 with an offset, ids opaque strings. "
            "An answered scan is always 200, whatever the answer.",
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"device": []}],
        "paths": _paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"device": {"type": "http", "scheme": "bearer"}},
            "responses": {code: _answer(words, "Error") for code, words in ERRORS.items()},
        },
    }


def _paths() -> dict[str, Any]:
    own, since = _path("list_id", "The list of this device."), _query("since", "The `version` of the copy held.")
    said = [_query("waiting", "Scans waiting on the device.", {"type": "integer"}), _query("clock", "Its clock.")]
    numbers = "How many are registered, admitted and inside; per gate and workplace."
    status, late = (
        Call("numbers", numbers, "Numbers", "400 401 403"),
        "A link that ended takes what was scanned before.",
    )
    team = "Let in people of a team; the answer names who is missing."
    asked = _query("q", "2 Chinese characters or 4 others.")
    return {
        "/openapi.json": {"get": {**_call(Call("document", "This document.", "Document", "")), "security": []}},
        "/lists": {"get": _call(Call("lists", "The lists this device may use.", "Lists", "401"))},
        "/lists/{list_id}/status": {
            "get": _call(status, own, *said),
            "post": _call(replace(status, name="numbers_and_device", takes="OfItself", must=False), own),
        },
        "/lists/{list_id}/snapshot": {
            "get": _call(Call("snapshot", "What works without a line.", "Snapshot", "401 403"), own, since)
        },
        "/scans": {"post": _call(Call("scan", "Answer one scan.", "Answer", "400 401 403 413 429 503", "Scan"))},
        "/scans/batch": {
            "post": _call(Call("batch", f"Take in scans in any order. {late}", "Batched", "400 401 413", "Batch"))
        },
        "/scans/{nonce}/annul": {
            "post": _call(Call("annul", "Undo one scan.", "Annulled", "401 404 503"), _path("nonce", "Its nonce."))
        },
        "/teams/{team_id}/admit": {
            "post": _call(
                Call("admit_team", team, "Answer", "400 401 403 404 503", "TeamEntry"),
                _path("team_id", "From the answer to the team's code."),
            )
        },
        "/people": {"get": _call(Call("people", "Search people of the event.", "People", "400 401 429"), asked)},
    }


@dataclass(frozen=True)
class Call:
    """One operation: its name, what it gives and takes (schemas), and the statuses with which it may refuse."""

    name: str
    about: str
    gives: str
    refuses: str
    takes: str = ""
    must: bool = True


def _call(call: Call, *parameters: Schema) -> dict[str, Any]:
    refused = {code: {"$ref": f"#/components/responses/{code}"} for code in call.refuses.split()}
    made: dict[str, Any] = {
        "operationId": call.name,
        "summary": call.about,
        "responses": {"200": _answer("As asked.", call.gives), **refused},
    }
    if parameters:
        made["parameters"] = list(parameters)
    if call.takes:
        made["requestBody"] = {"required": call.must, "content": _json(ref(call.takes))}
    return made


def _answer(about: str, gives: str) -> dict[str, Any]:
    return {"description": about, "content": _json(ref(gives))}


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _path(name: str, about: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": about, "schema": {"type": "string"}}


def _query(name: str, about: str, schema: Schema | None = None) -> Schema:
    return {"name": name, "in": "query", "description": about, "schema": schema or {"type": "string"}}
