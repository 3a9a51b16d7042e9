"""What a browser would send when somebody submits a page's form without touching it."""

from xml.etree.ElementTree import Element

from tests.reading import XHTML, parse


def as_offered(page: str) -> dict[str, str]:
    """Return the fields of the page's last POST form with their values; unticked boxes and buttons send nothing."""
    forms = [form for form in parse(page).iter(f"{XHTML}form") if (form.get("method") or "").lower() == "post"]
    sent: dict[str, str] = {}
    for field in forms[-1].iter():
        name, tag = field.get("name"), str(field.tag).removeprefix(XHTML)
        value = _value(field, tag) if name else None
        if name and value is not None:
            sent[name] = value
    return sent


def _value(field: Element, tag: str) -> str | None:
    if tag == "textarea":
        return (field.text or "").removeprefix("\n")
    if tag == "select":
        options = list(field.iter(f"{XHTML}option"))
        chosen = next((option for option in options if option.get("selected") is not None), options[0])
        return chosen.get("value") or ""
    if tag != "input" or field.get("type") in {"file", "submit"}:
        return None
    if field.get("type") in {"checkbox", "radio"}:
        return (field.get("value") or "on") if field.get("checked") is not None else None
    return field.get("value") or ""
