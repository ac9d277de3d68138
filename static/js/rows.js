// Rows that are edited in place: the page behind the link is fetched, and of it the rows that
// open or close are taken. One row is open at a time, as in the page itself. Without this file
// the links open the page.

async function swap(link) {
  const id = link.closest("[data-swap]").id;
  try {
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html");
    for (const row of document.querySelectorAll("[data-swap]")) {
      if (row.id === id || row.dataset.swap) row.replaceWith(page.getElementById(row.id));
    }
    const row = document.getElementById(id);
    row.querySelector(row.dataset.swap ? ".input, input" : "[data-opens]").focus();
  } catch { location = link.href; } // gone meanwhile, or signed out
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-opens]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  swap(link);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") event.target.closest("[data-swap]")?.querySelector("[data-cancel]")?.click();
});
