// A node's shape as a small picture for legend and list, as Cytoscape.js draws it.

import { makeSvg } from "./elements.js";

const CORNERS = {
  diamond: [[8, 1], [15, 8], [8, 15], [1, 8]],
  triangle: [[8, 1], [15, 14], [1, 14]],
  hexagon: [[4, 2], [12, 2], [15, 8], [12, 14], [4, 14], [1, 8]],
  octagon: [[5, 1], [11, 1], [15, 5], [15, 11], [11, 15], [5, 15], [1, 11], [1, 5]],
  pentagon: [[8, 1], [15, 6.5], [12.3, 15], [3.7, 15], [1, 6.5]],
  rhomboid: [[1, 3], [11, 3], [15, 13], [5, 13]],
  tag: [[1, 3], [11, 3], [15, 8], [11, 13], [1, 13]],
  vee: [[1, 2], [8, 5], [15, 2], [8, 15]],
};

/** The picture of a type: its shape in its colour, outlined as in the drawing. */
export function shapeOf(type, isDark) {
  const paint = { fill: type.fill, stroke: isDark ? type.dark : type.light, "stroke-width": 1.25 };
  return makeSvg("svg", { width: 14, height: 14, viewBox: "0 0 16 16", "aria-hidden": "true" }, form(type.shape, paint));
}

function form(shape, paint) {
  if (shape in CORNERS) return makeSvg("polygon", { points: CORNERS[shape].map((point) => point.join(",")).join(" "), ...paint });
  if (shape.endsWith("rectangle")) return makeSvg("rect", { x: 1, y: 3, width: 14, height: 10, rx: shape === "rectangle" ? 0 : 3, ...paint });
  return makeSvg("circle", { cx: 8, cy: 8, r: 6.8, ...paint });
}
