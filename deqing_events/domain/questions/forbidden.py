"""What no event may ask with a question of its own, and why (domain.md §4.1, "Never asked")."""

import re

from deqing_events.domain.text import compact

_ANY_ID = "(身份证|证件|二代证|户口本|护照)"
NEVER: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            rf"{_ANY_ID}.{{0,6}}(照|图|复印|扫描|正反|正面|反面|人像|国徽|拍)|手持{_ANY_ID}|(上传|拍).{{0,4}}{_ANY_ID}"
        ),
        "不能要身份证件的照片或复印件。要办证书，请从目录里加“身份证号”。",
    ),
    (re.compile(r"人脸|刷脸|面部|脸部|活体"), "不能要人脸信息。核对本人请在现场看证件。"),
    (
        re.compile(r"银行.{0,3}(卡|账|帐|号)|开户|工资卡|支付宝|收款"),
        "不能要银行卡等收款信息。发奖金请由单位或财务另外收集。",
    ),
    (
        re.compile(
            r"定位(?!焊)|经纬度|GPS|精确位置|实时位置|家庭住址|家庭地址|详细住址|居住地址|门牌|住址", re.IGNORECASE
        ),
        "不能要精确位置或住址。要安排车辆，可以问“在哪个镇街上车”。",
    ),
)
FROM_CATALOGUE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"身份证|证件号"), "身份证号请从目录里加，那里会加密保存并按时删除。"),
    (re.compile(r"性别"), "性别请从目录里加，只有奖项或资格限性别时才能问。"),
    (re.compile(r"出生|生日|年龄|周岁"), "出生日期请从目录里加，只有限年龄或办证书时才能问。"),
)


def refusal(label: str, *others: str, says: bool = False) -> str | None:
    """Say why an own question with this label and these ``others`` (purpose, hint, options) may not be asked, or None.

    ``says`` is true for a sentence to agree to: it may name what it does not collect.
    """
    whole = compact("\n".join((label, *others)))
    found = next((why for pattern, why in NEVER if pattern.search(whole)), None)
    if found is not None or says:
        return found
    return next((why for pattern, why in FROM_CATALOGUE if pattern.search(compact(label))), None)
