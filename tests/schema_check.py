"""A small check of a value against JSON Schema: the keywords the API document uses, and no others."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

KNOWN = {
    "$ref", "additionalProperties", "default", "description", "enum", "format", "items", "maxItems", "maxProperties",
    "maximum", "minItems", "minimum", "oneOf", "pattern", "properties", "required", "type",
}  # fmt: skip
TYPES: dict[str, Callable[[object], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def problems(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str = "$") -> list[str]:
    """Return what does not fit, each with its place; a keyword this check does not know is one too."""
    unknown = schema.keys() - KNOWN
    if unknown:
        return [f"{where}: unknown keywords {sorted(unknown)}"]
    if "$ref" in schema:
        return problems(value, resolved(schema["$ref"], document), document, where)
    if "type" in schema and not TYPES[schema["type"]](value):
        return [f"{where}: {value!r} is no {schema['type']}"]
    return [
        *_own(value, schema, where),
        *_parts(value, schema, document, where),
        *_either(value, schema, document, where),
    ]


def resolved(reference: str, document: dict[str, Any]) -> dict[str, Any]:
    """Return what a reference points at. Raises KeyError when there is nothing."""
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


def _own(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is none of {schema['enum']}"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{where}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, str) and schema.get("format") == "date-time" and not _instant(value):
        yield f"{where}: {value!r} is no instant with an offset"
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{where}: {value} is out of bounds"
    if isinstance(value, list) and not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{where}: {len(value)} items"


def _parts(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, each in enumerate(value):
            yield from problems(each, schema.get("items", {}), document, f"{where}[{number}]")
    if not isinstance(value, dict):
        return
    yield from (f"{where}: no {name}" for name in schema.get("required", ()) if name not in value)
    if len(value) > schema.get("maxProperties", len(value)):
        yield f"{where}: {len(value)} fields"
    for name, each in value.items():
        known = schema.get("properties", {}).get(name, schema.get("additionalProperties", True))
        if known is False:
            yield f"{where}: {name} is not documented"
        elif known is not True:
            yield from problems(each, known, document, f"{where}.{name}")


def _either(value: Any, schema: dict[str, Any], document: dict[str, Any], where: str) -> Iterator[str]:
    found = [problems(value, each, document, where) for each in schema.get("oneOf", ())]
    if found and sum(not each for each in found) != 1:
        yield f"{where}: fits {sum(not each for each in found)} of {len(found)}: {found}"


def _instant(text: str) -> bool:
    try:
        return dt.datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False
