"""Whatever people and staff do, in whatever order: counters equal rows, bounds hold, teams are whole, order stays."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from deqing_events import database
from deqing_events.domain import places
from deqing_events.domain.places import Dimension
from deqing_events.domain.roles import SYSTEM
from deqing_events.events.models import Event
from deqing_events.organisations.models import Unit
from deqing_events.registration import (
    actions,
    promotion,
    quota_actions,
    quota_queries,
    reconciling,
    reserve_actions,
    seating_actions,
    waiting_queries,
)
from deqing_events.registration.models import Registration
from tests import factories
from tests.conftest import NOW
from tests.engines import both_engines
from tests.factories_registration import details, keys

pytestmark = pytest.mark.usefixtures("app")
BY_ORGANISATION = st.sampled_from((Dimension.UNIT, Dimension.TOWNSHIP))
SOON = NOW + dt.timedelta(hours=1)


class Crowd(RuleBasedStateMachine):
    """One event of few places, two townships with two workplaces each, and everything that moves places."""

    units: tuple[Unit, ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.event: Event = factories.event(capacity=4)
        self.taken: dict[int, int] = {}
        self.waiting: list[int] = []
        self.reordered = False

    @rule(unit=st.integers(0, 3))
    def one_registers(self, unit: int) -> None:
        who = details(unit_text=self.units[unit].name, unit_id=self.units[unit].id)
        outcome = actions.register(self.event.id, who, phone="", keys=keys(), now=NOW, by=SYSTEM)
        assert outcome.kind in {"confirmed", "waiting"}

    @rule(unit=st.integers(0, 3), size=st.integers(2, 4))
    def a_team_registers(self, unit: int, size: int) -> None:
        team = [self._member(unit, number) for number in range(size)]
        with database.transaction() as session:
            quota_actions.lock_event(session, self.event.id)
            event = session.get_one(Event, self.event.id)
            full = seating_actions.seat(session, event, team, now=NOW)
            if full is not None:
                seating_actions.queue_up(session, event.id, team)
            for each in team:
                each.number = f"{event.code}-{quota_actions.next_number(session, event.id):04}"
            session.add_all(team)

    def _member(self, unit: int, number: int) -> Registration:
        who, at = details(), self.units[unit]
        return Registration(
            event_id=self.event.id,
            person_key=f"{who.mobile}-{number}",
            name=who.name,
            mobile=who.mobile,
            mobile_tail=who.mobile[-4:],
            unit_id=at.id,
            township_id=at.township_id,
            review="none",
            weight=1,
            queue_no=0,
            priority=0,
            created_at=NOW,
        )

    @rule(which=st.integers(0, 99))
    def somebody_cancels(self, which: int) -> None:
        active = self._ids("confirmed", "waiting")
        if active:
            actions.cancel(active[which % len(active)], reason="有事", by=SYSTEM, now=NOW, staff=True)

    @rule(capacity=st.integers(0, 7))
    def staff_change_the_places(self, capacity: int) -> None:
        with database.transaction() as session:
            session.get_one(Event, self.event.id).capacity = capacity
            session.flush()
            promotion.move_up(self.event.id, now=NOW, by=SYSTEM)

    @rule(
        unit=st.integers(0, 3), dimension=st.sampled_from((Dimension.UNIT, Dimension.TOWNSHIP)), most=st.integers(0, 4)
    )
    def staff_set_a_limit(self, unit: int, dimension: Dimension, most: int) -> None:
        with database.transaction() as session:
            quota_actions.lock_event(session, self.event.id)
            capacity = most or None
            quota_actions.set_row(session, self.event.id, dimension, self._target(unit, dimension), capacity)
            promotion.move_up(self.event.id, now=NOW, by=SYSTEM)

    @rule(
        unit=st.integers(0, 3), dimension=st.sampled_from((Dimension.UNIT, Dimension.TOWNSHIP)), most=st.integers(0, 3)
    )
    def staff_set_places_aside(self, unit: int, dimension: Dimension, most: int) -> None:
        with database.transaction() as session:
            quota_actions.lock_event(session, self.event.id)
            event = session.get_one(Event, self.event.id)
            target = self._target(unit, dimension)
            reserve_actions.set_reserve(session, event, dimension, target, most, release_at=SOON, now=NOW)
            promotion.move_up(self.event.id, now=NOW, by=SYSTEM)

    @rule()
    def the_time_of_the_reserves_comes(self) -> None:
        with database.transaction():
            promotion.move_up(self.event.id, now=SOON, by=SYSTEM)

    @rule(which=st.integers(0, 99))
    def staff_give_priority(self, which: int) -> None:
        waiting = self._ids("waiting")
        if not waiting:
            return
        with database.transaction() as session:
            first = session.get_one(Registration, waiting[which % len(waiting)])
            for each in session.scalars(select(Registration).where(Registration.queue_no == first.queue_no)):
                if each.event_id == self.event.id and each.state == "waiting":
                    each.priority += 1
            session.flush()
            promotion.move_up(self.event.id, now=NOW, by=SYSTEM)
        self.reordered = True

    def _target(self, unit: int, dimension: Dimension) -> str:
        at = self.units[unit]
        return str(at.id if dimension is Dimension.UNIT else at.township_id)

    def _ids(self, *states: str) -> list[int]:
        database.session().rollback()
        query = select(Registration.id).where(Registration.event_id == self.event.id, Registration.state.in_(states))
        return list(database.session().scalars(query.order_by(Registration.id)))

    @invariant()
    def counters_equal_rows(self) -> None:
        database.session().rollback()
        found = reconciling.reconcile(repair=False, now=NOW, by=SYSTEM)
        assert [each for each in found if each.event_id == self.event.id] == []

    @invariant()
    def no_bound_is_passed_but_by_those_who_were_in_before_it_was_lowered_or_set(self) -> None:
        database.session().rollback()
        rows = quota_queries.quota_rows([self.event.id])
        for row in rows:
            known = self.taken.get(row.id, quota_queries.places_held(row))
            assert 0 <= row.taken <= max(row.capacity, known), f"{row.dimension}:{row.target}:{row.kind}"
        self.taken = {row.id: row.taken for row in rows}

    @invariant()
    def nobody_waits_who_would_fit(self) -> None:
        database.session().rollback()
        held = quota_queries.counters(database.session(), self.event.id)
        for group in waiting_queries.waiting_groups(self.event.id):
            assert places.claim([quota_actions.claimant(each) for each in group], held).full is not None

    @invariant()
    def a_team_is_in_or_waits_as_a_whole(self) -> None:
        database.session().rollback()
        states: dict[int, set[str]] = {}
        query = select(Registration).where(Registration.event_id == self.event.id, Registration.queue_no > 0)
        for each in database.session().scalars(query):
            if each.state != "cancelled":
                states.setdefault(each.queue_no, set()).add(each.state)
        assert [group for group in states.values() if len(group) > 1] == []

    @invariant()
    def those_who_go_on_waiting_keep_their_order(self) -> None:
        database.session().rollback()
        now = [each.id for group in waiting_queries.waiting_groups(self.event.id) for each in group]
        if not self.reordered:
            stayed = [each for each in self.waiting if each in now]
            assert now[: len(stayed)] == stayed
        self.waiting, self.reordered = now, False


def _run(machine: type[Crowd]) -> None:
    towns = (factories.township("甲街道"), factories.township("乙街道"))
    machine.units = tuple(factories.unit(township=town) for town in towns for _ in range(2))
    kept = settings(
        max_examples=25,
        stateful_step_count=25,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(machine, settings=kept)


@both_engines
def test_any_sequence_of_acts_keeps_places_and_order() -> None:
    _run(Crowd)


class Careless(Crowd):
    """The negative control: a place is given back twice when somebody cancels."""

    @rule(which=st.integers(0, 99))
    def somebody_cancels(self, which: int) -> None:
        confirmed = self._ids("confirmed")
        if confirmed:
            actions.cancel(confirmed[which % len(confirmed)], reason="有事", by=SYSTEM, now=NOW, staff=True)
            with database.transaction() as session:
                row = next(row for row in quota_queries.quota_rows([self.event.id]) if row.dimension == "event")
                quota_actions.give_back(session, {row.id: 1})


def test_the_same_sequences_notice_a_place_given_back_twice() -> None:
    with pytest.raises(AssertionError):
        _run(Careless)
