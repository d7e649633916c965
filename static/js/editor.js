// The editor sends the form's own CSRF token with every picture it uploads.
const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
if (window.CKEDITOR) {
  CKEDITOR.config.fileTools_requestHeaders = { "X-CSRFToken": token() };
  document.addEventListener("DOMContentLoaded", () => {
    CKEDITOR.config.fileTools_requestHeaders = { "X-CSRFToken": token() };
  });
}
