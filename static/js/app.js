// Enhancement only: every page works without this file. All words come from data
// attributes that the server wrote in the reader's language.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const spoken = document.querySelector("#say");
const say = (text) => { if (spoken) spoken.textContent = text; };
const put = (el, nodes) => { el.textContent = ""; el.append(...nodes); return el; };
const make = (tag, ...nodes) => put(document.createElement(tag), nodes);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const language = document.documentElement.lang;
const plural = new Intl.PluralRules(language);
const dates = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "long", timeZone: "UTC" });
const count = (words, n, values) => fill(plural.select(n) === "one" ? words.one : words.other, { n, ...values });

// Ladders

const RUNGS = ["none", "view", "edit", "approve"];
const standing = (ladder) => ladder.querySelector("input:checked")?.value ?? "none";
const levelName = (ladder, level) => ladder.closest(".ladders").dataset[level];

// beyond finds the rung above or below the one that stands, if it may be chosen.
function beyond(ladder, sign) {
  const inputs = $$("input", ladder);
  const to = inputs[inputs.findIndex((i) => i.checked) + (sign === "+" ? 1 : -1)];
  return to && !to.disabled ? to : null;
}

function showLadder(ladder) {
  const level = standing(ladder);
  ladder.dataset.level = level;
  if (ladder.dataset.roleLevel) ladder.toggleAttribute("data-differs", ladder.dataset.roleLevel !== level);
  for (const button of $$(".step", ladder)) {
    if (beyond(ladder, button.dataset.by)) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
  }
}

// byHand chooses "own choice" when a row is moved before any role was chosen.
function byHand(ladder) {
  const own = ladder.closest("form")?.querySelector('.role input[value="custom"]');
  if (own && !own.form.querySelector(".role input:checked")) own.checked = true;
}

function step(button) {
  const ladder = button.closest(".ladder");
  const to = beyond(ladder, button.dataset.by);
  if (!to) return;
  to.checked = true;
  byHand(ladder);
  showLadder(ladder);
  const sentence = ladder.querySelector(`.at-${to.value}`)?.textContent.trim() ?? "";
  say(`${ladder.dataset.name}: ${levelName(ladder, to.value)}. ${sentence}`);
}

// takeRole sets the rows as the chosen role does, up to what the editor may give.
function takeRole(input) {
  const given = input.dataset.levels === undefined ? null : Object.fromEntries(input.dataset.levels.split(" ").filter(Boolean).map((pair) => pair.split(":")));
  for (const ladder of $$(".ladder")) {
    if (!given) { delete ladder.dataset.roleLevel; ladder.removeAttribute("data-differs"); continue; }
    const level = given[ladder.dataset.section] ?? "none";
    ladder.dataset.roleLevel = level;
    const able = $$("input", ladder).filter((i) => !i.disabled && RUNGS.indexOf(i.value) <= RUNGS.indexOf(level));
    if (able.length) able[able.length - 1].checked = true;
    showLadder(ladder);
  }
  if (!given) return;
  const set = (selector, on) => { const el = input.form.querySelector(selector); if (el && !el.disabled) el.checked = on; };
  if (input.dataset.scope) set(`[name="scope"][value="${input.dataset.scope}"]`, true);
  set('[name="notify.orders"]', input.dataset.orders === "on");
  set('[name="notify.settlements"]', input.dataset.settlements === "on");
}

// Live summary of what saving will change

const value = (el) => el.type !== "checkbox" ? el.value : el.checked ? "on" : "";

function shown(el, v, words) {
  if (el.type === "checkbox") return v ? words.on : words.off;
  if (el.tagName === "SELECT") return [...el.options].find((o) => o.value === v)?.text ?? v;
  if (el.type === "date" && v) return dates.format(new Date(v));
  return v || words.empty;
}

function changes(form, words) {
  const out = [];
  for (const group of $$("[data-pick]", form)) {
    const now = group.querySelector("input:checked");
    const was = $$("input", group).find((i) => i.value === group.dataset.was);
    if (now && was && now !== was) out.push([group.dataset.pick, was.dataset.name, now.dataset.name]);
  }
  for (const ladder of $$(".ladder", form)) {
    const level = standing(ladder);
    if (level !== ladder.dataset.was) out.push([ladder.dataset.name, levelName(ladder, ladder.dataset.was), levelName(ladder, level)]);
  }
  for (const el of $$("[data-label]", form)) {
    if (value(el) !== el.dataset.was) out.push([el.dataset.label, shown(el, el.dataset.was, words), shown(el, value(el), words)]);
  }
  return out;
}

const item = ([label, was, now]) => make("li", make("b", label), " ", make("del", was), " → ", make("ins", now));

function summarise(form) {
  const sum = form.querySelector("[data-summary]");
  if (sum) {
    const words = sum.dataset, all = changes(form, words);
    sum.querySelector("output").textContent = all.length ? count(words, all.length) : words.none;
    put(sum.querySelector(".changes"), all.map(item));
  }
  const fit = form.querySelector("[data-fit]");
  const role = form.querySelector(".role input:checked");
  if (fit && role) {
    const moved = $$("[data-differs]", form).length;
    const values = { role: role.dataset.name };
    fit.textContent = role.dataset.levels === undefined ? fit.dataset.custom : moved ? count(fit.dataset, moved, values) : fill(fit.dataset.exact, values);
  }
}

// Small helpers of single controls

function reveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  const show = input.type === "password";
  input.type = show ? "text" : "password";
  button.setAttribute("aria-pressed", show);
}

async function copy(button) {
  const input = document.getElementById(button.dataset.copy);
  input.select();
  try { await navigator.clipboard.writeText(input.value); } catch { return; } // it stays selected for copying by hand
  button.querySelector("span").textContent = button.dataset.done;
  say(button.dataset.done);
}

function narrow(input) {
  const wanted = input.value.trim().toLocaleLowerCase();
  for (const choice of $$(".choice", document.getElementById(input.dataset.filter))) {
    choice.hidden = !choice.textContent.toLocaleLowerCase().includes(wanted);
  }
}

const closeFolds = (except) => { for (const fold of $$("details.fold[open]")) if (fold !== except) fold.open = false; };

// Answers while one types: the form's own page, of which the parts named in data-live are taken.

let asked;
function answerLive(form) {
  clearTimeout(asked);
  asked = setTimeout(async () => {
    const data = new URLSearchParams(new FormData(form)), post = form.method === "post";
    if (post) data.set("step", "sum");
    form.dataset.asked = data;
    try {
      const text = await (await fetch(post ? form.action : form.action + "?" + data, post ? { method: "post", body: data } : {})).text();
      if (`${data}` !== form.dataset.asked) return; // somebody typed on
      const page = new DOMParser().parseFromString(text, "text/html");
      for (const id of form.dataset.live.split(" ")) put(document.getElementById(id), page.getElementById(id).childNodes);
    } catch { /* the button still works */ }
  }, 150);
}

function stepCount(button) {
  const input = button.parentElement.querySelector("input");
  input.value = Math.min(100, Math.max(0, Number(input.value) + (button.value.endsWith("+") ? 1 : -1)));
  answerLive(button.form);
}

document.addEventListener("click", (event) => {
  closeFolds(event.target.closest("details.fold"));
  const button = event.target.closest("button");
  if (!button) return;
  if (button.form?.dataset.live && button.name === "step") { event.preventDefault(); return button.value === "sum" ? answerLive(button.form) : stepCount(button); }
  if (button.matches(".step")) { event.preventDefault(); step(button); if (button.form) summarise(button.form); }
  if (button.dataset.reveal) reveal(button);
  if (button.dataset.copy) copy(button);
  if (button.dataset.print !== undefined) print();
});
document.addEventListener("input", (event) => {
  if (event.target.dataset.filter) narrow(event.target);
  else if (event.target.form?.dataset.live) answerLive(event.target.form);
  else if (event.target.form) summarise(event.target.form);
});
document.addEventListener("change", (event) => {
  const input = event.target;
  if (input.matches(".role input")) takeRole(input);
  const ladder = input.closest(".ladder");
  if (ladder) { byHand(ladder); showLadder(ladder); }
  if (input.form) summarise(input.form);
});
document.addEventListener("keydown", (event) => {
  // Enter in the filter of a list must not save the form around it.
  if (event.key === "Enter" && event.target.dataset?.filter) event.preventDefault();
  if (event.key !== "Escape") return;
  const fold = document.activeElement?.closest("details.fold[open]");
  closeFolds();
  fold?.querySelector("summary").focus();
  document.activeElement?.closest(".icon, .status")?.blur();
});
addEventListener("pageshow", () => { $$(".ladder").forEach(showLadder); $$("form.form").forEach(summarise); });
document.querySelector("[data-errors]")?.focus();
