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

CREATE = """
CREATE SEQUENCE portal_content_version_number;
CREATE TABLE portal_content_version (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  version bigint NOT NULL,
  changed_at timestamptz NOT NULL
);
INSERT INTO portal_content_version (version, changed_at)
  VALUES (nextval('portal_content_version_number'), now());

-- A sequence, so that a version seen inside a transaction that was rolled back never comes again.

CREATE FUNCTION content_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE portal_content_version SET
    version = nextval('portal_content_version_number'), changed_at = clock_timestamp();
  RETURN NULL;
END $$;

CREATE FUNCTION content_version() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT v.version || '.' || (
    SELECT count(*)
    FROM news_article a, unnest(ARRAY[a.published_at, a.pinned_until, a.expires_at]) moment
    WHERE a.status = 'published'
      AND GREATEST(a.published_at, a.pinned_until, a.expires_at) > v.changed_at
      AND moment > v.changed_at AND moment <= clock_timestamp()
  ) FROM portal_content_version v
$$;

CREATE INDEX article_coming_moments ON news_article
  (GREATEST(published_at, pinned_until, expires_at)) WHERE status = 'published';
"""
DROP = """
DROP INDEX article_coming_moments;
DROP FUNCTION content_version();
DROP FUNCTION content_changed() CASCADE;
DROP TABLE portal_content_version;
DROP SEQUENCE portal_content_version_number;
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
