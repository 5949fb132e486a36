/** The only place that talks to the service. */

export const RECOMMEND = "service-recommender/v1/recommend_service";
export const PACKAGES = "service_packages";
const FEEDBACK = "service-recommender/v1/recommendation_feedback";
const LONGEST_WAIT_MS = 60_000;

/** What went wrong: an HTTP status, or 0 where the service was not reached; pointers name the refused fields. */
export class Failure extends Error {
  constructor(status, { retryAfter = "", pointers = [] } = {}) {
    super(`status ${status}`);
    this.status = status;
    this.retryAfter = retryAfter;
    this.pointers = pointers;
  }
}

/** Kept in this variable alone, never in the browser's storage. */
let authorization = null;

export function useCredentials(clientId, clientSecret) {
  const bytes = new TextEncoder().encode(`${clientId}:${clientSecret}`);
  authorization = clientId ? `Basic ${btoa(String.fromCharCode(...bytes))}` : null;
}

export function asksWithCredentials() {
  return authorization !== null;
}

export async function codeList(name) {
  return parsed(await reach(name, {}));
}

/** Ask for services; gives the parsed answer. */
export async function ask(path, body) {
  return parsed(await post(path, body));
}

/** Score a recommendation or, with a service id, one of its services; 1 helped, -1 did not. */
export async function giveFeedback(recommendationId, score, serviceId = null) {
  const scored = serviceId
    ? { service_feedbacks: [{ service_id: serviceId, feedback_score: score }] }
    : { feedback_score: score };
  await post(FEEDBACK, { auroraai_recommendation_id: recommendationId, ...scored });
}

/** Something between us and the service may have answered with a page of its own. */
function parsed(response) {
  return response.json().catch(() => {
    throw new Failure(response.status);
  });
}

function post(path, body) {
  const headers = { "Content-Type": "application/json" };
  if (authorization) headers.Authorization = authorization;
  return reach(path, { method: "POST", headers, body: JSON.stringify(body), cache: "no-store" });
}

/** Credentials are ours to send: with "omit" the browser does not open a dialogue of its own at a 401. */
async function reach(path, options) {
  let response;
  try {
    response = await fetch(path, { ...options, credentials: "omit", signal: AbortSignal.timeout(LONGEST_WAIT_MS) });
  } catch {
    throw new Failure(0);
  }
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  throw new Failure(response.status, {
    retryAfter: response.headers.get("Retry-After") ?? "",
    pointers: (problem.errors ?? []).map((error) => error.pointer),
  });
}
