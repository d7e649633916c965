from django import forms

from core.fields import NormalizedCharField
from readers.models import NOTE_LENGTH, ErrorReport

TOO_LONG = "Xin viết ngắn lại: tối đa %(limit_value)d ký tự, đang có %(show_value)d."


class ReportForm(forms.ModelForm):
    """What a reader fills in. `website` is for robots: nobody else sees it."""

    website = forms.CharField(
        label="Xin để trống ô này",
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = ErrorReport
        fields = ["quote", "suggestion"]
        error_messages = dict.fromkeys(fields, {"max_length": TOO_LONG})
        labels = {"quote": "Đoạn có lỗi", "suggestion": "Góp ý, câu đúng là…"}
        widgets = {
            "quote": forms.Textarea({"rows": 3, "class": "field"}),
            "suggestion": forms.Textarea({"rows": 4, "class": "field"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs, auto_id="bao-loi-%s")


class HandlingForm(forms.Form):
    status = forms.ChoiceField(choices=ErrorReport.Status.choices[1:])
    note = NormalizedCharField(label="Ghi chú", max_length=NOTE_LENGTH, required=False)
