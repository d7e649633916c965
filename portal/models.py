"""What the portal itself remembers of its work."""

from django.db import models


class TaskRun(models.Model):
    """When a task of the machine last began, and how it last ended (portal.tasks)."""

    task = models.CharField("việc", max_length=50, primary_key=True)
    began_at = models.DateTimeField("bắt đầu")
    succeeded_at = models.DateTimeField("xong lúc", null=True)
    failed_at = models.DateTimeField("hỏng lúc", null=True)
    said = models.TextField("kết quả")

    class Meta:
        verbose_name = verbose_name_plural = "việc của máy"

    def __str__(self):
        return self.task
