// A network on a page: the drawing, its legend that also filters, the list of its things for the keyboard, and what is chosen.

import { arrange, draw, filter, focus, show, shownIn } from "./canvas.js";
import { edgePanel, nodePanel } from "./chosen.js";
import { make } from "./elements.js";
import { fitting, leastFor } from "./network_data.js";
import { inkOf } from "./network_style.js";
import { shapeOf } from "./shapes.js";

const LISTED = 200; // names in the list at a time

/** Fills an element with a network. `name` says what is drawn; `isWhole` draws all of it, however narrow the page. */
export function showNetwork(element, network, name, isWhole) {
  const isDark = inkOf(element).isDark;
  const parts = skeleton(name);
  element.replaceChildren(parts.whole);
  const state = firstChoice(network, element.clientWidth, isWhole);
  const cy = draw(parts.canvas, network, choose);
  const refresh = () => (filter(cy, state), arrange(cy), list());

  function choose(target) {
    focus(cy, target);
    parts.chosen.replaceChildren(...panel(target));
    for (const button of parts.names.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button.dataset.id === target?.id()));
  }
  function panel(target) {
    if (!target) return [make("p", { class: "muted" }, "Choose a thing in the drawing or in the list.")];
    return target.isNode() ? nodePanel(target, network, isDark, go) : edgePanel(target, go);
  }
  function go(node) {
    choose(node);
    show(cy, node.closedNeighborhood(), () => focus(cy, node));
  }
  function list() {
    const found = fitting(shownIn(cy).nodes().map((node) => node.data()), parts.search.value);
    parts.names.replaceChildren(...found.slice(0, LISTED).map((data) => nameItem(data, network.types[data.type], isDark, () => go(cy.getElementById(data.id)))));
    parts.found.textContent = `${found.length} of ${cy.nodes().length} drawn${found.length > LISTED ? `, ${LISTED} listed: type a name` : ""}`;
    return found;
  }

  parts.search.addEventListener("input", list);
  parts.search.addEventListener("keydown", (event) => {
    const [first] = event.key === "Enter" ? list() : [];
    if (first) go(cy.getElementById(first.id));
  });
  parts.legend.append(...typeBoxes(network, state.types, isDark, refresh), ...stanceBoxes(network, state.stances, isDark, refresh));
  if (hasCounts(network)) parts.least.append(...leastControl(state, network, refresh));
  parts.tools.append(...tools(cy, choose));
  refresh();
  parts.waiting.remove();
  choose(undefined);
  return cy;
}

function skeleton(name) {
  const canvas = make("div", { class: "canvas", role: "img", "aria-label": `${name}. The list beside it names everything drawn.` });
  const tools = make("div", { class: "tools" });
  const waiting = make("p", { class: "waiting" }, "Arranging …");
  const search = make("input", { type: "search", class: "search", id: `find-${serial()}`, autocomplete: "off" });
  const found = make("p", { class: "muted tiny", role: "status" });
  const names = make("ul", { class: "names", "aria-label": "Things drawn" });
  const chosen = make("div", { class: "about-one", role: "region", "aria-label": "Chosen", "aria-live": "polite" });
  const legendBox = make("fieldset", {}, make("legend", {}, "Types shown"));
  const list = make("div", { class: "legend" });
  const least = make("div", { class: "least" });
  legendBox.append(list);
  const aside = make("aside", {}, legendBox, least, make("label", { for: search.id }, "Find a thing"), search, names, found, chosen);
  const frame = make("div", { class: "frame" }, canvas, waiting, tools);
  return { whole: make("div", { class: "network" }, frame, aside), canvas, tools, waiting, search, found, names, chosen, legend: list, least };
}

let made = 0;
function serial() {
  made += 1;
  return made;
}

function hasCounts(network) {
  return network.elements.nodes.some(({ data }) => data.trials !== undefined);
}

// What a view of very many things begins with; the legend's boxes bring the rest.
const FIRST = { "trial-network": ["Trial", "Condition"], criteria: ["Trial", "Agent"] };
const MANY = 150;

/** The types, stances and least number of trials that a drawing begins with: no more than its width has room for. */
function firstChoice(network, width, isWhole) {
  const every = Object.keys(network.types);
  const types = new Set(network.elements.nodes.length > MANY ? FIRST[network.name] ?? every : every);
  const nodes = network.elements.nodes.map(({ data }) => data).filter((data) => types.has(data.type));
  const least = hasCounts(network) && !isWhole ? leastFor(nodes, width < 600 ? 10 : 45) : 1;
  return { types, stances: new Set(["", ...stancesOf(network)]), least };
}

function stancesOf(network) {
  return [...new Set(network.elements.edges.map(({ data }) => data.stance).filter(Boolean))].sort();
}

function typeBoxes(network, chosen, isDark, refresh) {
  const counts = new Map();
  for (const { data } of network.elements.nodes) counts.set(data.type, (counts.get(data.type) ?? 0) + 1);
  return Object.entries(network.types).map(([name, type]) => box(name, chosen, refresh, shapeOf(type, isDark), ` ${type.plural} (${counts.get(name)})`));
}

function stanceBoxes(network, chosen, isDark, refresh) {
  return stancesOf(network).map((stance) => box(stance, chosen, refresh, lineOf(network.stances[stance], isDark), ` ${stance}`));
}

/** A box that puts a name into a set or takes it out. */
function box(name, chosen, refresh, ...label) {
  const input = make("input", { type: "checkbox", checked: chosen.has(name) });
  input.addEventListener("change", () => (chosen[input.checked ? "add" : "delete"](name), refresh()));
  return make("label", {}, input, ...label);
}

function lineOf(stance, isDark) {
  const shape = shapeOf({ ...stance, shape: "rectangle" }, isDark);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
  const paint = { x1: 0, y1: 8, x2: 16, y2: 8, stroke: isDark ? stance.dark : stance.light, "stroke-width": 3, "stroke-dasharray": stance.dash };
  for (const [key, value] of Object.entries(paint)) if (value !== "") line.setAttribute(key, value);
  shape.replaceChildren(line);
  return shape;
}

function leastControl(state, network, refresh) {
  const most = Math.max(...network.elements.nodes.map(({ data }) => data.trials ?? 0));
  const id = `least-${serial()}`;
  const said = make("output", { for: id }, String(state.least));
  const slider = make("input", { type: "range", id, min: 1, max: Math.min(20, Math.max(2, most)), value: state.least });
  slider.addEventListener("input", () => (said.textContent = slider.value));
  slider.addEventListener("change", () => ((state.least = Number(slider.value)), refresh()));
  return [make("label", { for: id }, "Trials, at least"), slider, said];
}

function nameItem(data, type, isDark, click) {
  const button = make("button", { type: "button", "aria-pressed": "false", click }, shapeOf(type, isDark), data.label, make("span", { class: "count" }, data.trials === undefined ? "" : String(data.trials)));
  button.dataset.id = data.id;
  return make("li", {}, button);
}

function tools(cy, choose) {
  const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  const button = (label, text, click) => make("button", { type: "button", "aria-label": label, title: label, click }, text);
  return [
    button("Zoom in", "+", () => zoom(1.3)),
    button("Zoom out", "−", () => zoom(1 / 1.3)),
    button("Show all", "All", () => (choose(undefined), show(cy, shownIn(cy)))),
  ];
}
