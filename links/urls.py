from django.urls import path

from links import views

app_name = "links"

urlpatterns = [
    path("", views.index, name="index"),
    path("di-toi/", views.go_to_chosen, name="choose"),
    path("<int:pk>/", views.go, name="go"),
]
