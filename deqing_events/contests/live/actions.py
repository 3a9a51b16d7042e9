"""Setting up a live board, opening it, letting it stand still, closing it: each act one tap and one line in the log."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.custody import queries as custody
from deqing_events.contests.live import queries
from deqing_events.contests.live.content import NOTHING, Progress, seen
from deqing_events.contests.live.models import LiveBoard
from deqing_events.contests.marking.score_sheets import mixes
from deqing_events.contests.results.standings import worked_out
from deqing_events.domain.roles import SYSTEM, Actor
from deqing_events.events.models import Event

NO_BOARD = "还没有设好实时榜，请先选好显示什么，再保存。"
NO_RULES = "还没有评分规则，先写好规则，实时榜才有内容。"
STILL_BLIND = "选手还在用盲码，解密或公布以前实时榜只能显示盲码。"
WOULD_TELL = "盲码已封存。这场的理论分按参赛号登记，总分一出就能倒推谁是哪个盲码。请解密以后再开实时榜。"
OTHERS_TURN = "实时榜刚被别人动过，请看现在的状态再点。"
BUSY = "实时榜正在给大家看。要改显示什么，请先关上。"


class LiveRefusedError(ValueError):
    """Nothing changed; the text is a sentence for people."""


@dataclass(frozen=True)
class Settings:
    """What a board shows: how many rows, judges' marks or not, by which name, how many totals wait for the ceremony."""

    shown_rows: int
    chips: bool
    naming: str
    hold_back: int


@dataclass(frozen=True)
class Tap:
    """Who acts and when; ``version`` is the board's version on the page the tap came from."""

    by: Actor
    now: dt.datetime
    version: int


def set_up(event_id: int, wanted: Settings, *, by: Actor, now: dt.datetime) -> LiveBoard:
    """Make the board or change what it shows. Raises LiveRefusedError while it is shown, or for names behind codes."""
    try:
        with database.transaction() as session:
            session.get_one(Event, event_id, with_for_update=True)
            board = queries.board(event_id, locked=True) or LiveBoard(event_id=event_id, state="shut", version=0)
            if board.state != "shut":
                raise LiveRefusedError(BUSY)
            check_naming(event_id, wanted.naming)
            for name, value in vars(wanted).items():
                setattr(board, name, value)
            changed(board, "settings", by=by, now=now)
            session.add(board)
            return board
    except IntegrityError as error:
        raise LiveRefusedError(database.violated(error) or OTHERS_TURN) from error


def open_board(event_id: int, tap: Tap) -> None:
    """Show the board to everybody, following the marks; also lets a frozen one go on. Raises LiveRefusedError."""
    with database.transaction():
        board = tapped(event_id, tap, ("shut", "frozen"))
        check_naming(event_id, board.naming)
        standings = worked_out(event_id)
        if standings is None:
            raise LiveRefusedError(NO_RULES)
        if custody.sealed(event_id) and mixes(standings.rules):
            raise LiveRefusedError(WOULD_TELL)
        act = "thaw" if board.state == "frozen" else "open"
        if act == "thaw":
            board.hold_back = 0
        board.state, board.content, board.revealed = "open", {}, 0
        changed(board, act, by=tap.by, now=tap.now)


def freeze(event_id: int, tap: Tap) -> None:
    """Let the board stand still as it is seen now. Raises LiveRefusedError."""
    with database.transaction():
        _stand_still(tapped(event_id, tap, ("open",)), by=tap.by, now=tap.now)


def freeze_when_due(event_id: int, version: int, *, now: dt.datetime) -> None:
    """Let the board stand still by itself once all but the held-back totals are in; nothing where that is done."""
    with database.transaction():
        board = queries.board(event_id, locked=True)
        if board is not None and board.state == "open" and board.version == version:
            _stand_still(board, by=SYSTEM, now=now)


def freeze_due(now: dt.datetime) -> int:
    """Let every open board stand still that is due, and return how many: the scheduled run needs nobody to look."""
    done = 0
    for event_id, version in queries.open_with_hold_back():
        board, standings = queries.board(event_id), worked_out(event_id)
        if board is not None and standings is not None and seen(board.event, standings, board, _progress(event_id)).due:
            freeze_when_due(event_id, version, now=now)
            done += 1
        database.session().rollback()
    return done


def shut(event_id: int, tap: Tap) -> None:
    """Take the board off the public pages. Raises LiveRefusedError."""
    with database.transaction():
        board = tapped(event_id, tap, ("open", "frozen", "ceremony"))
        board.state, board.content, board.revealed = "shut", {}, 0
        changed(board, "shut", by=tap.by, now=tap.now)


def tapped(event_id: int, tap: Tap, states: tuple[str, ...]) -> LiveBoard:
    """Return the board, locked, when it still is as it was on the tapped page. Raises LiveRefusedError."""
    board = queries.board(event_id, locked=True)
    if board is None:
        raise LiveRefusedError(NO_BOARD)
    if board.version != tap.version or board.state not in states:
        raise LiveRefusedError(OTHERS_TURN)
    return board


def changed(board: LiveBoard, act: str, *, by: Actor, now: dt.datetime) -> None:
    """Count a change of the board and log it, inside the open transaction."""
    board.version += 1
    board.changed_at, board.changed_by = now, by.who
    record(f"live_board.{act}", "event", board.event_id, by=by, now=now, state=board.state, revealed=board.revealed)


def check_naming(event_id: int, naming: str) -> None:
    """Raise LiveRefusedError where names or numbers would stand beside marks of people who are judged blind."""
    if naming != "blind" and queries.blind_holds(event_id):
        raise LiveRefusedError(STILL_BLIND)


def _stand_still(board: LiveBoard, *, by: Actor, now: dt.datetime) -> None:
    standings = worked_out(board.event_id)
    progress = _progress(board.event_id)
    board.content = NOTHING if standings is None else seen(board.event, standings, board, progress).content
    board.state = "frozen"
    changed(board, "freeze", by=by, now=now)


def _progress(event_id: int) -> Progress:
    return Progress(queries.last_marks(event_id), queries.not_handed_in(event_id))
