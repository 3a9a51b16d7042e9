"""What follows a contest told the long way: an appeal that arbiters reject, certificates, an honour."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.contests.appeals import actions as appeals
from deqing_events.contests.appeals.queries import open_appeals
from deqing_events.contests.arbitration import actions as arbitration
from deqing_events.contests.certificates import actions as certificates
from deqing_events.contests.certificates.numbering_actions import Wording
from deqing_events.contests.certificates.queries import published, standing
from deqing_events.contests.history import Change
from deqing_events.contests.honours import actions as honours
from deqing_events.demo.refereed import Refereed
from deqing_events.demo.timeline import Act
from deqing_events.domain.appeals import DEFAULT_HOURS
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.roles import Role
from deqing_events.settings import Settings

COUNTY = "德清县总工会"
GROUNDS = "我队选手第二项收尾时计时器已经停了，评分表上还是扣了超时，请复核录像。"
FOUND = "录像和计时记录都显示超时 4 秒，扣分符合规则第 6 条。"


@dataclass
class Aftermath(Refereed):
    """The whole way, to the end."""

    def dispute(self) -> Sequence[tuple[int, Act]]:
        """Return how the appeal goes, with the minutes from the beginning."""
        return (0, self.appeal), (15, self.accept), (40, self.rule)

    def appeal(self, now: dt.datetime) -> None:
        """Let a team leader appeal on paper, within the hours."""
        row = self._present()[-1]
        leader = row.delegation or row.unit_name
        filing = appeals.Filing(leader, "柏示例", GROUNDS, now, number=row.number, item="实操第 2 项", on_paper=True)
        appeals.file(self.stage.event_id, filing, DEFAULT_HOURS, self.act(Role.COUNTY_STAFF, now))

    def accept(self, now: dt.datetime) -> None:
        """Name the arbiter, who accepts it."""
        self.stage.world.staff.give(Role.ARBITER, self.stage.event_id, now=now)
        self._decide(appeals.Ruling("accepted"), self.act(Role.ARBITER, now, "在时限内书面提出，材料齐全。"))

    def rule(self, now: dt.datetime) -> None:
        """Let the arbiter vote and reject it."""
        change = self.act(Role.ARBITER, now, FOUND)
        (appeal,) = open_appeals(self.stage.event_id)
        arbitration.say(self.stage.event_id, appeal.id, "rejected", change)
        self._decide(appeals.Ruling("rejected", document=f"仲裁〔{now.year}〕2号"), change)

    def _decide(self, ruling: appeals.Ruling, change: Change) -> None:
        (appeal,) = open_appeals(self.stage.event_id)
        appeals.decide(self.stage.event_id, appeal.id, ruling, change)

    def reward(self, now: dt.datetime) -> None:
        """Issue the certificates of the ranking, and record the winner as 技能能手."""
        event_id, publication = self.stage.event_id, published(self.stage.event_id)
        assert publication is not None  # noqa: S101 - the results took effect a moment ago
        due = [row.candidate for row in standing(publication) if row.candidate and row.candidate.usual]
        wording = Wording(self.stage.story.title, COUNTY, now.date())
        wanted = certificates.Issue([each.subject for each in due], publication.id, wording)
        pattern = NumberPattern.of(Settings.certificate_number)
        certificates.issue(event_id, wanted, pattern, self.act(Role.COUNTY_STAFF, now))
        best = due[0]
        details = honours.Details(
            kind="skill_expert",
            level="county",
            holder_kind="person",
            name=best.name,
            unit_name=best.unit_name,
            event_id=event_id,
            awarded_by=COUNTY,
            awarded_on=now.date(),
            document_number=f"德工〔{now.year}〕18号",
        )
        honours.add(details, self.act(Role.COUNTY_STAFF, now))
