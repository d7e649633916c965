// Steps that need a reason, and steps taken by a key: asked for once more in a dialog.

// Before the form is sent: true when it may go now; false when the dialog was left.
export async function confirmStep(form, button) {
  const label = button?.dataset.asksReason;
  if (!label) return true;
  const answer = await ask(label, { needsReason: true });
  if (answer === null) return false;
  form.elements.reason.value = answer;
  return true;
}

// The next step's button, pressed after asking.
export async function pressForward(form) {
  const button = [...form.querySelectorAll("[data-forward]")].at(-1);
  if (button && (await ask(button.value, { needsReason: false })) !== null) button.click();
}

// Resolves to the reason ("" when none is needed), or to null.
function ask(label, { needsReason }) {
  const dialog = document.querySelector("[data-step]");
  const reason = dialog.querySelector("textarea");
  dialog.querySelector("[data-step-title]").textContent = needsReason ? label : `${label}?`;
  dialog.querySelector("[data-step-go]").textContent = label;
  dialog.querySelector("[data-step-reason]").hidden = !needsReason;
  reason.required = needsReason;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "go" ? reason.value : null), { once: true }),
  );
}
