"""A publication as the ranking macros draw it."""

from typing import Any

from deqing_events.contests.appeals.queries import frozen_numbers
from deqing_events.contests.models import Publication
from deqing_events.contests.notices import queries as notices
from deqing_events.contests.results import queries
from deqing_events.contests.results.content import STAGE_WORDS, Content, masked
from deqing_events.contests.results.tables import EQUAL_POINTS, placings_text, team_why
from deqing_events.domain.kinds import EntrantKind
from deqing_events.domain.rounding import number, plain_text
from deqing_events.registration.hooks import OwnResult

Shown = dict[str, Any]
STAGE_PILLS = {"provisional": ("warn", "hourglass"), "public_notice": ("warn", "clock"), "final": ("ok", "check")}
APPEALED = "申诉处理中，名次可能变动"
COUNTED = {"person": "人", "team": "队", "unit": "家"}


def ranking_page(publication: Publication, own: frozenset[int]) -> Shown:
    """Return the values of the public ranking page; ``own`` are the registrations this phone holds."""
    content, held = of_today(publication), frozen_numbers(publication.event_id)
    kind, icon = STAGE_PILLS[publication.stage]
    parts = [f"{part['title']} {plain_text(number(part['weight']) * 100)}%" for part in content["parts"]]
    return {
        "event": publication.event,
        "publication": publication,
        "state": {"kind": kind, "icon": icon, "text": STAGE_WORDS[publication.stage]},
        "finished": f"{finished_of(content)} {COUNTED[content['entrant_kind']]}完赛",
        "formula": " + ".join(parts) if len(parts) > 1 else "",
        "rows": [row_shown(row, own, appealed=held is None or row["number"] in held) for row in content["rows"]],
        "appealed": held is None or bool(held),
        "teams": [_team_shown(row) for row in content["teams"]],
        "team_rules": (content.get("league") or {}).get("lines") or [EQUAL_POINTS],
        "absent": _unranked(content["unranked"], COUNTED[content["entrant_kind"]]),
        "first_tab": {"person": "个人", "team": "团队", "unit": "单位"}[content["entrant_kind"]],
        "corrects": corrected(publication),
        "compares": publication.event.campaign_id if content.get("scale") else None,
        "notice": notices.of_publication(publication.id),
        "onward": queries.has_onward(publication.event_id),
    }


def finished_of(content: Content) -> int:
    """Return how many have a result; of timed attempts a place alone is none."""
    return sum(row.get("finished", True) for row in content["rows"])


def of_today(publication: Publication) -> Content:
    """Return what was published with the names of today: whoever took the consent back is masked at once."""
    content: Content = publication.content
    if content["entrant_kind"] != EntrantKind.PERSON:
        return content
    agreed = queries.agreed(publication.event_id)
    return {**content, "rows": masked(content["rows"], agreed), "unranked": masked(content["unranked"], agreed)}


def row_shown(row: Shown, own: frozenset[int], *, appealed: bool = False) -> Shown:
    """Return one line as the macro ``ranking_row`` takes it; ``appealed`` says that an open appeal holds it."""
    parts = [part["shown"] for part in row["parts"].values()]
    tries = list(row.get("attempts", {}).values())
    where = [place for place in (row["unit"], row["delegation"]) if place and place != row["name"]]
    return {
        "place": row["rank"],
        "tied": row["tied"],
        "name": row["name"],
        "unit": " · ".join(where),
        "award": row["award"],
        "total": row["total"],
        "parts": " · ".join(filter(None, (" + ".join(parts) if len(parts) > 1 else "", _standard(row)))),
        "tries": "、".join(tries) if len(tries) > 1 else "",
        "why": "；".join(filter(None, (APPEALED if appealed else "", row["why"]))),
        "mine": row["registration"] is not None and row["registration"] in own,
    }


def _standard(row: Shown) -> str:
    return f"标准分 {row['standard']}" if row.get("standard") is not None else ""


def corrected(publication: Publication) -> Publication | None:
    """Return the readable version that this one corrects, or None."""
    if not publication.reason or publication.version == 1:
        return None
    return queries.readable(publication.event_id, publication.version - 1)


def found_in(publication: Publication, text: str) -> bool:
    """Tell whether a search text is in the title of a contest or among its workplaces and delegations."""
    if not text or text in publication.event.title:
        return True
    rows = publication.content["rows"]
    return any(text in row["unit"] or text in row["delegation"] for row in rows)


def _team_shown(row: Shown) -> Shown:
    return {
        "place": row["rank"],
        "tied": row["tied"],
        "name": row["name"],
        "unit": placings_text(row["placings"]) or "没有人完赛",
        "award": row.get("award"),
        "total": row["points"],
        "parts": "分",
        "why": team_why(row),
        "mine": False,
    }


def _unranked(rows: list[Shown], counted: str) -> str:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    return "，".join(f"{word} {count} {counted}" for word, count in counts.items())


def own_result(registration_id: int) -> OwnResult | None:
    """Return what was published about a registration; None before publication or when it is not in the list."""
    event_id = queries.entered_as(registration_id)
    publication = queries.latest(event_id) if event_id is not None else None
    if publication is None:
        return None
    word, href = STAGE_WORDS[publication.stage], f"/results/{publication.event.slug}"
    for row in publication.content["rows"]:
        if row["registration"] == registration_id:
            more = _more(publication.content, row)
            return OwnResult(word, row["rank"], row["tied"], row["total"], row["award"] or "", "", href, tuple(more))
    for row in publication.content["unranked"]:
        if row["registration"] == registration_id:
            return OwnResult(word, None, False, "", "", row["status"], href)  # noqa: FBT003 - `tied` is a field
    return None


def _more(content: Content, row: Shown) -> list[tuple[str, str]]:
    """Return what a person's own result says beside the total: each timed attempt, the best, the standard score."""
    timed = content.get("timed", ())
    lines = [(each["title"], row["attempts"][each["key"]]) for each in timed] if len(timed) > 1 else []
    best = [("最好一次", row["best"])] if content.get("best") else []
    standard = [("标准分", str(row["standard"]))] if row.get("standard") is not None else []
    return [*lines, *best, *standard]
