// What is known of the thing or link that is chosen.

import { isIn } from "./canvas.js";
import { make } from "./elements.js";
import { shapeOf } from "./shapes.js";

/** The panel of a node: its type, facts, page and neighbours; `go` chooses another. */
export function nodePanel(node, network, isDark, go) {
  const data = node.data();
  const type = network.types[data.type];
  const counted = data.trials === undefined ? [] : [[data.type === "Condition" ? "trials of this term" : "trials", String(data.trials)]];
  const edges = node.connectedEdges().filter((edge) => isIn(edge));
  const neighbours = edges.map((edge) => [edge, edge.connectedNodes().not(node)[0]]).filter(([, other]) => other);
  return [
    make("h3", {}, data.label),
    make("p", { class: "muted" }, shapeOf(type, isDark), ` ${type.name}${data.id.includes("/") ? "" : `, ${data.id}`}`),
    ways(data),
    factList([...counted, ...data.facts]),
    make("h3", {}, `${neighbours.length} ${neighbours.length === 1 ? "link" : "links"} shown`),
    make("ul", {}, ...byWeight(neighbours).slice(0, 200).map(([edge, other]) => neighbourItem(edge, other, node, go))),
  ];
}

/** The panel of a link: what it says of its two ends, and the trials behind it. */
export function edgePanel(edge, go) {
  const [source, target] = [edge.source(), edge.target()];
  const { label, says, note, weight } = edge.data();
  const trials = weight === undefined ? note ?? "" : `${weight} ${weight === 1 ? "trial" : "trials"}`;
  return [
    make("h3", {}, `${source.data("label")} ${label} ${target.data("label")}`),
    make("p", {}, says ? `${says} (${note})` : trials),
    make("p", { class: "leads" }, chooser(source, go), chooser(target, go), ...trialsLink(source, target)),
  ];
}

function trialsLink(source, target) {
  if (source.data("type") !== "Condition" || target.data("type") !== "Target") return [];
  const address = `/trials?disease=${encodeURIComponent(source.id())}&target=${encodeURIComponent(target.id())}`;
  return [make("a", { class: "button", href: address }, "These trials")];
}

function ways(data) {
  const name = { Condition: "disease", Target: "target" }[data.type];
  const trials = name ? [make("a", { class: "button", href: `/trials?${name}=${encodeURIComponent(data.id)}` }, data.type === "Condition" ? "Its trials, narrower terms too" : "Its trials")] : [];
  return make("p", { class: "leads" }, ...(data.page ? [make("a", { class: "button", href: data.page }, "Open its page")] : []), ...trials);
}

function factList(facts) {
  return make("dl", { class: "facts" }, ...facts.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

function byWeight(neighbours) {
  const weight = ([edge, other]) => (edge.data("weight") ?? 1) * 1000 + other.data("count");
  return neighbours.sort((a, b) => weight(b) - weight(a));
}

function neighbourItem(edge, other, node, go) {
  const { label, says, note, weight } = edge.data();
  const words = says ?? (edge.source().same(node) ? label : `${label} this`);
  const more = weight !== undefined ? `${weight} ${weight === 1 ? "trial" : "trials"}` : [words, note].filter(Boolean).join(", ");
  return make("li", {}, chooser(other, go), make("span", { class: "muted" }, ` ${more}`));
}

function chooser(node, go) {
  return make("button", { type: "button", class: "linklike", click: () => go(node) }, node.data("label"));
}
