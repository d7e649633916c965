// What may be meant, under the search box while somebody types. The box works without: suggestions come late or not at
// all, and never take the words typed or the key Enter away.
const WAIT = 120; // milliseconds without a key
const known = new Map();

for (const input of document.querySelectorAll("input[type=search][name=q]")) attach(input);

function attach(input) {
  const list = document.createElement("div");
  list.className = "suggest";
  list.id = `${input.id}-goi-y`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Gợi ý");
  list.hidden = true;
  input.form.append(list);
  input.autocomplete = "off";
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id]])
    input.setAttribute(name, value);
  let timer;
  let chosen = -1;

  const choose = (place) => {
    chosen = place;
    [...list.children].forEach((option, each) => option.setAttribute("aria-selected", String(each === place)));
    if (place < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[place].id);
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(-1);
  };
  const show = (found) => {
    list.replaceChildren(...found.map(({ name, url }, place) => option(name, url, `${list.id}-${place}`)));
    open(found.length > 0);
  };
  const ask = async () => {
    const typed = input.value.trim();
    if (typed.length < 2) return open(false);
    const found = known.get(typed) ?? (await fetched(typed));
    if (typed === input.value.trim() && document.activeElement === input) show(found);
  };

  open(false);
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", () => open(false));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the box's focus: a click still lands
  input.addEventListener("keydown", (event) => {
    const { length } = list.children;
    if (event.isComposing || list.hidden || !length) return;
    if (event.key === "ArrowDown") choose(chosen + 1 < length ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? length - 1 : chosen - 1);
    else if (event.key === "Escape") open(false);
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].href);
    else return;
    event.preventDefault();
  });
}

async function fetched(typed) {
  try {
    const answer = await fetch(`/tim-kiem/goi-y/?${new URLSearchParams({ q: typed })}`);
    if (answer.ok) known.set(typed, (await answer.json()).found);
  } catch {
    // no network: the box works as before
  }
  return known.get(typed) ?? []; // a failure is not remembered
}

function option(name, url, id) {
  const link = document.createElement("a");
  link.className = "suggest__option";
  link.id = id;
  link.href = url;
  link.textContent = name;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  return link;
}
