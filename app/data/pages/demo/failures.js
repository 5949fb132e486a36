/** What went wrong, for a person. */

import { say } from "./language.js";

const USUAL_WAIT_SECONDS = "5";

export function plainWords(failure) {
  if (failure.status === 0) return say("failure.offline");
  const seconds = /^\d+$/.test(failure.retryAfter) ? failure.retryAfter : USUAL_WAIT_SECONDS;
  return say(`failure.${failure.status}`, { seconds }) || say("failure.other");
}
