"""/knowledge/."""

from django.urls import path

from hetang.commons.knowledge import views

urlpatterns = [
    path("knowledge/", views.knowledge, name="knowledge"),
    path("knowledge/review/", views.review, name="knowledge-review"),
    path("knowledge/new/", views.article_new, name="article-new"),
    path("knowledge/<int:pk>/", views.article, name="article"),
    path("knowledge/<int:pk>/edition/", views.article_edition, name="article-edition"),
    path("knowledge/<int:pk>/terms/", views.article_terms, name="article-terms"),
    path("knowledge/<int:pk>/approval/", views.approval, name="article-approval"),
    path("knowledge/<int:pk>/refusal/", views.refusal, name="article-refusal"),
    path("knowledge/<int:pk>/confirmation/", views.confirmation, name="article-confirmation"),
    path("knowledge/<int:pk>/retirement/", views.retirement, name="article-retirement"),
]
