"""A team at the door in words: one outcome for the whole team, and a line for each of its people."""

from typing import Any

from deqing_events.checkin.outcomes import Outcome, Seen, as_json
from deqing_events.checkin.teams.actions import Mate, Sheet
from deqing_events.checkin.telling import tell
from deqing_events.domain.masking import mask_name
from deqing_events.web.formatting import clock_time


def outcome(sheet: Sheet, list_name: str) -> Outcome:
    """Return how the team as a whole looks: ask whom to let in, say who was let in, or that all are in."""
    seen = Seen(
        status="ok" if sheet.admitted else "incomplete",
        reason=None if sheet.admitted else "team",
        at=sheet.at,
        gate=sheet.post.gate,
        list_name=list_name,
        supervisor=sheet.post.supervisor,
    )
    missing, size = len(sheet.missing), len(sheet.mates)
    left = ("team", "放行勾上的") if any(mate.may_enter for mate in sheet.mates) else None
    common: dict[str, Any] = {
        "seen": seen,
        "who": sheet.team.name,
        "tail": f"全队 {size} 人",
        "unit": sheet.team.represents,
    }
    rest = (f"还差 {missing} 人",) if missing else ("全队到齐",)
    if sheet.admitted:
        lines = (("放行 ", f"{len(sheet.admitted)} 人", f" · {rest[0]}"),)
        then = ("没到的来了再扫一次队伍码。",) if missing else ("核对证件后请进。",)
        return Outcome(look="in", word="请进", lines=lines, next=then, icon="people", left=None, **common)
    if not missing:
        then = ("全队都进过场了。",)
        return Outcome(look="again", word="已进过场", lines=(rest,), next=then, icon="people", left=None, **common)
    then = ("勾上到了的人再放行；没到的不勾，来了再扫一次。",)
    return Outcome(look="ask", word="整队核对", lines=(rest,), next=then, icon="people", left=left, **common)


def line(mate: Mate) -> dict[str, Any]:
    """Return one of the team as pages and the API show them: masked, with the word a scan would get."""
    told, person = tell(mate.answered), mate.answered.known.person
    first = mate.answered.known.standing(mate.answered.at, mate.answered.session_id)
    entered = f"{clock_time(first.at)} {first.gate} 已进场" if mate.inside and first else ""
    return {
        "id": str(mate.registration_id),
        "name": mask_name(person.name) if person else "",
        "tail": person.mobile_tail if person else "",
        "unit": person.unit if person else "",
        "captain": mate.captain,
        "may_enter": mate.may_enter,
        "inside": mate.inside,
        "reason": told.seen.reason,
        "word": "还没进场" if mate.may_enter else (entered or told.word),
    }


def answer(sheet: Sheet, list_name: str, list_id: int) -> dict[str, Any]:
    """Return the team as the API answers it: the shape of a scan's answer, and the people in ``team``."""
    people = [line(mate) for mate in sheet.mates]
    team = {"id": str(sheet.team.id), "name": sheet.team.name, "number": sheet.team.number, "people": people}
    counted = {"missing": len(sheet.missing), "admitted": [str(number) for number in sorted(sheet.admitted)]}
    return {**as_json(outcome(sheet, list_name)), "team": {**team, **counted}, "list": str(list_id)}
