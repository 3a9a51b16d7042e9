"""Codes go out once the answer has left, never before, and never hold it up."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from deqing_events.factory import create_app
from deqing_events.messages import after_response, sending
from deqing_events.settings import load
from deqing_events.web import access
from tests.conftest import Clock
from tests.messages.test_queueing import stored
from tests.messages.test_sending import code


@pytest.fixture
def file_app(app: Flask, installation: dict[str, str], clock: Clock, tmp_path: Path) -> Flask:
    """The app of the same installation, with messages that leave it by the file."""
    del app
    made = create_app(load({**installation, "NOTIFIER": "file"}, tmp_path))
    made.config.update(TESTING=True, CLOCK=clock)

    @made.post("/test/code")
    @access.public
    def ask() -> dict[str, Any]:
        message_id = code(clock)
        after_response.send(message_id, None)
        return {"id": message_id, "state": stored(message_id).state}

    made.config["WTF_CSRF_CHECK_DEFAULT"] = False
    return made


def test_a_code_goes_out_after_the_answer(file_app: Flask, installation: dict[str, str]) -> None:
    path = Path(installation["DEQING_INSTANCE"]) / "messages.jsonl"
    answer = file_app.test_client().post("/test/code")
    told = json.loads(answer.get_data())
    assert (told["state"], path.exists()) == ("queued", False)
    answer.close()
    assert "402913" in path.read_text(encoding="utf-8")
    with file_app.app_context():
        message = stored(told["id"])
        assert (message.state, message.text) == ("sent", "")


def test_an_error_after_the_answer_leaves_the_code_to_the_job(
    file_app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("19900000017")

    monkeypatch.setattr(sending, "deliver_now", broken)
    answer = file_app.test_client().post("/test/code")
    answer.close()
    with file_app.app_context():
        assert stored(json.loads(answer.get_data())["id"]).state == "queued"
    assert "RuntimeError" in caplog.text
    assert "19900000017" not in caplog.text


def test_where_nothing_leaves_there_is_nothing_to_do(app: Flask, clock: Clock) -> None:
    with app.test_request_context():
        after_response.send(code(clock))
