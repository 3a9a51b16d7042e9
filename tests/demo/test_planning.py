"""The demonstration can be told at any hour: nothing is planned after the end of its story or after now."""

import datetime as dt

import pytest

from deqing_events.demo import direction
from deqing_events.demo.loading import STORIES
from deqing_events.demo.stage import Stage, World
from deqing_events.demo.story import Ending, Story
from deqing_events.demo.timeline import Timeline
from deqing_events.registration.people import Details
from tests.conftest import NOW

HOURS = [NOW.replace(minute=7) + dt.timedelta(hours=hour) for hour in range(24)]


def planned(story: Story, now: dt.datetime) -> Timeline:
    """What would be done for a story without a contest, with nobody real in it."""
    crowd = story.crowd
    people = [Details("沈示例", "19900000017")] * (crowd.sign_ups + crowd.walk_in)
    came = [index < crowd.come for index in range(crowd.sign_ups)]
    world = World.__new__(World)
    timeline = Timeline()
    direction.plan(Stage(story, story.times(now), world, people, came), None, timeline)
    return timeline


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_everything_has_happened_by_now_and_nothing_after_the_end(story: Story) -> None:
    for now in HOURS:
        acts = sorted(planned(story, now).acts, key=lambda row: row[:2])
        assert acts[0][2].__name__ == "make"
        late = dt.timedelta(minutes=story.crowd.walk_in + story.crowd.leave)
        assert acts[-1][0] <= now + late, now
        if story.ending in {Ending.POSTPONED, Ending.CANCELLED, Ending.FINISHED}:
            assert acts[-1][2].__name__ == "end", now
