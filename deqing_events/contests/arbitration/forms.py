"""What an arbiter says."""

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from deqing_events.domain.appeals import VOTE_WORDS, AppealState, Vote
from deqing_events.web.forms import BaseForm, required


class VoteForm(BaseForm):
    """A vote, or the own recusal."""

    vote = RadioField(
        "我的意见",
        [InputRequired("请选一种。")],
        choices=[SelectChoice(vote.value, VOTE_WORDS[vote]) for vote in Vote],
    )
    why = TextAreaField("理由", [*required("请写明理由。"), Length(max=1000, message="最多 1000 个字。")])

    @classmethod
    def for_state(cls, state: str, vote: str = "", why: str = "") -> "VoteForm":
        """Return the form with what may be said in a state, filled with what was said before."""
        made = cls(formdata=None, vote=vote, why=why)
        if state == AppealState.FILED:
            made.vote.choices = [SelectChoice(Vote.RECUSED.value, VOTE_WORDS[Vote.RECUSED])]
        return made
