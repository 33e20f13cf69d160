"""/login/ and /logout/, one's own account, administration, the auditor's log."""

from django.urls import path

from hetang.commons.accounts.views import administration as admin
from hetang.commons.accounts.views import me, signing, stafflists, tokens

urlpatterns = [
    path("login/", signing.sign_in, name="login"),
    path("login/code/", signing.sign_in_code, name="login-code"),
    path("logout/", signing.sign_out, name="logout"),
    path("account/", me.account, name="account"),
    path("account/password/", me.password, name="account-password"),
    path("account/second-factor/", me.second_factor, name="account-second-factor"),
    path("account/sessions/others/", me.end_others, name="account-sessions-others"),
    path("account/sessions/<str:mark>/", me.end_session, name="account-session"),
    path("account/tokens/<int:token>/end/", tokens.own_token_end, name="own-token-end"),
    path("account/unsent/", signing.unsent_form, name="unsent"),
    path("accounts/", admin.account_list, name="account-list"),
    path("accounts/new/", admin.new_account, name="account-new"),
    path("accounts/import/", stafflists.upload, name="staff-list-upload"),
    path("accounts/import/template/", stafflists.template, name="staff-list-template"),
    path("accounts/import/<int:pk>/", stafflists.staff_list, name="staff-list"),
    path("accounts/import/<int:pk>/report/", stafflists.report, name="staff-list-report"),
    path("accounts/import/<int:pk>/taking-over/", stafflists.taking_over, name="staff-list-taking-over"),
    path("accounts/import/<int:pk>/passwords/", stafflists.passwords, name="staff-list-passwords"),
    path("accounts/<int:pk>/", admin.account_page, name="account-page"),
    path("accounts/<int:pk>/disabling/", admin.disabling, name="account-disabling"),
    path("accounts/<int:pk>/enabling/", admin.enabling, name="account-enabling"),
    path("accounts/<int:pk>/unlocking/", admin.unlocking, name="account-unlocking"),
    path("accounts/<int:pk>/second-factor-reset/", admin.factor_reset, name="account-factor-reset"),
    path("accounts/<int:pk>/sessions-end/", admin.sessions_end, name="account-sessions-end"),
    path("accounts/<int:pk>/initial-password/", admin.password_reissue, name="account-password-reissue"),
    path("accounts/<int:pk>/duties/", admin.duty_new, name="account-duty-new"),
    path("accounts/<int:pk>/duties/<int:duty>/end/", admin.duty_end, name="account-duty-end"),
    path(
        "accounts/<int:pk>/duties/<int:duty>/confirmation/", admin.duty_confirmation, name="account-duty-confirmation"
    ),
    path("accounts/<int:pk>/tokens/", tokens.token_new, name="account-token-new"),
    path("accounts/<int:pk>/tokens/<int:token>/revocation/", tokens.token_revocation, name="account-token-revocation"),
    path("audit/sign-ins/", admin.sign_in_log, name="sign-in-log"),
]
