import { TEXTS } from "./texts.js";

const SVG = "http://www.w3.org/2000/svg";
const SHOWN_ROWS = 10;
const form = document.getElementById("selection");
const status = document.getElementById("status");
const pictureBox = document.getElementById("picture");
const csvLink = document.getElementById("csv");
/** Without the credentials that an address may carry, which fetch refuses. */
const ADDRESS = new URL("../insights", location.origin + location.pathname);

let language = startLanguage();
let latestRequest = 0;

function startLanguage() {
  const wanted = [new URLSearchParams(location.search).get("language"), ...navigator.languages];
  return wanted.map((each) => (each || "").slice(0, 2)).find((each) => each in TEXTS) || "fi";
}

const text = (key) => TEXTS[language][key];

/** An element with properties and children; children that are strings become text, never markup. */
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter((child) => child !== null));
  return made;
}

const number = (count) => count.toLocaleString(language === "en" ? "en-GB" : language);
const shownCount = (count) => (count ? number(count) : text("few"));

function monthName(month) {
  const [year, position] = month.split("-").map(Number);
  const format = { month: "short", year: "numeric", timeZone: "UTC" };
  return new Date(Date.UTC(year, position - 1)).toLocaleDateString(language === "en" ? "en-GB" : language, format);
}

/** A bar for sighted readers; the number stands beside it in the same row. */
function bar(count, greatest, asked = null) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 10");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  const draw = (name, width) => {
    const rect = document.createElementNS(SVG, "rect");
    const attributes = { class: name, x: 0, y: 0.5, width: (99 * width) / greatest, height: 9 };
    for (const [key, value] of Object.entries(attributes)) rect.setAttribute(key, value);
    svg.append(rect);
  };
  draw(asked === null ? "all" : "far", count);
  if (asked !== null) draw("asked", asked);
  return svg;
}

/**
 * A chart that is a table: name, number and bar in each row. rows are [name, count] or [name, count, asked].
 * Roles are spelled out because on a phone rows are laid out as grids, which would take them away.
 */
function chart(id, title, note, nameHead, rows, countHead = text("situations")) {
  if (!rows.length) return null;
  const greatest = Math.max(1, ...rows.map(([, count, asked]) => asked ?? count));
  const heading = element("h2", { id, textContent: title });
  const bodyRows = rows.map(([name, count, asked], position) =>
    element(
      "tr",
      { hidden: position >= SHOWN_ROWS, role: "row" },
      element("th", { scope: "row", role: "rowheader", textContent: name }),
      element("td", {
        role: "cell",
        className: count ? "count" : "count few",
        textContent: asked === undefined ? shownCount(count) : `${shownCount(count)} / ${number(asked)}`,
      }),
      element("td", { className: "drawing", role: "cell" }, bar(count, greatest, asked)),
    ),
  );
  const heads = [nameHead, countHead].map((each, position) =>
    element("th", { scope: "col", textContent: each, className: position ? "count" : "" }),
  );
  const table = element(
    "table",
    { role: "table" },
    element("thead", {}, element("tr", {}, ...heads, element("td"))),
    element("tbody", {}, ...bodyRows),
  );
  table.setAttribute("aria-labelledby", id);
  const section = element("section", {}, heading, note ? element("p", { textContent: note }) : null, table);
  if (rows.length > SHOWN_ROWS) section.append(moreButton(bodyRows));
  return section;
}

function moreButton(rows) {
  const button = element("button", { type: "button", textContent: `${text("all")} (${rows.length})` });
  button.addEventListener("click", () => {
    rows.forEach((row) => (row.hidden = false));
    rows[SHOWN_ROWS].tabIndex = -1;
    rows[SHOWN_ROWS].focus();
    button.remove();
  });
  return button;
}

function totals(picture) {
  const figures = [
    ["situations", picture.situations],
    ["followed", picture.outcomes.followed_link],
    ["helpful", picture.outcomes.helpful],
    ["unhelpful", picture.outcomes.unhelpful],
  ];
  const pairs = figures.map(([key, count]) =>
    element(
      "div",
      {},
      element("dt", { textContent: text(key) }),
      element("dd", { textContent: shownCount(count), className: count ? "" : "few" }),
    ),
  );
  return element("dl", { className: "totals" }, ...pairs);
}

const capitalized = (name) => name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
const named = (rows) => rows.map((row) => [row.name, row.situations]);
const areaName = (area) => area.name || text("noArea");
const clientName = (client) =>
  client.client_id ? [client.name, client.organisation].filter(Boolean).join(", ") : text("noClient");

function draw(picture) {
  pictureBox.replaceChildren();
  status.textContent = picture.situations ? "" : text("none");
  if (!picture.situations) return;
  const askedFor = new Map(picture.kinds.map((kind) => [`${kind.kind} ${kind.service_class}`, kind.situations]));
  const missing = picture.missing_kinds.map((kind) => [
    kind.name,
    kind.situations,
    askedFor.get(`${kind.kind} ${kind.service_class}`) ?? kind.situations,
  ]);
  const meters = picture.low_meters.map((each) => [capitalized(each.name), each.situations]);
  const outcomes = [
    [text("followed"), picture.outcomes.followed_link],
    [text("helpful"), picture.outcomes.helpful],
    [text("unhelpful"), picture.outcomes.unhelpful],
    [text("helpfulService"), picture.outcomes.helpful_service],
    [text("unhelpfulService"), picture.outcomes.unhelpful_service],
  ];
  const months = picture.months.map((each) => [monthName(each.month), each.situations]);
  const charts = [
    totals(picture),
    chart("months", text("months"), "", text("month"), months),
    chart("kinds", text("kinds"), text("kindsNote"), text("name"), named(picture.kinds)),
    chart("missing", text("missing"), text("missingNote"), text("name"), missing, text("missingOf")),
    chart("classes", text("classes"), text("classesNote"), text("name"), named(picture.service_classes)),
    chart("events", text("events"), "", text("name"), named(picture.life_events)),
    chart("meters", text("meters"), text("metersNote"), text("name"), meters),
    chart("outcomes", text("outcomes"), text("outcomesNote"), text("name"), outcomes),
    chart("areas", text("areas"), "", text("name"), picture.areas.map((each) => [areaName(each), each.situations])),
    chart("clients", text("clients"), "", text("name"), picture.clients.map((each) => [clientName(each), each.situations])),
  ];
  pictureBox.append(...charts.filter((each) => each !== null));
}

/** What can be chosen: everything there is, whatever is chosen now. */
function fillForm(everything) {
  const months = everything.months.map((each) => [each.month, monthName(each.month)]);
  const options = {
    from: [["", text("first")], ...months],
    to: [["", text("last")], ...months],
    wellbeing_service_county_code: [
      ["", text("anyArea")],
      ...everything.areas.map((each) => [each.wellbeing_service_county_code || "none", areaName(each)]),
    ],
    client_id: [["", text("anyClient")], ...everything.clients.map((each) => [each.client_id || "none", clientName(each)])],
  };
  for (const [name, choices] of Object.entries(options)) {
    const select = form.elements[name];
    const chosen = select.value;
    select.replaceChildren(...choices.map(([value, label]) => element("option", { value, textContent: label })));
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
  }
}

function query() {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  return new URLSearchParams([...chosen, ["language", language]]);
}

async function fetched(parameters) {
  const response = await fetch(`${ADDRESS}?${parameters}`, { headers: { Accept: "application/json" } });
  if (response.ok) return response.json();
  throw new Error({ 401: "signIn", 403: "forbidden" }[response.status] || "failed");
}

/** Fetch and draw, telling what goes on; of several that run at once only the last one shows. */
async function show(work) {
  const request = ++latestRequest;
  status.textContent = text("loading");
  try {
    const picture = await work();
    if (request === latestRequest) draw(picture);
  } catch (error) {
    if (request !== latestRequest) return;
    pictureBox.replaceChildren();
    status.textContent = text(error.message) || text("failed");
  }
}

async function everythingThenChosen() {
  const everything = await fetched(new URLSearchParams({ language }));
  fillForm(everything);
  form.hidden = false;
  linkTable();
  return [...query()].length > 1 ? fetched(query()) : everything;
}

function chosen() {
  const { from, to } = form.elements;
  if (from.value && to.value && from.value > to.value) to.value = from.value;
  linkTable();
  return fetched(query());
}

function linkTable() {
  csvLink.href = `${ADDRESS}?${new URLSearchParams([...query(), ["format", "csv"]])}`;
}

function speak(chosenLanguage) {
  language = chosenLanguage;
  document.documentElement.lang = language;
  document.title = `Revontuli · ${text("title")}`;
  document.querySelectorAll("[data-text]").forEach((each) => (each.textContent = text(each.dataset.text)));
  document.querySelectorAll("#languages button").forEach((button) => {
    button.setAttribute("aria-pressed", String(button.value === language));
  });
  return show(everythingThenChosen);
}

document.getElementById("languages").addEventListener("click", (event) => {
  if (event.target.value) speak(event.target.value);
});
form.addEventListener("change", () => show(chosen));
speak(language);
