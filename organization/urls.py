from django.urls import path

from organization import views

app_name = "organization"

urlpatterns = [
    path("gioi-thieu/", views.index, name="index"),
    path("gioi-thieu/<slug:slug>/", views.page, name="page"),
    path("lien-he/", views.contact, name="contact"),
]
