from django.urls import path

from news import previews

app_name = "preview"

urlpatterns = [
    path("<str:token>/", previews.page, name="page"),
]
