"""The long day of a contest, told on the running product: 38 people, five judges on five phones, to the archive.

It begins with confirmed registrations; everything after them goes through the pages people use. The marks are those of
the sample workbook, so that the result is known beforehand, but for one slip at each place where people slip.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from tests import browser as browsers
from tests.conftest import Clock
from tests.journeys import contest_after, contest_before, contest_close, contest_marks
from tests.journeys.contest_cast import Cast, on_stage
from tests.line import Line, line_to
from tests.pages.album import Album
from tests.serving import serve

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures" / "contest"


@pytest.fixture
def now(app: Flask, clock: Clock) -> dt.datetime:
    """The true time: the server's own clock runs."""
    del app
    clock.now = dt.datetime.now(dt.UTC)
    return clock.now


@pytest.fixture
def stage(now: dt.datetime, installation: dict[str, str], tmp_path: Path) -> Iterator[tuple[Cast, Line]]:
    """The served contest of this hour, everybody's desk, and a line that can be cut."""
    event, accounts = on_stage(now)
    with serve(installation) as server, line_to(server.url) as line, browsers.browser() as running:
        yield Cast(server, running, Album(PICTURES), tmp_path, event, accounts), line


def test_a_contest_from_the_draw_to_the_archive(stage: tuple[Cast, Line], now: dt.datetime) -> None:
    cast, line = stage
    contest_before.rules(cast)
    contest_before.draw(cast)
    contest_before.heats(cast, now)
    contest_before.call_room(cast)
    contest_before.judges(cast)
    contest_before.codes(cast)
    contest_marks.phones(cast, line)
    contest_marks.marking(cast, line)
    contest_marks.a_spread(cast)
    contest_marks.times_and_losses(cast)
    contest_marks.theory_from_paper(cast)
    contest_close.one_is_disqualified(cast)
    contest_close.judges_hand_in(cast)
    contest_close.a_sample_is_checked(cast)
    before = contest_close.signed_and_locked(cast)
    contest_close.unblinded_by_two(cast)
    assert contest_close.ranked(cast) == contest_close.expected(**contest_after.WRONG)
    contest_close.published(cast, "provisional", "临时名次")
    contest_after.an_appeal_is_upheld(cast)
    after = contest_after.it_is_corrected(cast)
    assert before != after, "what is signed is another result"
    contest_after.the_notice(cast)
    contest_after.certificates(cast)
    contest_after.files_and_figures(cast)
    assert [said for said in cast.album.complaints if not said.startswith(line.url)] == []
