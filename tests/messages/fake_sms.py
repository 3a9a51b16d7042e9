"""A provider of text messages on this machine: checks each signature with code of its own, answers as it is told to."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote_plus

KEY_ID, KEY_SECRET = "TESTKEYID0001", "test-secret-示例"
SIGN_NAME = "德清职工赛事"
WAIT_SECONDS = 20
ANSWERS: dict[str, tuple[int, dict[str, str]]] = {
    "ok": (200, {"Code": "OK", "Message": "OK", "BizId": "900619746936498440^0"}),
    "throttled": (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": "触发小时级流控Permits:5"}),
    "flood": (429, {"Code": "Throttling.User", "Message": "Request was denied due to user flow control."}),
    "down": (503, {"Code": "ServiceUnavailable", "Message": "The request has failed."}),
    "bad mobile": (200, {"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "19900000017 illegal"}),
    "refused": (400, {"Code": "isv.SMS_TEMPLATE_ILLEGAL", "Message": "该账号下找不到对应模板"}),
}


class FakeSms:
    """What arrived (``taken``: with a right signature), and how the next requests are answered (``mode``)."""

    def __init__(self) -> None:
        self.mode = "ok"
        self.taken: list[dict[str, str]] = []
        self.asked: list[str] = []
        self.refused = 0
        self.nonces: set[str] = set()
        self.letting_go = threading.Event()
        self.arrived = threading.Event()
        self.url = ""

    def answer(self, body: str) -> tuple[int, Any]:
        """Return status and JSON for one request's body."""
        self.asked.append(body)
        fields = dict(parse_qsl(body, keep_blank_values=True, strict_parsing=True))
        if not self.signed(fields):
            self.refused += 1
            return 400, {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched."}
        if fields["SignatureNonce"] in self.nonces:
            return 400, {"Code": "SignatureNonceUsed", "Message": "Specified signature nonce was used already."}
        self.nonces.add(fields["SignatureNonce"])
        self.taken.append(fields)
        return ANSWERS[self.mode]

    @staticmethod
    def signed(fields: dict[str, str]) -> bool:
        """Check a signature the long way round: form-encode, then turn that into RFC 3986."""

        def percent(text: str) -> str:
            return quote_plus(text).replace("+", "%20").replace("*", "%2A").replace("%7E", "~")

        rest = sorted((name, value) for name, value in fields.items() if name != "Signature")
        joined = "&".join(percent(name) + "=" + percent(value) for name, value in rest)
        to_sign = "&".join(["POST", percent("/"), percent(joined)])
        wanted = hmac.new((KEY_SECRET + "&").encode(), to_sign.encode(), hashlib.sha256).digest()
        given = base64.b64decode(fields.get("Signature", ""))
        return fields.get("AccessKeyId") == KEY_ID and hmac.compare_digest(wanted, given)


class _Handler(BaseHTTPRequestHandler):
    fake: FakeSms

    def do_POST(self) -> None:
        """Answer, or misbehave, as the mode says."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
        fake = self.fake
        fake.arrived.set()
        if fake.mode == "silent":
            fake.asked.append(body)
            fake.letting_go.wait(WAIT_SECONDS)
            return
        if fake.mode == "cut":
            fake.asked.append(body)
            self._say(200, b'{"Code":"O', length=100)
            return
        if fake.mode == "garbage":
            self._say(200, b"<html>19900000017</html>")
            return
        if fake.mode == "redirect":
            fake.asked.append(body)
            self.send_response(307)
            self.send_header("Location", f"{fake.url}/elsewhere")
            self.end_headers()
            return
        status, answer = fake.answer(body)
        self._say(status, json.dumps(answer, ensure_ascii=False).encode())

    def _say(self, status: int, content: bytes, length: int | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the standard library's name
        """Say nothing."""


@contextmanager
def fake_sms() -> Iterator[FakeSms]:
    """Run the provider on a free loopback port."""
    fake = FakeSms()
    handler = type("Handler", (_Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield fake
    finally:
        fake.letting_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
