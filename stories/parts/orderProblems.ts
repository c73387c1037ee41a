// What is wrong with a typed order, by the box to change. Pure.
import { type Market, O2InputError, type OrderDraft } from "o2-react";
import { describeProblem, type OrderCheck, type OrderProblem } from "o2-react/trading";

/** A problem beside its box. */
export interface FieldProblem {
  readonly code: string;
  readonly text: string;
  /** True if the exchange may accept the order nevertheless. */
  readonly isDoubt: boolean;
  /** An amount for the box that solves it. */
  readonly suggestion: bigint | undefined;
}

/** The text of a box as an amount, or the reason why it is none. An empty box is neither. */
export interface Typed {
  readonly value?: bigint;
  readonly problem?: FieldProblem;
}

/** Reads a box. */
export function readTyped(parse: (text: string) => bigint, text: string): Typed {
  if (text.trim() === "") return {};
  try {
    return { value: parse(text) };
  } catch (error) {
    if (!(error instanceof O2InputError)) throw error;
    const [nearest] = error.allowed ?? [];
    const suggestion = typeof nearest === "bigint" ? nearest : undefined;
    // The message begins with the name of the parameter, which the box says already.
    const text = error.message.slice(`${error.parameter}: `.length);
    return { problem: { code: error.code, text, isDoubt: false, suggestion } };
  }
}

/** The problems and doubts of one field, without those for which data is missing: {@link missingOf} names that. */
export function problemsOf(
  market: Market,
  draft: OrderDraft,
  { problems, unknowns }: OrderCheck,
  field: OrderProblem["field"],
): readonly FieldProblem[] {
  const told = (list: readonly OrderProblem[], isDoubt: boolean) =>
    list
      .filter((problem) => problem.field === field && problem.needs === undefined)
      .map((problem) => ({
        code: problem.code,
        text: textOf(market, draft, problem),
        isDoubt,
        suggestion: problem.code === "args" ? undefined : problem.suggestion,
      }));
  return [...told(problems, false), ...told(unknowns, true)];
}

const MISSING = { book: "the book", balances: "the balance", last: "the last price" } as const;

/** The data that is not current, so that some rules are not checked: `"the book and the balance"`. */
export function missingOf({ unknowns }: OrderCheck): string {
  const needs = new Set(unknowns.flatMap((problem) => (problem.needs ? [MISSING[problem.needs]] : [])));
  return [...needs].join(" and ");
}

/** The sentence of a problem. Its suggestion is a key beside it. */
function textOf(market: Market, draft: OrderDraft, problem: OrderProblem): string {
  if (problem.code === "args") return `The ${problem.field} must be above zero.`;
  return describeProblem(market, draft, { ...problem, suggestion: undefined });
}
