// Filters the rows of a long table as a reader types. A page shows all it has without this file.
"use strict";

const LONG = 10;

function filtered(table) {
  const rows = [...table.tBodies[0].rows];
  const texts = rows.map((row) => row.textContent.toLocaleLowerCase());
  const label = document.createElement("label");
  const input = document.createElement("input");
  const shown = document.createElement("output");
  label.className = "filter";
  input.type = "search";
  input.autocomplete = "off";
  label.append("Only rows with ", input, shown);
  input.addEventListener("input", () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = !words.every((word) => texts[at].includes(word));
      count += row.hidden ? 0 : 1;
    });
    shown.value = words.length ? `${count} of ${rows.length}` : "";
  });
  return label;
}

for (const table of document.querySelectorAll("table")) {
  if (table.tBodies[0].rows.length > LONG) {
    table.parentElement.before(filtered(table));
  }
}
