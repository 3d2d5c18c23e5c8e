// The query field: CodeMirror with SPARQL's colours, in a shadow root, where its styles are constructed sheets. A strict
// Content-Security-Policy refuses style elements made by scripts, and CodeMirror makes one for a document but not for a shadow.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, StreamLanguage, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { EditorState, Prec, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--code-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName), tags.local(tags.variableName)], color: "var(--code-variable)" },
  { tag: [tags.atom, tags.link, tags.url, tags.className, tags.namespace], color: "var(--code-name)" },
  { tag: [tags.string, tags.number, tags.bool], color: "var(--code-value)" },
  { tag: [tags.comment, tags.meta], color: "var(--muted)", fontStyle: "italic" },
  { tag: [tags.standard(tags.variableName), tags.function(tags.variableName)], color: "var(--code-keyword)" },
]);

const look = EditorView.theme({
  "&": { backgroundColor: "var(--paper)", color: "var(--ink)", fontSize: "0.875rem" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5" },
  ".cm-content": { minHeight: "16rem", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--soft)", color: "var(--muted)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { background: "var(--selection)" },
  ".cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "1px solid var(--muted)" },
  ".cm-faulty": { backgroundColor: "var(--faulty)", boxShadow: "inset 3px 0 var(--excludes)" },
  ".cm-tooltip": { backgroundColor: "var(--soft)", color: "var(--ink)", border: "1px solid var(--line)", maxWidth: "min(44rem, 92vw)" },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "17rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.5rem", whiteSpace: "nowrap", overflow: "hidden", textOverflow: "ellipsis" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.85", marginLeft: "0.75rem" },
  ".cm-completionInfo": { padding: "0.3rem 0.5rem", fontSize: "0.8rem" },
});

const fault = StateEffect.define();
const faults = StateField.define({
  create: () => Decoration.none,
  update(marked, transaction) {
    const said = transaction.effects.find((effect) => effect.is(fault));
    if (said) return said.value === null ? Decoration.none : Decoration.set([Decoration.line({ class: "cm-faulty" }).range(said.value)]);
    return transaction.docChanged ? Decoration.none : marked;
  },
  provide: (field) => EditorView.decorations.from(field),
});

// Typing over several lines is done here: Chromium's own editing would write a style attribute, which the policy refuses.
const overLines = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to } = view.state.selection.main;
    const isTyping = event.inputType === "insertText" && event.data && !event.isComposing;
    if (!isTyping || view.state.doc.lineAt(from).to >= to) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    return true;
  },
});

// Escape is for leaving (Escape, then Tab): CodeMirror's own binding would take it up to drop a selection.
const keys = [...completionKeymap, ...closeBracketsKeymap, ...historyKeymap, indentWithTab, ...defaultKeymap.filter(({ key }) => key !== "Escape")];

/** Puts a query field in the place of a textarea; `description` is read out for it, `run` is called by Ctrl-Enter. The textarea keeps the text for its form. */
export function queryField(textarea, description, run, completion) {
  const host = document.createElement("div");
  host.className = "code-field";
  textarea.after(host);
  textarea.hidden = true;
  const shadow = host.attachShadow({ mode: "open" });
  const view = new EditorView({ parent: shadow, root: shadow, state: stateOf(textarea, description, run, completion) });
  return view;
}

function stateOf(textarea, description, run, completion) {
  const running = { key: "Mod-Enter", run: () => (run(), true), preventDefault: true };
  const attributes = { "aria-label": "SPARQL query", "aria-description": description, "aria-multiline": "true" };
  return EditorState.create({
    doc: textarea.value,
    extensions: [
      Prec.highest(keymap.of([running])),
      keymap.of(keys),
      [lineNumbers(), history(), drawSelection(), highlightActiveLine(), bracketMatching(), closeBrackets(), indentOnInput()],
      EditorView.lineWrapping,
      [StreamLanguage.define(sparql), syntaxHighlighting(colours), completion, overLines, faults, look],
      EditorView.contentAttributes.of(attributes),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) textarea.value = update.state.doc.toString();
      }),
    ],
  });
}

/** Marks the line that a refusal names and goes there; without a place the marks go away. */
export function mark(view, place) {
  if (!place || place.line > view.state.doc.lines) {
    view.dispatch({ effects: fault.of(null) });
    return;
  }
  const line = view.state.doc.line(place.line);
  const anchor = Math.min(line.from + Math.max(place.column - 1, 0), line.to);
  view.dispatch({ effects: fault.of(line.from), selection: { anchor }, scrollIntoView: true });
}
