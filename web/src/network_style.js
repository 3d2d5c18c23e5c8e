// How the drawing looks: colour and shape by type, size by the number of trials, stances by colour and dash.

/** The style for Cytoscape.js: `types` and `stances` as the server gives them, `ink` as the page's colours. */
export function styleOf({ types, stances }, ink) {
  const mode = ink.isDark ? "dark" : "light";
  return [
    { selector: "node", style: nodeStyle(ink) },
    ...Object.entries(types).map(([name, type]) => ({
      selector: `node[type = "${name}"]`,
      style: { "background-color": type.fill, "border-color": type[mode], shape: type.shape },
    })),
    { selector: "edge", style: { width: "data(width)", "line-color": ink.line, "curve-style": "haystack", opacity: 0.45 } },
    ...Object.entries(stances).map(([name, stance]) => ({
      selector: `edge[stance = "${name}"]`,
      style: { opacity: 0.8, "curve-style": "bezier", "control-point-step-size": 14, "line-color": stance[mode], "line-style": dashOf(stance.dash) },
    })),
    { selector: ".away", style: { opacity: 0.12, "text-opacity": 0 } },
    { selector: "node.near", style: { "text-opacity": 1, "min-zoomed-font-size": 0, "z-index": 100 } },
    { selector: "edge.near", style: { opacity: 0.9, "line-color": ink.muted, "z-index": 0 } },
    ...Object.entries(stances).map(([name, stance]) => ({ selector: `edge.near[stance = "${name}"]`, style: { "line-color": stance[mode] } })),
    { selector: "node:selected", style: { "border-width": 4, "border-color": ink.focus, "font-weight": "bold" } },
    { selector: ".out", style: { display: "none" } },
  ];
}

function nodeStyle(ink) {
  return {
    label: "data(short)",
    width: "data(size)",
    height: "data(size)",
    "border-width": 1.5,
    color: ink.text,
    "font-family": "system-ui, sans-serif",
    "font-size": "data(font)",
    "min-zoomed-font-size": 7.5, // compared at the next power of two of the zoom
    "text-wrap": "wrap",
    "text-max-width": 120,
    "z-index-compare": "manual",
    "z-index": "data(size)",
    "text-valign": "bottom",
    "text-margin-y": 3,
    "text-outline-color": ink.paper,
    "text-outline-width": 2,
    "overlay-opacity": 0,
  };
}

function dashOf(dash) {
  if (!dash) return "solid";
  return Number(dash.split(" ")[0]) > 4 ? "dashed" : "dotted";
}

/** The page's colours as they are now: light or dark. */
export function inkOf(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(name).trim();
  return {
    text: colour("--ink"),
    paper: colour("--paper"),
    line: colour("--strong-line"),
    muted: colour("--muted"),
    focus: colour("--focus"),
    isDark: matchMedia("(prefers-color-scheme: dark)").matches,
  };
}
