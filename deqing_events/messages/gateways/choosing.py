"""Which gateway an installation uses."""

from deqing_events.messages.gateways.file import FileGateway
from deqing_events.messages.gateways.outbox import OutboxGateway
from deqing_events.messages.gateways.sms_http import SmsGateway
from deqing_events.messages.outgoing import Gateway
from deqing_events.messages.templates import TEMPLATES
from deqing_events.settings import Settings, SettingsError

FILE_NAME = "messages.jsonl"


def chosen(settings: Settings) -> Gateway:
    """Return the gateway of the settings. Raises SettingsError when the provider has no id for one of our texts."""
    if settings.notifier == "file":
        return FileGateway(settings.instance / FILE_NAME)
    if settings.sms is None:
        return OutboxGateway()
    missing = sorted(TEMPLATES.keys() - settings.sms.templates.keys())
    if missing:
        raise SettingsError(f"SMS_TEMPLATES names no provider template for: {', '.join(missing)}.")
    return SmsGateway(settings.sms)
