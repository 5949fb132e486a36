/** The request as it was sent and the answer as it came, for those who build on the interface. */

import { disclosure, element } from "./dom.js";
import { say } from "./language.js";
import { asksWithCredentials } from "./service_client.js";

const developer = document.getElementById("developer");

export function showDeveloper({ path, body }, answer) {
  const address = new URL(path, document.baseURI).href;
  const command = scrolling("developer.command", curl(address, body));
  const outcome = element("span", { role: "status", class: "outcome" });
  const copy = element("button", { type: "button", class: "quiet" }, say("developer.copy"));
  copy.addEventListener("click", async () => {
    outcome.textContent = say(await copied(command) ? "status.copied" : "status.selected");
  });
  developer.replaceChildren(
    element("h2", { id: "developer-heading" }, say("developer.heading")),
    disclosure(say("developer.summary"),
      labelled("developer.request", scrolling("developer.request", `POST ${address}\n\n${pretty(body)}`)),
      labelled("developer.command", command),
      element("p", { class: "actions" }, copy, outcome),
      labelled("developer.answer", scrolling("developer.answer", pretty(answer))),
    ),
  );
  developer.hidden = false;
}

export function hideDeveloper() {
  developer.hidden = true;
  developer.replaceChildren();
}

/** Credentials are named, never shown. */
function curl(address, body) {
  const user = asksWithCredentials() ? ' -u "$CLIENT_ID:$CLIENT_SECRET"' : "";
  return `curl -s${user} ${quoted(address)} -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
}

/** For a POSIX shell, in which nothing means anything between single quotes. */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function pretty(value) {
  return JSON.stringify(value, null, 2);
}

/** A box that scrolls can be reached and scrolled by keyboard. */
function scrolling(key, text) {
  return element("pre", { tabindex: 0, role: "region", "aria-label": say(key), lang: "" }, text);
}

function labelled(key, box) {
  return [element("p", { class: "label" }, say(key)), box];
}

/** Whether the clipboard took it; where the browser keeps it from us, the text is selected instead. */
async function copied(box) {
  try {
    await navigator.clipboard.writeText(box.textContent);
    return true;
  } catch {
    getSelection().selectAllChildren(box);
    return false;
  }
}
