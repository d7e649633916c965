from django.contrib.auth.models import Permission

from news.models import Article
from tests import emptying
from tests.factories import make_article


def test_restoring_leaves_what_migrations_made_and_nothing_else(transactional_db):
    made = set(Permission.objects.values_list("pk", "codename"))
    Permission.objects.filter(codename="add_article").delete()
    Permission.objects.filter(codename="view_article").update(codename="other")
    make_article()

    emptying.restore()

    assert set(Permission.objects.values_list("pk", "codename")) == made
    assert not Article.objects.exists()
