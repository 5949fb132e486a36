/** What the person fills in, as the request that recommend_service and service_packages take. */

import { element } from "./dom.js";
import { language, say, sayCount } from "./language.js";
import { addMeters, answeredMeters, clearMeters, showMeters } from "./meters.js";
import { codeList, PACKAGES, RECOMMEND, useCredentials } from "./service_client.js";

const MOST_CHARACTERS = 4096;
const LIMITS = { [PACKAGES]: 3, [RECOMMEND]: 10 };

const form = document.getElementById("ask");
const situation = document.getElementById("situation");
const municipality = document.getElementById("municipality");
const lifeEvents = document.getElementById("life-events");
const credentials = document.getElementById("credentials");

let lists = { municipalities: [], lifeEvents: [] };

/** Fill the form's choices; throws Failure where the code lists cannot be read. */
export async function openForm() {
  addMeters();
  lifeEvents.addEventListener("change", showChosenEvents);
  const [{ municipalities }, { life_events }] = await Promise.all([codeList("municipalities"), codeList("life_events")]);
  lists = { municipalities, lifeEvents: life_events };
  translateForm();
}

/** Show the choices in the page's language; what has been chosen stays chosen. */
export function translateForm() {
  showMunicipalities();
  showLifeEvents();
  showChosenEvents();
  showMeters();
}

/** Where to ask, and the request. */
export function filledIn() {
  const path = form.elements.view.value === "packages" ? PACKAGES : RECOMMEND;
  const [text, meters, events] = [situation.value.trim(), answeredMeters(), chosenEvents()];
  const body = {
    ...(text && { life_situation: text }),
    ...(Object.keys(meters).length && { life_situation_meters: meters }),
    ...(events.length && { life_events: events }),
    ...(municipality.value && { service_filters: { municipality_codes: [municipality.value] } }),
    limit: LIMITS[path],
    language: language(),
    explain: true,
  };
  return { path, body };
}

/** What keeps the form from being sent, or "". */
export function mistakeIn(body) {
  if (!body.life_situation && !body.life_situation_meters && !body.life_events) return say("situation.missing");
  const length = [...(body.life_situation ?? "")].length;
  if (length > MOST_CHARACTERS) return say("situation.long", { length, most: MOST_CHARACTERS });
  return "";
}

export function showSituationError(message) {
  showError(document.getElementById("situation-error"), [situation], message);
}

/** Ask for client id and secret; message says why. */
export function askForCredentials(message) {
  credentials.hidden = false;
  const inputs = [...credentials.querySelectorAll("input")];
  showError(document.getElementById("credentials-error"), inputs, message);
}

/** Hand what stands in the credential fields to the service's client. */
export function readCredentials() {
  useCredentials(document.getElementById("client-id").value.trim(), document.getElementById("client-secret").value);
}

export function forgetErrors() {
  showSituationError("");
  if (!credentials.hidden) showError(document.getElementById("credentials-error"), [...credentials.querySelectorAll("input")], "");
}

/** After the browser has emptied its own fields. */
export function clearForm() {
  clearMeters();
  showChosenEvents();
  forgetErrors();
}

function showError(place, inputs, message) {
  place.textContent = message;
  place.hidden = !message;
  for (const each of inputs) {
    if (message) each.setAttribute("aria-invalid", "true");
    else each.removeAttribute("aria-invalid");
  }
  if (message) inputs[0].focus();
}

function showMunicipalities() {
  const chosen = municipality.value;
  const named = lists.municipalities.map(({ code, name }) => ({ code, name: name[language()] }));
  named.sort((one, other) => one.name.localeCompare(other.name, language()));
  const options = named.map(({ code, name }) => element("option", { value: code }, name));
  municipality.replaceChildren(municipality.options[0], ...options);
  municipality.value = chosen;
}

function showLifeEvents() {
  const chosen = new Set(chosenEvents());
  const choices = lists.lifeEvents.map(({ code, name }) => {
    const box = element("input", { type: "checkbox", value: code });
    box.checked = chosen.has(code);
    return element("label", { class: "choice" }, box, element("span", {}, name[language()]));
  });
  lifeEvents.replaceChildren(...choices);
}

function chosenEvents() {
  return [...lifeEvents.querySelectorAll("input:checked")].map((box) => box.value);
}

function showChosenEvents() {
  const count = chosenEvents().length;
  document.getElementById("life-events-chosen").textContent = count ? sayCount("events.chosen", count) : "";
}

/** The name of a life event by its code, or "". */
export function lifeEventName(code) {
  return lists.lifeEvents.find((event) => event.code === code)?.name[language()] ?? "";
}
