"""Loading the demonstration data: samples, staff, campaigns, and every story up to today."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from deqing_events.checkin.gate_tokens import link_token
from deqing_events.checkin.models import GateLink
from deqing_events.contests.history import Change
from deqing_events.contests.marking import actions as marking
from deqing_events.demo import accounts, direction, people, queries, samples
from deqing_events.demo.accounts import SignIn, Staff
from deqing_events.demo.aftermath import Aftermath
from deqing_events.demo.contests import JUDGES
from deqing_events.demo.finished import FINISHED, GAMES, THEMED
from deqing_events.demo.judging import Judging
from deqing_events.demo.living import LIVING
from deqing_events.demo.people import Cast
from deqing_events.demo.refereed import Refereed
from deqing_events.demo.stage import Stage, World
from deqing_events.demo.story import DAY, ZONE, Ending, Story
from deqing_events.demo.timeline import Tell, Timeline
from deqing_events.demo.workbook_contest import WorkbookJudging
from deqing_events.domain.kinds import CampaignKind, Level
from deqing_events.domain.roles import ROLE_SCOPES, Role, Scope
from deqing_events.events.campaigns import actions as campaigns
from deqing_events.organisations import queries as organisations
from deqing_events.organisations.actions import COUNTY_CODE
from deqing_events.settings import Keys, Settings

STORIES = (*FINISHED, *LIVING)
BEGINNING = 340 * DAY
"""How long ago the demonstration begins: before the first story's draft."""

STREET, CLERKS = "武康街道", "U0081"


class DemoRefusedError(Exception):
    """Nothing was loaded; the text is a sentence for people."""


@dataclass(frozen=True)
class Loaded:
    """What was loaded, and where to look; addresses are paths on the site."""

    sign_ins: tuple[SignIn, ...]
    places: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int], ...]


def refusal() -> str | None:
    """Say why the demonstration data cannot be loaded here; None when they can."""
    if queries.any_event():
        return "这里已经有赛事了，演示数据只能载入还没有赛事的系统。想看演示，请另建一个空的安装目录再载入。"
    if queries.any_username([username for username, _, _ in accounts.ROWS]):
        return "这里已经有演示账号了，上一次载入可能没有做完。请另建一个空的安装目录再载入。"
    gone = samples.missing()
    if gone:
        return f"找不到示例文件 {'、'.join(gone)}，请从完整的代码目录运行。"
    return None


def load(settings: Settings, *, now: dt.datetime, tell: Tell, stories: Sequence[Story] = STORIES) -> Loaded:
    """Load everything, as it would have come to be by ``now``. Raises DemoRefusedError before anything is stored."""
    why = refusal()
    if why is not None:
        raise DemoRefusedError(why)
    began = (now - BEGINNING).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    reading = samples.store_all(settings, tell, now=began)
    places = samples.places(began.date())
    tell("正在建账号")
    staff = accounts.create(now=began)
    units = {code: place.id for code, place in places.items()}
    world = World(staff, settings.keys, _towns(began.date()), units, _campaigns(staff, now=began))
    cast = Cast(reading, places)
    timeline = Timeline()
    stages = [_plan(story, world, cast, timeline, now=now) for story in stories]
    timeline.play(tell)
    _bound(world, stages, now=now)
    tell("已经载入")
    return Loaded(staff.sign_ins, _where(stages, settings.keys), queries.counts())


def _towns(on: dt.date) -> dict[str, int]:
    county = organisations.organisation_by_code(COUNTY_CODE)
    assert county is not None  # noqa: S101 - the schema's upgrade stores it
    return {"": county.id, **{town.name: town.id for town in organisations.townships(on)}}


def _campaigns(staff: Staff, *, now: dt.datetime) -> dict[str, int]:
    by = staff.actor(Role.COUNTY_STAFF)
    rows = ((GAMES, CampaignKind.SKILLS_GAMES, 6), (THEMED, CampaignKind.THEMED, None))
    found = {}
    for name, kind, edition in rows:
        values = {
            "name": name,
            "kind": kind.value,
            "edition": edition,
            "year": (now + BEGINNING).astimezone(ZONE).year,
            "level": Level.COUNTY.value,
            "starts_on": (now + 60 * DAY).date(),
            "ends_on": (now + BEGINNING + 60 * DAY).date(),
        }
        found[name] = campaigns.save(None, values, now=now, by=by).id
    return found


def _plan(story: Story, world: World, cast: Cast, timeline: Timeline, *, now: dt.datetime) -> Stage:
    contest = story.contest
    if contest is not None and contest.workbook:
        who, came = people.of_workbook(samples.content(samples.CONTEST))
    else:
        who = cast.of(story)
        came = [index < story.crowd.come for index in range(len(who) - story.crowd.walk_in)]
    stage = Stage(story, story.times(now), world, who, came)
    direction.plan(stage, _judging(stage), timeline)
    return stage


def _judging(stage: Stage) -> Judging | None:
    contest = stage.story.contest
    if contest is None:
        return None
    if contest.refereed:
        return Aftermath(stage, contest)
    return WorkbookJudging(stage, contest) if contest.workbook else Judging(stage, contest)


def _bound(world: World, stages: Sequence[Stage], *, now: dt.datetime) -> None:
    """Give the accounts that are bound to something what they are bound to: today's contest, where there is one."""
    here = next((stage for stage in stages if stage.story.ending is Ending.TODAY), stages[-1])
    for role in world.staff.ids:
        if ROLE_SCOPES[role] is Scope.EVENT:
            told = [stage.event_id for stage in stages if role is Role.ARBITER and _appealed(stage)]
            world.staff.give(role, here.event_id, *told, now=now)
    if here.story.ending is Ending.TODAY:
        judge = world.staff.ids[Role.JUDGE]
        marking.seat_judges(here.event_id, {JUDGES[0]: judge}, Change(world.county, now))
    world.staff.give(Role.TOWNSHIP_ADMIN, world.towns[STREET], now=now)
    world.staff.give(Role.UNIT_CLERK, world.units[CLERKS], now=now)


def _marking(today: Stage) -> list[tuple[str, str]]:
    """Return the links of the judges who have not finished."""
    judging = _judging(today)
    links = judging.links()[1:] if isinstance(judging, Refereed) else []
    return [(f"评分链接（{word}，手机上打开）", f"/judge/{token}/") for word, token in links]


def _appealed(stage: Stage) -> bool:
    return stage.story.ending is Ending.RESULTS and stage.story.contest is not None and stage.story.contest.refereed


def _where(stages: Sequence[Stage], keys: Keys) -> tuple[tuple[str, str], ...]:
    found = [("公开首页", "/")]
    today = next((stage for stage in stages if stage.story.ending is Ending.TODAY), None)
    if today is not None:
        outside = [index for index, came in enumerate(today.came) if not came and index in today.tokens]
        found.append(("一张通行码（今天的比赛，还没入场）", f"/p/{today.tokens[outside[0]]}"))
        for role, word in (("gate", "入场口链接"), ("supervisor", "检录负责人链接")):
            link = queries.one(GateLink, today.links[role])
            found.append((word, f"/gate/{link_token(link.id, link.serial, keys)}/"))
        found += _marking(today)
    found.append(("公布的成绩", "/results"))
    shown = [stage for stage in stages if stage.story.contest is not None and stage.story.contest.workbook]
    found += [(f"{stage.story.title}的成绩", f"/results/{stage.slug}") for stage in shown]
    return (*found, ("统计报表（先登录）", "/desk/reports"), ("赛事管理（先登录）", "/desk/events"))
