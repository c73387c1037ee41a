// The module that Remote.test.ts runs in another process.
import { serve } from "../../lab/far/Remote.ts";

/** An object with methods and a state, as a far end is. */
class Counter {
  #count = 0n;

  add(more: bigint): bigint {
    this.#count += more;
    return this.#count;
  }

  async fail(message: string): Promise<never> {
    throw new RangeError(message);
  }

  end(code: number): void {
    process.exit(code);
  }

  uncopied(): () => void {
    return () => undefined;
  }
}

export type { Counter };

serve(new Counter());
