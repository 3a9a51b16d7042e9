"""A file of JSON lines instead of a provider: for tests and demonstrations. It holds mobiles and codes in clear."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from deqing_events.messages.outgoing import LATER, SENT, Outgoing, Receipt


@dataclass(frozen=True)
class FileGateway:
    """Appends each message as one line; only the owner may read the file."""

    path: Path

    def send(self, outgoing: Outgoing) -> Receipt:
        """Append the message in one write, so that lines of two processes never mix."""
        line = {
            "id": outgoing.id,
            "at": outgoing.at.isoformat(),
            "template": outgoing.template,
            "mobile": outgoing.mobile,
            "values": dict(outgoing.values),
            "text": outgoing.text,
        }
        content = (json.dumps(line, ensure_ascii=False) + "\n").encode()
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, content)
            finally:
                os.close(descriptor)
        except OSError:
            return Receipt(LATER, "消息文件写不进去。")
        return Receipt(SENT, provider_id=f"file-{outgoing.id}")
