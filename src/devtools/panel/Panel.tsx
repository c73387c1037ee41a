// The panel: which of its tabs is shown, whether it is held still, and the way out. Loaded when it is first opened.
import { type KeyboardEvent, type ReactElement, useEffect, useLayoutEffect, useRef, useState } from "react";
import { addStyles } from "../host.ts";
import { clock, count, duration } from "../names.ts";
import type { Recorder } from "../Recorder.ts";
import { ConnectionTab } from "./ConnectionTab.tsx";
import { CopyFixture } from "./CopyFixture.tsx";
import { FramesTab } from "./FramesTab.tsx";
import { Grip } from "./Grip.tsx";
import { LagTab } from "./LagTab.tsx";
import { PANEL_CSS } from "./panelCss.ts";
import { StoreTab } from "./StoreTab.tsx";
import { Tabs } from "./Tabs.tsx";
import { TopicsTab } from "./TopicsTab.tsx";
import { useLook } from "./useLook.ts";

/** The props of the panel. */
export interface PanelProps {
  readonly recorder: Recorder;
  /** Whether it takes the focus when it appears. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
}

const TABS = ["Connection", "Topics", "Frames", "Lag", "Store"] as const;
type Tab = (typeof TABS)[number];

/** Shows what a recorder has seen. */
export function Panel({ recorder, takesFocus, onClose }: PanelProps): ReactElement {
  const [tab, setTab] = useState<Tab>("Connection");
  const [height, setHeight] = useState(() => Math.min(400, Math.round(window.innerHeight * 0.6)));
  const { look, isPaused, toggle } = useLook(recorder);
  const section = useRef<HTMLElement>(null);

  // Before it is painted.
  useLayoutEffect(() => {
    const root = section.current?.getRootNode();
    return root instanceof ShadowRoot ? addStyles(root, PANEL_CSS) : undefined;
  }, []);
  useEffect(() => {
    if (takesFocus) section.current?.querySelector<HTMLElement>('[role="tab"][aria-selected="true"]')?.focus();
  }, [takesFocus]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) onClose();
  };
  const { connection } = look;
  return (
    <section ref={section} className="panel" aria-label="O2 devtools" style={{ height }} onKeyDown={onKeyDown}>
      <Grip height={height} onHeight={setHeight} />
      <header>
        <p className="state">
          <strong>O2</strong>
          {/* The panel does not know how the connection is now, only how it was. */}
          <span className="dot" data-status={isPaused ? undefined : connection.status} />
          {isPaused ? `was ${connection.status}` : connection.status}
        </p>
        <Tabs tabs={TABS} selected={tab} onSelect={setTab} />
        <div className="actions">
          <button type="button" className={isPaused ? "pause paused" : "pause"} onClick={toggle}>
            {isPaused ? "Resume" : "Pause"}
          </button>
          <CopyFixture record={() => (isPaused ? look : recorder.look()).recording} />
          <button type="button" className="close" aria-label="Close devtools" onClick={onClose}>
            ✕
          </button>
        </div>
      </header>
      <p role="status" className="held">
        {isPaused && `Paused at ${clock(look.at)}. The app goes on.`}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a tab panel that scrolls must be reachable by keyboard */}
      <div className="body" role="tabpanel" id="tabpanel" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === "Connection" && <ConnectionTab look={look} onReconnect={recorder.feed.reconnect} />}
        {tab === "Topics" && <TopicsTab look={look} />}
        {tab === "Frames" && <FramesTab look={look} />}
        {tab === "Lag" && <LagTab look={look} />}
        {tab === "Store" && <StoreTab state={look.state} />}
        <p className="muted footnote">
          Watching since {clock(look.since)}, for {duration(look.at - look.since)}.
        </p>
        {look.lost > 0 && (
          <p className="warn">
            {count(look.lost)} frames and other events of the worker are missing: the page was too slow to take them, or
            was hidden. What is shown and copied goes on after the last gap.
          </p>
        )}
      </div>
    </section>
  );
}
