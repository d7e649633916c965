"""One number that changes with anything public, in the same transaction, whoever changes it.

Triggers, so that QuerySet.update, bulk_create and the shell count too. Scheduled times need no job:
content_version() also tells how many of them have passed since the last change.
"""

from django.db import migrations

# Tables whose rows readers see.
PUBLIC_TABLES = [
    "photos_photo",
    "organization_agency",
    "organization_unit",
    "organization_position",
    "organization_person",
    "organization_appointment",
    "organization_page",
    "organization_contact",
    "organization_contactnumber",
    "links_linkgroup",
    "links_link",
    "news_section",
    "news_article",
    "news_article_further_sections",
    "news_articlephoto",
    "news_attachment",
]

# Changes are added, never updated: writers of different rows must not wait for one another. A version
# is the last change and the sum of those remembered, so that a transaction that began earlier and
# commits later still makes a new one. Changes of more than an hour ago are forgotten as others come.
CREATE = """
CREATE TABLE portal_content_change (
  number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO portal_content_change DEFAULT VALUES;

CREATE FUNCTION content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO portal_content_change DEFAULT VALUES;
  DELETE FROM portal_content_change WHERE number IN (
    SELECT number FROM portal_content_change
    WHERE changed_at < clock_timestamp() - interval '1 hour'
    FOR UPDATE SKIP LOCKED);
  RETURN NULL;
END $$;

CREATE FUNCTION content_version() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT v.last || '-' || v.total || '.' || (
    SELECT count(*)
    FROM news_article a, unnest(ARRAY[a.published_at, a.pinned_until, a.expires_at]) moment
    WHERE a.status = 'published'
      AND GREATEST(a.published_at, a.pinned_until, a.expires_at) > v.changed_at
      AND moment > v.changed_at AND moment <= now()
  )
  FROM (
    SELECT max(number) AS last, sum(number) AS total, max(changed_at) AS changed_at
    FROM portal_content_change
  ) v
$$;

CREATE INDEX article_coming_moments ON news_article
  (GREATEST(published_at, pinned_until, expires_at)) WHERE status = 'published';
"""
DROP = """
DROP INDEX article_coming_moments;
DROP FUNCTION content_version();
DROP FUNCTION content_changed() CASCADE;
DROP TABLE portal_content_change;
"""
WATCH = """
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("photos", "0001_tables"),
        ("organization", "0001_tables"),
        ("links", "0001_tables"),
        ("news", "0001_tables"),
    ]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        *[migrations.RunSQL(WATCH.format(table=table), "") for table in PUBLIC_TABLES],
    ]
