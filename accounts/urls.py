from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.notifications, name="notifications"),
    path("<int:pk>/mo/", views.follow, name="follow"),
    path("da-doc/", views.read_all, name="read_all"),
    path("thu/", views.choose_mail, name="choose_mail"),
]
