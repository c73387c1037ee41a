// An action of a trading client, sent by a click: under way, and its outcome. Knows no client.
import { useRef, useState } from "react";
import { type ActionAnswer, type ActionOutcome, outcomeOf } from "../trading/outcomeOf.ts";

/** An action of {@link useAction}. */
export interface Action<Args extends readonly unknown[], Answer> {
  /** Runs it, behind those that this hook runs already: two at once would be signed with the same nonce. Never rejects. */
  readonly run: (...args: Args) => Promise<ActionOutcome<Answer>>;
  /** Whether one is under way or waits. */
  readonly isPending: boolean;
  /** The outcome of the last one; `undefined` before the first and while one is under way. */
  readonly outcome: ActionOutcome<Answer> | undefined;
  /** The sentence of its outcome, if it was not accepted. */
  readonly message: string | undefined;
}

/**
 * An action of a trading client, to be sent by a click: `run` sends it, `isPending` says that it is under way, and `message`
 * why it was not accepted. What it does is seen in `useOrders` and the other hooks, once the exchange tells of it.
 *
 * @param act sends the action, and returns the client's promise. Need not be a stable function.
 * @example
 * ```tsx
 * const cancel = useAction((id: string) => client.cancelOrder(id, market.pair));
 * return <button disabled={cancel.isPending} onClick={() => cancel.run("0x12…")}>Cancel</button>;
 * ```
 */
export function useAction<Args extends readonly unknown[], Answer extends ActionAnswer>(
  act: (...args: Args) => Promise<Answer>,
): Action<Args, Answer> {
  const [count, setCount] = useState(0);
  const [outcome, setOutcome] = useState<ActionOutcome<Answer>>();
  const last = useRef<Promise<unknown>>(Promise.resolve());
  const run = (...args: Args): Promise<ActionOutcome<Answer>> => {
    setCount((now) => now + 1);
    setOutcome(undefined);
    // Inside of the promise, so that an error that is thrown at once is an outcome too.
    const turn = last.current.then(() => outcomeOf((async () => act(...args))()));
    last.current = turn;
    void turn.then((done) => {
      setCount((now) => now - 1);
      setOutcome(done);
    });
    return turn;
  };
  const isPending = count > 0;
  const known = isPending ? undefined : outcome;
  return { run, isPending, outcome: known, message: known?.message };
}
