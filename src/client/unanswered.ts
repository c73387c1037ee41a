// Two questions that follow from what the server has not answered: which subscriptions may be sent now, and which of them an
// error frame may have meant. Pure.
import type { O2ServerError } from "./feedErrors.ts";
import type { Subscription } from "./subscription.ts";
import { isSameVenue } from "./venueKeys.ts";
import { isBook, type Slot } from "./wire.ts";

/** Subscriptions by their slot's key. */
export type All = ReadonlyMap<string, Subscription>;

/** The server's answers so far. Times in milliseconds. */
export interface Answers {
  /** The number of the last flush that it has surely read, and when its PONG came. */
  readonly flush: number;
  readonly at: number;
}

/** From one suspect's answer to the next suspect, at least, in milliseconds: an error may come a little behind its PONG. */
const SUSPECT_PAUSE = 100;

/** The keys of what may be sent now: everything that is due and no suspect, or else one suspect, with nothing beside it. */
export function sendable(all: All, answers: Answers, now: number): string[] {
  const due = allowed(all, answers).filter(({ at }) => at <= now);
  const plain = due.filter(({ isSuspect }) => !isSuspect);
  const next = plain.length > 0 ? plain : due.sort((one, other) => one.since - other.since).slice(0, 1);
  return next.map(({ key }) => key);
}

/** When something is due that waits for no answer; `undefined` when nothing is. */
export function nextDue(all: All, answers: Answers): number | undefined {
  const times = allowed(all, answers).map(({ at }) => at);
  return times.length === 0 ? undefined : Math.min(...times);
}

/** The slots that an error frame may have meant. All of them will be sent again. */
export interface Blame {
  /** The only one that can have been meant. */
  readonly rejected: Slot | undefined;
  /** The others, each of which may have been meant. */
  readonly suspects: readonly Slot[];
}

/** The subscriptions that are blamed for an error frame. */
export interface Blamed {
  readonly entries: readonly (readonly [key: string, Subscription])[];
  /** Nothing else can have been meant. */
  readonly isAlone: boolean;
  /** Nothing unanswered can have been meant, so that all that is held may be wrong. */
  readonly isOfNobody: boolean;
}

/** Blames for an error frame all that it may have meant; of one market and venue, where it names them. */
export function blame(
  all: All,
  answers: Answers,
  { marketId, venue }: Pick<O2ServerError, "marketId" | "venue">,
  now: number,
  moment: number,
): Blamed {
  const isMeant = ({ slot }: Subscription): boolean =>
    slot === undefined ||
    ((marketId === undefined || ("market" in slot && slot.market === marketId)) &&
      (venue === undefined || isSameVenue(slot, { venue })));
  const meant = candidates(all, answers, now, moment).filter(([, each]) => isMeant(each));
  const isOfNobody = meant.length === 0;
  const entries = (isOfNobody ? [...all].filter(([, each]) => isMeant(each)) : meant).filter(
    ([, { phase }]) => phase.name === "sent" || phase.name === "read",
  );
  return { entries, isAlone: meant.length === 1, isOfNobody };
}

/**
 * The subscriptions that an error frame may have meant: all that were sent and not answered, also those that were
 * blamed before or ended since. An error may also come a moment behind the PONG: then it meant what that PONG answered.
 */
function candidates(all: All, answers: Answers, now: number, moment: number): [string, Subscription][] {
  const entries = [...all];
  const unanswered = entries.filter(([, { flush, phase }]) => flush > answers.flush && phase.name !== "read");
  if (unanswered.length > 0 || now - answers.at > moment) return unanswered;
  return entries.filter(
    // A book whose snapshot came was not rejected.
    ([, { flush, slot, awaitsSnapshot }]) =>
      flush > 0 && flush === answers.flush && (!slot || !isBook(slot) || awaitsSnapshot),
  );
}

interface Due {
  readonly key: string;
  /** When it may be sent. */
  readonly at: number;
  /** When its own wait is over: whoever waits longest is next, so that a culprit never goes before the others again. */
  readonly since: number;
  readonly isSuspect: boolean;
}

/** The subscriptions that are due, now or later, and need not wait for an answer. A suspect is sent alone: an error then means it. */
function allowed(all: All, answers: Answers): Due[] {
  const unanswered = [...all.values()].filter(({ flush }) => flush > answers.flush);
  if (unanswered.some(({ isSuspect, phase }) => isSuspect && phase.name === "sent")) return [];
  return [...all].flatMap(([key, { phase, isSuspect }]) => {
    if (phase.name !== "due" || (isSuspect && unanswered.length > 0)) return [];
    const at = isSuspect ? Math.max(phase.at, answers.at + SUSPECT_PAUSE) : phase.at;
    return [{ key, at, since: phase.at, isSuspect }];
  });
}
