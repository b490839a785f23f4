// Keys of the review desk. Everything here has a button or link that works without this file.
"use strict";

document.addEventListener("keydown", (press) => {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing) return;
  if (press.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select")) return;
  const radio = press.target.matches("input[type=radio]");
  const link = { ArrowLeft: "prev", ArrowRight: "next" }[press.key];
  if (link && !radio) {
    const there = document.querySelector(`a[rel=${link}]`);
    if (there) there.click();
    return;
  }
  const answer = { y: "yes", n: "no", u: "unknown" }[press.key.toLowerCase()];
  if (answer) {
    const open = [...document.querySelectorAll("[data-ask]")].find((ask) => !ask.querySelector("input:checked"));
    const choice = open && open.querySelector(`input[value=${answer}]`);
    if (choice) {
      choice.checked = true;
      choice.focus();
    }
    return;
  }
  if (press.key.toLowerCase() === "d") {
    const open = [...document.querySelectorAll("[data-ask]")].find((ask) => !ask.querySelector("input:checked"));
    const there = open ? open.querySelector("input") : document.querySelector("[data-key]");
    if (there) {
      there.focus();
      press.preventDefault();
    }
    return;
  }
  if (press.key === "?") {
    const list = document.getElementById("keys");
    if (!list) return;
    list.open = true;
    list.querySelector("summary").focus();
    return;
  }
  const button = /^[1-4]$/.test(press.key) && document.querySelector(`[data-key="${press.key}"]`);
  if (button) button.click();
});
