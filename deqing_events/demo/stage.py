"""Telling one story: each act is a deed of staff, workers or volunteers, through the actions they use themselves."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from deqing_events.accounts import passwords
from deqing_events.checkin import codes, gate_queries, list_actions, scan_actions
from deqing_events.checkin.list_actions import LinkDetails
from deqing_events.checkin.scan_facts import Attempt, Post
from deqing_events.demo.accounts import Staff
from deqing_events.demo.story import DAY, Ending, Story, Times
from deqing_events.domain.kinds import Level
from deqing_events.domain.roles import Actor, Role
from deqing_events.events.editing import actions as editing
from deqing_events.events.steps import actions as steps
from deqing_events.registration import actions as registering
from deqing_events.registration.people import Details
from deqing_events.settings import Keys

PHONE = Actor("phone", "", "127.0.0.1")
GATE, SUPERVISOR = "东门", "检录处"


@dataclass(frozen=True)
class World:
    """What all stories share: staff, keys, and the ids of townships ("" the county), workplaces and campaigns."""

    staff: Staff
    keys: Keys
    towns: dict[str, int]
    units: dict[str, int]
    campaigns: dict[str, int]

    @property
    def county(self) -> Actor:
        """The county's staff."""
        return self.staff.actor(Role.COUNTY_STAFF)


@dataclass
class Stage:
    """One story being told, with what came into being on the way.

    ``held`` are the ids of registrations, ``tokens`` their passes, both by the order of sign-up; ``links`` are the ids
    of gate links by role; ``people`` sign up; ``came`` says who of them comes in.
    """

    story: Story
    times: Times
    world: World
    people: Sequence[Details]
    came: Sequence[bool]
    event_id: int = 0
    slug: str = ""
    list_id: int = 0
    links: dict[str, int] = field(default_factory=dict)
    held: dict[int, int] = field(default_factory=dict)
    tokens: dict[int, str] = field(default_factory=dict)
    post: Post | None = None

    def make(self, now: dt.datetime) -> None:
        """Store the draft with its sessions."""
        by = self.world.county
        event = editing.create(self._values(), year=self.times.starts.year, now=now, by=by)
        self.event_id, self.slug = event.id, event.slug
        town = self.world.towns[self.story.town] if self.story.town else None
        for number, venue in enumerate((self.story.venue, *self.story.tour)):
            later = number * DAY
            details = editing.SessionDetails(
                venue, self.times.starts + later, self.times.ends + later, township_id=town
            )
            editing.save_session(self.event_id, None, details, now=now, by=by)

    def _values(self) -> dict[str, Any]:
        story, times = self.story, self.times
        signed = story.registration
        return {
            "title": story.title,
            "kind": story.kind,
            "organiser_level": story.level,
            "host_id": self.world.towns[story.town],
            "host_unit_id": self.world.units[story.unit] if story.unit else None,
            "township_id": self.world.towns[story.town] if story.town else None,
            "campaign_id": self.world.campaigns[story.campaign] if story.campaign else None,
            "trade": story.trade,
            "contest_class": "I" if story.kind == "skill_contest" and story.level == Level.COUNTY else "",
            "entrant_kind": story.entrant_kind,
            "summary": story.summary,
            "notice": f"{story.summary}\n请准时到场，到场凭通行码签到。",
            "who_may": "全县在职职工，以工会会员为主。" if not story.unit else "本单位在职职工。",
            "contact": "县总工会经济工作部",
            "contact_phone": "0572-8060000",
            "needs_registration": signed,
            "registration_opens_at": times.opens if signed else None,
            "registration_closes_at": times.closes if signed else None,
            "capacity": story.capacity,
            "waiting_list": True,
        }

    def publish(self, now: dt.datetime) -> None:
        """Make it public."""
        steps.publish(self.event_id, now=now, by=self.world.county)

    def sign_up(self, index: int) -> Callable[[dt.datetime], None]:
        """Return the act in which one person signs up on a phone."""

        def act(now: dt.datetime) -> None:
            outcome = registering.register(
                self.event_id, self.people[index], phone="", keys=self.world.keys, now=now, by=PHONE
            )
            self._keep(index, outcome)

        return act

    def _keep(self, index: int, outcome: registering.Outcome) -> None:
        if outcome.registration is None:
            raise RuntimeError(f"{self.story.title}: {outcome.sentence}")
        self.held[index], self.tokens[index] = outcome.registration.id, outcome.pass_token

    def leave(self, index: int) -> Callable[[dt.datetime], None]:
        """Return the act in which one person cancels by themselves."""

        def act(now: dt.datetime) -> None:
            registering.cancel(self.held[index], reason="临时有工作安排", by=PHONE, now=now)

        return act

    def open_gates(self, now: dt.datetime) -> None:
        """Make the list and the two gate links; a volunteer opens the first."""
        by, keys = self.world.county, self.world.keys
        self.list_id = list_actions.default_list(self.event_id, now=now, by=by)
        until = self.times.ends + len(self.story.tour) * DAY
        for role, place in (("gate", GATE), ("supervisor", SUPERVISOR)):
            details = LinkDetails(place, role, now, until)
            self.links[role] = list_actions.make_link(self.list_id, details, keys=keys, now=now, by=by)
        token = list_actions.open_device(self.links["gate"], "闻示例", now=now, by=Actor("gate:0", "gate"))
        holder = gate_queries.by_device(passwords.token_hash(token))
        assert holder is not None  # noqa: S101 - it was opened a line ago
        self.post = Post(self.list_id, GATE, "闻示例", holder.device_id)

    def come_in(self, index: int) -> Callable[[dt.datetime], None]:
        """Return the act in which a volunteer scans the pass of one person."""

        def act(now: dt.datetime) -> None:
            assert self.post is not None  # noqa: S101 - gates open before anybody comes
            attempt = Attempt(codes.read(self.tokens[index]), f"demo-{self.event_id}-{index}")
            by = Actor(f"gate:{self.post.device_id}", "gate")
            answered = scan_actions.scan(self.post, attempt, now=now, by=by)
            if answered.decision.reason is not None:
                raise RuntimeError(f"{self.story.title}: {answered.decision.reason}")

        return act

    def walk_in(self, index: int) -> Callable[[dt.datetime], None]:
        """Return the act in which one person signs up at the door and goes in."""

        def act(now: dt.datetime) -> None:
            outcome = registering.walk_in(
                self.event_id, self.people[index], keys=self.world.keys, now=now, by=self.world.county
            )
            self._keep(index, outcome)
            self.come_in(index)(now)

        return act

    def end(self, now: dt.datetime) -> None:
        """Take the last step of a story without published results."""
        by, reason = self.world.county, self.story.reason
        if self.story.ending is Ending.FINISHED:
            steps.finish(self.event_id, now=now, by=by)
        elif self.story.ending is Ending.POSTPONED:
            steps.postpone(self.event_id, reason, now=now, by=by)
        else:
            steps.cancel(self.event_id, reason, now=now, by=by)
