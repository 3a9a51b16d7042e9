"""The form that lets in those of a team who are there."""

from wtforms import HiddenField, SelectMultipleField

from deqing_events.web.forms import BaseForm


class TeamForm(BaseForm):
    """Who of the team is there, by registration id."""

    people = SelectMultipleField("到了的人", coerce=str, validate_choice=False)
    nonce = HiddenField()

    def chosen(self) -> list[int]:
        """Return the registration ids that were ticked."""
        return [int(text) for text in self.people.data or () if text.isascii() and text.isdigit() and len(text) <= 9]  # noqa: PLR2004 - fits an integer column
