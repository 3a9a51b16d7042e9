// Search-as-you-type for a workplace: turns input[name=unit_text] (with a hidden unit_id in the same form) into an ARIA
// combobox over /units/search. Without this script the plain field works and the server matches the text.

const WAIT_MS = 180;
let numbers = 0;

class UnitSearch {
  constructor(input, hidden) {
    this.input = input;
    this.hidden = hidden;
    this.hits = [];
    this.active = -1;
    this.asked = 0;
    this.build();
    this.listen();
  }

  build() {
    const id = `unit-list-${++numbers}`;
    this.list = document.createElement("ul");
    this.list.id = id;
    this.list.className = "unit-list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "找到的单位");
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "sr";
    this.status.setAttribute("role", "status");
    this.input.after(this.list, this.status);
    this.input.parentElement.classList.add("unit-search");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
    })) this.input.setAttribute(name, value);
  }

  listen() {
    this.input.addEventListener("input", () => {
      this.hidden.value = "";
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), WAIT_MS);
    });
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    // pointerdown, not click: the field keeps its focus, so a tap is not lost to the blur that hides the list.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  async search() {
    const text = this.input.value.trim();
    const turn = ++this.asked;
    if (!text) return this.close();
    try {
      const answer = await fetch(`/units/search?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || turn !== this.asked) return;
      this.show(await answer.json());
    } catch {
      this.close(); // no network: the typed text is matched by the server
    }
  }

  show(hits) {
    this.hits = hits;
    this.active = -1;
    this.list.replaceChildren(...hits.map((hit, index) => this.option(hit, index)));
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.status.textContent = hits.length ? `找到 ${hits.length} 个单位，按上下键选择` : "没有找到，可以直接填写单位全称";
  }

  option(hit, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.className = "unit-list__item";
    option.dataset.index = String(index);
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const name = document.createElement("b");
    name.textContent = hit.name;
    const place = document.createElement("small");
    place.textContent = hit.township;
    option.append(name, place);
    return option;
  }

  key(event) {
    if (event.isComposing || this.list.hidden) return;
    const last = this.hits.length - 1;
    if (event.key === "ArrowDown") this.point(this.active >= last ? 0 : this.active + 1);
    else if (event.key === "ArrowUp") this.point(this.active <= 0 ? last : this.active - 1);
    else if (event.key === "Enter" && this.active >= 0) this.choose(this.active);
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  }

  point(index) {
    this.active = index;
    for (const option of this.list.children) {
      const here = Number(option.dataset.index) === index;
      option.setAttribute("aria-selected", String(here));
      if (here) option.scrollIntoView({ block: "nearest" });
    }
    this.input.setAttribute("aria-activedescendant", `${this.list.id}-${index}`);
  }

  choose(index) {
    this.input.value = this.hits[index].name;
    this.hidden.value = this.hits[index].id;
    this.close();
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const input of document.querySelectorAll("input[name=unit_text]:not([type=hidden])")) {
  const hidden = input.form && input.form.querySelector("input[name=unit_id]");
  if (hidden) new UnitSearch(input, hidden);
}
