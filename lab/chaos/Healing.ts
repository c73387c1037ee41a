// The end of a run, after its script: all faults end, more happens, the connection is lost once more, and the page is
// left. Everything must be right within a bounded time, and nothing may be left in the end.
import { until, type WaitOptions } from "../waiting.ts";
import type { ChaosClientKind } from "./clients/ChaosClient.ts";
import type { FarStep } from "./FaultyEnd.ts";
import type { Judge, Judged } from "./Judge.ts";
import type { Setting } from "./settings.ts";
import { type LiveAfter, NEVER } from "./Verdict.ts";

/** The steps after the healing. */
const AFTERWARDS: readonly FarStep[] = [
  { do: "trade", actions: 40 },
  { do: "place", account: 0, market: 0, side: "buy" },
  { do: "place", account: 1, market: 1, side: "sell" },
  ...[0, 1, 2].map((account) => ({ do: "arm", account, market: 0, isAttached: false, away: [3, -3] }) as const),
  ...[0, 1, 2].map((account) => ({ do: "arm", account, market: 1, isAttached: true, away: [5_000, -5_000] }) as const),
  { do: "disarm", account: 1 },
  { do: "fill", account: 2 },
  { do: "cancel", account: 1 },
  { do: "trade", actions: 40, venue: "turbo" },
  { do: "place", account: 0, market: 0, side: "sell", venue: "turbo" },
  { do: "arm", account: 1, market: 0, isAttached: true, away: [5_000, -3], venue: "turbo" },
  { do: "fill", account: 1, venue: "turbo" },
];

/** The world that is healed, and the time limit. */
export interface HealingOptions extends Judged {
  readonly judge: Judge;
  readonly kind: ChaosClientKind;
  readonly setting: Setting;
  readonly lag: Judged["lag"] & NonNullable<WaitOptions["lag"]>;
  /** The most milliseconds from the end of all faults until everything is right. Default: the setting's. */
  readonly patience?: number | undefined;
}

/** The end of one run. */
export class Healing {
  readonly #options: HealingOptions;
  /** True after the server sent errors: some subscriptions then wait for minutes. */
  #hadErrors = false;
  liveAfter: LiveAfter = NEVER;

  constructor(options: HealingOptions) {
    this.#options = options;
  }

  /**
   * @param hadErrors whether the server sent errors.
   * @returns milliseconds until all was right.
   */
  async run(hadErrors: boolean): Promise<number> {
    this.#hadErrors = hadErrors;
    const healedAfter = await this.#heal();
    if (Number.isFinite(healedAfter)) await this.#goOn();
    await this.#leave();
    return healedAfter;
  }

  /**
   * Resolves with whether a check holds within so many milliseconds. Time in which this process could not run does not
   * count.
   */
  until(check: () => boolean, milliseconds: number): Promise<boolean> {
    const { setting, lag } = this.#options;
    return until(check, milliseconds, { every: setting.poll, lag });
  }

  /** Ends all faults. Everything mounted must be live and true within a bounded time. */
  async #heal(): Promise<number> {
    const { end, client, mounted } = this.#options;
    end.heal();
    const began = Date.now();
    const isLive = (): boolean => mounted.readers.every(([id]) => client.shown(id)?.status === "live");
    const isRight = await this.#isRightSoon(() => {
      if (this.liveAfter !== NEVER || !isLive()) return;
      const [now, since] = [Date.now(), Math.max(began, end.network.openedAt)];
      this.liveAfter = { opened: now - since, asked: now - Math.max(since, end.askedAt) };
    });
    return isRight ? Date.now() - began : Number.POSITIVE_INFINITY;
  }

  /**
   * More happens, and no iterator may miss any of it. Then the connections are lost, and everything must become right
   * again.
   */
  async #goOn(): Promise<void> {
    const { end, readings, mounted, judge } = this.#options;
    readings.begin();
    for (const step of AFTERWARDS) await end.carryOut(step);
    const isRight = await this.#isRightSoon();
    readings.end();
    // A drop would hide a superfluous connection.
    if (!isRight || mounted.readers.length === 0 || !(await this.#isSparing())) return;
    await end.carryOut({ do: "drop" });
    await end.carryOut({ do: "trade", actions: 20 });
    await end.carryOut({ do: "trade", actions: 20, venue: "turbo" });
    // The page shows the loss a moment later.
    await this.until(() => judge.wrong().length > 0, 1_000);
    await this.#isRightSoon(undefined, true);
  }

  /**
   * Reports a finding when more connections are open than the page has trees. Resolves with whether that did not
   * happen.
   */
  async #isSparing(): Promise<boolean> {
    const { kind, end, mounted, setting, judge } = this.#options;
    if (kind.slots === "own") return true;
    const { network } = end;
    network.bury();
    const isSparing = (): boolean => network.exchange.connections <= mounted.trees;
    if (await this.until(isSparing, setting.leaving)) return true;
    judge.find("left", `there are ${network.exchange.connections} connections for ${mounted.trees} trees`);
    return false;
  }

  /**
   * Reports a finding when something is still wrong at the time limit.
   * @param look called with each look.
   * @param needsAll as the judge has it.
   */
  async #isRightSoon(look: () => void = () => undefined, needsAll = false): Promise<boolean> {
    const { setting, patience, judge, readings } = this.#options;
    const bound = patience ?? (this.#hadErrors ? setting.patienceAfterErrors : setting.patience);
    const isRight = (): boolean => {
      look();
      return judge.wrong(needsAll).length === 0 && readings.wrong().length === 0;
    };
    if (await this.until(isRight, bound)) return true;
    const after = `${bound} ms after all was well`;
    for (const wrong of judge.wrong(needsAll)) judge.find("unhealed", `not right ${after}: ${wrong}`);
    for (const wrong of readings.wrong()) judge.find("told", `${after}, ${wrong}`);
    return false;
  }

  /** Checks the server's slots three times: with components and iterators, with components alone, and with nothing. */
  async #leave(): Promise<void> {
    const { end, client, readings, setting, judge } = this.#options;
    const { network } = end;
    // The client has left half-open connections behind. The server itself would notice after a minute.
    network.bury();
    if (readings.open.length > 0) {
      await this.#expectSlots();
      for (const { iterator } of readings.open) client.stop?.(iterator, "return");
    }
    await this.#expectSlots();
    await client.close();
    const isGone = () => network.exchange.connections === 0 && network.connections === 0;
    if (await this.until(isGone, setting.leaving)) return;
    const left = `${network.exchange.connections} connections and ${network.connections} sockets`;
    judge.find("left", `after the unmount ${left} are left`);
  }

  async #expectSlots(): Promise<void> {
    const { end, mounted, readings, kind, setting, judge } = this.#options;
    const expected = () => mounted.slots(kind.slots === "shared", readings.open);
    const isHeld = (): boolean => {
      const rest = [...end.slots];
      const isThere = (slot: string): boolean => {
        const place = rest.indexOf(slot);
        if (place >= 0) rest.splice(place, 1);
        return place >= 0;
      };
      return expected().every(isThere) && rest.every((slot) => mounted.optional.includes(slot));
    };
    if (await this.until(isHeld, setting.leaving)) return;
    const follows = readings.open.length > 0 ? "mounted and iterated" : "mounted";
    judge.find("slots", `the server holds ${JSON.stringify(end.slots)}, ${follows} is ${JSON.stringify(expected())}`);
  }
}
