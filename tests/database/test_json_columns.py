"""Empty JSON columns are read without parsing: the same values as before, and never one object for two rows."""

from flask import Flask

from deqing_events import database
from deqing_events.contests.models import Entrant
from tests import factories
from tests.contests import stage
from tests.engines import both_engines


@both_engines
def test_empty_and_full_columns_read_alike_and_apart(app: Flask) -> None:
    del app
    rows = stage.four(factories.event())
    with database.transaction() as session:
        session.get_one(Entrant, rows["A1"].id).recused = ["裁判1"]
    database.let_go().expunge_all()
    read = {row.number: row for row in database.session().query(Entrant)}
    assert (read["A1"].recused, read["A2"].recused, read["A3"].recused) == (["裁判1"], [], [])
    assert (read["A2"].penalties, read["A3"].vetoes) == ({}, [])
    assert read["A2"].recused is not read["A3"].recused
    assert read["A2"].penalties is not read["A3"].penalties
