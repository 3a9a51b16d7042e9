"""Cases about people: at the door and in a register."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from deqing_events.domain import admission, admission_facts, identity, masking
from tests.conformance_shapes.numbers import Json, instant, some


def admitted(given: Json) -> Json:
    held, registration, at, scan = given["pass"], given["registration"], given["list"], given["scan"]
    decision = admission.decide(
        admission_facts.Facts(
            held=admission_facts.Pass(
                admission_facts.PassState(held["state"]),
                instant(held["valid_from"]),
                instant(held["valid_until"]),
            ),
            registration=admission_facts.Registration(
                state=admission_facts.RegistrationState(registration["state"]),
                group=registration["group"],
                blocked=registration["blocked"],
                sessions=some(registration["sessions"]),
                valid_while_unconfirmed=registration["valid_while_unconfirmed"],
            ),
            at=admission_facts.AdmissionList(
                mode=admission_facts.Mode(at["mode"]),
                timezone=ZoneInfo(at["timezone"]),
                groups=some(at["groups"]),
                sessions=some(at["sessions"]),
                gates=some(at["gates"]),
                opens_at=instant(at["opens_at"]),
                closes_at=instant(at["closes_at"]),
                accept_unconfirmed=at["accept_unconfirmed"],
            ),
            scan=admission_facts.Scan(
                **{**scan, "type": admission_facts.ScanType(scan["type"]), "now": instant(scan["now"])}
            ),
            previous=tuple(
                admission_facts.PreviousScan(
                    **{**row, "type": admission_facts.ScanType(row["type"]), "at": instant(row["at"])}
                )
                for row in given["previous"]
            ),
            open_questions=tuple(given["open_questions"]),
        )
    )
    return {"status": decision.status, "reason": decision.reason, "recorded": decision.recorded}


def id_number(given: Json) -> Json:
    check = identity.check_id_number(given["value"], date.fromisoformat(given["as_of"]))
    return {
        "valid": check.valid,
        "normalised": check.normalised,
        "reason": check.reason,
        "birth_date": None if check.birth_date is None else check.birth_date.isoformat(),
        "gender": check.gender,
    }


def uscc(given: Json) -> Json:
    check = identity.check_uscc(given["value"])
    return {
        "valid": check.valid,
        "normalised": check.normalised,
        "reason": check.reason,
        "org_code_ok": check.org_code_ok,
    }


CATEGORIES: dict[str, Callable[[Json], Json]] = {
    "admission": admitted,
    "id_number": id_number,
    "uscc": uscc,
    "mobile": lambda given: identity.normalise_mobile(given["value"]),
    "mask_name": lambda given: masking.mask_name(given["value"]),
    "mask_mobile": lambda given: masking.mask_mobile(given["value"]),
    "mask_id": lambda given: masking.mask_id(given["value"]),
}
