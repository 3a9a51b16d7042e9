"""What stands published is what the raw marks give: worked out again, mark by mark, by the law alone."""

import random

import pytest
from flask import Flask

from deqing_events import database
from deqing_events.contests.history import Change
from deqing_events.contests.models import Entrant, Mark
from deqing_events.contests.results import actions, queries
from deqing_events.domain.entrants import Entrant as Contestant
from deqing_events.domain.evaluation import evaluate
from deqing_events.domain.roles import SYSTEM
from deqing_events.domain.rule_sheet import parse
from tests import factories
from tests.conftest import NOW
from tests.contests import stage
from tests.engines import both_engines


@both_engines
@pytest.mark.parametrize("seed", [1, 2])
def test_published_totals_places_and_prizes_follow_from_the_marks(app: Flask, seed: int) -> None:
    del app
    rolls, event = random.Random(seed), factories.event()  # noqa: S311 - the same marks in every run
    held = stage.rules(event, draw_within=0)
    for number in range(12):
        row = stage.entrant(event, f"A{number:02}", recused=["裁判2"] if number % 5 == 0 else [])
        stage.agreed(row, {"paper": f"{rolls.randint(500, 1000) / 10:.1f}"})
        for judge in (judge for judge in stage.JUDGES if judge not in row.recused):
            stage.given(row, "c1", judge, str(rolls.randint(30, 60)))
            stage.given(row, "c2", judge, f"{rolls.randint(100, 400) / 10:.2f}")
    actions.publish(event.id, actions.Publishing("provisional", stage.seen_digest(event)), Change(SYSTEM, NOW))
    stored = queries.latest(event.id)
    assert stored is not None
    law = evaluate(parse(held.body), [_as_the_law_sees(row) for row in database.session().query(Entrant)])
    prizes = {id_: tier for tier, ids in (law.awards or {}).items() for id_ in ids}
    titles = {"first_prize": "一等奖", "second_prize": "二等奖", "": None}
    assert [(row["number"], row["rank"], row["total_exact"], row["award"]) for row in stored.content["rows"]] == [
        (place.id, place.rank, str(law.scores[place.id].total), titles[prizes.get(place.id, "")])
        for place in law.places
    ]


def _as_the_law_sees(row: Entrant) -> Contestant:
    marks = database.session().query(Mark).filter_by(entrant_id=row.id).all()
    by_judge: dict[str, dict[str, str]] = {}
    for mark in marks:
        by_judge.setdefault(mark.criterion, {})[mark.judge] = mark.value
    paper = by_judge.pop("paper")[""]
    return Contestant(
        row.number, recused=frozenset(row.recused), unit=row.delegation, marks={"paper": paper, **by_judge}
    )
