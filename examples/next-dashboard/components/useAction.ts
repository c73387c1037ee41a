import { useState } from "react";

export interface Action {
  readonly isBusy: boolean;
  /** The reason why the last run failed. */
  readonly problem: string | undefined;
  /** Runs a task; `false` when it failed. */
  readonly run: (task: () => Promise<unknown>) => Promise<boolean>;
}

/** The state of a button whose task takes a while and may fail. */
export function useAction(): Action {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (task: () => Promise<unknown>): Promise<boolean> => {
    setIsBusy(true);
    setProblem(undefined);
    try {
      await task();
      return true;
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      return false;
    } finally {
      setIsBusy(false);
    }
  };
  return { isBusy, problem, run };
}
