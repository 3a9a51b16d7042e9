"""What happens after results, in words: certificates, promotions, honours, the next round."""

from collections.abc import Mapping

AWARD_WORDS: Mapping[str, str] = {
    "certificate.full_file": "下载完整证书登记表",
    "certificate.issue": "发证书",
    "certificate.print": "打印证书",
    "certificate.reissue": "换发证书",
    "certificate.withdraw": "撤销证书",
    "honour.add": "登记荣誉",
    "honour.full_file": "下载完整荣誉登记表",
    "honour.strike": "划掉荣誉",
    "ledger.attach": "往台账里放附件",
    "ledger.close": "归档",
    "ledger.explain": "说明缺什么材料",
    "ledger.full_file": "下载含全名的台账",
    "ledger.reopen": "凭裁定重新打开已归档的活动",
    "ledger.take_off": "从台账里拿掉附件",
    "promotion.approved": "批准晋级",
    "promotion.certificate": "记等级证书编号",
    "promotion.full_file": "下载完整晋级申报表",
    "promotion.propose": "提名晋级",
    "promotion.refused": "记下没批准晋级",
    "promotion.revoked": "撤销晋级",
    "promotion.submitted": "上报晋级",
    "promotion_table.change": "改晋级规则",
    "promotion_table.in_force": "启用晋级规则",
    "promotion_table.start": "新建晋级规则",
    "round.set": "设下一轮和晋级办法",
    "round.unset": "去掉下一轮",
}
"""By action code; part of ``wording.ACTION_WORDS``."""
