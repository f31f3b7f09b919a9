// Marelle's pages work without this file. It adds arrow keys in the week board, "/" to search, print, focus on errors and their names.

/** Cells of a board as rows of their first focusable thing. */
const grid = (board) =>
  [...board.tBodies[0].rows].map((row) => [...row.cells].map((cell) => cell.querySelector("a, button")));

for (const board of document.querySelectorAll("table[data-board]")) {
  const links = () => [...board.tBodies[0].querySelectorAll("a, button")];
  const enter = (link) => {
    for (const other of links()) other.tabIndex = other === link ? 0 : -1;
  };
  const first = links()[0];
  if (!first) continue;
  enter(first);
  board.addEventListener("focusin", ({ target }) => {
    if (target.closest("tbody")) enter(target);
  });
  board.addEventListener("keydown", (event) => {
    const link = event.target.closest("tbody a, tbody button");
    if (!link || event.altKey || event.ctrlKey || event.metaKey) return;
    const cell = link.closest("th, td");
    const rows = grid(board);
    let [row, column] = [cell.parentElement.sectionRowIndex, cell.cellIndex];
    const forward = getComputedStyle(board).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const inCell = [...cell.querySelectorAll("a, button")];
    const place = inCell.indexOf(link);
    let next;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      next = inCell[place + step];
      while (!next && rows[(row += step)]) next = rows[row][column];
    } else if (event.key === forward || event.key === backward) {
      const step = event.key === forward ? 1 : -1;
      while (!next && (column += step) >= 0 && column < rows[row].length) next = rows[row][column];
    } else if (event.key === "Home") next = rows[row].find(Boolean);
    else if (event.key === "End") next = rows[row].findLast(Boolean);
    else return;
    event.preventDefault();
    next?.focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape")
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  if (event.key !== "/" || event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.querySelector("[data-search]");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

document.addEventListener("click", (event) => {
  const print = event.target.closest("a[data-print]");
  if (print?.getAttribute("href") === "?print") {
    event.preventDefault();
    window.print();
  }
});

// On a narrow screen the part one is in is in sight.
document.querySelector(".main-nav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
// A list of errors names the fields it leads to.
for (const link of document.querySelectorAll('.error-summary a[href^="#"]')) {
  const field = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const label = field?.closest("fieldset.choices")?.querySelector("legend") ?? field?.labels?.[0];
  const words = (label?.querySelector(".card-label") ?? label)?.firstChild?.textContent.trim();
  if (words) link.prepend(words, document.documentElement.lang === "fr" ? "\u00a0: " : ": ");
}
document.querySelector("[data-focus]")?.focus();
