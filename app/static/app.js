// Small comforts; every page works without them.
"use strict";

// A menu closes when the reader turns elsewhere.
function closeMenus(except) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target.closest(".menu")));

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest(".menu[open]");
  closeMenus(null);
  if (menu) menu.querySelector("summary").focus();
});

// A form with faults is read from its summary.
document.querySelector(".error-summary")?.focus();
