"""Teams as the pages draw them: rows of the roster, the text for a chat group, the team's card. Needs a request."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from deqing_events.domain.masking import mask_mobile, mask_name
from deqing_events.events.looks import family_look
from deqing_events.registration import passes, waiting_queries
from deqing_events.registration.models import Registration
from deqing_events.registration.teams import queries, tokens
from deqing_events.registration.teams.access_paths import Seen, invitation
from deqing_events.registration.teams.models import Team
from deqing_events.registration.turning import code_on_card
from deqing_events.registration.wording import STATE_PILLS, Pill, pill_of, where_and_when
from deqing_events.web.formatting import moment
from deqing_events.web.installation import keys

Shown = dict[str, Any]
IN = ("ok", "check", "已确认")


def roster(found: Seen, elsewhere: Mapping[int, queries.Elsewhere]) -> list[Shown]:
    """Return the rows of a team: in full for its captain, with masked names for its other people."""
    rows = [_row(held, found, None) for held in found.people]
    if not found.leads:
        return rows
    return rows + [_row(held, found, elsewhere.get(held.id)) for held in found.invited]


def _row(held: Registration, found: Seen, conflict: queries.Elsewhere | None) -> Shown:
    own = held.id == found.me.id
    full = found.leads or own
    workplace = held.unit_text or "单位待填"
    return {
        "disc": held.name[:1],
        "name": held.name if full else mask_name(held.name),
        "captain": held.captain,
        "note": f"{workplace} · {mask_mobile(held.mobile)}" if full else workplace,
        "conflict": conflict.words if conflict else "",
        "pill": row_pill(held),
        "href": url_for("teams.member", number=found.team.number, member=held.number)
        if found.leads and not own
        else "",
        "swap": url_for("teams.swap", number=found.team.number, member=held.number),
    }


def row_pill(held: Registration) -> Pill:
    """Return the pill of one person of a team: whether they accepted, later where the registration stands."""
    if held.state == "joined":
        return IN
    return STATE_PILLS["invited"] if held.state == "invited" else pill_of(held)


def team_pill(team: Team, captain: Registration | None) -> Pill:
    """Return the pill of a whole team."""
    if team.state == "cancelled" or captain is None:
        return "plain", "close", "已取消"
    if team.state == "draft":
        return "info", "edit", "草稿已存"
    if captain.state == "waiting":
        return "hold", "hourglass", f"候补第 {waiting_queries.ahead_of(captain) + 1} 位"
    return pill_of(captain)


def group_text(team: Team, captain: str, size: str) -> str:
    """Return what a captain pastes into a chat group."""
    event = team.event
    when = f"，{moment(event.starts_at)}" if event.starts_at else ""
    return (
        f"{mask_name(captain)}邀请你加入“{team.name}”，参加{event.title}{when}（每队 {size}）。"
        f"点开填姓名、手机号就能确认：{invitation(team)}"
    )


def pass_address(team: Team) -> str:
    """Return the address of the team pass that counts; empty before the team is entered."""
    held = tokens.current(team)
    return url_for("passes.one", token=tokens.pass_token(held, keys())) if held else ""


def pass_card(team: Team, people: Sequence[Registration]) -> Shown:
    """Return the card of the team pass, for the captain's phone."""
    held = tokens.current(team)
    captain = people[0]
    family, family_word = family_look(team.event.family, team.event.kind)
    kind, icon, word = team_pill(team, captain)
    spoken = passes.spoken(held.short_code) if held else ""
    token = tokens.pass_token(held, keys()) if held else ""
    return {
        "family": family,
        "family_word": family_word,
        "state": {"kind": kind, "icon": icon, "text": word},
        "title": team.event.title,
        "when": where_and_when(captain),
        **code_on_card(token, team.event),
        "code_alt": f"队伍通行码，短码 {spoken}",
        "number": spoken,
        "used": False,
        "people": [
            ("队伍", team.name),
            ("人数", f"{len(people)} 人"),
            ("代表", team.represents or "—"),
            ("队伍编号", team.number),
        ],
    }
