"""What of an article and of its attachments is found (search/migrations/0002_functions.py)."""

from django.db import migrations

CREATE = """
-- Everything an article is filed under, and what is above that.
CREATE FUNCTION search_sections_of(article bigint, section bigint) RETURNS bigint[]
LANGUAGE sql STABLE
RETURN ARRAY(
  SELECT DISTINCT above FROM news_section filed, unnest(ARRAY[filed.id, filed.parent_id]) above
   WHERE above IS NOT NULL AND (filed.id = $2 OR filed.id IN (
     SELECT section_id FROM news_article_further_sections WHERE article_id = $1)));

CREATE FUNCTION search_put_articles(ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put(
      'article', article.id, CASE WHEN section.is_for_notices THEN 'notice' ELSE 'article' END,
      article.status = 'published', article.published_at, article.expires_at,
      article.published_at, article.headline, article.lead, article.body,
      concat_ws(' ', article.kicker, article.byline, article.source, article.dateline),
      search_sections_of(article.id, section.id))
    FROM news_article article JOIN news_section section ON section.id = article.section_id
   WHERE article.id = ANY (ids);
  PERFORM search_put(
      'attachment', attachment.id, 'attachment', article.status = 'published',
      article.published_at, article.expires_at, article.published_at,
      attachment.title, '', attachment.text, article.headline,
      search_sections_of(article.id, article.section_id))
    FROM news_attachment attachment JOIN news_article article ON article.id = attachment.article_id
   WHERE article.id = ANY (ids);
END $$;

CREATE FUNCTION search_article_s_part_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF TG_TABLE_NAME = 'news_attachment' THEN
      DELETE FROM search_entry WHERE source = 'attachment' AND object_id = OLD.id;
    END IF;
    PERFORM search_put_articles(ARRAY[OLD.article_id]);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM search_put_articles(ARRAY[NEW.article_id]);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION search_section_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_put_articles(ARRAY(
    SELECT id FROM news_article WHERE section_id = NEW.id
    UNION SELECT article_id FROM news_article_further_sections WHERE section_id = NEW.id));
  RETURN NULL;
END $$;

CREATE TRIGGER search_article_made AFTER INSERT OR DELETE ON news_article
FOR EACH ROW EXECUTE FUNCTION search_row_changed('article', 'search_put_articles');

CREATE TRIGGER search_article_changed AFTER UPDATE ON news_article
FOR EACH ROW WHEN (
  (OLD.kicker, OLD.headline, OLD.lead, OLD.body, OLD.byline, OLD.source, OLD.dateline,
   OLD.section_id, OLD.status, OLD.published_at, OLD.expires_at)
  IS DISTINCT FROM
  (NEW.kicker, NEW.headline, NEW.lead, NEW.body, NEW.byline, NEW.source, NEW.dateline,
   NEW.section_id, NEW.status, NEW.published_at, NEW.expires_at))
EXECUTE FUNCTION search_row_changed('article', 'search_put_articles');

CREATE TRIGGER search_article_changed AFTER INSERT OR UPDATE OR DELETE ON news_attachment
FOR EACH ROW EXECUTE FUNCTION search_article_s_part_changed();

CREATE TRIGGER search_article_changed
AFTER INSERT OR UPDATE OR DELETE ON news_article_further_sections
FOR EACH ROW EXECUTE FUNCTION search_article_s_part_changed();

CREATE TRIGGER search_section_changed AFTER UPDATE ON news_section
FOR EACH ROW WHEN (
  (OLD.parent_id, OLD.is_for_notices) IS DISTINCT FROM (NEW.parent_id, NEW.is_for_notices))
EXECUTE FUNCTION search_section_changed();

SELECT search_put_articles(ARRAY(SELECT id FROM news_article));
"""

DROP = """
DROP TRIGGER search_section_changed ON news_section;
DROP TRIGGER search_article_changed ON news_article_further_sections;
DROP TRIGGER search_article_changed ON news_attachment;
DROP TRIGGER search_article_changed ON news_article;
DROP TRIGGER search_article_made ON news_article;
DROP FUNCTION search_section_changed, search_article_s_part_changed, search_put_articles,
  search_sections_of;
DELETE FROM search_entry WHERE source IN ('article', 'attachment');
"""


class Migration(migrations.Migration):
    dependencies = [("news", "0007_attachment_text"), ("search", "0002_functions")]
    operations = [
        migrations.RunSQL(CREATE, DROP),
        migrations.RemoveIndex("article", "article_search"),
        migrations.RemoveField("article", "search"),
    ]
