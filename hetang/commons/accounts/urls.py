"""/login/ and /logout/."""

from django.urls import path

from hetang.commons.accounts import views

urlpatterns = [
    path("login/", views.SignIn.as_view(), name="login"),
    path("logout/", views.SignOut.as_view(), name="logout"),
]
