"""What only the desk sees makes no new version: a draft that saves itself every few seconds would
have every page drawn anew. And a version says when it began, for Last-Modified.
"""

from importlib import import_module

from django.db import migrations

DATED = """
CREATE OR REPLACE FUNCTION content_version() RETURNS text LANGUAGE plpgsql STABLE
SET max_parallel_workers_per_gather = 0 AS $$
DECLARE
  v record;
  articles record;
  notices record;
BEGIN
  SELECT max(number) AS last, sum(number) AS total, max(changed_at) AS changed_at
  INTO v FROM portal_content_change;
  SELECT count(*) AS passed, max(moment) AS latest INTO articles
  FROM news_article a, unnest(ARRAY[a.published_at, a.pinned_until, a.expires_at]) moment
  WHERE a.status = 'published'
    AND GREATEST(a.published_at, a.pinned_until, a.expires_at) > v.changed_at
    AND moment > v.changed_at AND moment <= now();
  SELECT count(*) AS passed, max(moment) AS latest INTO notices
  FROM organization_sitenotice n, unnest(ARRAY[n.starts_at, n.ends_at]) moment
  WHERE n.ends_at > v.changed_at AND moment > v.changed_at AND moment <= now();
  RETURN v.last || '-' || v.total || '.' || (articles.passed + notices.passed) || '@'
    || extract(epoch FROM greatest(v.changed_at, articles.latest, notices.latest))::bigint;
END $$;
"""
UNDATED = import_module("portal.migrations.0002_site_notices").WITH_NOTICES
UNDATED += import_module("portal.migrations.0005_content_version_alone").ALONE
WATCH_PUBLIC = """
DROP TRIGGER content_changed ON news_article;

CREATE FUNCTION content_change() RETURNS void LANGUAGE sql AS $$
  INSERT INTO portal_content_change DEFAULT VALUES;
  DELETE FROM portal_content_change WHERE number IN (
    SELECT number FROM portal_content_change
    WHERE changed_at < clock_timestamp() - interval '1 hour'
    FOR UPDATE SKIP LOCKED);
$$;

CREATE FUNCTION content_articles_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM changed WHERE status = 'published') THEN
    PERFORM content_change();
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION content_articles_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM earlier WHERE status = 'published')
     OR EXISTS (SELECT FROM changed WHERE status = 'published') THEN
    PERFORM content_change();
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER content_inserted AFTER INSERT ON news_article REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION content_articles_changed();
CREATE TRIGGER content_deleted AFTER DELETE ON news_article REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION content_articles_changed();
CREATE TRIGGER content_updated AFTER UPDATE ON news_article
REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION content_articles_updated();
CREATE TRIGGER content_truncated AFTER TRUNCATE ON news_article
FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
"""
WATCH_ALL = """
DROP TRIGGER content_inserted ON news_article;
DROP TRIGGER content_deleted ON news_article;
DROP TRIGGER content_updated ON news_article;
DROP TRIGGER content_truncated ON news_article;
DROP FUNCTION content_articles_changed, content_articles_updated, content_change;
CREATE TRIGGER content_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON news_article
FOR EACH STATEMENT EXECUTE FUNCTION content_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("portal", "0005_content_version_alone")]
    operations = [
        migrations.RunSQL(DATED, UNDATED),
        migrations.RunSQL(WATCH_PUBLIC, WATCH_ALL),
    ]
