// Measures how long the content of a frame was under way: from the chain to the server, to this page, to the store. Pure.
// Three clocks are compared, which need not agree: a leg may come out negative, and is then shown so.
import type { Channel } from "../client/protocol.ts";
import { CHANNELS } from "../client/wire.ts";
import type { Commit } from "./look.ts";
import type { LoggedFrame } from "./Reel.ts";

/** One leg of the way, in milliseconds. */
export interface Leg {
  readonly count: number;
  readonly median: number;
  readonly p95: number;
}

/** A channel's legs; `undefined` where nothing is known of one. */
export interface ChannelLag {
  readonly channel: Channel;
  /** The number of frames that were looked at. */
  readonly frames: number;
  /** From the block to the server: both clocks are theirs. */
  readonly seen: Leg | undefined;
  /** From the server to this page: by its clock and by ours. */
  readonly received: Leg | undefined;
  /** From this page to the store: our clock alone. */
  readonly committed: Leg | undefined;
  /** From the block to the store. */
  readonly total: Leg | undefined;
}

/** So many of the newest frames are looked through, and of each channel so many looked at: it is done while the page lives. */
const NEWEST = 6_000;
const SAMPLE = 400;
/** A frame that changes nothing that is held is followed by no commit of its own; hidden pages commit once a second. */
const LONGEST_WAIT = 2_000;

/** The legs of each channel that spoke. */
export function lagOf(frames: readonly LoggedFrame[], commits: readonly Commit[]): ChannelLag[] {
  const by = new Map<Channel, LoggedFrame[]>(CHANNELS.map((channel) => [channel, []]));
  for (const frame of frames.slice(-NEWEST)) {
    const channel = !frame.isSent && frame.text !== undefined ? channelOf(frame.text) : undefined;
    if (channel) by.get(channel)?.push(frame);
  }
  return [...by].flatMap(([channel, all]) => (all.length === 0 ? [] : [measure(channel, sample(all), commits)]));
}

/** The channel of a frame, by its first words. */
export function channelOf(text: string): Channel | undefined {
  const name = /"action"\s*:\s*"(?:un)?(?:subscribe_)?(depth_view|[a-z]+)/.exec(text.slice(0, 80))?.[1];
  return CHANNELS.find((channel) => channel === (name === "depth_view" ? "depthView" : name));
}

function measure(channel: Channel, frames: readonly LoggedFrame[], commits: readonly Commit[]): ChannelLag {
  const seen: number[] = [];
  const received: number[] = [];
  const committed: number[] = [];
  const total: number[] = [];
  for (const frame of frames) {
    const text = frame.text ?? "";
    const onchainAt = stampOf(text, "onchain_timestamp");
    const seenAt = stampOf(text, "seen_timestamp");
    const commit = commitOf(frame, subjectOf(channel, text), commits);
    if (onchainAt !== undefined && seenAt !== undefined) seen.push(seenAt - onchainAt);
    if (seenAt !== undefined) received.push(frame.at - seenAt);
    if (commit) committed.push(commit.at - frame.at);
    if (commit && onchainAt !== undefined) total.push(commit.at - onchainAt);
  }
  return {
    channel,
    frames: frames.length,
    seen: leg(seen),
    received: leg(received),
    committed: leg(committed),
    total: leg(total),
  };
}

/** The first write after a frame that changed what it is about. */
function commitOf(frame: LoggedFrame, subject: string, commits: readonly Commit[]): Commit | undefined {
  let low = 0;
  let high = commits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((commits[middle]?.frames ?? 0) > frame.number) high = middle;
    else low = middle + 1;
  }
  for (let index = low; index < commits.length; index += 1) {
    const commit = commits[index];
    if (!commit || commit.at - frame.at > LONGEST_WAIT) return undefined;
    if (commit.subjects.includes(subject)) return commit;
  }
  return undefined;
}

/** As commits name it. The frame is not parsed: one that says its market late has no commit. */
function subjectOf(channel: Channel, text: string): string {
  if (channel !== "depth" && channel !== "depthView" && channel !== "trades") return channel;
  const market = /"market_id"\s*:\s*"(?:0x)?([0-9a-f]{64})"/i.exec(text.slice(0, 300))?.[1] ?? "";
  return `${channel}:0x${market.toLowerCase()}`;
}

function stampOf(text: string, name: string): number | undefined {
  // The server says them last; what lies before may be long.
  const at = text.lastIndexOf(`"${name}"`);
  const value = at < 0 ? undefined : /^\s*:\s*"?([^",}\s]+)/.exec(text.slice(at + name.length + 2, at + 80))?.[1];
  return value === undefined ? undefined : toMilliseconds(value);
}

/** 1970 in TAI64 as the chain's own libraries spell it: ten seconds ahead, leap seconds left out. */
const TAI64 = 2n ** 62n + 10n;

/**
 * A timestamp as milliseconds since 1970. The unit is not documented: told by the size, from seconds to nanoseconds, and
 * TAI64, which blocks of the chain are stamped with. `undefined` for what is no time.
 */
export function toMilliseconds(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) {
    const whole = BigInt(text.split(".")[0] ?? "0");
    if (whole >= TAI64) return Number(whole - TAI64) * 1_000;
    const value = Number(text);
    if (value <= 0) return undefined;
    const unit = [1e17, 1e14, 1e11].findIndex((least) => value >= least);
    return [value / 1e6, value / 1e3, value][unit] ?? value * 1_000;
  }
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : date;
}

function sample(frames: readonly LoggedFrame[]): readonly LoggedFrame[] {
  const step = Math.ceil(frames.length / SAMPLE);
  return step <= 1 ? frames : frames.filter((_, index) => index % step === 0);
}

function leg(values: number[]): Leg | undefined {
  if (values.length === 0) return undefined;
  values.sort((a, b) => a - b);
  const at = (share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
  return { count: values.length, median: at(0.5), p95: at(0.95) };
}
