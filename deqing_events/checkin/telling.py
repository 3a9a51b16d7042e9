"""From an answered scan to the words for the volunteer."""

from dataclasses import replace

from deqing_events.checkin import scan_facts
from deqing_events.checkin.outcomes import Outcome, Seen, describe
from deqing_events.checkin.scan_actions import Answered
from deqing_events.checkin.scan_facts import PersonRow
from deqing_events.domain.admission_facts import Reason, Recorded, Status
from deqing_events.web.formatting import moment


def tell(answered: Answered) -> Outcome:
    """Return how the answer to a scan looks and reads."""
    known, person, decision = answered.known, answered.known.person, answered.decision
    refused = decision.status is not Status.OK
    first = known.standing(answered.at, answered.session_id) if refused else None
    asking = decision.reason is Reason.QUESTIONS
    seen = Seen(
        status=decision.status.value,
        reason=decision.reason.value if decision.reason else None,
        at=answered.at,
        gate=answered.post.gate,
        list_name=known.at.name,
        direction=answered.attempt.direction,
        forced=decision.recorded is Recorded.FORCED,
        replay=answered.replay,
        nonce=answered.attempt.nonce,
        place_no=answered.place_no,
        supervisor=answered.post.supervisor,
        opens_at=known.at.opens_at,
        closes_at=known.at.closes_at,
        gates=known.at.gates or (),
        contact_phone=known.at.contact_phone,
        questions=scan_facts.open_questions(known, answered.attempt) if asking else (),
        first_at=first.at if first else None,
        first_gate=first.gate if first else "",
        first_by=first.volunteer if first else "",
    )
    return describe(seen if person is None else _named(seen, person, elsewhere=known.elsewhere))


def _named(seen: Seen, person: PersonRow, *, elsewhere: bool) -> Seen:
    session = person.session_title or (moment(person.session_starts_at) if person.session_starts_at else "")
    return replace(
        seen,
        name=person.name,
        mobile_tail=person.mobile_tail,
        unit=person.unit,
        township=person.township,
        other_event=person.event_title if elsewhere else "",
        other_starts_at=(person.session_starts_at or person.event_starts_at) if elsewhere else None,
        session=session,
        session_note=person.session_note,
    )
