// Records what a tap of a feed tells, as a fixture. Knows nothing of where the engine of the feed is.
import type { FeedHandle } from "../port/FeedHandle.ts";
import { openTap } from "../port/openTap.ts";
import type { TapEvent } from "../port/taps.ts";
import { FixtureWriter } from "./FixtureWriter.ts";
import type { FeedFixture } from "./fixture.ts";
import type { FeedRecording } from "./recordFeed.ts";

/** A recording is not whole, and so is none. */
export class RecordingError extends Error {
  /** The reason, for a program. */
  readonly code = "incomplete";
  /** The number of frames, answers and changes of the connection that are missing. */
  readonly missing: number;

  constructor(missing: number) {
    super(
      `The recording lacks ${missing} events: the page was too slow to take them from the worker, or was hidden or frozen. ` +
        "Expected every frame. Record a shorter time on a page that is shown, or without the option worker.",
    );
    this.name = "RecordingError";
    this.missing = missing;
  }
}

/** Records a feed from its next connection on. */
export const recordTap = (feed: Pick<FeedHandle, "attach">): FeedRecording => {
  const writer = new FixtureWriter();
  let missing = 0;
  let isConnected = false;
  let stoppedAt: number | undefined;
  const hear = (event: TapEvent): void => {
    switch (event.type) {
      case "begin":
        // The frames of another engine end where that one's connection did.
        writer.lost(event.at);
        missing += event.lost;
        isConnected = event.connection.status === "connected";
        return;
      case "connection": {
        const wasConnected = isConnected;
        isConnected = event.connection.status === "connected";
        if (isConnected && !wasConnected) writer.opened(event.at);
        if (!isConnected) writer.lost(event.at);
        return;
      }
      case "frame":
        if (event.isSent) writer.sent(event.at, event.data);
        else writer.heard(event.at, event.data);
        return;
      case "answer":
        writer.answered(event.at, event);
        return;
      case "baseline":
      case "trouble":
    }
  };
  const tap = openTap(feed, hear);
  return {
    fixture: (): FeedFixture => {
      if (missing > 0) throw new RecordingError(missing);
      return writer.fixture(stoppedAt ?? tap.until);
    },
    stop: () => {
      stoppedAt ??= tap.until;
      tap.stop();
    },
  };
};
