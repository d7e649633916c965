"""The rich text editor, as a form widget: the only place that names CKEditor (docs/adr/0002)."""

from ckeditor.widgets import CKEditorWidget
from django import forms


class RichTextWidget(CKEditorWidget):
    @property
    def media(self):
        editor = super().media
        # Modules run after the editor's own scripts, whatever their order.
        return forms.Media(
            js=[*editor._js, forms.Script("js/editor.js", type="module")],
            css={"all": [*editor._css["all"], "css/editor-form.css"]},
        )
