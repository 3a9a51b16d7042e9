"""The SMS gateway against a provider that checks signatures itself and misbehaves on demand."""

import datetime as dt
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest

from deqing_events.messages import templates
from deqing_events.messages.gateways.signature import canonical, signature
from deqing_events.messages.gateways.sms_http import SmsGateway, clipped
from deqing_events.messages.outgoing import Outgoing, Receipt
from deqing_events.settings import Sms
from tests.conftest import NOW
from tests.messages.fake_sms import KEY_ID, KEY_SECRET, SIGN_NAME, FakeSms, fake_sms

MOBILE, CODE = "19900000017", "402913"
IDS = {key: f"SMS_{number}" for number, key in enumerate(templates.TEMPLATES, 100000001)}


def outgoing(**changes: object) -> Outgoing:
    values = {"code": CODE, "minutes": "5"}
    return replace(Outgoing(17, "sign_in_code", MOBILE, values, "【德清职工赛事】…", NOW), **changes)  # type: ignore[arg-type]


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSms]:
    """A provider on this machine."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with fake_sms() as fake:
        yield fake


def settings_of(provider: FakeSms, **changes: str) -> Sms:
    return replace(Sms(f"{provider.url}/", KEY_ID, KEY_SECRET, SIGN_NAME, IDS), **changes)  # type: ignore[arg-type]


def send(provider: FakeSms, mode: str = "ok", message: Outgoing | None = None, wait: float = 0.3) -> Receipt:
    provider.mode = mode
    return SmsGateway(settings_of(provider), wait_seconds=wait).send(message or outgoing())


def test_a_message_arrives_signed_with_its_template_and_values(provider: FakeSms) -> None:
    receipt = send(provider, wait=5)
    assert receipt == Receipt("sent", provider_id="900619746936498440^0")
    taken = provider.taken[0]
    assert (taken["PhoneNumbers"], taken["SignName"], taken["OutId"]) == (MOBILE, SIGN_NAME, "17")
    assert taken["TemplateCode"] == IDS["sign_in_code"]
    assert json.loads(taken["TemplateParam"]) == {"code": CODE, "minutes": "5"}
    assert taken["Timestamp"] == "2026-11-23T02:00:00Z"


def test_awkward_letters_do_not_break_the_signature(provider: FakeSms) -> None:
    values = {"event": "“工匠杯” A+B & C=D 100%~*'()/?#é龘\U0001f44d", "reason": "a b\tc"}
    assert send(provider, message=outgoing(template="returned", values=values), wait=5).outcome == "sent"
    assert json.loads(provider.taken[0]["TemplateParam"]) == values


def test_each_request_has_a_nonce_of_its_own(provider: FakeSms) -> None:
    assert [send(provider, wait=5).outcome for _ in range(3)] == ["sent"] * 3


def test_altered_parameters_are_refused_by_the_provider(provider: FakeSms) -> None:
    send(provider, wait=5)
    fields = dict(parse_qsl(provider.asked[0]))
    for name in sorted(fields.keys() - {"Signature"}):
        altered = urlencode({**fields, name: fields[name] + "1"}).encode()
        request = urllib.request.Request(f"{provider.url}/", altered)  # noqa: S310 - loopback
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request, timeout=5)  # noqa: S310 - loopback
        assert json.loads(refusal.value.read())["Code"] == "SignatureDoesNotMatch", name
        refusal.value.close()
    assert len(provider.taken) == 1


def test_a_wrong_secret_is_refused_and_said_so(provider: FakeSms) -> None:
    receipt = SmsGateway(settings_of(provider, key_secret="another")).send(outgoing())
    assert receipt.outcome == "refused"
    assert "SMS_KEY_SECRET" in receipt.note
    assert provider.taken == []


@pytest.mark.parametrize(
    ("mode", "outcome", "says"),
    [
        ("throttled", "later", "收得太多"),
        ("flood", "later", "Throttling.User"),
        ("down", "later", "ServiceUnavailable"),
        ("silent", "later", "没有回应"),
        ("cut", "later", "没有回应"),
        ("garbage", "later", "读不懂"),
        ("bad mobile", "refused", "不是手机号"),
        ("refused", "refused", "SMS_TEMPLATES"),
        ("redirect", "refused", "SMS_ENDPOINT"),
    ],
)
def test_each_way_to_fail_is_told_apart(provider: FakeSms, mode: str, outcome: str, says: str) -> None:
    receipt = send(provider, mode)
    assert (receipt.outcome, says in receipt.note) == (outcome, True), receipt
    assert MOBILE not in receipt.note


def test_a_redirect_is_not_followed(provider: FakeSms) -> None:
    send(provider, "redirect")
    assert len(provider.asked) == 1


def test_nobody_there_means_later(provider: FakeSms) -> None:
    nowhere = settings_of(provider, endpoint="http://127.0.0.1:9/")
    assert SmsGateway(nowhere).send(outgoing()).outcome == "later"


def test_nothing_secret_or_personal_is_logged_or_shown(provider: FakeSms, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    notes = [send(provider, mode).note for mode in ("ok", "bad mobile", "cut", "throttled")]
    gateway = SmsGateway(settings_of(provider))
    said = caplog.text + "".join(notes) + repr(gateway) + repr(outgoing())
    assert [word for word in (KEY_SECRET, MOBILE, CODE) if word in said] == []


def test_long_values_are_cut_as_providers_want_them() -> None:
    assert clipped("示" * 35) == "示" * 35
    assert clipped("示" * 36) == "示" * 34 + "…"


def test_the_signature_of_a_known_request_never_changes() -> None:
    parameters = {"b": "2 *~", "a": "示例", "Timestamp": f"{NOW.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"}
    assert canonical(parameters) == "Timestamp=2026-11-23T02%3A00%3A00Z&a=%E7%A4%BA%E4%BE%8B&b=2%20%2A~"
    assert signature(parameters, "secret") == "O4jNRHKkyLryZb11ZDfO77+fYo3EfUiLZG9nG9mbO54="
