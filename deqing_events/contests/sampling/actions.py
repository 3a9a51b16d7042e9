"""Drawing the sample, and writing down what comparing an entrant with the paper found."""

import secrets

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.entrants import queries as entrants
from deqing_events.contests.finalising.result_set import code_of, result_set
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.guard import MarksLockedError, require_unlocked
from deqing_events.contests.results.standings import Standings, worked_out
from deqing_events.contests.sampling import queries
from deqing_events.contests.sampling.models import ReviewSample, SampleCheck
from deqing_events.domain.entrants import EntrantStatus
from deqing_events.domain.result_checks import sample_of

INCOMPLETE = "分数还没打完，打完再抽查。"
CHANGED = "这一份的成绩刚有改动，请重新核对。"
OWN_MARKS = "这一份里有您录入的分数，请换一个人来核对。"


class SampleRefusedError(ValueError):
    """Nothing was drawn or written down; the text is a sentence for people."""


def draw(event_id: int, change: Change) -> ReviewSample:
    """Draw which entrants are compared with the paper; once per event, by a seed that is kept and logged.

    Raises SampleRefusedError while marks are missing, when it was drawn, and when the marks are locked.
    """
    try:
        with database.transaction() as session:
            standings = _complete(event_id)
            codes = {code_of(row): row.id for row in standings.entrants.values() if row.status == EntrantStatus.PRESENT}
            seed, size = secrets.token_hex(16), locks.plan(event_id).sample_size
            picked = sample_of(seed, list(codes), size)
            made = ReviewSample(event_id=event_id, seed=seed, picked=[codes[code] for code in picked])
            made.by, made.at = change.by.who, change.now
            session.add(made)
            session.flush()
            told = {"seed": seed, "codes": sorted(picked)}
            record("sample.draw", "event", event_id, by=change.by, now=change.now, **told)
            return made
    except IntegrityError as error:
        raise SampleRefusedError(database.violated(error) or CHANGED) from error


def compare(event_id: int, entrant_id: int, seen: str, change: Change, *, agrees: bool) -> None:
    """Write down whether an entrant's marks (``seen``: their digest) agree with the paper; a difference says which.

    Raises SampleRefusedError for whoever entered one of the marks, when they changed meanwhile, for an entrant outside
    the sample, for a difference without a word, and when the marks are locked.
    """
    if not agrees and not change.reason:
        raise SampleRefusedError("请写明哪一项和纸面不一样。")
    try:
        with database.transaction() as session:
            drawn, standings = queries.sample(event_id), _complete(event_id)
            if drawn is None or entrant_id not in drawn.picked or entrants.one(event_id, entrant_id) is None:
                raise SampleRefusedError("这一份不在抽查名单里。")
            if change.by.who in queries.entered_by(entrant_id, event_id):
                raise SampleRefusedError(OWN_MARKS)
            digest = result_set(event_id, standings).of_entrant(entrant_id)
            if digest != seen:
                raise SampleRefusedError(CHANGED)
            made = SampleCheck(sample_id=drawn.id, entrant_id=entrant_id, digest=digest, agrees=agrees)
            made.found, made.by, made.at = "" if agrees else change.reason, change.by.who, change.now
            session.add(made)
            session.flush()
            told = {"event": event_id, "agrees": agrees, "reason": made.found}
            record("sample.check", "entrant", entrant_id, by=change.by, now=change.now, **told)
    except IntegrityError as error:
        raise SampleRefusedError(database.violated(error) or CHANGED) from error


def _complete(event_id: int) -> Standings:
    """Return the standings, the lock held off. Raises SampleRefusedError when locked or while marks are missing."""
    try:
        require_unlocked(event_id)
    except MarksLockedError as error:
        raise SampleRefusedError(str(error)) from error
    standings = worked_out(event_id)
    if standings is None or standings.evaluation.incomplete or not standings.evaluation.places:
        raise SampleRefusedError(INCOMPLETE)
    return standings
