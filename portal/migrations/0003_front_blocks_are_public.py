"""What the home page is made of is public too."""

from django.db import migrations

PUBLIC_TABLES = ["news_frontblock"]

WATCH = """
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE
ON news_frontblock FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("portal", "0002_site_notices"),
        ("news", "0004_front_blocks"),
    ]
    operations = [
        migrations.RunSQL(WATCH, "DROP TRIGGER content_changed ON news_frontblock"),
    ]
