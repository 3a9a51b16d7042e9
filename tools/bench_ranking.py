"""How long a ranking takes from the database, beside a plain SQL window query over the same rows.

The contest: five judges mark ten criteria of 10 points each, the highest and the lowest judge's sum are dropped. The
query does in SQL what the product does by the law: sums per judge, trims, adds, ranks; it neither checks a mark nor
gives a prize.
"""

import argparse
import datetime as dt
import os
import random
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert, text

from deqing_events import database, migrations
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results.standings import worked_out
from deqing_events.contests.rule_sheets import actions as rules
from deqing_events.database import db
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.rounding import rounded
from deqing_events.domain.sheet_builders import SimpleContest, TierChoice, simple_sheet
from deqing_events.factory import create_app
from tools.bench_data import store_event

JUDGES = tuple(f"J{number}" for number in range(1, 6))
CRITERIA = 10
CHUNK = 2_000
WINDOW = text(
    """
    WITH judged AS (
      SELECT m.entrant_id, m.judge, SUM(CAST(ROUND(CAST(m.value AS NUMERIC) * 100) AS INTEGER)) AS points
      FROM mark m JOIN entrant e ON e.id = m.entrant_id
      WHERE e.event_id = :event_id GROUP BY m.entrant_id, m.judge
    ), placed AS (
      SELECT entrant_id, points, ROW_NUMBER() OVER (PARTITION BY entrant_id ORDER BY points) AS place,
             COUNT(*) OVER (PARTITION BY entrant_id) AS judges
      FROM judged
    ), totals AS (
      SELECT entrant_id, SUM(points) AS total FROM placed WHERE place > 1 AND place < judges GROUP BY entrant_id
    )
    SELECT entrant_id, total, RANK() OVER (ORDER BY total DESC) AS place FROM totals ORDER BY place, entrant_id
    """
)


def main() -> int:
    """Fill, measure both ways, compare what came out, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entrants", type=int, default=100_000)
    parser.add_argument("--database", default="", help="DATABASE_URL; SQLite in a temporary folder without one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="dq-bench-") as folder:
        os.environ["DEQING_INSTANCE"] = folder
        if options.database:
            os.environ["DATABASE_URL"] = options.database
        app = create_app()
        with app.app_context():
            migrations.upgrade(db.engine)
            compare(options.entrants)
            db.session.remove()
            db.engine.dispose()
    return 0


def compare(entrants: int) -> None:
    """Print how long each way takes on a contest of so many entrants, and that they agree."""
    now = dt.datetime.now(dt.UTC)
    event_id = store_event("排名测速的示例", now)
    _fill(event_id, entrants, now)
    with db.engine.connect() as connection:
        by_query, plain = _timed(lambda: connection.execute(WINDOW, {"event_id": event_id}).all())
    by_law, spent = _timed(lambda: worked_out(event_id))
    if by_law is None:
        raise RuntimeError("the bench's contest has no rules")
    law = {by_law.entrants[place.id].id: place.rank for place in by_law.evaluation.places}
    same = law == {row.entrant_id: row.place for row in by_query}
    exact = all(rounded(own.total * 300, 0) == own.total * 300 for own in by_law.evaluation.scores.values())
    marks = entrants * len(JUDGES) * CRITERIA
    print(f"ranking of {entrants:,} ({marks:,} marks): {spent:.1f} s, SQL window query {plain:.1f} s")
    print(f"ranking / SQL query: {spent / plain:.2f}; the same places: {same}; totals exact: {exact}")


def _timed(work: Any) -> tuple[Any, float]:  # noqa: ANN401 - whatever the work gives
    started = time.perf_counter()
    done = work()
    return done, time.perf_counter() - started


def _fill(event_id: int, count: int, now: dt.datetime) -> None:
    rolls = random.Random(7)  # noqa: S311 - sample marks, the same in every run
    tiers = [TierChoice("一等奖", percent=Decimal(10))]
    criteria = [(f"项目{n}", Decimal(10)) for n in range(CRITERIA)]
    sheet = simple_sheet(
        SimpleContest(
            "示例", JUDGES, criteria, tiers, draw_within=0, theory_weight=Decimal(0), practical_weight=Decimal(1)
        )
    )
    rules.save(event_id, rules.Draft(body=sheet), by=SYSTEM, now=now)
    values = [f"{tenth / 10:.1f}" for tenth in range(40, 101)]
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        with database.transaction() as session:
            people = [
                {
                    "event_id": event_id,
                    "number": f"N{n:06}",
                    "name": f"示例{n}",
                    "status": "present",
                    "delegation": "",
                    "unit_name": "",
                    "blind_code": "",
                    "penalties": {},
                    "vetoes": [],
                    "recused": [],
                }
                for n in numbers
            ]
            made = session.execute(insert(Entrant).returning(Entrant.id, sort_by_parameter_order=True), people)
            rows = [
                {"entrant_id": id_, "criterion": f"c{c}", "judge": judge, "value": rolls.choice(values)}
                for (id_,) in made
                for c in range(1, CRITERIA + 1)
                for judge in JUDGES
            ]
            session.connection().execute(insert(Mark.__table__).values(by="system", at=now), rows)  # type: ignore[arg-type]


if __name__ == "__main__":
    sys.exit(main())
