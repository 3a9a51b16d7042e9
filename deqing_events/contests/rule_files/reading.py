"""A rule sheet read from the workbook: the document, or every problem with its sheet and row."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from deqing_events.contests.rule_files import columns as c
from deqing_events.contests.rule_files.columns import Item
from deqing_events.contests.rule_sheets.explaining import too_wide
from deqing_events.contests.rule_sheets.wording import point_list
from deqing_events.domain.rounding import number, plain_text
from deqing_events.domain.rule_sheet import parse, validate
from deqing_events.domain.sheet_pieces import SheetJson
from deqing_events.domain.sheets import Sheet, TableStart, find_table
from deqing_events.domain.team_settings import normal, problems
from deqing_events.domain.text import cell_text

_GRADES = 4
Row = tuple[int, dict[str, str]]
"""A row as the spreadsheet counts it, and its texts by key."""


@dataclass
class _Book:
    """The rows of every sheet, and where each path of the document was read from."""

    rows: Mapping[str, Sequence[Row]]
    places: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def note(self, sheet: str, row: int, path: str) -> None:
        self.places[path] = f"“{sheet}”第 {row} 行"


def document_of(sheets: Sequence[Sheet]) -> tuple[SheetJson, list[str]]:
    """Return the document of a workbook; with problems it is worth nothing."""
    starts = {name: _start(sheets, name) for name in c.COLUMNS}
    missing = [name for name in (c.WHOLE, c.TREE) if starts[name] is None]
    if missing:
        return {}, [f"没有找到“{name}”这张表，请从导出的文件改起。" for name in missing]
    book = _Book({name: list(_rows(start, name)) for name, start in starts.items()})
    document = _document(book)
    body = {key: value for key, value in document.items() if key != "league"}
    found = validate(body) or too_wide(body)
    found = [*found, *problems(document["league"], timed=not found and parse(body).timed)]
    book.problems += [f"{_place(book, problem.path)}：{problem.sentence}" for problem in found]
    return document, book.problems


def _start(sheets: Sequence[Sheet], name: str) -> TableStart | None:
    words = {title: key for key, title in c.COLUMNS[name].items()}
    first = next(iter(c.COLUMNS[name]))
    needed = [frozenset({"kind" if name == c.TREE else first})]
    return find_table([sheet for sheet in sheets if sheet.name.strip() == name], words, needed)


def _rows(start: TableStart | None, name: str) -> Iterator[Row]:
    if start is None:
        return
    for index, cells in enumerate(start.sheet.rows[start.header_row :], start.header_row + 1):
        texts = {key: cell_text(start.cell(cells, key)) for key in c.COLUMNS[name] if key in start.columns}
        if any(text.strip() for text in texts.values()):
            yield index, texts


def _document(book: _Book) -> SheetJson:
    document: SheetJson = {"schema": 1, "parts": [], "panel": {}, "awards": {}, "league": {}}
    lines = {texts.get("name", "").strip(): (row, texts.get("value", "")) for row, texts in book.rows[c.WHOLE]}
    _put_all(document, book, c.ITEMS, lines)
    if lines.get("标准分", (0, ""))[1].strip() not in {"", "不算"}:
        document["scale"] = {}
        _put_all(document, book, c.SCALE_ITEMS, lines)
    if any(lines.get(name, (0, ""))[1].strip() not in ("", usual) for name, usual in c.TEAMS_BY.items()):
        _put_all(document, book, c.LEAGUE_ITEMS, lines)
        document["league"] = normal(document["league"])
    known = {item.name for item in (*c.ITEMS, *c.SCALE_ITEMS, *c.LEAGUE_ITEMS)}
    for name, (row, _) in lines.items():
        if name not in known:
            book.problems.append(f"“{c.WHOLE}”第 {row} 行：不认识“{name}”，请删去或对照导出的文件。")
    if document["panel"].get("tolerance", "") is None:
        del document["panel"]["tolerance"]
    _tree(document, book)
    document["panel"]["judges"] = [texts["judge"] for _, texts in book.rows[c.JUDGES]]
    document["penalties"] = _listed(book, c.PENALTIES, "penalties")
    document["vetoes"] = [
        {**row, "effect": c.EFFECTS.value(row["effect"].strip())} for row in _listed(book, c.VETOES, "vetoes")
    ]
    document["tie_keys"] = [row["key"].strip() for row in _listed(book, c.TIES, "tie_keys")]
    document["awards"]["tiers"] = [_tier(row) for row in _listed(book, c.TIERS, "awards.tiers")]
    return document


def _put(document: SheetJson, book: _Book, item: Item, lines: Mapping[str, tuple[int, str]]) -> None:
    row, raw = lines.get(item.name, (0, ""))
    text = raw if item.path == "title" else (raw.strip() or item.fallback)
    if row:
        book.note(c.WHOLE, row, item.path)
    if item.words:
        text = item.words.value(text)
    where, _, key = item.path.rpartition(".")
    (document[where] if where else document)[key] = _value(item.kind, text)


def _put_all(document: SheetJson, book: _Book, items: Sequence[Item], lines: Mapping[str, tuple[int, str]]) -> None:
    for item in items:
        _put(document, book, item, lines)


def _value(kind: str, text: str) -> Any:  # noqa: ANN401 - any JSON value
    match kind:
        case "whole" | "optional whole":
            return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text or None  # noqa: PLR2004
        case "optional":
            return _number(text)
        case "flag":
            return {"yes": True, "no": False}.get(text, text)
        case "points":
            try:
                return point_list(text)
            except ValueError:
                return text
    return text


def _number(text: str) -> str | None:
    """Write a number as the sheet stores it; what is none stays as typed, nothing is None."""
    text = text.strip()
    try:
        return plain_text(number(text)) if text else None
    except ValueError:
        return text


def _tree(document: SheetJson, book: _Book) -> None:
    parts: dict[str, SheetJson] = {}
    sections: dict[str, SheetJson] = {}
    for row, texts in book.rows[c.TREE]:
        part = _held(book, row, parts, _of(texts, c.PART, "part_"))
        if not part.setdefault("sections", []) and part not in document["parts"]:
            book.note(c.TREE, row, f"parts[{len(document['parts'])}]")
            document["parts"].append(part)
        p = document["parts"].index(part)
        own = _of(texts, c.SECTION, "section_")
        section = _held(book, row, sections, own)
        if "criteria" not in section:
            book.note(c.TREE, row, f"parts[{p}].sections[{len(part['sections'])}]")
            section["criteria"] = []
            part["sections"].append(section)
        elif section not in part["sections"]:
            book.problems.append(f"“{c.TREE}”第 {row} 行：小节“{own['title']}”前面属于另一个部分，请换一个小节代号。")
            continue
        s = part["sections"].index(section)
        book.note(c.TREE, row, f"parts[{p}].sections[{s}].criteria[{len(section['criteria'])}]")
        section["criteria"].append(_criterion(texts))
    for section in sections.values():
        if any(row["kind"] == "time" for row in section.get("criteria", ())):
            section.update({"drop_best": 0, "drop_worst": 0, "limit": None, **section})
    _number_the_rest([row for section in sections.values() for row in section.get("criteria", ())], "c")


def _number_the_rest(rows: Sequence[dict[str, Any]], prefix: str) -> None:
    """Give a code to what has none."""
    used = {row["key"] for row in rows}
    for row in rows:
        if not row["key"]:
            row["key"] = next(f"{prefix}{n}" for n in range(1, len(rows) + 2) if f"{prefix}{n}" not in used)
            used.add(row["key"])


def _of(texts: Mapping[str, str], columns: Mapping[str, str], prefix: str) -> SheetJson:
    """Return a part or a section as its columns say."""
    raw = {key.removeprefix(prefix): texts.get(key, "") for key in columns}
    made: SheetJson = {
        "key": raw["key"].strip() or raw["title"].strip(),
        "title": raw["title"],
        "weight": _number(raw["weight"]) or "1",
    }
    if prefix == "part_":
        return {**made, "pass": _number(raw["pass"])}
    combine = c.COMBINES.value(raw["combine"].strip() or "sum")
    made |= {"max": _number(raw["max"]), **({} if combine == "sum" else {"combine": combine})}
    dropped = {key: _value("whole", raw[key].strip()) for key in ("drop_best", "drop_worst") if raw[key].strip()}
    return {**made, **dropped, **({"limit": _number(raw["limit"])} if raw["limit"].strip() else {})}


def _held(book: _Book, row: int, known: dict[str, SheetJson], own: SheetJson) -> SheetJson:
    """Return the part or section of this code; what its columns say must be the same in every row."""
    held = known.setdefault(own["key"], own)
    if any(held.get(key) != value for key, value in own.items()):
        book.problems.append(
            f"“{c.TREE}”第 {row} 行：代号“{own['key']}”的名称、分值和前面的行不一样，请改成一样的或换代号。"
        )
    return held


def _criterion(texts: Mapping[str, str]) -> SheetJson:
    kind = c.KINDS.value(texts.get("kind", "").strip())
    made: SheetJson = {
        "key": texts.get("key", "").strip(),
        "title": texts.get("title", ""),
        "kind": kind,
        "max": _number(texts.get("max", "")),
        "by": c.BY.value(texts.get("by", "").strip()),
    }
    grades = [texts.get(f"grade{grade}", "") for grade in range(_GRADES)]
    if kind == "judgement":
        made["max_spread"] = _value("whole", texts.get("max_spread", "").strip() or "1")
        if any(grades):
            made["benchmarks"] = grades
    return made


def _listed(book: _Book, sheet: str, path: str) -> list[dict[str, Any]]:
    made = []
    for index, (row, texts) in enumerate(book.rows[sheet]):
        book.note(sheet, row, f"{path}[{index}]")
        own: dict[str, Any] = {key: texts.get(key, "") for key in c.COLUMNS[sheet]}
        own["key"] = own["key"].strip()
        if sheet == c.PENALTIES:
            own["points"] = _number(own["points"])
        made.append(own)
    if sheet != c.TIES:
        _number_the_rest(made, {c.PENALTIES: "d", c.VETOES: "v"}.get(sheet, "tier"))
    return made


def _tier(row: dict[str, Any]) -> SheetJson:
    percent, count = _number(row["percent"]), _value("whole", row["count"].strip())
    quota = {"percent": percent} if percent is not None else {"count": count}
    both = {"percent": percent, "count": count} if percent is not None and count is not None else quota
    return {"key": row["key"], "title": row["title"], **both}


def _place(book: _Book, path: str) -> str:
    """Return where a problem's path was read from: sheet, nearest row and column."""
    tree = dict.fromkeys(("parts", "sections", "criteria"), c.TREE)
    whole = {**tree, "panel.judges": c.JUDGES, "awards.tiers": c.TIERS}.get(path, c.WHOLE)
    column = _column(path)
    while path:
        if path in book.places:
            return book.places[path] + column
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return f"“{whole}”"


def _column(path: str) -> str:
    """Return the heading of the column a path inside a row stands in, empty for another path."""
    where, _, key = path.rpartition(".")
    kinds = {"parts": "part_", "sections": "section_", "criteria": ""}
    holder = where.rpartition("[")[0].rpartition(".")[2]
    if holder in kinds:
        heading = c.COLUMNS[c.TREE].get({"benchmarks": "grade0"}.get(key, kinds[holder] + key))
    else:
        sheet = {"penalties": c.PENALTIES, "vetoes": c.VETOES, "tiers": c.TIERS}.get(holder, "")
        heading = c.COLUMNS.get(sheet, {}).get(key)
    return f"“{heading}”" if heading else ""
