// The graph page, and the graph on a trial's page.

import { make } from "./elements.js";
import { showNetwork } from "./network.js";

const page = document.getElementById("graph");
if (page) {
  document.getElementById("as-table").open = false;
  const view = document.getElementById("view");
  for (const select of document.querySelectorAll(".cut select")) select.addEventListener("change", () => select.form.requestSubmit());
  void fill(page, page.dataset.source, view.options[view.selectedIndex].text);
}
for (const element of document.querySelectorAll("[data-graph]")) {
  void fill(element, element.dataset.graph, element.getAttribute("aria-label") ?? "What is around this trial");
}

async function fill(element, source, name) {
  try {
    const response = await fetch(source);
    const network = await response.json();
    if (!response.ok) throw new Error(network.problem);
    performance.mark("network-read");
    showNetwork(element, network, name, new URL(source, location.href).searchParams.has("trial"));
    performance.measure("network-drawn", "network-read");
    element.dataset.drawn = "yes";
  } catch (error) {
    element.replaceChildren(make("p", { class: "notice", role: "alert" }, `The drawing could not be made: ${error.message}.`));
  }
}
