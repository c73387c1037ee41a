// The outcome of an action that was sent: carried out, refused, or not known. Knows no client but by the shape of its answers.

/** The answer to an action, as the official client's methods give it, and those of `simulatedClient`. */
export interface ActionAnswer {
  readonly success: boolean;
  readonly reason: string | null;
  readonly message: string | null;
}

/** The outcome of an action. */
export type ActionOutcome<Answer> =
  | { readonly status: "accepted"; readonly answer: Answer; readonly message: undefined; readonly error: undefined }
  | {
      readonly status: "refused";
      /** `undefined` where it was refused by an error. */
      readonly answer: Answer | undefined;
      /** The chain's reason, such as `"OrderNotFilled"`, or a sentence of whoever refused it. */
      readonly message: string;
      readonly error: unknown;
    }
  | {
      readonly status: "unanswered";
      readonly answer: undefined;
      /** An English sentence that says what to do. */
      readonly message: string;
      readonly error: unknown;
    };

/**
 * The outcome of an action, from whichever of three places it comes: the answer, an error that is an answer, or none. It never rejects.
 * `"refused"` is final: nothing happened. `"unanswered"` means that it may have happened: look at `useOrders` once that is live, before
 * anything is sent again.
 *
 * @param action what a method of the official client returned.
 * @example
 * const { status, message } = await outcomeOf(client.createOrder(market.pair, "buy", "0.0124", "1000"));
 */
export async function outcomeOf<Answer extends ActionAnswer>(action: Promise<Answer>): Promise<ActionOutcome<Answer>> {
  try {
    const answer = await action;
    if (answer.success) return { status: "accepted", answer, message: undefined, error: undefined };
    return { status: "refused", answer, message: answer.reason ?? answer.message ?? "Refused.", error: undefined };
  } catch (error) {
    const message = refusalIn(error);
    if (message !== undefined) return { status: "refused", answer: undefined, message, error };
    const unknown = "There was no answer. Look at your orders before you try again.";
    return { status: "unanswered", answer: undefined, message: unknown, error };
  }
}

/** The words of an error that is an answer: the official client's have a `reason`, even if that is undefined. */
function refusalIn(error: unknown): string | undefined {
  if (!(error instanceof Error && "reason" in error)) return undefined;
  return typeof error.reason === "string" ? error.reason : error.message;
}
