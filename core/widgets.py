"""The rich text editor, as a form widget: the only place that names CKEditor (docs/adr/0002)."""

from ckeditor.widgets import CKEditorWidget
from django import forms


class RichTextWidget(CKEditorWidget):
    @property
    def media(self):
        editor = super().media
        # One list, because only that fixes the order: js/editor.js needs the editor to be there.
        return forms.Media(
            js=[*editor._js, "js/editor.js"],
            css={"all": [*editor._css["all"], "css/editor-form.css"]},
        )
