"""``jobs``: the scheduled work, called every minute by systemd or cron; safe to run twice at once."""

import dataclasses
import datetime as dt
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass

import click
from flask.cli import AppGroup

from deqing_events.checkin import recounting_actions
from deqing_events.contests.certificate_runs import actions as certificate_runs
from deqing_events.contests.live.actions import freeze_due
from deqing_events.contests.results.telling_actions import tell_results
from deqing_events.contests.rounds import lapsing_actions
from deqing_events.domain.certificates import NumberPattern
from deqing_events.domain.roles import SYSTEM
from deqing_events.jobs import actions, queries, wording
from deqing_events.messages import actions as message_actions
from deqing_events.messages import sending
from deqing_events.messages.offered import gateway
from deqing_events.privacy.retention import actions as keeping
from deqing_events.privacy.retention.data_class import Moment
from deqing_events.registration.bounds import actions as bound_actions
from deqing_events.registration.entries import actions as entry_actions
from deqing_events.registration.message_actions import remind, tell_changes
from deqing_events.registration.review import fixing_actions
from deqing_events.web import clock
from deqing_events.web.installation import settings

group = AppGroup("jobs", help="Scheduled work (定时任务).")


@dataclass(frozen=True)
class Job:
    """One piece of scheduled work. ``work(now)`` returns counts and may run again at any time."""

    name: str
    help: str
    work: actions.Work
    lease_seconds: int = actions.LEASE_SECONDS


def messages(now: dt.datetime) -> Mapping[str, int]:
    """Send what is due and empty one-time codes whose time is over."""
    delivered = dataclasses.asdict(sending.deliver_due(gateway(), clock=clock.now))
    return {**delivered, "blanked": message_actions.blank_codes(now=now, by=SYSTEM)}


def news(now: dt.datetime) -> Mapping[str, int]:
    """Queue reminders of tomorrow's sessions, news of postponed and cancelled events, and of results."""
    return {"reminders": remind(now), "changes": tell_changes(now), "results": tell_results(now)}


def door_counts(now: dt.datetime) -> Mapping[str, int]:
    """Set right the numbers called out at the door that differ from the scans."""
    return {"recounted": len(recounting_actions.recount(now=now, by=SYSTEM))}


def live_boards(now: dt.datetime) -> Mapping[str, int]:
    """Let the live boards stand still that are due, whether or not anybody looks at them."""
    return {"frozen": freeze_due(now)}


def retention(now: dt.datetime) -> Mapping[str, int]:
    """Clear personal data that is due, once a day."""
    report = keeping.daily(Moment(now, settings()))
    if report is None:
        return {}
    return {"cleared": sum(line.cleared for line in report.lines), "overdue": report.left}


def entry_lists(now: dt.datetime) -> Mapping[str, int]:
    """Delete lists of people whose time is over, confirmed or not."""
    return {"lists": entry_actions.forget_old(settings().uploads, now=now, days=settings().keeping.imports)}


def next_round(now: dt.datetime) -> Mapping[str, int]:
    """Give places of reserves who did not answer in time to the next reserve."""
    return lapsing_actions.lapse(settings().keys, now=now)


def certificates(now: dt.datetime) -> Mapping[str, int]:
    """Go on with certificates that are on their way."""
    return certificate_runs.go_on_with_all(NumberPattern.of(settings().certificate_number), now=now)


JOBS: tuple[Job, ...] = (
    Job("reserves", "到时的预留名额放回，候补的人按顺序补上", bound_actions.release_due),
    Job("returned-overdue", "到期没有补好的报名让出名额", fixing_actions.free_overdue),
    Job("live-boards", "该封榜的实时榜封住", live_boards),
    Job("door-counts", "对照扫码记录改正门口报的人数", door_counts),
    Job("next-round", "递补晋级的人过时没有答复，名额给下一位候补", next_round),
    Job("entry-lists", "删除上传满 7 天的代报名单", entry_lists),
    Job("certificates", "接着发没有发完的证书", certificates),
    Job("news", "排好提醒、变动和成绩的消息", news),
    Job("messages", "发送到期的消息，清除过期的验证码", messages),
    Job("retention", "每天清除到期的个人信息", retention, lease_seconds=3600),
)


@group.command("run")
@click.option("--only", type=click.Choice([job.name for job in JOBS]), help="Run this job alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as one JSON array.")
def run_jobs(*, only: str | None, as_json: bool) -> None:
    """Run every job once; exit status 1 when one failed. A job that another process is at is skipped."""
    reports = [
        actions.run(job.name, job.work, clock=clock.now, lease_seconds=job.lease_seconds, by=SYSTEM)
        for job in JOBS
        if only in {None, job.name}
    ]
    if as_json:
        click.echo(json.dumps([dataclasses.asdict(report) for report in reports], ensure_ascii=False))
    else:
        for report in reports:
            click.echo(_said(report))
    sys.exit(1 if any(report.state == "failed" for report in reports) else 0)


@group.command("list")
def list_jobs() -> None:
    """List the jobs with their last run."""
    runs = {run.name: run for run in queries.last_runs()}
    for job in JOBS:
        last = runs.get(job.name)
        when = f"上次 {last.started_at.astimezone(clock.SHANGHAI):%Y-%m-%d %H:%M}" if last else "还没有运行过"
        click.echo(f"{job.name}：{job.help}（{when}）")


def _said(report: actions.JobReport) -> str:
    if report.state == "skipped":
        return f"{report.name}：另一个进程正在运行，跳过"
    word = wording.STATE_LOOKS[report.state][2]
    return f"{report.name}：{word}（{report.error or wording.counts_said(report.counts)}）"
