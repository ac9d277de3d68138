// The door: answers in place instead of on a new page, keeps scans while there is no network, and
// keeps the counts up to date; camera.js looks through the camera. Without this file the form works.

const find = (selector, root = document) => root.querySelector(selector);
const form = find("form.scan");
const words = form?.dataset;
const field = form?.elements.code;

// Scans are kept in the browser, read anew each time because of other tabs: codes, times, verdicts.
// Those with a word are settled.

const kept = () => JSON.parse(localStorage.scans ?? "[]");
// names of scans under way
const busy = new Set();
const waiting = () => kept().filter((entry) => !entry.word && !busy.has(entry.scan));

// Where nothing can be kept any more, scans are checked all the same.
function keep(entry, more) {
  try { localStorage.scans = JSON.stringify([...kept().filter((other) => other.scan !== entry.scan), ...more]); } catch {}
}

// ask resolves to what the console says, or to nothing without network or sign-in. A fault is thrown.
async function ask(url, options) {
  const ends = new AbortController();
  setTimeout(() => ends.abort(), 4000);
  const res = await fetch(url, { headers: { Accept: "application/json" }, redirect: "manual", signal: ends.signal, ...options }).catch(() => {});
  const text = await res?.text().catch(() => {});
  // Only the way to the sign-in page is a redirect.
  const ended = res?.type === "opaqueredirect";
  if (form && res) find("[data-ended]").hidden = !ended;
  if (text === undefined || ended) return;
  if (res.ok || res.status === 422) return JSON.parse(text);
  // Of another door it may be somebody else's scan: it waits for them.
  if (url === form?.action && [403, 404].includes(res.status)) return { look: "bad", word: words.refused, lines: [] };
  throw res.status;
}

// send resolves to a verdict, or to nothing: then the scan stays kept.
async function send(entry) {
  busy.add(entry.scan);
  try {
    const verdict = await ask(entry.to, { method: "POST", body: new URLSearchParams({ ...entry, sent: new Date().toISOString(), device: form.elements.device.value }) });
    if (verdict) keep(entry, []);
    return verdict;
  } finally { busy.delete(entry.scan); }
}

// settle keeps what did not hold when somebody else stands at the door by now.
function settle(entry, { look, word, lines }) {
  const time = new Date(entry.at).toTimeString().slice(0, 5);
  if (look !== "in") keep(entry, [{ scan: entry.scan, word: [word, time, "…" + entry.code.slice(-4)].join(" · "), text: lines.join(" · ") }]);
}

let sending;
async function flush() {
  if (sending || !form) return;
  sending = true;
  for (const entry of waiting().sort((a, b) => (a.at < b.at ? -1 : 1))) {
    const verdict = await send(entry).catch(() => {});
    if (verdict) settle(entry, verdict);
    else if (entry.to === form.action) break;
  }
  sending = false;
  tell();
}

// scan keeps a code before it is sent, so that a phone that dies loses nothing.
let latest;
async function scan(code) {
  const entry = latest = { to: form.action, code: code.slice(0, 200), scan: Date.now() + "-" + Math.random(), at: new Date().toISOString() };
  show({ look: "ready", word: words.wait, lines: [] });
  busy.add(entry.scan);
  keep(entry, [entry]);
  const verdict = await send(entry).catch((fault) => {
    keep(entry, []); // whoever holds the ticket stands there still
    return { look: "bad", word: words.failed, lines: [words.failedText.replace("{status}", fault)] };
  });
  if (entry === latest) {
    const said = verdict ?? { look: "kept", word: words.kept, lines: [words.keptText] };
    show(said);
    play(said.look);
  } else if (verdict) settle(entry, verdict);
  tell();
  if (verdict) count();
}

function show({ look, word, lines }) {
  const panel = find("#result"), sign = find("use", panel);
  panel.className = "verdict " + look;
  sign.setAttribute("href", sign.getAttribute("href").replace(/#.*/, "#gate-" + look));
  find(".word", panel).textContent = word;
  panel.lastElementChild.textContent = lines.join("\n");
}

// Notes of pitch, beginning and end.
const TUNES = { in: [[880, 0, 0.1], [1320, 0.1, 0.3]], already: [[520, 0, 0.2], [520, 0.3, 0.5]], bad: [[150, 0, 0.6]], kept: [[390, 0, 0.05], [330, 0.1, 0.15], [290, 0.2, 0.25]] };
let audio;
function play(look) {
  navigator.vibrate?.(TUNES[look].flatMap(([, from, until]) => [(until - from) * 1000, 60]));
  if (!window.OscillatorNode) return; // Safari before 14.1
  audio = audio || new AudioContext();
  for (const [frequency, from, until] of TUNES[look]) {
    const note = new OscillatorNode(audio, { frequency, type: "triangle" });
    note.connect(audio.destination);
    note.start(audio.currentTime + from);
    note.stop(audio.currentTime + until);
  }
}

// tell says how many scans wait, and which did not hold, until each is dismissed.
function tell() {
  const n = waiting().length, note = find("[data-waiting]"), settled = kept().filter((entry) => entry.word);
  note.hidden = !n;
  note.textContent = note.dataset.waiting.replace("{n}", n);
  find("[data-late]").hidden = !settled.length;
  const list = find("[data-late] ul");
  list.textContent = "";
  list.append(...settled.map((entry) => {
    const item = find("template").content.cloneNode(true);
    find("b", item).textContent = entry.word;
    find("b + span", item).textContent = entry.text;
    find("button", item).onclick = () => { keep(entry, []); tell(); field.focus(); };
    return item;
  }));
}

// count does nothing without network, until the next time.
async function count() {
  if (document.hidden) return;
  try {
    const counts = await ask(find("[data-gate]").dataset.gate);
    if (!counts) return;
    for (const at of document.querySelectorAll("[data-count]")) at.textContent = counts[at.dataset.count] ?? at.textContent;
    flush();
  } catch {}
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (code) scan(code);
  });
  // A hand scanner types wherever the focus is: it comes here, unless another field has it.
  addEventListener("keydown", (event) => {
    if (/^[^ ]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.target.matches("input")) field.focus();
  });
  const button = find("[data-camera]"), word = find("[data-camera-word]");
  button.hidden = false;
  button.onclick = () => import(words.look).then(({ watch }) => watch(button, find("video"), scan), () => {
    word.textContent = button.dataset.unreachable;
    word.hidden = false;
  });
  addEventListener("online", flush);
  flush();
}
setInterval(count, 5000);
