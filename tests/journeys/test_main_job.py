"""The main job as one story on phones of 390×844: from an empty installation to the year's figures.

Everything goes through the pages that people use; the only command is the one whose set-up code the terminal shows.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser as browsers
from tests.journeys import from_rules_to_figures, until_the_gate
from tests.journeys.story import Story
from tests.pages.album import Album
from tests.serving import serve

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent / "pictures"


@pytest.fixture
def story(installation: dict[str, str], tmp_path: Path) -> Iterator[Story]:
    """An empty installation, served as ``make run`` does it."""
    with serve(installation) as server, browsers.browser() as running:
        server.command("db", "upgrade")
        yield Story(server, running, Album(PICTURES), tmp_path)


def test_the_main_job(story: Story) -> None:
    until_the_gate.set_up(story)
    until_the_gate.import_units_and_members(story)
    until_the_gate.make_and_publish(story)
    until_the_gate.ai_registers(story)
    until_the_gate.others_fill_it_up(story)
    until_the_gate.one_cancels_and_the_next_moves_up(story)
    until_the_gate.the_pass_is_found_again_without_a_script(story)
    until_the_gate.gate_is_opened(story)
    until_the_gate.ai_is_scanned(story)
    until_the_gate.others_come_in_by_code_and_name(story)
    from_rules_to_figures.rules_and_entrants(story)
    from_rules_to_figures.marks_are_typed(story)
    from_rules_to_figures.results_come_out(story)
    from_rules_to_figures.a_correction_says_why(story)
    from_rules_to_figures.files_are_downloaded(story)
    from_rules_to_figures.the_year_adds_up(story)
    assert story.album.complaints == []
