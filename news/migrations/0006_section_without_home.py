from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("news", "0005_fill_front_blocks")]
    operations = [migrations.RemoveField(model_name="section", name="home")]
