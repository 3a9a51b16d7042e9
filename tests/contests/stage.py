"""A contest on stage: rules, entrants and marks stored quickly, and the sample workbook taken in through the desk."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from deqing_events import database
from deqing_events.contests.certificates.models import Certificate, CertificateBatch
from deqing_events.contests.double_entry import queries as double_entry
from deqing_events.contests.double_entry import settling_actions
from deqing_events.contests.finalising import actions as finalising
from deqing_events.contests.history import Change
from deqing_events.contests.honours.models import Honour
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.models import Entrant, Mark, Publication, RuleSheet
from deqing_events.contests.notices.models import Notice
from deqing_events.contests.promotions.models import Promotion, PromotionTable
from deqing_events.contests.results.content import digest_of, frozen, public_naming
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import queries as rule_queries
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet
from deqing_events.events.models import Event
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.contests.filling import as_offered
from tests.reading import StrictClient

SAMPLE = Path(__file__).resolve().parents[1] / "data" / "skills-contest-example.xlsx"
JUDGES = ("裁判1", "裁判2", "裁判3")
LEAGUE = {"points": [10, 9, 8, 7, 6, 5, 4, 4, 4, 4], "other": 1, "ties": "average", "countback": True}


def rules(event: Event, **changes: Any) -> RuleSheet:
    """Store rules: paper 30 %, two criteria of 60 and 40 by three judges, one first and one second prize."""
    form = SimpleContest(
        title="示例规则",
        judges=JUDGES,
        criteria=(("布线", 60), ("排故", 40)),  # type: ignore[arg-type]  # whole numbers are exact as well
        tiers=(TierChoice("一等奖", count=1, key="first_prize"), TierChoice("二等奖", count=1, key="second_prize")),
        pass_line=None,
    )
    body = {**simple_sheet(form), **changes}
    made = RuleSheet(event_id=event.id, version=1, body=body, league=LEAGUE, created_at=NOW, created_by="staff:1")
    with database.transaction() as session:
        session.add(made)
    return made


def entrant(event: Event, number: str, name: str = "沈示例", **fields: Any) -> Entrant:
    """Store an entrant."""
    made = Entrant(event_id=event.id, number=number, name=name, **{"delegation": "武康街道", **fields})
    with database.transaction() as session:
        session.add(made)
    return made


def mark(
    row: Entrant, theory: str, practical: Sequence[str], judges: Sequence[str] = ("裁判1", "裁判2", "裁判3")
) -> None:
    """Store a paper's mark and the same practical marks from each judge."""
    values: Mapping[tuple[str, str], str] = {
        ("paper", ""): theory,
        **{(f"c{index}", judge): value for index, value in enumerate(practical, 1) for judge in judges},
    }
    with database.transaction() as session:
        for (criterion, judge), value in values.items():
            session.add(Mark(entrant_id=row.id, criterion=criterion, judge=judge, value=value, by="staff:1", at=NOW))


def given(row: Entrant, criterion: str, judge: str, value: str) -> None:
    """Store one mark."""
    with database.transaction() as session:
        session.add(Mark(entrant_id=row.id, criterion=criterion, judge=judge, value=value, by="staff:1", at=NOW))


def agreed(row: Entrant, values: Mapping[str, str]) -> None:
    """Store marks that were agreed on."""
    for criterion, value in values.items():
        given(row, criterion, "", value)


def four(event: Event) -> dict[str, Entrant]:
    """Store rules and four ranked entrants: A2 before A1 by practical, A3 and A4 tied for good."""
    rules(event, draw_within=0)
    rows = {
        "A1": entrant(event, "A1", "沈示例", unit_name="示例精工"),
        "A2": entrant(event, "A2", "陈样本", unit_name="样板木业", delegation="洛舍镇"),
        "A3": entrant(event, "A3", "吴练习", delegation="新市镇"),
        "A4": entrant(event, "A4", "周模拟", delegation=""),
    }
    mark(rows["A1"], "91.5", ("54", "36"))
    mark(rows["A2"], "88", ("55.5", "36"))
    mark(rows["A3"], "80", ("48", "32"))
    mark(rows["A4"], "80", ("48", "32"))
    return rows


def publish(client: StrictClient, event: Event, stage: str = "public_notice", **fields: str) -> Any:
    """Publish what is stored through the desk's page, the short way where nobody chose; a final's notice is let end."""
    take_the_short_way(event)
    if stage == "final":
        let_notices_end(event)
    address = f"/desk/events/{event.id}/results/publish"
    offered = as_offered(client.get(address).get_data(as_text=True))
    answer = client.submit(address, {**offered, "stage": stage, **fields})
    client.get("/desk/judging")  # takes the message of success off the session
    return answer


def let_notices_end(event: Event, days: int = 30) -> None:
    """Put the notices of an event up so many days earlier."""
    with database.transaction() as session:
        for row in session.query(Notice).filter_by(event_id=event.id):
            # The period check looks at the row as a whole, so both days move in one flush.
            row.starts_on, row.ends_on = row.starts_on - dt.timedelta(days), row.ends_on - dt.timedelta(days)


RULE = {
    "id": "r1",
    "level": "county",
    "class": "",
    "limit": "rank",
    "number": "3",
    "theory": "60",
    "practical": "60",
    "from": ["none", "intermediate"],
    "to": "senior",
    "per_year": "1",
}


def promotion_table(*rules: dict[str, Any], **fields: Any) -> PromotionTable:
    """Store a rule table in force since long."""
    values = {"version": 1, "valid_from": dt.date(2020, 1, 1), "approving_body": "县人社局", "made_at": NOW, **fields}
    made = PromotionTable(rules=list(rules or (RULE,)), made_by="staff:1", **{"in_force_at": NOW, **values})
    with database.transaction() as session:
        session.add(made)
    return made


def promoted(event: Event, held: Sequence[Registration], **fields: Any) -> list[Promotion]:
    """Store a proposed promotion of each sign-up."""
    table = promotion_table()
    made = [
        Promotion(
            **{
                "event_id": event.id,
                "table_id": table.id,
                "registration_id": row.id,
                "person_key": row.person_key,
                "occupation": "electrician",
                "level_after": "senior",
                "rule": RULE,
                "rank": rank,
                "proposed_at": NOW,
                "proposed_by": "staff:1",
                **fields,
            }
        )
        for rank, row in enumerate(held, 1)
    ]
    with database.transaction() as session:
        session.add_all(made)
    return made


def honoured(event: Event, names: Sequence[str], **fields: Any) -> list[Honour]:
    """Store 技术能手 for each name."""
    values = {"kind": "skill_expert", "level": "county", "holder_kind": "person", "event_id": event.id, **fields}
    values |= {"awarded_by": "县总", "awarded_on": NOW.date(), "document_number": "德工〔2026〕8号"}
    made = [Honour(name=name, unit_name=name, recorded_at=NOW, recorded_by="staff:1", **values) for name in names]
    with database.transaction() as session:
        session.add_all(made)
    return made


def certified(event: Event, names: Sequence[str], **fields: Any) -> list[Certificate]:
    """Store a certificate for each name, as issued from an empty publication."""
    content = {"schema": 1, "title": event.title, "entrant_kind": "person", "places": 2, "parts": [], "tiers": []}
    content |= {"rows": [], "unranked": [], "teams": []}
    shown = Publication(event_id=event.id, version=99, stage="final", rule_version=1, content=content, digest="")
    shown.by, shown.at = "staff:1", NOW
    with database.transaction() as session:
        session.add(shown)
        session.flush()
        batch = CertificateBatch(
            event_id=event.id, publication_id=shown.id, item=event.title, issuer="县总", by="staff:1"
        )
        batch.issued_on, batch.count, batch.at = NOW.date(), len(names), NOW
        session.add(batch)
        session.flush()
        made = [
            Certificate(
                **{
                    "event_id": event.id,
                    "batch_id": batch.id,
                    "subject": f"entrant:{number}",
                    "holder_kind": "person",
                    "name": name,
                    "unit_name": name,
                    "award": "一等奖",
                    "number": f"证 {event.id}-{number}",
                    "code": f"{event.id:05}{number:05}",
                    **fields,
                }
            )
            for number, name in enumerate(names, 1)
        ]
        session.add_all(made)
    return made


def take_the_short_way(event: Event) -> None:
    """Let results go out without signatures and unblinding, where nobody chose how."""
    held = locks.plan(event.id)
    if held.long_way and not held.chosen:
        finalising.choose(event.id, locks.Plan(long_way=False), Change(SYSTEM, NOW, "示例"))


def let_one_person_type(event: Event) -> None:
    """Let one person type what is agreed on, where two would: for tests of what comes afterwards."""
    for way in double_entry.ways(event.id):
        if way.twice:
            settling_actions.choose(event.id, way, Change(SYSTEM, NOW, "示例"), twice=False)


def worked_out_rules(event: Event) -> dict[str, Any]:
    """Return the body of the rules that hold."""
    held = rule_queries.current(event.id)
    assert held is not None
    return held.body


def seen_digest(event: Event) -> str:
    """Return the digest of the ranking as it would be published now."""
    standings = worked_out(event.id)
    assert standings is not None
    return digest_of(frozen(event, standings, public_naming(event)))


def upload(client: StrictClient, event: Event, content: bytes, name: str = "比赛.xlsx") -> Any:
    """Upload a workbook through the desk."""
    address = f"/desk/events/{event.id}/workbook"
    return client.submit(address, {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def take_in(client: StrictClient, event: Event, content: bytes, **fields: str) -> Any:
    """Upload a workbook and confirm its preview."""
    preview = upload(client, event, content).location
    offered = as_offered(client.get(preview).get_data(as_text=True))
    return client.submit(preview, {**offered, **fields})


def county(client: StrictClient, **fields: Any) -> Event:
    """Sign Dai in and store a contest."""
    factories.dai(client)
    return factories.event(**fields)
