// A part of a page that follows work at the server, until the page no longer asks for that.
// While the work goes on, only what stands in data-far is exchanged, so that nobody loses their
// place. Without this file there is a link that shows how far it is.

const spoken = document.querySelector("#say");

async function look(part) {
  const ends = new AbortController(), timer = setTimeout(() => ends.abort(), 10000);
  const text = await (await fetch(location, { signal: ends.signal })).text();
  clearTimeout(timer);
  const now = new DOMParser().parseFromString(text, "text/html").getElementById(part.id);
  if (!now) return location.reload(); // signed out meanwhile
  if (now.dataset.says !== part.dataset.says) spoken.textContent = part.dataset.says = now.dataset.says;
  if (!now.dataset.refresh) return part.replaceWith(now);
  part.querySelector("[data-far]").replaceWith(now.querySelector("[data-far]"));
  follow(part);
}

function follow(part) {
  // The console may be away for a moment, and comes back.
  setTimeout(() => look(part).catch(() => follow(part)), part.dataset.refresh);
}

document.querySelectorAll("[data-refresh]").forEach(follow);
