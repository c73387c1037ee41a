// The budgets of all benchmarks: each figure's limit, which side of it is good, and its meaning.

/** A limit, and the side of it on which a figure must be. */
export interface Budget {
  readonly limit: number;
  /** `most`: the figure may be at most the limit; `least`: it must be at least that. */
  readonly kind: "most" | "least";
  readonly what: string;
}

export const BUDGETS: Readonly<Record<string, Budget>> = {
  pipeline_200: { limit: 1, kind: "most", what: "a depth update ÷ JSON.parse, 200 levels a side, a frame per 80" },
  pipeline_5000: { limit: 1.5, kind: "most", what: "the same at 5,000 levels a side" },
  snapshot_5000: { limit: 1.5, kind: "most", what: "a snapshot of 5,000 levels a side ÷ JSON.parse" },
  growth: { limit: 2, kind: "most", what: "a depth update at 5,000 levels ÷ at 50" },
  fanout_1000: { limit: 1.2, kind: "most", what: "an update with 1,000 readers ÷ with one, commits excluded" },
  heap_mb_per_million: { limit: 1, kind: "most", what: "MB that a million updates leave behind" },
  size_first_kb: { limit: 5, kind: "most", what: "kB gzipped before the first paint: one hook and the provider" },
  size_first_all_kb: { limit: 9, kind: "most", what: "kB gzipped before the first paint: all hooks and formats" },
  size_id_kb: { limit: 24, kind: "most", what: "kB gzipped until the first live row of a book, by market id" },
  size_pair_kb: { limit: 29, kind: "most", what: "the same by pair" },
  size_client_kb: { limit: 15, kind: "most", what: "kB gzipped: o2-react/client with its dependencies" },
  first_row_preloaded_id: {
    limit: 1.05,
    kind: "most",
    what: "time until the first live row by market id, slow 4G, with `preloadEngine()` ÷ with the engine in the first load",
  },
  first_row_preloaded_pair: { limit: 1.05, kind: "most", what: "the same by pair" },
  first_row_later_id_ms: {
    limit: 150,
    kind: "most",
    what: "the same time without `preloadEngine()`, less that with the engine in the first load, ms, by market id",
  },
  first_row_later_pair_ms: { limit: 150, kind: "most", what: "the same by pair" },
  commits_per_frame: { limit: 1, kind: "most", what: "React commits per animation frame at 10,000 updates/s" },
  script_vs_ruw_2000: {
    limit: 0.25,
    kind: "most",
    what: "our script time ÷ react-use-websocket's (`lastJsonMessage`), 2,000/s",
  },
  script_vs_ruw_callback_2000: { limit: 0.5, kind: "most", what: "our script time ÷ its `onMessage`'s, 2,000/s" },
  script_vs_swr_2000: { limit: 0.25, kind: "most", what: "our script time ÷ `useSWRSubscription`'s, 2,000/s" },
  script_vs_zustand_2000: {
    limit: 0.3,
    kind: "most",
    what: "our script time ÷ a zustand store's, written per message, 2,000/s",
  },
  script_over_floor_2000: {
    limit: 2.1,
    kind: "most",
    what: "our script time ÷ that of a page that only receives and parses, 2,000/s",
  },
  script_drawn_over_floor_2000: {
    limit: 1.5,
    kind: "most",
    what: "the same, the ladder drawn by `useDepthEvents`",
  },
  script_over_floor_10000: {
    limit: 1.8,
    kind: "most",
    what: "our script time ÷ that of a page that only receives and parses, 10,000/s",
  },
  script_worker_over_floor_2000: { limit: 1.4, kind: "most", what: "the same, the engine in a worker, 2,000/s" },
  script_worker_over_floor_10000: { limit: 0.7, kind: "most", what: "the same, the engine in a worker, 10,000/s" },
  fps_worker_vs_floor_10000: {
    limit: 0.95,
    kind: "least",
    what: "our frames/s ÷ an empty page's, the engine in a worker, 10,000/s",
  },
  age_p95_worker_over_floor_ms_2000: {
    limit: 20,
    kind: "most",
    what: "p95 age of what is shown less the empty page's, the engine in a worker, ms, 2,000/s",
  },
  fps_vs_floor_2000: { limit: 0.97, kind: "least", what: "our frames/s ÷ an empty page's, 2,000/s" },
  fps_vs_floor_10000: { limit: 0.9, kind: "least", what: "our frames/s ÷ an empty page's, 10,000/s" },
  age_p95_over_floor_ms_2000: {
    limit: 20,
    kind: "most",
    what: "p95 age of what is shown less the empty page's, ms, 2,000/s",
  },
  unshown_10000: { limit: 0, kind: "most", what: "updates never shown, 10,000/s" },
  heap_mb_frozen: {
    limit: 1,
    kind: "most",
    what: "MB that a worker's heap grows by while its page is stopped for 10 minutes, 2,000/s",
  },
  heap_mb_frozen_tap: { limit: 1, kind: "most", what: "the same with the devtools open" },
  heap_mb_slow: {
    limit: 1,
    kind: "most",
    what: "the same while its page is stopped for 0.9 s of each second, 3 minutes",
  },
  heap_mb_slow_tap: { limit: 1, kind: "most", what: "the same with the devtools open" },
  transition_50: {
    limit: 2.5,
    kind: "most",
    what: "a transition with 50 ms of rendering beside a book at 400 events/s ÷ the same on a quiet page",
  },
  transition_100: { limit: 2.5, kind: "most", what: "the same with 100 ms" },
  lazy_50: { limit: 2.5, kind: "most", what: "a lazy component with 50 ms of rendering, the same" },
  other_market_renders: { limit: 0, kind: "most", what: "renders of a component on a quiet market, all rates" },
};

/** Tells if a figure keeps its budget; `undefined` if it has none. */
export function holds(name: string, figure: number): boolean | undefined {
  const budget = BUDGETS[name];
  if (!budget) return undefined;
  return budget.kind === "most" ? figure <= budget.limit : figure >= budget.limit;
}
