"""Forms of sign-in, set-up and account management."""

from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Regexp

from deqing_events.domain.roles import ROLE_WORDS
from deqing_events.web.forms import BaseForm, compact, required

USERNAME = Regexp(r"^[A-Za-z][A-Za-z0-9._-]{2,31}$", message="用户名用 3 到 32 个字母或数字，以字母开头。")


class LoginForm(BaseForm):
    """User name and password."""

    username = StringField("用户名", required("请填写用户名。"), filters=(compact,))
    password = PasswordField("密码", required("请填写密码。"))


class AccountForm(BaseForm):
    """A new account."""

    name = StringField("姓名", [*required("请填写姓名。"), Length(max=20, message="姓名最多 20 个字。")])
    username = StringField("用户名", [*required("请填写用户名。"), USERNAME], filters=(compact,))
    department = StringField("部门", [Length(max=20, message="部门最多 20 个字。")])
    password = PasswordField("密码", required("请填写密码。"))


class SetupForm(AccountForm):
    """The first account, with the code from the terminal."""

    code = StringField("设置码", required("请填写设置码，它印在启动程序的窗口里。"), filters=(compact,))


class GrantForm(BaseForm):
    """One more role for an account; ``scope`` names a township, event or unit by its code."""

    role = SelectField(
        "角色", required("请选角色。"), choices=[SelectChoice(role.value, word) for role, word in ROLE_WORDS.items()]
    )
    scope = StringField("范围编码", filters=(compact,))


class PasswordForm(BaseForm):
    """A new password; ``current`` is asked when somebody changes their own."""

    current = PasswordField("现在的密码")
    password = PasswordField("新密码", required("请填写新密码。"))


class ConfirmForm(BaseForm):
    """A button with a CSRF token."""

    sure = BooleanField("确认")
