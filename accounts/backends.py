from django.contrib.auth.backends import ModelBackend

from accounts.roles import PERMISSIONS, role_of


class RoleBackend(ModelBackend):
    """Signs in as Django does; what somebody may do is told by their role alone."""

    def get_user_permissions(self, user_obj, obj=None):
        return set()

    def get_group_permissions(self, user_obj, obj=None):
        role = role_of(user_obj) if obj is None and not user_obj.is_anonymous else None
        return set(PERMISSIONS[role]) if role else set()

    def get_all_permissions(self, user_obj, obj=None):
        return self.get_group_permissions(user_obj, obj)
