// An engine for pages of other threads: its feed, and what these pages together are to it. A commit waits until one of them has shown
// the last one. Knows nothing of messages.
import type { O2Error } from "../client/errors.ts";
import type { FeedPage, PageEvents } from "../client/page.ts";
import type { FrameWindow } from "../store/commits.ts";
import { wholeFeed } from "../store/createO2Feed.ts";
import type { O2Feed } from "../store/feed.ts";
import { initialState } from "../store/initialState.ts";
import { Mirror } from "../store/Mirror.ts";
import { type O2FeedOptions, toConfig } from "../store/settings.ts";
import type { O2State } from "../store/state.ts";
import type { SentOptions } from "./messages.ts";
import type { ServedPage } from "./ServedPage.ts";

/** The options that cannot be sent to another thread, and so are given there. */
export type EngineOptions = Pick<O2FeedOptions, "WebSocket" | "fetch" | "now" | "random">;

/** One engine and its pages. */
export class EngineHost implements FeedPage {
  readonly isHere = false;
  readonly #options: EngineOptions;
  readonly #pages = new Set<ServedPage>();
  readonly #watchers = new Set<PageEvents>();
  readonly #frames = new Map<number, () => void>();
  #lastFrame = 0;
  #feed: O2Feed | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /**
   * The feed, made with the options of the first page.
   * @param known what that page shows already.
   * @throws O2InputError for options that cannot be used.
   */
  join(page: ServedPage, options: SentOptions, known: Partial<O2State>): O2Feed {
    this.#feed ??= this.#make(options, known);
    this.#pages.add(page);
    return this.#feed;
  }

  leave(page: ServedPage): void {
    this.#pages.delete(page);
  }

  /** Whether one of the pages may be seen. */
  get isVisible(): boolean {
    return [...this.#pages].some((page) => page.isVisible);
  }

  watch(events: PageEvents): () => void {
    this.#watchers.add(events);
    return () => this.#watchers.delete(events);
  }

  /** The link may be dead, as a page says; it is, where that is the only one, for its thread slept as the page did. */
  doubt(dead: string | undefined): void {
    for (const { onDoubt, onDead } of this.#watchers) {
      if (dead === undefined || this.#pages.size > 1) onDoubt();
      else onDead(dead);
    }
  }

  /** A page has shown what it was sent: a commit that is due may come. */
  shown(): void {
    const due = [...this.#frames.values()];
    this.#frames.clear();
    for (const run of due) run();
  }

  #make(options: SentOptions, known: Partial<O2State>): O2Feed {
    const onError = (error: O2Error): void => {
      for (const page of this.#pages) page.failed(error);
    };
    const mirror = new Mirror({ ...initialState(toConfig(options)), ...known }, onError);
    return wholeFeed({ ...options, ...this.#options, commits: this.#window, onError }, mirror, this);
  }

  /** The frames to commit with. */
  get #window(): FrameWindow {
    return {
      requestAnimationFrame: (run) => {
        this.#lastFrame += 1;
        this.#frames.set(this.#lastFrame, run);
        queueMicrotask(() => {
          if ([...this.#pages].some((page) => page.isFree)) this.shown();
        });
        return this.#lastFrame;
      },
      cancelAnimationFrame: (frame) => void this.#frames.delete(frame),
    };
  }
}
