// The editor sends the form's own CSRF token with every picture it uploads.
document.addEventListener("DOMContentLoaded", () => {
  CKEDITOR.config.fileTools_requestHeaders = {
    "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
  };
});
