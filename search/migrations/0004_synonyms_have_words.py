import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0003_synonyms"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        django.db.models.lookups.Exact(
                            models.Func(
                                models.F("short"),
                                function="search_words",
                                output_field=models.TextField(),
                            ),
                            models.Value(""),
                        ),
                        _negated=True,
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            models.Func(
                                models.F("full"),
                                function="search_words",
                                output_field=models.TextField(),
                            ),
                            models.Value(""),
                        ),
                        _negated=True,
                    ),
                ),
                name="synonym_has_words",
                violation_error_message="Mỗi ô phải có ít nhất một từ, không chỉ dấu câu.",
            ),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    django.db.models.lookups.Exact(
                        models.Func(
                            models.F("short"),
                            function="search_words",
                            output_field=models.TextField(),
                        ),
                        models.Func(
                            models.F("full"),
                            function="search_words",
                            output_field=models.TextField(),
                        ),
                    ),
                    _negated=True,
                ),
                name="synonym_has_two_forms",
                violation_error_message="Hai ô viết cùng một từ (không kể dấu và chữ hoa): máy đã coi là một.",
            ),
        ),
    ]
