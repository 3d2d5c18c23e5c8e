// The drawing itself: Cytoscape.js with the fcose layout, without animation where the reader asked for none.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

import { dressed, fontFor, isShown, seeded } from "./network_data.js";
import { inkOf, styleOf } from "./network_style.js";

cytoscape.use(fcose);

/** Draws a network in an element; `chosen` is called with the data of what is clicked, or nothing. */
export function draw(element, network, chosen) {
  keepStyles();
  const cy = cytoscape({
    container: element,
    elements: dressed(network.elements),
    style: styleOf(network, inkOf(element)),
    layout: { name: "preset" },
    minZoom: 0.05,
    maxZoom: 4,
    userZoomingEnabled: false, // a page must scroll under the wheel: see `zoomWithKey`
  });
  cy.on("tap", (event) => chosen(event.target === cy ? undefined : event.target));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(styleOf(network, inkOf(element))));
  zoomWithKey(element, cy);
  return cy;
}

/** Cytoscape.js adds a style element unless one with this name is there; the policy refuses it, and graph.css holds its rule. */
function keepStyles() {
  const name = "__________cytoscape_stylesheet";
  if (!document.getElementById(name)) document.head.append(Object.assign(document.createElement("meta"), { id: name }));
}

/** The wheel zooms while Ctrl (or ⌘) is held, or once the drawing was clicked. */
function zoomWithKey(element, cy) {
  element.addEventListener("wheel", (event) => cy.userZoomingEnabled(event.ctrlKey || event.metaKey || element.dataset.active === "yes"), {
    capture: true,
    passive: true,
  });
  element.addEventListener("pointerdown", () => (element.dataset.active = "yes"));
  element.addEventListener("pointerleave", () => (element.dataset.active = "no"));
}

/** What is not filtered out. (Asked of the classes: `:visible` tells what the last frame showed.) */
export function shownIn(cy) {
  return cy.elements().filter((element) => isIn(element));
}

/** Whether a thing, or a link with both its ends, is not filtered out. */
export function isIn(element) {
  const parts = element.isNode() ? [element] : [element, element.source(), element.target()];
  return !parts.some((part) => part.hasClass("out"));
}

/** Places what is shown. The same elements come to stand in the same places. */
export function arrange(cy) {
  const shown = shownIn(cy);
  nameLargest(cy, 1); // the layout leaves room for names
  const chance = Math.random;
  Math.random = seeded();
  try {
    shown.layout({ name: "fcose", animate: false, quality: "default", ...forces(shown, cy.width() < cy.height()), fit: true, padding: 24 }).run();
  } finally {
    Math.random = chance;
  }
  nameLargest(cy, cy.zoom());
}

/** The things of most trials keep a name that can be read at the zoom that shows all; the others show theirs when larger. */
function nameLargest(cy, zoom) {
  const nodes = shownIn(cy).nodes().sort((a, b) => b.data("share") - a.data("share"));
  const drawing = { zoom, number: nodes.length, pixels: cy.width() * cy.height() };
  cy.batch(() => nodes.forEach((node, place) => node.data("font", fontFor(place, node.data("share"), drawing))));
}

function forces(shown, isTall) {
  const isLarge = shown.nodes().length > 200;
  const fixed = corners(shown, isTall);
  return {
    ...(fixed.length ? { fixedNodeConstraint: fixed } : {}),
    nodeSeparation: isLarge ? 120 : 90,
    idealEdgeLength: isLarge ? 90 : 110,
    nodeRepulsion: isLarge ? 30000 : 14000,
    nodeDimensionsIncludeLabels: shown.nodes().length < 60,
    gravity: 0.2,
    numIter: isLarge ? 800 : 2000,
    packComponents: true,
  };
}

/** Where the targets stand in the view of conditions and targets: apart, so that what only one of them treats is seen. */
function corners(shown, isTall) {
  const targets = shown.nodes('[type = "Target"]').sort((a, b) => b.data("count") - a.data("count"));
  if (targets.length < 2 || shown.nodes().length !== targets.length + shown.nodes('[type = "Condition"]').length) return [];
  const spread = 48 * Math.sqrt(shown.nodes().length);
  return targets.map((node, at) => ({ nodeId: node.id(), position: turned(cornerOf(at, targets.length, spread), isTall) }));
}

/** The two most frequent left and right of the middle, the others on an ellipse around. */
function cornerOf(at, count, spread) {
  if (at < 2) return { x: (at === 0 ? -0.75 : 0.75) * spread, y: 0 };
  const angle = -Math.PI / 2 + (2 * Math.PI * (at - 2)) / Math.max(count - 2, 1);
  return { x: 2 * spread * Math.cos(angle), y: 1.25 * spread * Math.sin(angle) };
}

function turned({ x, y }, isTall) {
  return isTall ? { x: 0.8 * y, y: 1.2 * x } : { x, y };
}

/** Shows what the choice of types and the least number of trials admit; things that lose all their links go with them. */
export function filter(cy, choice) {
  cy.batch(() => {
    cy.elements().forEach((element) => element.toggleClass("out", !isShown(element.data(), choice)));
    cy.nodes().forEach((node) => {
      const links = node.connectedEdges(); // without a selector, for what a walk with one found is kept and grows old
      if (links.length && !links.some(isIn)) node.addClass("out");
    });
  });
}

/** Brings a thing and its neighbours forward; without one, everything. */
export function focus(cy, element) {
  cy.batch(() => {
    cy.elements().removeClass("near away").unselect();
    nameLargest(cy, cy.zoom());
    if (!element) return;
    const near = element.isNode() ? element.closedNeighborhood() : element.union(element.connectedNodes());
    cy.elements().not(near).addClass("away");
    near.addClass("near");
    if (near.length < 80) near.nodes().forEach((node) => node.data("font", fontFor(0, node.data("share"), { zoom: cy.zoom(), number: 1, pixels: Infinity })));
    element.select();
  });
}

/** Moves the view to some elements; `then` follows when it has come to rest. */
export function show(cy, elements, then = () => {}) {
  const fit = { eles: elements, padding: 50 };
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
    cy.fit(fit.eles, fit.padding);
    then();
  } else cy.animate({ fit, duration: 250, complete: then });
}
