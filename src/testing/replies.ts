// Answers a request to the API, after its rate limits and faults: for a page and for a port alike.
import type { Faults } from "./faults.ts";
import type { RateLimits } from "./rateLimits.ts";
import { type ApiAnswer, type ApiRequest, answer, errorAnswer } from "./rest/answer.ts";
import type { Venues } from "./venues.ts";
import { toText } from "./wire.ts";
import type { NextWire, Wire } from "./wires.ts";

/** An answer as text, ready to be sent. */
export interface RestReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** The delay in milliseconds. */
  readonly delay: number;
  /** There is no answer: the connection fails. */
  readonly failed: boolean;
  /** The server's time, for the header `date`, in milliseconds since 1970; a replay has none. */
  readonly date?: number | undefined;
}

/** The headers of an answer. */
export const headersOf = ({ type, date }: RestReply): Readonly<Record<string, string>> => ({
  "content-type": type,
  ...(date !== undefined && { date: new Date(date).toUTCString() }),
});

/** The parts that answers are made from. */
export interface Replies {
  readonly venues: Venues;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly wire: NextWire;
}

const errorOf = (status: number): object => {
  if (status === 429) return { code: 1003, message: "rate limit exceeded" };
  if (status === 404) return { code: 2000, message: "market not found" };
  return { code: 1000, message: `a simulated error ${status}` };
};

const limited = ({ limits }: Replies, { url, method, owner, caller }: ApiRequest): boolean =>
  limits.exceeded({ method, path: url.pathname, owner: owner?.toLowerCase(), caller });

const answerOf = (replies: Replies, request: ApiRequest, wire: Wire): ApiAnswer =>
  limited(replies, request)
    ? errorAnswer(429, 1003, "rate limit exceeded", wire)
    : answer(replies.venues, request, wire, () => replies.faults.actionFault());

/** Answers a request, as the faults allow. */
export const replyTo = (replies: Replies, request: ApiRequest): RestReply => ({
  ...replyOf(replies, request),
  date: replies.venues.spot.now(),
});

const replyOf = (replies: Replies, request: ApiRequest): RestReply => {
  const fault = replies.faults.restFault(request.url.pathname);
  const { delay = 0, fail: failed = false, html } = fault ?? {};
  if (html !== undefined) return { status: fault?.status ?? 502, type: "text/html", text: html, delay, failed };
  const changed = fault && (fault.status !== undefined || "body" in fault);
  const status = fault?.status ?? 200;
  const wire = replies.wire();
  const given = changed
    ? { status, body: "body" in fault ? fault.body : errorOf(status) }
    : answerOf(replies, request, wire);
  if ("text" in given) return { status: given.status, type: "text/plain", text: given.text, delay, failed };
  return { status: given.status, type: "application/json", text: toText(given.body, wire), delay, failed };
};
