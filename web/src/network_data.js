// The drawing's elements: sizes from counts, which of them are shown, and who is next to whom.

/** Adds to each element what its drawing needs: size and font of nodes, width of edges. */
export function dressed({ nodes, edges }) {
  const degree = new Map();
  for (const { data } of edges) {
    for (const end of [data.source, data.target]) degree.set(end, (degree.get(end) ?? 0) + 1);
  }
  const counts = nodes.map(({ data }) => countOf(data, degree));
  const most = Math.max(1, ...counts);
  return [
    ...nodes.map(({ data }, at) => ({ group: "nodes", data: { ...data, ...sizes(data, counts[at], most) } })),
    ...edges.map(({ data }) => ({ group: "edges", data: { ...data, width: widthOf(data.weight) } })),
  ];
}

function countOf(data, degree) {
  return data.trials ?? degree.get(data.id) ?? 0;
}

function sizes(data, count, most) {
  const share = Math.sqrt(count / most);
  const isTrial = data.type === "Trial";
  return {
    count,
    share: isTrial ? 0 : share,
    size: isTrial ? 14 : 14 + 34 * share,
    font: 10,
    short: data.label.length > 60 ? `${data.label.slice(0, 57)}…` : data.label,
  };
}

function widthOf(weight = 1) {
  return 1 + Math.log2(weight);
}

/** Whether an element is shown: its type or stance is chosen, and as many trials as asked for stand behind it. */
export function isShown(data, { types, stances, least }) {
  if (data.source !== undefined) return stances.has(data.stance ?? "") && (data.weight ?? least) >= least;
  return types.has(data.type) && (data.trials === undefined || data.trials >= least);
}

const LABEL = 9000; // square pixels that a thing with its name takes up

/** The height of letters of the thing at a place (0 is that of most trials) of a number of things, in a drawing of this many pixels.
 *  Where there is room for all names, each can be read; else those of the first, and the others' once the drawing is larger. */
export function fontFor(place, share, { zoom, number, pixels }) {
  const room = pixels / LABEL;
  const isNamed = number <= room || place < Math.min(25, room / 2);
  return isNamed ? (10.5 + 4 * share) / Math.min(zoom, 1) : 7;
}

/** The least number of trials with which at most so many things are shown. */
export function leastFor(nodes, most) {
  const counts = nodes.map((data) => data.trials ?? 0);
  let least = 1;
  while (least < 20 && counts.filter((count) => count >= least).length > most) least += 1;
  return least;
}

/** Nodes whose name fits the words, best first: the beginning of the name, the beginning of a word, anywhere. */
export function fitting(nodes, words) {
  const wanted = words.trim().toLowerCase();
  const rank = (label) => {
    const at = label.toLowerCase().indexOf(wanted);
    return at < 0 ? -1 : at === 0 ? 0 : /\W/.test(label[at - 1]) ? 1 : 2;
  };
  const ranked = nodes.map((node) => [Math.max(rank(node.label), wanted === node.id.toLowerCase() ? 0 : -1), node]);
  const found = wanted ? ranked.filter(([fit]) => fit >= 0) : ranked.map(([, node]) => [0, node]);
  return found.sort(([a, one], [b, other]) => a - b || other.count - one.count || one.label.localeCompare(other.label)).map(([, node]) => node);
}

/** A source of numbers in place of chance, so that the same data are drawn in the same way. */
export function seeded(seed = 20260101) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes' linear congruential generator
    return state / 4294967296;
  };
}
