"""Settings of the notifier: safe by default, and no start with half a provider."""

import json
from pathlib import Path

import pytest

from deqing_events import settings
from deqing_events.messages.gateways.choosing import chosen
from deqing_events.messages.gateways.file import FileGateway
from deqing_events.messages.gateways.outbox import OutboxGateway
from deqing_events.messages.gateways.sms_http import SmsGateway
from deqing_events.messages.templates import TEMPLATES

SMS = {
    "NOTIFIER": "sms",
    "SMS_ENDPOINT": "https://sms.example.org/",
    "SMS_KEY_ID": "TESTKEYID0001",
    "SMS_KEY_SECRET": "test-secret",
    "SMS_SIGN_NAME": "德清职工赛事",
    "SMS_TEMPLATES": json.dumps({key: f"SMS_{number}" for number, key in enumerate(TEMPLATES)}),
}


def test_by_default_nothing_leaves(tmp_path: Path) -> None:
    loaded = settings.load({}, tmp_path)
    assert (loaded.notifier, loaded.sms) == ("outbox", None)
    assert isinstance(chosen(loaded), OutboxGateway)


def test_each_notifier_has_its_gateway(tmp_path: Path) -> None:
    assert isinstance(chosen(settings.load({"NOTIFIER": "file"}, tmp_path)), FileGateway)
    loaded = settings.load(SMS, tmp_path)
    assert isinstance(chosen(loaded), SmsGateway)
    assert "test-secret" not in repr(loaded)


@pytest.mark.parametrize("name", [name for name in SMS if name != "NOTIFIER"])
def test_half_a_provider_does_not_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(settings.SettingsError, match=name):
        settings.load({**SMS, name: " "}, tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NOTIFIER", "pigeon"),
        ("SMS_ENDPOINT", "http://sms.example.org/"),
        ("SMS_ENDPOINT", "file:///etc/passwd"),
        ("SMS_ENDPOINT", "https://"),
        ("SMS_TEMPLATES", "SMS_1"),
        ("SMS_TEMPLATES", '["SMS_1"]'),
        ("SMS_TEMPLATES", '{"reminder": 17}'),
    ],
)
def test_what_means_nothing_names_itself(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(settings.SettingsError, match=name):
        settings.load({**SMS, name: value}, tmp_path)


def test_a_text_without_an_id_does_not_start(tmp_path: Path) -> None:
    ids = json.loads(SMS["SMS_TEMPLATES"])
    del ids["reminder"]
    with pytest.raises(settings.SettingsError, match="reminder"):
        chosen(settings.load({**SMS, "SMS_TEMPLATES": json.dumps(ids)}, tmp_path))
