// npm run bench:browser: measures what a page with our hooks costs in real Chromium, beside the usual ways to draw the
// same stream. Every participant reads the same frames, keeps the same book and draws the same ladder. Only the way
// into React differs.
import { chromiumPath } from "../../scripts/chromium.ts";
import { readOptions, stopWith } from "../../scripts/options.ts";
import { machine } from "../../scripts/provenance.ts";
import { Results } from "../results.ts";
import { type Chrome, startChrome } from "./browser/chrome.ts";
import { type Exchange, startExchange } from "./browser/exchange.ts";
import { type Row, toFigures } from "./browser/figures.ts";
import { firstRowFindings, firstRows, firstRowTable, type Load } from "./browser/firstRow.ts";
import { measureFrozen } from "./browser/frozen.ts";
import { frozenFindings, frozenTable, type Measured } from "./browser/frozenResults.ts";
import { measure, type Plan } from "./browser/measure.ts";
import { rateTable } from "./browser/report.ts";
import { PARTICIPANTS, type Participant, type Site, serveSite } from "./browser/site.ts";
import { transitions } from "./browser/transitions.ts";
import { figureTable } from "./tables.ts";

const USAGE = `npm run bench:browser -- [options]
  --rates         updates a second, in a list                    (500,2000,10000)
  --rounds        rounds at each rate                            (3 at 2000, 1 at others)
  --seconds       how long each stream is measured               (10)
  --participants  whom to measure, in a list                     (${PARTICIPANTS.join(",")})
  --book          the peers' book: one of their own, or ours lent to them    (own)
  --json          a file to keep everything in, written as the run goes on
  --transitions   instead, what React renders in slices beside a book
  --first-row     instead, the time until the first live row on a slow line, in so many --rounds (7)
  --frozen        instead, what a worker keeps for a page that is stopped for so many --minutes (10), or slow for three of them
  --profile       instead, a CPU profile at the first rate: of the one participant that is named, or of ours`;

const SEED = 1;
/** Updates played before each measurement, unmeasured. */
const WARM_UP = 2_000;

const whole = (name: string, text: string): number =>
  /^[1-9]\d{0,5}$/.test(text)
    ? Number(text)
    : stopWith(`--${name} must be a whole number above 0, not "${text}"`, USAGE);

const isParticipant = (name: string): name is Participant => PARTICIPANTS.some((known) => known === name);

const values = readOptions(USAGE, {
  rates: "500,2000,10000",
  rounds: undefined as string | undefined,
  seconds: "10",
  participants: PARTICIPANTS.join(","),
  book: "own",
  json: undefined as string | undefined,
  transitions: false,
  "first-row": false,
  frozen: false,
  minutes: "10",
  profile: false,
});
if (values.book !== "own" && values.book !== "lent")
  stopWith(`--book must be own or lent, not "${values.book}"`, USAGE);
const rates = values.rates.split(",").map((rate) => whole("rates", rate));
const seconds = whole("seconds", values.seconds);
const roundsAt = (rate: number): number =>
  values.rounds === undefined ? (rate === 2_000 ? 3 : 1) : whole("rounds", values.rounds);
const participants = values.participants
  .split(",")
  .map((name) => (isParticipant(name) ? name : stopWith(`--participants: nobody is called "${name}"`, USAGE)));

const path = chromiumPath() ?? stopWith("No Chromium found: run `npm run pretest`, or set CHROMIUM_PATH.", USAGE);

/** The next rate's stream, made in advance. */
async function prepare(exchange: Exchange, rate: number): Promise<Plan> {
  const end = WARM_UP + rate * seconds;
  const [ladder = { bids: [], asks: [] }] = await exchange.prepare(SEED, [end]);
  return { rate, warmUp: WARM_UP, end, ladder };
}

async function run(
  chrome: Chrome,
  site: Site,
  exchange: Exchange,
  onRow: (rows: readonly Row[]) => void,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const rate of rates) {
    const plan = await prepare(exchange, rate);
    for (let round = 0; round < roundsAt(rate); round += 1) {
      // The order is rotated, so that each participant is first in one round and last in another.
      const turn = round % participants.length;
      for (const participant of [...participants.slice(turn), ...participants.slice(0, turn)]) {
        try {
          const measured = await measure(chrome, site, exchange, participant, plan);
          rows.push({ ...measured, round });
          onRow(rows);
          const { scriptPerUpdate, framesPerSecond, unshown, idleFramesPerSecond, spent } = measured;
          if (idleFramesPerSecond < 50)
            console.error(`Only ${idleFramesPerSecond.toFixed(0)} frames/s before the stream.`);
          if (!spent.isWhole) console.error("The trace lost events: there was more script than it says.");
          console.error(
            `${rate}/s, round ${round + 1}: ${participant} ${scriptPerUpdate.toFixed(1)} µs of script an update, ` +
              `${framesPerSecond.toFixed(1)} frames/s, ${unshown} unshown`,
          );
        } catch (error) {
          console.error(`${rate}/s, round ${round + 1}: ${participant} could not be measured: ${String(error)}`);
        }
      }
    }
  }
  return rows;
}

const exchange = await startExchange();
const site = await serveSite(values.profile, values.book);
const chrome = await startChrome(path);
try {
  if (values.profile) {
    const plan = await prepare(exchange, rates.length === 3 ? 2_000 : (rates[0] ?? 2_000));
    const [one, ...others] = participants;
    const { profile } = await measure(chrome, site, exchange, one && others.length === 0 ? one : "ours", plan, true);
    console.log(profile);
  } else if (values["first-row"]) {
    const kept = new Results(values.json);
    const found = (loads: readonly Load[]) => ({ chromium: chrome.version, ...firstRowFindings(loads) });
    const rounds = values.rounds === undefined ? {} : { rounds: whole("rounds", values.rounds) };
    const loads = await firstRows(chrome, rounds, (some) => kept.keep(found(some)));
    const { figures } = kept.finish(found(loads));
    console.log(`${firstRowTable(loads)}\n\n${figureTable(figures)}`);
  } else if (values.frozen) {
    const kept = new Results(values.json);
    const found = (all: readonly Measured[]) => ({ chromium: chrome.version, ...frozenFindings(all) });
    const plan = { minutes: whole("minutes", values.minutes) };
    const all = await measureFrozen(chrome, plan, (some) => kept.keep(found(some)));
    const { figures, findings } = kept.finish(found(all));
    console.log(
      `${frozenTable(all)}\n\n${figureTable(figures)}\n${findings.map((finding) => `\n${finding}`).join("")}`,
    );
  } else if (values.transitions) {
    const kept = new Results(values.json);
    const figures = await transitions(chrome, site, exchange);
    kept.finish({ chromium: chrome.version, figures });
    console.log(figureTable(figures));
  } else {
    const kept = new Results(values.json);
    const found = (rows: readonly Row[]) => {
      const summed = rows.map((row) => ({ ...row, errors: row.errors.length }));
      return { chromium: chrome.version, seconds, book: values.book, figures: toFigures(rows), rows: summed };
    };
    const rows = await run(chrome, site, exchange, (some) => kept.keep(found(some)));
    const { figures } = kept.finish(found(rows));
    console.log(`${machine()}, ${chrome.version}, ${seconds} s a stream, medians of the rounds\n`);
    for (const rate of rates) console.log(`${rateTable(rate, rows)}\n`);
    console.log(figureTable(figures));
  }
} finally {
  await chrome.close();
  site.close();
  await exchange.close();
}
