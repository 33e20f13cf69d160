"""The administrators' page of the installation. What load balancers ask is answered by `probes`."""

from django.urls import path

from hetang.config.watching import views

urlpatterns = [path("status/", views.status, name="status")]
