// Enhancements that no page needs: suggestions as one types (ARIA 1.2 combobox with a listbox), filters that apply at once,
// scripts that come when they are needed.

const DELAY = 150; // milliseconds after the last key before the server is asked

class Suggestions {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = input.id + "-suggestions";
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "Suggestions");
    this.list.hidden = true;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    input.after(this.list);
    this.asked = 0;
    this.at = -1;
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => setTimeout(() => this.close(), 200));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), DELAY);
  }

  async ask() {
    const words = this.input.value.trim();
    const turn = ++this.asked;
    if (words.length < 2) return this.close();
    try {
      const response = await fetch(this.input.dataset.suggest + "?q=" + encodeURIComponent(words));
      const found = (await response.json()).suggestions;
      if (turn === this.asked && document.activeElement === this.input) this.show(found);
    } catch {
      this.close(); // Enter still goes to the search page
    }
  }

  show(found) {
    this.at = -1;
    this.list.replaceChildren(...found.map((one, place) => this.line(one, place)));
    this.open(found.length > 0);
  }

  line(one, place) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${place}`;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    line.dataset.address = one.address;
    for (const [name, words] of [["kind", one.kind], ["label", one.label], ["sub", one.sub]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = words;
      line.append(part, " ");
    }
    line.addEventListener("mousedown", (event) => event.preventDefault());
    line.addEventListener("click", () => location.assign(one.address));
    return line;
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
    if (!shown) this.input.removeAttribute("aria-activedescendant");
  }

  close() {
    this.at = -1;
    this.open(false);
  }

  key(event) {
    const lines = this.list.children;
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && lines.length && !this.list.hidden) {
      event.preventDefault();
      this.choose((this.at + (event.key === "ArrowDown" ? 1 : -1) + lines.length + (this.at < 0 && event.key === "ArrowUp" ? 1 : 0)) % lines.length);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      location.assign(lines[this.at].dataset.address);
    }
  }

  choose(place) {
    const lines = this.list.children;
    lines[this.at]?.setAttribute("aria-selected", "false");
    this.at = place;
    lines[place].setAttribute("aria-selected", "true");
    lines[place].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", lines[place].id);
  }
}

for (const input of document.querySelectorAll("[data-suggest]")) new Suggestions(input);

for (const form of document.querySelectorAll("form.facets")) {
  const all = form.querySelector("details.all");
  if (matchMedia("(max-width: 64rem)").matches) all.open = false;
  form.addEventListener("change", (event) => {
    if (event.target.matches("input[type=checkbox], input[type=radio]")) form.requestSubmit();
  });
  form.addEventListener("formdata", (event) => {
    if (!event.formData.get("q")) event.formData.delete("q");
    if (event.formData.get("scope") === "in") event.formData.delete("scope");
  });
}

// A heavy script is fetched when the part of the page that needs it comes into sight.
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((one) => one.isIntersecting)) {
    seen.unobserve(entry.target);
    const script = document.createElement("script");
    script.src = entry.target.dataset.script;
    document.head.append(script);
  }
}, { rootMargin: "300px" });
for (const part of document.querySelectorAll("[data-script]")) seen.observe(part);
