"""Addresses for the tests of pages."""

from django.urls import include, path

from hetang.ground.lib.tests import cast

urlpatterns = [
    path("", include("hetang.ground.lib.urls")),
    path("login/", cast.login, name="login"),
    path("logout/", cast.work, name="logout"),
    path("demo/clock/", cast.work, name="demo-clock"),
    path("errands/", cast.work),
    path("form/", cast.form),
    path("wrong-state/", cast.wrong_state),
    path("not-allowed/", cast.not_allowed),
    path("missing/", cast.missing),
    path("invalid/", cast.invalid),
    path("gone/", cast.gone),
    path("denied/", cast.denied),
    path("broken/", cast.broken),
]

handler400 = "hetang.ground.lib.errors.bad_request"
handler403 = "hetang.ground.lib.errors.permission_denied"
handler404 = "hetang.ground.lib.errors.page_not_found"
handler500 = "hetang.ground.lib.errors.server_error"
