// The form as plain data and back: what is kept on the server, on the device, and compared.
const NOT_KEPT = new Set(["csrfmiddlewaretoken", "keep_theirs"]);

export const editors = () => Object.values(window.CKEDITOR?.instances ?? {});

// {name: [values]} of the form as it is now.
export function read(form) {
  for (const editor of editors()) if (editor.status === "ready") editor.updateElement();
  const content = {};
  for (const [name, value] of new FormData(form))
    if (!NOT_KEPT.has(name)) (content[name] ??= []).push(value);
  return content;
}

export function asFormData(content) {
  const data = new FormData();
  for (const [name, values] of Object.entries(content))
    for (const value of values) data.append(name, value);
  return data;
}

// What tells two states apart: not the key a copy is kept under.
export function fingerprint(content) {
  const { copy_key, base_version, ...rest } = content;
  return JSON.stringify(rest);
}

// Put *content* into the form, the whole of it.
export function write(form, content) {
  for (const field of form.elements) {
    if (!field.name || NOT_KEPT.has(field.name) || field.type === "submit") continue;
    const values = content[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) set(field, values[0]);
  }
}

export function set(field, value) {
  const editor = window.CKEDITOR?.instances[field.id];
  if (editor) editor.setData(value);
  else {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}
