// One HTTP answer, read to its end: whether it is an error, and whether the same read may succeed later. Knows nothing of
// requests or of what is read.
import { O2RestError } from "./errors.ts";
import { EXCERPT } from "./excerpt.ts";
import { LARGEST, object, parseExactJson } from "./values.ts";

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The value of the text, when it is JSON. */
  readonly body: unknown;
  /** The address that answered, when it came after a redirect; else empty. */
  readonly redirectedTo: string;
  /** Whether it is an error, whatever its status. */
  readonly isError: boolean;
  /** The server's code and message. */
  readonly code: number | undefined;
  readonly message: string | undefined;
  /** Whether the same read may succeed later. */
  readonly isTransient: boolean;
  /** Whether the server refuses reads as too many, or asks for a pause otherwise. */
  readonly isTooMany: boolean;
  /** The wait that it asks for, in milliseconds. */
  readonly retryAfter: number | undefined;
}

const RATE_LIMITED = 1003;

/**
 * Reads a response to its end. @param now in milliseconds since 1970.
 * @throws O2RestError when it is too large.
 */
export async function answerOf(what: string, response: Response, now: number): Promise<Answer> {
  const { status, redirected, url } = response;
  const text = await readText(what, response);
  const body = parseExactJson(text);
  const { code = saysRateLimited(body, text) ? RATE_LIMITED : undefined, message, isError } = readError(body);
  const isOk = status >= 200 && status < 300;
  const retryAfter = readRetryAfter(response.headers.get("retry-after"), now);
  const isRateLimited = status === 429 || code === RATE_LIMITED;
  return {
    status,
    text,
    body,
    redirectedTo: redirected ? new URL(url).origin : "",
    isError: !isOk || isError || isRateLimited,
    code,
    message,
    isTransient: isRateLimited || isTransient(status),
    isTooMany: isRateLimited || (status === 503 && retryAfter !== undefined),
    retryAfter,
  };
}

function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

async function readText(what: string, response: Response): Promise<string> {
  const { status } = response;
  const tooLarge = (): O2RestError =>
    new O2RestError(`${what} was answered with more than ${LARGEST} bytes.`, {
      status,
      isTransient: isTransient(status),
    });
  if (Number(response.headers.get("content-length")) > LARGEST) {
    await response.body?.cancel();
    throw tooLarge();
  }
  if (!response.body) return response.text();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  let size = 0;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    size += chunk.value.byteLength;
    if (size > LARGEST) {
      await reader.cancel();
      throw tooLarge();
    }
    text += decoder.decode(chunk.value, { stream: true });
  }
  return text + decoder.decode();
}

interface ServerError {
  readonly isError: boolean;
  readonly code?: number | undefined;
  readonly message?: string | undefined;
}

/** An error body is `{ code, message }`; some say `error` in place of `message`, and it may come with HTTP 200. */
function readError(body: unknown): ServerError {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return { isError: false };
  const { code, message, error } = object(body, "the answer");
  if (typeof error === "object" && error !== null && !Array.isArray(error))
    return { ...readError(error), isError: true };
  const said = [message, error].find((text): text is string => typeof text === "string")?.slice(0, EXCERPT);
  const known = typeof code === "number" ? code : undefined;
  // The server's codes begin at 1000.
  const isCode = known !== undefined && (said !== undefined || known >= 1_000);
  return { isError: isCode || typeof error === "string", code: known, message: said };
}

/** A refusal of too many requests may come as any text. */
function saysRateLimited(body: unknown, text: string): boolean {
  if (body !== undefined && typeof body !== "string") return false;
  return text.length < 1_000 && /too many requests|rate.?limit/i.test(text);
}

/** Seconds, or a date. Browsers show the header only where the server exposes it. */
function readRetryAfter(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const wait = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now;
  return wait > 0 ? wait : undefined;
}
