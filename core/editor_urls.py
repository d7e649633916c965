from django.urls import path

from core import editor

app_name = "editor"

urlpatterns = [
    path("phien/", editor.session, name="session"),
    path("da-dang-nhap/", editor.signed_in, name="signed_in"),
    path("dan/", editor.tidy, name="tidy"),
    path("unicode/", editor.to_unicode, name="to_unicode"),
]
