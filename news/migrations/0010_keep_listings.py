"""Lists of sections, kept true by triggers."""

from django.db import migrations

LISTS = """
CREATE FUNCTION news_month(moment timestamptz) RETURNS date LANGUAGE sql IMMUTABLE
RETURN date_trunc('month', moment AT TIME ZONE 'UTC')::date;

-- Put these articles into the lists they belong in: of their section, of the one above it, and of
-- their further sections.
CREATE FUNCTION news_list(ids bigint[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM news_listing WHERE article_id = ANY(ids);
  INSERT INTO news_listing (section_id, article_id, published_at, expires_at)
  SELECT filed.section_id, a.id, a.published_at, a.expires_at
  FROM news_article a CROSS JOIN LATERAL (
    SELECT a.section_id
    UNION SELECT s.parent_id FROM news_section s WHERE s.id = a.section_id AND s.parent_id > 0
    UNION SELECT f.section_id FROM news_article_further_sections f WHERE f.article_id = a.id
  ) filed
  WHERE a.id = ANY(ids) AND a.status = 'published';
$$;

CREATE FUNCTION news_articles_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM news_list(array_agg(id)) FROM changed WHERE status = 'published';
  RETURN NULL;
END $$;

CREATE FUNCTION news_articles_updated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM news_list(array_agg(c.id)) FROM changed c JOIN earlier e USING (id)
  WHERE 'published' IN (c.status, e.status)
    AND (c.status, c.section_id, c.published_at, c.expires_at)
      IS DISTINCT FROM (e.status, e.section_id, e.published_at, e.expires_at);
  RETURN NULL;
END $$;

CREATE FUNCTION news_further_sections_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM news_list(array_agg(DISTINCT article_id)) FROM changed;
  RETURN NULL;
END $$;

CREATE FUNCTION news_sections_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM news_list(array_agg(a.id))
  FROM changed c JOIN earlier e USING (id) JOIN news_article a ON a.section_id = c.id
  WHERE c.parent_id IS DISTINCT FROM e.parent_id AND a.status = 'published';
  RETURN NULL;
END $$;

-- Of a month, whatever nobody else is changing becomes one row again: who publishes waits for
-- nobody.
CREATE FUNCTION news_count_listings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH change AS (
    SELECT section_id, news_month(published_at) AS month,
      count(*) * CASE TG_OP WHEN 'DELETE' THEN -1 ELSE 1 END AS articles
    FROM changed GROUP BY 1, 2
  ), before AS (
    DELETE FROM news_listingcount WHERE id IN (
      SELECT c.id FROM news_listingcount c JOIN change USING (section_id, month)
      FOR UPDATE OF c SKIP LOCKED)
    RETURNING section_id, month, articles
  )
  INSERT INTO news_listingcount (section_id, month, articles)
  SELECT section_id, month, sum(articles) FROM (TABLE change UNION ALL TABLE before) each
  GROUP BY section_id, month HAVING sum(articles) <> 0;
  RETURN NULL;
END $$;

CREATE TRIGGER listed_inserted AFTER INSERT ON news_article REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_articles_inserted();
CREATE TRIGGER listed_updated AFTER UPDATE ON news_article
REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_articles_updated();
CREATE TRIGGER listed_inserted AFTER INSERT ON news_article_further_sections
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_further_sections_changed();
CREATE TRIGGER listed_updated AFTER UPDATE ON news_article_further_sections
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_further_sections_changed();
CREATE TRIGGER listed_deleted AFTER DELETE ON news_article_further_sections
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_further_sections_changed();
CREATE TRIGGER listed_moved AFTER UPDATE ON news_section
REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_sections_moved();
CREATE TRIGGER counted_inserted AFTER INSERT ON news_listing REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_count_listings();
CREATE TRIGGER counted_deleted AFTER DELETE ON news_listing REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION news_count_listings();

CREATE FUNCTION news_forget_counts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM news_listingcount;
  RETURN NULL;
END $$;
CREATE TRIGGER counted_truncated AFTER TRUNCATE ON news_listing
FOR EACH STATEMENT EXECUTE FUNCTION news_forget_counts();

SELECT news_list(array_agg(id)) FROM news_article WHERE status = 'published';

-- How many of a list are public at a moment, by month: all, but for what waits and what is over.
CREATE FUNCTION news_listed_by_month(section bigint, moment timestamptz)
RETURNS TABLE (month date, articles bigint) LANGUAGE sql STABLE ROWS 200 AS $$
  SELECT month, sum(articles)::bigint FROM (
    SELECT month, articles FROM news_listingcount WHERE section_id = section
    UNION ALL
    SELECT news_month(published_at), -1 FROM news_listing
    WHERE section_id = section AND published_at > moment
    UNION ALL
    SELECT news_month(published_at), -1 FROM news_listing
    WHERE section_id = section AND expires_at <= moment AND published_at <= moment
  ) each GROUP BY month
$$;

-- So many articles of a list as are public at a moment, newest first, after those to skip: the
-- months say in which of them to begin.
CREATE FUNCTION news_listed(section bigint, moment timestamptz, skipped bigint, many bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 20 AS $$
DECLARE
  begins record;
BEGIN
  SELECT m.month, m.above INTO begins FROM (
    SELECT month, articles, sum(articles) OVER (ORDER BY month DESC) - articles AS above
    FROM news_listed_by_month(section, moment)
  ) m WHERE m.above <= skipped AND skipped < m.above + m.articles;
  RETURN QUERY
  SELECT article_id FROM news_listing
  WHERE section_id = section AND published_at <= moment
    AND (expires_at IS NULL OR expires_at > moment)
    AND published_at < (begins.month + interval '1 month') AT TIME ZONE 'UTC'
  ORDER BY published_at DESC, article_id DESC OFFSET (skipped - begins.above)::bigint LIMIT many;
END $$;
"""
NONE = """
DROP TRIGGER listed_inserted ON news_article;
DROP TRIGGER listed_updated ON news_article;
DROP TRIGGER listed_inserted ON news_article_further_sections;
DROP TRIGGER listed_updated ON news_article_further_sections;
DROP TRIGGER listed_deleted ON news_article_further_sections;
DROP TRIGGER listed_moved ON news_section;
DROP TRIGGER counted_inserted ON news_listing;
DROP TRIGGER counted_deleted ON news_listing;
DROP TRIGGER counted_truncated ON news_listing;
DROP FUNCTION news_listed, news_listed_by_month, news_list, news_articles_inserted,
  news_articles_updated, news_further_sections_changed, news_sections_moved, news_count_listings,
  news_forget_counts, news_month;
"""


class Migration(migrations.Migration):
    dependencies = [("news", "0009_listings")]
    operations = [migrations.RunSQL(LISTS, NONE)]
