"""/cockpit/."""

from django.urls import path

from hetang.faces.cockpit.views import cockpit

urlpatterns = [path("cockpit/", cockpit, name="cockpit")]
