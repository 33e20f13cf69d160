"""Signing in and out."""

from typing import Any

from django.contrib.auth.views import LoginView, LogoutView
from django.utils.translation import gettext as _

from hetang.commons.accounts.forms import SignInForm


class SignIn(LoginView):
    """The sign-in page. A wrong password is answered 422 like every other refused form."""

    form_class = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        action = self.request.get_full_path()
        return super().get_context_data(title=_("登录"), action=action, submit=_("登录"), small=True, **kwargs)

    def form_invalid(self, form: Any) -> Any:
        response = super().form_invalid(form)
        response.status_code = 422
        return response


class SignOut(LogoutView):
    """POST only."""
