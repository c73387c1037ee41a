// The findings of a scenario: its guarantees, each with the figure, the limit and whether it holds. Knows nothing of
// scenarios.

export interface Guarantee {
  readonly what: string;
  readonly figure: number;
  readonly limit: number;
  /** `most`: the figure may be at most the limit; `least`: at least; `exactly`: no other. */
  readonly kind: "most" | "least" | "exactly";
  readonly holds: boolean;
}

const sign = { most: "≤", least: "≥", exactly: "=" } as const;

export class Findings {
  readonly guarantees: Guarantee[] = [];
  /** Figures that were measured without a guarantee. */
  readonly figures: Record<string, unknown> = {};
  readonly #onFound: () => void;

  /** @param onFound called after each guarantee and each figure. */
  constructor(onFound: () => void = () => undefined) {
    this.#onFound = onFound;
  }

  most(what: string, figure: number, limit: number): void {
    this.#add({ what, figure: round(figure), limit: round(limit), kind: "most", holds: figure <= limit });
  }

  least(what: string, figure: number, limit: number): void {
    this.#add({ what, figure: round(figure), limit: round(limit), kind: "least", holds: figure >= limit });
  }

  exactly(what: string, figure: number, limit: number): void {
    this.#add({ what, figure, limit, kind: "exactly", holds: figure === limit });
  }

  note(name: string, figure: unknown): void {
    this.figures[name] = typeof figure === "number" ? round(figure) : figure;
    console.log(`    ${name}: ${JSON.stringify(this.figures[name])}`);
    this.#onFound();
  }

  #add(guarantee: Guarantee): void {
    this.guarantees.push(guarantee);
    console.log(`  ${spell(guarantee)}`);
    this.#onFound();
  }
}

export function spell({ what, figure, limit, kind, holds }: Guarantee): string {
  return `${holds ? "holds" : "FAILS"}  ${what}: ${figure} (${sign[kind]} ${limit})`;
}

function round(figure: number): number {
  return Number.isInteger(figure) ? figure : Number(figure.toFixed(figure < 10 ? 2 : 1));
}
