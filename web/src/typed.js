// What stands before the cursor, as far as completion needs it.

/** Whether the end of a line's beginning is inside a string, a comment or an IRI, where nothing is offered. */
export function isQuoted(before) {
  let within = "";
  for (let at = 0; at < before.length; at += 1) {
    const sign = before[at];
    if (within) {
      if (sign === "\\" && within !== ">") at += 1;
      else if (sign === within) within = "";
    } else if (sign === "#") return true;
    else if (sign === '"' || sign === "'") within = sign;
    else if (sign === "<" && /^<[^\s<>=]/.test(before.slice(at, at + 2))) within = ">";
  }
  return within !== "";
}

/** The word before the cursor and its kind: "variable", "name" (with a prefix) or "word"; nothing where none is. */
export function wordBefore(before) {
  if (isQuoted(before)) return undefined;
  const found = /[?$]\w*$|[A-Za-z][\w.-]*:[\w:.-]*$|[A-Za-z][\w-]*$/.exec(before);
  if (!found || /[\w:]$/.test(before.slice(0, found.index))) return undefined;
  const kind = /^[?$]/.test(found[0]) ? "variable" : found[0].includes(":") ? "name" : "word";
  return { kind, text: found[0], length: found[0].length };
}

/** The variables of a query, in the order of the alphabet, without the one that ends at the cursor. */
export function variables(text, cursor) {
  const names = new Set();
  for (const found of text.matchAll(/[?$](\w+)/g)) {
    if (found.index + found[0].length !== cursor) names.add(found[1]);
  }
  return [...names].sort();
}
