/** Why a service was suggested: the evidence behind the one sentence. */

import { disclosure, element } from "./dom.js";
import { language, say } from "./language.js";

/** A smaller one would read 0 %. */
const LEAST_SHARE = 0.005;

/** lang is the language of the service's own texts; what was written, or stands in the phrasebook, may be in any. */
export function why(explanation, lang) {
  const { kind, phrase, clause, description_sentences: sentences = [], meters, shares } = explanation;
  return disclosure(say("why.summary"),
    element("dl", {},
      clause && entry("why.clause", element("q", { lang: "" }, clause)),
      sentences.length > 0 && entry("why.sentences", sentences.map(({ text, language: spoken }) =>
        element("p", { lang: spoken }, text))),
      kind && entry("why.kind", element("span", { lang: language() }, kind)),
      phrase && entry("why.phrase", element("q", { lang: "" }, phrase)),
      meters.length > 0 && entry("why.meters", meters.map((meter) => say(`meter.${meter}`)).join(", ")),
      entry("why.shares", element("ul", {}, Object.entries(shares).filter(([, part]) => part >= LEAST_SHARE).map(share))),
    ),
  );
}

function entry(key, content) {
  return [element("dt", {}, say(key)), element("dd", {}, content)];
}

function share([evidence, part]) {
  const percent = Math.round(part * 100);
  return element("li", {}, say("why.share", { name: say(`why.share.${evidence}`) || evidence, percent }));
}
