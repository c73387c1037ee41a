// What the last run found, as text between the two marks of this folder's README. Knows nothing of how it was found.
import { type Guarantee, spell } from "./Findings.ts";

/** What came of a scenario. */
export interface Outcome {
  readonly date: string;
  readonly seconds: number;
  /** How busy the machine was before: the mean number of processes that wanted to run in the last minute. */
  readonly busy: number;
  readonly guarantees: readonly Guarantee[];
  readonly figures: Readonly<Record<string, unknown>>;
}

/** What came of a run. */
export interface Results {
  readonly machine: string;
  readonly guarantees: number;
  readonly failed: readonly string[];
  readonly scenarios: Readonly<Record<string, Outcome>>;
}

const WIDTH = 60;

/** A text with the results between its marks. */
export function withResults(text: string, { machine, scenarios, guarantees, failed }: Results): string {
  const parts = Object.entries(scenarios).map(([name, { date, busy, guarantees }]) =>
    [
      `**${name}**, ${date.slice(0, 10)}, load average ${busy}:`,
      "",
      "```",
      ...guarantees.map(spell),
      "```",
      ...(name === "storm" ? histograms(scenarios[name]?.figures ?? {}) : []),
    ].join("\n"),
  );
  const head = `${guarantees} guarantees, ${failed.length} failed, on ${machine}.`;
  return text.replace(
    /(<!-- results -->\n)[\s\S]*(<!-- \/results -->)/,
    (_, before, after) => `${before}${[head, ...parts].join("\n\n")}\n${after}`,
  );
}

function histograms(figures: Readonly<Record<string, unknown>>): string[] {
  return ["restart", "narrow door", "without jitter"].flatMap((what) => {
    const counts = figures[`${what}: attempts in each 250 ms since the links were lost`];
    if (!Array.isArray(counts)) return [];
    const each = counts.length > 80 ? 8 : 1;
    const sums = Array.from({ length: Math.ceil(counts.length / each) }, (_, place) =>
      counts.slice(place * each, (place + 1) * each).reduce((sum: number, count: number) => sum + count, 0),
    );
    const most = Math.max(...sums);
    return [
      "",
      `Attempts in each ${each * 250} ms since the links were lost, ${what}:`,
      "",
      "```",
      ...sums.map((sum, place) => {
        const bar = "█".repeat(Math.round((sum / most) * WIDTH));
        return `${((place * each) / 4).toFixed(2).padStart(7)} s ${String(sum).padStart(5)} ${bar}`.trimEnd();
      }),
      "```",
    ];
  });
}
