"""A worker changes what was filled in: a rule that was met has to be met afterwards too.

Only what is typed is looked at: whoever holds the registration on a phone need not have proved the mobile. A rule that
was not met before (it came later, or staff let the person in) keeps nobody from changing the rest.
"""

import datetime as dt
from dataclasses import replace

from deqing_events.domain.eligibility.facts import Finding, Verdict
from deqing_events.domain.eligibility.rules import ON_FILE, UnusableRuleError
from deqing_events.registration.eligibility import facts_queries, queries
from deqing_events.registration.eligibility.applying import Applicant, stored, texts
from deqing_events.registration.eligibility.gate_actions import IneligibleError, decided
from deqing_events.registration.models import Registration
from deqing_events.registration.people import Details, Person, names_workplace

NOT_MET = (Verdict.REFUSED, Verdict.MISSING)


def check_change(held: Registration, person: Person, details: Details, *, now: dt.datetime) -> None:
    """Raise IneligibleError when a change breaks a rule that the registration met; nothing is written yet."""
    try:
        rules = [rule for rule in queries.rules_of(held.event_id, now=now) if rule.kind not in ON_FILE]
    except UnusableRuleError:
        return
    if not rules or held.eligibility_override:
        return
    before = stored(held, facts_queries.answers_of([held.id])[held.id], on_file=False)
    was, will = decided(held.event, rules, [before, _after(before, held, person, details)], now=now)
    known = {each.rule.kind for each in was if each.verdict in NOT_MET}
    broken: list[Finding] = [each for each in will if each.verdict in NOT_MET and each.rule.kind not in known]
    if broken:
        raise IneligibleError(broken, "".join(each.sentence for each in broken))


def _after(before: Applicant, held: Registration, person: Person, details: Details) -> Applicant:
    """Return the person as typed now. A workplace in own words is known only while the words stay."""
    answers = texts(details.answers)
    changed = replace(before, trade=person.trade or held.trade, answers=answers)
    if names_workplace(details):
        return replace(changed, unit_id=person.unit_id, union_id=person.union_id, township_id=person.township_id)
    if details.unit_text.strip() == held.unit_text:
        return changed
    return replace(changed, unit_id=None, union_id=None, township_id=None)
