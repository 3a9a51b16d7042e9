"""Stories that ask more of those who sign up: questions, rules, the host's review, teams."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from deqing_events.demo.people import dice
from deqing_events.demo.stage import PHONE, Stage
from deqing_events.demo.story import Asks
from deqing_events.domain.questions.catalogue import CATALOGUE
from deqing_events.domain.questions.definition import Answers
from deqing_events.domain.reviewing import Act, Who
from deqing_events.registration.eligibility import rule_actions
from deqing_events.registration.plans import actions as plans
from deqing_events.registration.plans.queries import plan_of
from deqing_events.registration.questions import form_actions
from deqing_events.registration.review import actions as review
from deqing_events.registration.review.actions import Decision, Pick, Scope
from deqing_events.registration.teams import actions as teams
from deqing_events.registration.teams import draft_actions, tokens
from deqing_events.registration.teams.draft_actions import Represented
from deqing_events.registration.teams.models import Team
from deqing_events.registration.teams.row_actions import Circumstances

LEFT_TO_REVIEW = 5
"""How many of those under review nobody has looked at yet."""


@dataclass
class Asking:
    """What one story asks, as its acts; ``teams`` came into being on the way."""

    stage: Stage
    asks: Asks
    teams: list[Team] = field(default_factory=list)

    def write(self, now: dt.datetime) -> None:
        """Put questions and rules on the form and say how sign-ups are reviewed."""
        event_id, by = self.stage.event_id, self.stage.world.county
        plan = plan_of(event_id, now=now)
        values = {name: getattr(plan, name) for name in ("review", "claim_at", "counts", "team_min", "team_max")}
        if self.asks.reviewed:
            values |= {"review": "host", "claim_at": "approve"}
        if self.asks.team:
            values |= {"counts": "team", "team_min": self.asks.team - 1, "team_max": self.asks.team}
        plans.save(event_id, values, now=now, by=by)
        for key in self.asks.questions:
            form_actions.add(event_id, CATALOGUE[key].question, now=now, by=by)
        for rule in self.asks.rules:
            rule_actions.save(event_id, rule, now=now, by=by)
        for composition in self.asks.team_rules:
            plans.set_team_rule(event_id, composition, now=now, by=by)

    def answer(self) -> None:
        """Give everybody of the story their answers, on a phone whose number is proved."""
        people = self.stage.people
        self.stage.people = [
            replace(who, answers=self._answers(index), proved_mobile=who.mobile) for index, who in enumerate(people)
        ]

    def _answers(self, index: int) -> Answers:
        throw = dice(self.stage.story.title, index)
        given: Answers = {"years": str(throw.randint(1, 20)), "shirt": throw.choice(("M", "L", "XL"))}
        return {key: value for key, value in given.items() if key in self.asks.questions}

    def crews(self) -> list[range]:
        """Return the places of each team's people among those of the story; the last team may be too small."""
        count, size = self.stage.story.crowd.sign_ups, self.asks.team
        return [range(first, min(first + size, count)) for first in range(0, count, size)]

    def gather(self, number: int, crew: Sequence[int]) -> Callable[[dt.datetime], None]:
        """Return the act in which a captain makes a team and the others join by the link; it enters when it may."""

        def act(now: dt.datetime) -> None:
            stage = self.stage
            captain, *others = [stage.people[index] for index in crew]
            how = Circumstances(stage.world.keys, now, PHONE)
            what = Represented(f"示例{'一二三四五六七八九十'[number % 10]}队", captain.unit_text, captain.unit_id)
            team = draft_actions.create(stage.event_id, what, captain, how)
            token = tokens.invitation_token(team, stage.world.keys)
            people = [draft_actions.join(team.id, token, who, how) for who in others]
            plan = plan_of(stage.event_id, now=now)
            if not teams.problems(team, plan, people):
                teams.submit(team.id, how)
            self.teams.append(team)

        return act

    def review(self, now: dt.datetime) -> None:
        """Return one sign-up, reject one, approve most; some wait."""
        held = list(self.stage.held.values())[:-LEFT_TO_REVIEW]
        self._decide(Act.RETURN, held[:1], now, "从业年限和单位证明对不上，请核对后再交。")
        self._decide(Act.REJECT, held[1:2], now, "不是在职职工，不能参加这一场。")
        self._decide(Act.APPROVE, held[2:], now)

    def _decide(self, act: Act, held: Sequence[int], now: dt.datetime, reason: str = "") -> None:
        if held:
            decision = Decision(act, Who.HOST, now, self.stage.world.county, reason)
            review.decide([Pick(row) for row in held], decision, Scope(event_id=self.stage.event_id))
