"""Unblinding: one of chief judge and supervisor begins, the other confirms in time with an account of their own."""

from sqlalchemy.exc import IntegrityError

from deqing_events import database
from deqing_events.audit.actions import record
from deqing_events.contests.custody.actions import open_seal
from deqing_events.contests.history import Change
from deqing_events.contests.locks import queries as locks
from deqing_events.contests.locks.models import MarksLock
from deqing_events.contests.unblinding import queries
from deqing_events.contests.unblinding.models import Unblinding
from deqing_events.domain.signing import SIGNER_WORDS, SignerRole

DONE = "这场已经解密了，请刷新后再看。"
TWO_ACCOUNTS = "解密要两个人，各用自己的账号。这一步请另一位来做。"


class UnblindingRefusedError(ValueError):
    """Nothing was begun or confirmed; the text is a sentence for people."""


def unblind(event_id: int, role: SignerRole, change: Change) -> bool:
    """Begin, or confirm what the other one began; returns whether codes and names are joined now.

    Raises UnblindingRefusedError before the marks are locked, when it is done, and when the second step comes from the
    same account or in the same role.
    """
    try:
        with database.transaction():
            locks.take(event_id)
            held = locks.standing(event_id)
            if held is None:
                raise UnblindingRefusedError("成绩还没有锁定，锁定以后才能解密。")
            if queries.done(event_id) is not None:
                raise UnblindingRefusedError(DONE)
            waiting = queries.begun(held, change.now)
            if waiting is None:
                _begin(held, role, change)
                return False
            _confirm(waiting, role, change)
            open_seal(event_id, by=change.by, now=change.now)
            return True
    except IntegrityError as error:
        raise UnblindingRefusedError(database.violated(error) or DONE) from error


def _begin(held: MarksLock, role: SignerRole, change: Change) -> None:
    made = Unblinding(event_id=held.event_id, lock_id=held.id, opened_role=role.value)
    made.opened_by, made.opened_at = change.by.who, change.now
    database.session().add(made)
    database.session().flush()
    record("codes.unblind_begin", "event", held.event_id, by=change.by, now=change.now, role=role.value)


def _confirm(waiting: Unblinding, role: SignerRole, change: Change) -> None:
    if role.value == waiting.opened_role:
        other = next(one for one in (SignerRole.CHIEF_JUDGE, SignerRole.SUPERVISOR) if one is not role)
        raise UnblindingRefusedError(f"{SIGNER_WORDS[role]}已经确认过了，等{SIGNER_WORDS[other]}来确认。")
    if change.by.who == waiting.opened_by:
        raise UnblindingRefusedError(TWO_ACCOUNTS)
    waiting.confirmed_role, waiting.confirmed_by, waiting.confirmed_at = role.value, change.by.who, change.now
    database.session().flush()
    told = {"role": role.value, "began": waiting.opened_by}
    record("codes.unblind", "event", waiting.event_id, by=change.by, now=change.now, **told)
