/** The page: what happens when. */

import { hideDeveloper, showDeveloper } from "./developer.js";
import { plainWords } from "./failures.js";
import {
  askForCredentials, clearForm, filledIn, forgetErrors, mistakeIn, openForm, readCredentials, showSituationError,
  translateForm,
} from "./form.js";
import { language, say, speak, translatePage } from "./language.js";
import { hideResults, showResults } from "./results.js";
import { ask, asksWithCredentials, Failure } from "./service_client.js";

const form = document.getElementById("ask");
const status = document.getElementById("status");
const failureNote = document.getElementById("failure");

/** The question whose answer is shown, and a number by which an answer that comes too late is known. */
let answered = null;
let turn = 0;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  readCredentials();
  forgetErrors();
  const question = filledIn();
  const mistake = mistakeIn(question.body);
  if (mistake) showSituationError(mistake);
  else search(question, { isNew: true });
});

form.addEventListener("reset", () => setTimeout(startAfresh));

for (const button of document.querySelectorAll("nav button")) {
  button.addEventListener("click", () => changeLanguage(button.value));
}

translatePage();
openForm().then(translatePage).catch((failure) => {
  translatePage();
  if (!(failure instanceof Failure)) throw failure;
  tell(say("failure.lists"));
});

async function search(question, { isNew }) {
  const mine = ++turn;
  if (isNew) hideAnswer();
  tell("");
  status.textContent = say("status.asking");
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await ask(question.path, question.body);
    if (mine === turn) show(question, answer, isNew);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    if (mine === turn) explain(failure);
  } finally {
    if (mine === turn) form.removeAttribute("aria-busy");
  }
}

/** A new answer takes the focus and the top of the window; one in another language leaves both where they are. */
function show(question, answer, isNew) {
  answered = question;
  const { heading, announcement } = showResults(answer);
  showDeveloper(question, answer);
  status.textContent = announcement;
  if (isNew) {
    heading.focus({ preventScroll: true });
    heading.scrollIntoView();
  }
}

function explain(failure) {
  status.textContent = "";
  if (failure.status === 401) {
    askForCredentials(say(asksWithCredentials() ? "credentials.wrong" : "credentials.needed"));
  } else if (failure.status === 400 && failure.pointers.includes("/life_situation")) {
    showSituationError(say("situation.refused"));
  } else {
    tell(plainWords(failure));
  }
}

/** What was written stays; an answer on the page is asked for again in the new language. */
function changeLanguage(chosen) {
  speak(chosen);
  translatePage();
  translateForm();
  forgetErrors();
  tell("");
  status.textContent = "";
  if (answered) search({ ...answered, body: { ...answered.body, language: language() } }, { isNew: false });
}

function startAfresh() {
  turn += 1;
  form.removeAttribute("aria-busy");
  readCredentials();
  clearForm();
  hideAnswer();
  tell("");
  status.textContent = say("status.cleared");
  document.getElementById("situation").focus();
}

function hideAnswer() {
  answered = null;
  hideResults();
  hideDeveloper();
}

function tell(problem) {
  failureNote.textContent = problem;
  failureNote.hidden = !problem;
}
