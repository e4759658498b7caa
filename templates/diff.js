"use strict";
const search = document.getElementById("search"), api = document.getElementById("api");
const buttons = [...document.querySelectorAll("button[data-api]")];
const levels = [...document.querySelectorAll("input[name=level]")];
const findings = [...document.querySelectorAll("article.finding")].map((element) => ({
  element, level: element.dataset.level, apis: JSON.parse(element.dataset.apis), text: element.textContent.toLowerCase(),
}));
function update() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const on = new Set(levels.filter((box) => box.checked).map((box) => box.value));
  let shown = 0;
  for (const finding of findings) {
    const fits = on.has(finding.level) && (!api.value || finding.apis.includes(api.value))
      && words.every((word) => finding.text.includes(word));
    finding.element.hidden = !fits;
    shown += fits;
  }
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.api === api.value));
  document.getElementById("shown").textContent = shown + " of " + findings.length;
  document.getElementById("none").hidden = shown > 0;
}
for (const element of [search, api, ...levels]) element.addEventListener("input", update);
for (const button of buttons) button.addEventListener("click", () => {
  api.value = api.value === button.dataset.api ? "" : button.dataset.api;
  update();
  document.querySelector(".bar").scrollIntoView();
});
let closed = [];
addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("article:not([hidden]) details:not([open])")];
  for (const element of closed) element.open = true;
});
addEventListener("afterprint", () => { for (const element of closed) element.open = false; });
update();
