"""The rich text editor, as a form widget: the only place that names CKEditor (docs/adr/0002)."""

from ckeditor.widgets import CKEditorWidget
from django import forms


class RichTextWidget(CKEditorWidget):
    @property
    def media(self):
        return super().media + forms.Media(
            js=["js/editor.js"], css={"all": ["css/editor-form.css"]}
        )
