"""The addresses of signing in; their names are django-allauth's, which looks them up."""

from django.urls import path

from accounts.signing_in import views

urlpatterns = [
    path("dang-nhap/", views.SignIn.as_view(), name="account_login"),
    path("dang-nhap/buoc-hai/", views.SecondStep.as_view(), name="mfa_authenticate"),
    path("dang-nhap/khoa/", views.SignInByPasskey.as_view(), name="mfa_login_webauthn"),
    path("dang-nhap/lai-tu-dau/", views.start_again, name="account_logout"),
    path("dang-nhap/xac-nhan/", views.PasswordAgain.as_view(), name="account_reauthenticate"),
    path(
        "dang-nhap/xac-nhan/khoa/",
        views.PasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("bao-mat/", views.Factors.as_view(), name="mfa_index"),
    path("bao-mat/ung-dung/", views.AddApp.as_view(), name="mfa_activate_totp"),
    path("bao-mat/ung-dung/bo/", views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("bao-mat/khoa/them/", views.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path("bao-mat/khoa/<int:pk>/bo/", views.RemovePasskey.as_view(), name="mfa_remove_webauthn"),
    path("bao-mat/ma-du-phong/", views.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("bao-mat/ma-du-phong/moi/", views.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("bao-mat/noi-dang-nhap/", views.open_sessions, name="usersessions_list"),
    path("bao-mat/du-lieu/", views.own_data, name="own_data"),
]
