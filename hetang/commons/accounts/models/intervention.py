"""What one administrator did to somebody's account, and why."""

from django.db import models

from hetang.commons.accounts.models.account import Account
from hetang.ground.lib.labels import N_

INTERVENTIONS = {
    "unlock": N_("解除锁定"),
    "reset_second_factor": N_("重置第二因素"),
    "end_sessions": N_("结束登录"),
    "disable": N_("停用账号"),
    "enable": N_("启用账号"),
    "reissue_password": N_("重发初始密码"),
    "revoke_token": N_("作废令牌"),
}


class Intervention(models.Model):
    """The reason stays here; the journal's event holds only a reference to it."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="interventions")
    verb = models.CharField(max_length=24, choices=list(INTERVENTIONS.items()))
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.verb} {self.account_id}"

    @property
    def label(self) -> str:
        """The message id of the verb."""
        return INTERVENTIONS[self.verb]
