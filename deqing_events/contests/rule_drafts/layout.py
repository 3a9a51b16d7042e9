"""A page of the rules editor: groups of fields with what is typed in them and what is wrong with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deqing_events.contests.rule_drafts.fields import Field, Typed, shown
from deqing_events.domain.sheet_editing import NoSuchPlaceError, at
from deqing_events.domain.sheet_pieces import SheetJson

Notes = Mapping[str, Sequence[str]]
"""Sentences by the path they are about."""

_NUMBER_ASKED = "请填写 0 或更大的数"


@dataclass(frozen=True)
class Box:
    """One field: ``name`` is its path in the sheet, ``text`` what it shows."""

    name: str
    field: Field
    text: str
    errors: Sequence[str]
    hints: Sequence[str]

    @property
    def id(self) -> str:
        """The element's id."""
        return anchor(self.name)


@dataclass(frozen=True)
class Group:
    """One thing with its fields and the things in it. ``path`` where it can be moved and taken out, else empty."""

    title: str
    path: str = ""
    boxes: Sequence[Box] = ()
    groups: Sequence["Group"] = ()
    adds: str = ""
    add_word: str = ""
    note: str = ""
    errors: Sequence[str] = ()
    first: bool = True
    last: bool = True

    @property
    def id(self) -> str:
        """The element's id."""
        return anchor(self.path or self.adds)


@dataclass
class Drawing:
    """Draws the fields of a document; ``errors`` and ``hints`` by path, each used once."""

    document: SheetJson
    errors: dict[str, list[str]] = field(default_factory=dict)
    hints: dict[str, list[str]] = field(default_factory=dict)

    def boxes(self, path: str, fields: Sequence[Field]) -> list[Box]:
        """Return the fields of the thing at ``path`` (empty: of the sheet)."""
        return [self.box(f"{path}.{one.key}" if path else one.key, one) for one in fields]

    def box(self, name: str, one: Field, text: str | None = None) -> Box:
        """Return one field with its sentences."""
        try:
            value = at(self.document, name)
        except NoSuchPlaceError:
            value = None
        wrong = self.errors.pop(name, [])
        if one.typed is Typed.PERCENT:
            wrong = ["请填百分数，例如 30。" if line.startswith(_NUMBER_ASKED) else line for line in wrong]
        return Box(name, one, shown(one, value) if text is None else text, wrong, self.hints.pop(name, []))

    def notes(self, *paths: str) -> list[str]:
        """Return the sentences about a thing as a whole."""
        return [line for path in paths for line in self.errors.pop(path, [])]


def anchor(path: str) -> str:
    """Return a path as an element's id."""
    return "at-" + path.replace("[", "-").replace("]", "").replace(".", "-")


def every_box(groups: Sequence[Group]) -> Iterator[Box]:
    """Yield all fields of a page, in page order."""
    for group in groups:
        yield from group.boxes
        yield from every_box(group.groups)
