// Hands the newest past of the feed out as a fixture: on the clipboard, or as a file where that is refused.
import { type ReactElement, useState } from "react";
import { count, duration, size } from "../names.ts";
import type { Recording } from "../Reel.ts";
import { toFixture } from "../toFixture.ts";
import { copyText, downloadText } from "./copy.ts";

export function CopyFixture({ record }: { readonly record: () => Recording }): ReactElement {
  const [said, say] = useState("");
  const copy = async (): Promise<void> => {
    const fixture = toFixture(record());
    const text = JSON.stringify(fixture);
    const what = `${duration(fixture.duration)}, ${count(fixture.frames.length)} frames, ${size(text.length)}`;
    if (await copyText(text)) {
      say(`Copied ${what}`);
      return;
    }
    downloadText(text, `o2-fixture-${new Date(fixture.startedAt).toISOString().replaceAll(":", "-")}.json`);
    say(`No clipboard here: saved ${what}`);
  };
  return (
    <>
      <span role="status" className="said">
        {said}
      </span>
      <button
        type="button"
        onClick={() => void copy()}
        title="What the feed said in the last half to whole minute, for replayFeed"
      >
        Copy as fixture
      </button>
    </>
  );
}
