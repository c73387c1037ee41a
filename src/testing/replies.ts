// What a REST read is answered with once the faults have had their say: for a page and for a port alike.

import type { Exchange } from "./exchange.ts";
import type { Faults } from "./faults.ts";
import { answer } from "./rest.ts";
import { type SnapshotKey, toText } from "./wire.ts";

/** An answer as text, ready to be sent. */
export interface RestReply {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  /** In how many milliseconds. */
  readonly delay: number;
  /** There is no answer: the connection fails. */
  readonly failed: boolean;
}

const errorOf = (status: number): object => {
  if (status === 429) return { code: 1003, message: "rate limit exceeded" };
  if (status === 404) return { code: 2000, message: "market not found" };
  return { code: 1000, message: `a simulated error ${status}` };
};

/** Answers a read, as the faults allow. */
export const replyTo = (
  exchange: Exchange,
  faults: Faults,
  url: URL,
  method: string,
  key: SnapshotKey | undefined,
): RestReply => {
  const fault = faults.restFault(url.pathname);
  const { delay = 0, fail: failed = false, html } = fault ?? {};
  if (html !== undefined) return { status: fault?.status ?? 502, type: "text/html", text: html, delay, failed };
  const changed = fault && (fault.status !== undefined || "body" in fault);
  const status = fault?.status ?? 200;
  const { status: code, body } = changed
    ? { status, body: "body" in fault ? fault.body : errorOf(status) }
    : method === "GET"
      ? answer(exchange, url.pathname, url.searchParams, key)
      : { status: 405, body: { code: 1001, message: `only GET is answered, not ${method}` } };
  return { status: code, type: "application/json", text: toText(body), delay, failed };
};
