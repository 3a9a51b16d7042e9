"""A provider of text messages behind an HTTP API, in the shape that the usual Chinese cloud providers share.

A POST form with signed parameters; the answer is JSON with Code, Message and BizId. The address comes from the settings
alone, a redirect is not followed, and neither key, mobile nor text ever reaches a log line or a note.
"""

import datetime as dt
import http.client
import json
import re
import secrets
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message as Headers
from typing import IO, Any

from deqing_events.messages.gateways.signature import canonical, signature
from deqing_events.messages.outgoing import LATER, REFUSED, SENT, Outgoing, Receipt
from deqing_events.settings import Sms

WAIT_SECONDS = 5.0
"""For the connection and for each piece of the answer."""

ANSWER_SECONDS = 10.0
ANSWER_BYTES = 64 * 1024
LONGEST_VALUE = 35
"""What providers take for one placeholder; the rest is cut from the text message, not from what pages show."""

TEMPORARY_BEGINNINGS = ("Throttling", "isp.", "InternalError", "ServiceUnavailable", "SystemBusy")
TEMPORARY = frozenset({"isv.BUSINESS_LIMIT_CONTROL", "isv.AMOUNT_NOT_ENOUGH", "isv.DAY_LIMIT_CONTROL"})
WORDS: Mapping[str, str] = {
    "isv.BUSINESS_LIMIT_CONTROL": "这个号码短时间收得太多，稍后再发",
    "isv.DAY_LIMIT_CONTROL": "今天的短信条数用完了，稍后再发",
    "isv.AMOUNT_NOT_ENOUGH": "短信账户余额不足，请充值",
    "isv.MOBILE_NUMBER_ILLEGAL": "服务商说这不是手机号",
    "isv.SMS_TEMPLATE_ILLEGAL": "服务商没有这个短信模板，请核对 SMS_TEMPLATES",
    "isv.SMS_SIGNATURE_ILLEGAL": "服务商没有这个短信签名，请核对 SMS_SIGN_NAME",
    "isv.BLACK_KEY_CONTROL_LIMIT": "内容里有服务商不让发的字",
    "SignatureDoesNotMatch": "服务商不认密钥，请核对 SMS_KEY_SECRET",
    "InvalidAccessKeyId.NotFound": "服务商没有这个密钥编号，请核对 SMS_KEY_ID",
}
NO_ANSWER = "短信服务没有回应，稍后再发。"
UNREADABLE = "短信服务的回应读不懂，稍后再发。"
REDIRECTED = "短信服务要转到别的地址，没有照办，请核对 SMS_ENDPOINT。"
BUSY_STATUS = 429


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - urllib's own signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Headers, newurl: str
    ) -> None:
        """Follow nothing: the answer stays the redirect it is."""


@dataclass(frozen=True)
class SmsGateway:
    """Sends through the provider of the settings."""

    sms: Sms
    wait_seconds: float = WAIT_SECONDS
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(_NoRedirect), repr=False
    )

    def send(self, outgoing: Outgoing) -> Receipt:
        """Ask the provider to send one message. No answer, or half of one, means later: it may then go out twice."""
        try:
            status, content = self._ask(self._signed(outgoing))
        except (OSError, http.client.HTTPException):
            return Receipt(LATER, NO_ANSWER)
        return _receipt(status, content)

    def _signed(self, outgoing: Outgoing) -> bytes:
        values = {name: clipped(value) for name, value in outgoing.values.items()}
        parameters = {
            "AccessKeyId": self.sms.key_id,
            "Action": "SendSms",
            "Format": "JSON",
            "OutId": str(outgoing.id),
            "PhoneNumbers": outgoing.mobile,
            "SignName": self.sms.sign_name,
            "SignatureMethod": "HMAC-SHA256",
            "SignatureNonce": secrets.token_hex(16),
            "SignatureVersion": "1.0",
            "TemplateCode": self.sms.templates[outgoing.template],
            "TemplateParam": json.dumps(values, ensure_ascii=False, separators=(",", ":")),
            "Timestamp": f"{outgoing.at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "Version": "2017-05-25",
        }
        signed = {**parameters, "Signature": signature(parameters, self.sms.key_secret)}
        return canonical(signed).encode("ascii")

    def _ask(self, body: bytes) -> tuple[int, bytes]:
        request = urllib.request.Request(  # noqa: S310 - the settings allow https, and http on this machine only
            self.sms.endpoint, body, {"Content-Type": "application/x-www-form-urlencoded"}, method="POST"
        )
        try:
            with self.opener.open(request, timeout=self.wait_seconds) as answer:
                return answer.status, _read(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, _read(answer)


def clipped(value: str) -> str:
    """Return a value as long as providers take it."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def _read(answer: Any) -> bytes:  # noqa: ANN401 - a response, or an error that is one
    """Read a short answer within its time. Raises OSError or HTTPException when it is too long, too slow or cut."""
    deadline, content = time.monotonic() + ANSWER_SECONDS, b""
    while piece := answer.read1(8192) if hasattr(answer, "read1") else answer.read():
        content += piece
        if len(content) > ANSWER_BYTES or time.monotonic() > deadline:
            raise TimeoutError("the answer is too long or too slow")
    if getattr(answer, "length", None):
        raise http.client.IncompleteRead(content, answer.length)
    return content


def _receipt(status: int, content: bytes) -> Receipt:
    if 300 <= status < 400:  # noqa: PLR2004 - HTTP's classes
        return Receipt(REFUSED, REDIRECTED)
    answer = _object(content)
    code = _token(answer.get("Code"))
    if code == "OK":
        return Receipt(SENT, provider_id=_token(answer.get("BizId")))
    if not code:
        return Receipt(LATER, UNREADABLE if status < 500 and status != BUSY_STATUS else NO_ANSWER)  # noqa: PLR2004
    note = f"{WORDS.get(code, '短信服务没有接收')}（{code}）。"
    temporary = code in TEMPORARY or code.startswith(TEMPORARY_BEGINNINGS) or status in {BUSY_STATUS, 502, 503, 504}
    return Receipt(LATER if temporary else REFUSED, note)


def _object(content: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _token(value: object) -> str:
    """Return a code of the provider as far as it is one: an answer may hold anything, a mobile too."""
    text = str(value or "")
    return text if re.fullmatch(r"[A-Za-z0-9._^-]{1,60}", text) and not re.fullmatch(r"1\d{10}", text) else ""
