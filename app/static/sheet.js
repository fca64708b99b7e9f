// The sheet of a budget gets quicker: totals while typing, movement by keys, pasting, a draft.
// Amounts are read and computed by the server alone; without this file the page works as well.
"use strict";

{
  const form = document.querySelector("form.sheet");
  const SOON = 350;
  const LATER = 1500;
  const MOST_ROWS = 300;
  let added = 0;
  let leaving = false;

  // -- rows and cells

  const cellsOf = (row) => [...row.querySelectorAll("input:not([type=hidden], [type=checkbox]), select, textarea")];
  const rowsOf = (body) => [...body.rows];
  const isEmpty = (row) => cellsOf(row).every((cell) => cell.tagName === "SELECT" || !cell.value.trim());

  function addRow(body) {
    const last = body.rows[body.rows.length - 1];
    if (!last || body.rows.length >= MOST_ROWS) return null;
    const row = last.cloneNode(true);
    const key = `j${Date.now().toString(36)}${(added += 1)}`;
    const old = last.dataset.key;
    row.dataset.key = key;
    row.classList.remove("is-going");
    for (const gone of row.querySelectorAll(".field-error, td:first-of-type small, [name$='.was'], [name$='.tried']")) gone.remove();
    for (const part of row.querySelectorAll("[id]")) part.id = part.id.replace(old, key);
    for (const part of row.querySelectorAll("[name]")) part.name = part.name.replace(`.${old}.`, `.${key}.`);
    for (const part of row.querySelectorAll("[aria-label]")) {
      part.setAttribute("aria-label", part.getAttribute("aria-label").replace(/\d+$/, body.rows.length + 1));
    }
    for (const part of row.querySelectorAll("span[id], small[id]")) part.textContent = "";
    for (const cell of cellsOf(row)) {
      forgive(cell);
      if (cell.tagName === "SELECT") cell.selectedIndex = 0;
      else cell.value = "";
    }
    row.querySelector("[type=checkbox]").checked = false;
    body.append(row);
    return row;
  }

  function rowAfter(row) {
    return row.nextElementSibling || addRow(row.parentElement);
  }

  // -- movement: arrows and Enter go from cell to cell, Tab goes on and leaves as everywhere

  function neighbour(row, step) {
    const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (next) return next;
    const bodies = [...form.querySelectorAll("details[open] tbody[data-category]")];
    const body = bodies[bodies.indexOf(row.parentElement) + step];
    return body ? rowsOf(body).at(step > 0 ? 0 : -1) : null;
  }

  function go(cell) {
    if (!cell) return;
    cell.focus();
    if (cell.select) cell.select();
  }

  function moveDown(cell, step) {
    const row = cell.closest("tr");
    const place = cellsOf(row).indexOf(cell);
    const next = neighbour(row, step);
    if (next) go(cellsOf(next)[Math.min(place, cellsOf(next).length - 1)]);
  }

  function moveAside(cell, step) {
    const cells = cellsOf(cell.closest("tr"));
    go(cells[cells.indexOf(cell) + step]);
  }

  form.addEventListener("keydown", (event) => {
    const cell = event.target;
    if (!cell.matches("tbody :is(input:not([type=checkbox]), select, textarea)")) return;
    if (event.isComposing || event.altKey || event.metaKey) return;
    const isText = cell.tagName !== "SELECT";
    const atStart = isText && cell.selectionEnd === 0;
    const atEnd = isText && cell.selectionStart === cell.value.length;
    const isAll = isText && cell.value && cell.selectionStart === 0 && cell.selectionEnd === cell.value.length;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (event.ctrlKey) form.requestSubmit(form.querySelector("[name=do][value=save]"));
      else {
        rowAfter(cell.closest("tr"));
        moveDown(cell, 1);
      }
    } else if (event.shiftKey || event.ctrlKey) {
      return;
    } else if (event.key === "ArrowDown" && isText) {
      event.preventDefault();
      moveDown(cell, 1);
    } else if (event.key === "ArrowUp" && isText) {
      event.preventDefault();
      moveDown(cell, -1);
    } else if (event.key === "ArrowRight" && (atEnd || isAll)) {
      event.preventDefault();
      moveAside(cell, 1);
    } else if (event.key === "ArrowLeft" && (atStart || isAll)) {
      event.preventDefault();
      moveAside(cell, -1);
    }
  });

  // -- pasting: a block of a spreadsheet fills cells to the right and below, and adds rows

  function table(text) {
    const rows = [[""]];
    let quoted = false;
    for (let at = 0; at < text.length; at += 1) {
      const row = rows[rows.length - 1];
      const cell = row.length - 1;
      const sign = text[at];
      if (quoted && sign === '"' && text[at + 1] === '"') {
        row[cell] += '"';
        at += 1;
      } else if (sign === '"' && (quoted || row[cell] === "")) quoted = !quoted;
      else if (quoted) row[cell] += sign;
      else if (sign === "\t") row.push("");
      else if (sign === "\n") rows.push([""]);
      else if (sign !== "\r") row[cell] += sign;
    }
    if (rows.length > 1 && rows[rows.length - 1].join("") === "") rows.pop();
    return rows;
  }

  function put(cell, text) {
    const clean = text.trim();
    if (cell.tagName !== "SELECT") {
      cell.value = clean;
      return true;
    }
    const same = (option) => [option.value, option.text.trim()].some((one) => one.toLowerCase() === clean.toLowerCase());
    const found = [...cell.options].find(same);
    if (found) cell.value = found.value;
    return Boolean(found) || !clean;
  }

  // What has no place is shown, so that nothing is lost in silence.
  const rest = document.getElementById("sheet-rest");

  function tell(part, left) {
    rest.hidden = !left.texts.length;
    for (const line of rest.querySelectorAll("[data-count]")) {
      const count = left[line.dataset.count];
      line.hidden = !count;
      line.querySelector("b").textContent = count;
    }
    rest.querySelector("textarea").value = left.texts.map((texts) => texts.join("\t")).join("\n");
    if (!rest.hidden) part.querySelector(".table-scroll").before(rest);
  }

  rest.querySelector("button").addEventListener("click", () => {
    rest.hidden = true;
  });

  form.addEventListener("paste", (event) => {
    const cell = event.target.closest("tbody :is(input, select, textarea)");
    const text = event.clipboardData.getData("text/plain");
    const isBlock = text.includes("\t") || text.trimEnd().includes("\n");
    if (!cell || !isBlock) return;
    event.preventDefault();
    const place = cellsOf(cell.closest("tr")).indexOf(cell);
    const left = { columns: 0, rows: 0, words: 0, texts: [] };
    let row = cell.closest("tr");
    for (const texts of table(text)) {
      const cells = row ? cellsOf(row).slice(place) : [];
      const strange = texts.slice(0, cells.length).filter((one, at) => !put(cells[at], one));
      const beyond = texts.slice(cells.length);
      while (beyond.length && !beyond[beyond.length - 1].trim()) beyond.pop();
      left.words += strange.length;
      if (row) left.columns = Math.max(left.columns, beyond.length);
      else if (beyond.length) left.rows += 1;
      if (strange.length || beyond.length) left.texts.push([...strange, ...beyond]);
      row &&= rowAfter(row);
    }
    tell(cell.closest("details"), left);
    changed();
  });

  // -- the server's figures, and the draft

  let figures = null;
  let soon = 0;
  let later = 0;

  const sent = () => new URLSearchParams(new FormData(form));

  async function compute() {
    figures?.abort();
    figures = new AbortController();
    try {
      const answer = await fetch(form.dataset.figures, { method: "POST", body: sent(), signal: figures.signal });
      if (!answer.ok) return;
      const found = await answer.json();
      for (const [id, text] of Object.entries(found.texts)) {
        const place = document.getElementById(id);
        if (place && place.textContent !== text) place.textContent = text;
      }
      document.getElementById("sheet-outcome").innerHTML = found.outcome;
      document.getElementById("sheet-said").textContent = found.said;
    } catch (fault) {
      if (fault.name !== "AbortError" && !(fault instanceof TypeError)) throw fault;
    }
  }

  async function keep(options = {}) {
    clearTimeout(later);
    later = 0;
    const note = document.getElementById("sheet-kept");
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: sent(), ...options });
      if (leaving) return;
      note.textContent = answer.ok ? (await answer.json()).said : form.dataset.lost;
    } catch {
      note.textContent = form.dataset.lost;
    }
  }

  // What was wrong is typed anew: saving says whether it is right now.
  function forgive(cell) {
    document.getElementById(`${cell.id}-error`)?.remove();
    cell.removeAttribute("aria-invalid");
    cell.removeAttribute("aria-describedby");
  }

  function changed() {
    clearTimeout(soon);
    clearTimeout(later);
    soon = setTimeout(compute, SOON);
    later = setTimeout(keep, LATER);
  }

  form.addEventListener("input", (event) => {
    const row = event.target.closest("tbody tr");
    if (!row) return;
    if (event.target.ariaInvalid) forgive(event.target);
    if (event.target.type === "checkbox") row.classList.toggle("is-going", event.target.checked);
    if (!row.nextElementSibling && !isEmpty(row)) addRow(row.parentElement);
    changed();
  });

  form.addEventListener("submit", () => {
    leaving = true;
    clearTimeout(soon);
    clearTimeout(later);
    figures?.abort();
  });

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[value^='more:']");
    if (!button) return;
    event.preventDefault();
    const body = button.closest("details").querySelector("tbody");
    const first = addRow(body);
    for (let more = 1; more < 10; more += 1) addRow(body);
    if (first) go(cellsOf(first)[0]);
  });

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && later && !leaving) keep({ keepalive: true });
  });

  // A page from the browser's memory carries a form that was sent: read it anew, with its draft.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });

  // A link to a cell opens the part that it lies in.
  for (const link of document.querySelectorAll(".error-summary a")) {
    link.addEventListener("click", (event) => {
      const cell = document.querySelector(link.hash);
      if (!cell) return;
      event.preventDefault();
      cell.closest("details").open = true;
      go(cell);
    });
  }
}
