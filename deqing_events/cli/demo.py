"""``demo``: an installation full of invented events, to look around in."""

import sys
import time
from pathlib import Path

import click
from flask.cli import AppGroup

from deqing_events.demo import loading
from deqing_events.demo.loading import DemoRefusedError, Loaded
from deqing_events.demo.progress import Report
from deqing_events.web import clock
from deqing_events.web.installation import settings

group = AppGroup("demo", help="Demonstration data.")

BROKEN = "这次没有载入完。请看 instance/demo.log，换一个空的安装目录再试。"


@group.command()
@click.option("--address", default="", help="Scheme and host to print before addresses; PUBLIC_URL by default.")
@click.option("--progress", type=click.Path(dir_okay=False, path_type=Path), help="File for the desk's progress page.")
def load(address: str, progress: Path | None) -> None:
    """Load the demonstration data into an installation without events, and say where to look.

    Exit status: 0 loaded, 1 refused and nothing was stored.
    """
    report = Report(progress) if progress else None
    began = time.monotonic()
    try:
        loaded = loading.load(settings(), now=clock.now(), tell=report or _tell)
    except DemoRefusedError as refusal:
        if report:
            report.fail(str(refusal))
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except BaseException:
        if report:
            report.fail(BROKEN)
        raise
    if report:
        report.finish(loaded)
        return
    click.echo(f"用时 {time.monotonic() - began:.1f} 秒。")
    _print(loaded, (address or settings().public_url or "http://127.0.0.1:5000").rstrip("/"))


def _tell(step: str, done: int = 0, total: int = 0) -> None:
    click.echo(f"{step} {done}/{total}" if total else step)


def _print(loaded: Loaded, address: str) -> None:
    click.echo("现在有：" + "，".join(f"{word} {count}" for word, count in loaded.counts) + "。")
    click.echo("\n到哪里看（先运行 make run）：")
    for word, path in loaded.places:
        click.echo(f"  {word}：{address}{path}")
    click.echo(f"\n谁能登录（{address}/login，密码只显示这一次）：")
    for row in loaded.sign_ins:
        click.echo(f"  {row.role_word} {row.name}：{row.username}  {row.password}")
