// The results of many markets in one component: one for each, in the order of the markets.
import { useEffect, useState } from "react";
import type { MarketRef } from "../client/ids.ts";
import type { Venue } from "../client/protocol.ts";
import { isSame } from "../store/equal.ts";
import type { Answer } from "../store/resolve.ts";
import type { O2State, TopicData } from "../store/state.ts";
import { createMemory, isSameStatus, type Memory, type Result } from "./result.ts";
import { type TopicOptions, type TopicView, topicResult, useRetained } from "./useTopic.ts";

/** The markets of a hook that shows many. */
export type MarketRefs = readonly (MarketRef | null | undefined)[];

/** One result for each market, in their order. */
export type ResultsOf<M, S> = M extends readonly unknown[]
  ? { readonly [K in keyof M]: Result<S> }
  : readonly Result<S>[];

/** The parameters of a hook that shows many markets. */
export interface ManyParams<T, S, M> extends TopicOptions<T, S> {
  /**
   * Each a pair such as `"FUEL/USDC"`, a market id, or anything with a `market_id`; nullish for a place that is not chosen yet, or for the
   * whole list. Compared by value.
   */
  readonly markets: M;
  /** Default `"spot"`. `"turbo"` is the margin venue: the same markets with other books, other trades and other orders. */
  readonly venue?: Venue | undefined;
}

/** Holds the topics of many answers while mounted. Gives the function that makes their results of the store's state. */
export function useManySelector<C extends keyof TopicData, T, S = T>(
  answers: readonly Answer[],
  viewOf: (answer: Answer) => TopicView<C, T>,
  select?: TopicOptions<T, S>["select"],
): (state: O2State) => readonly Result<S>[] {
  const [memories] = useState(createMemories<S>);
  const keys = answers.map((answer) => (answer.status === "error" ? answer.error.message : JSON.stringify(answer)));
  const all = keys.join("\n");
  useEffect(() => memories.keep(all), [memories, all]);
  const topics = answers.flatMap((answer) => (answer.status === "topics" ? answer.topics : []));
  // In another order, or named twice, they are the same topics.
  const held = [...new Set(topics.map((topic) => JSON.stringify(topic)))].sort();
  useRetained(held.length > 0 ? `[${held}]` : undefined);
  return (state) =>
    memories.listOf(
      answers.map((answer, index) => {
        const key = keys[index] as string;
        return topicResult(state, answer, key, viewOf(answer), select, memories.of(key));
      }),
    );
}

/** Whether more than data is new in any of them: of the same markets as before. */
export function areNews(shown: readonly Result<unknown>[], next: readonly Result<unknown>[]): boolean {
  return next.some((each, index) => !isSameStatus(shown[index] as typeof each, each));
}

/** The number of lists that are remembered, as of the results of one topic. */
const REMEMBERED = 4;

/** The memories of one component's markets: a market that moves in the list, or stands in it twice, has one result. */
interface Memories<S> {
  of(key: string): Memory<S>;
  /** The same list again while it has the same results. */
  listOf(results: readonly Result<S>[]): readonly Result<S>[];
  /** Forgets those whose key is not in a text of all keys. */
  keep(keys: string): void;
}

function createMemories<S>(): Memories<S> {
  const memories = new Map<string, Memory<S>>();
  let lists: readonly (readonly Result<S>[])[] = [];
  return {
    of(key) {
      const memory = memories.get(key) ?? createMemory<S>();
      memories.set(key, memory);
      return memory;
    },
    listOf(results) {
      const list = lists.find((each) => isSame(each, results)) ?? results;
      lists = [list, ...lists.filter((each) => each !== list)].slice(0, REMEMBERED);
      return list;
    },
    keep(keys) {
      for (const key of memories.keys()) if (!keys.includes(key)) memories.delete(key);
    },
  };
}
