// A small button that watches the feed; the panel behind it is loaded when it is first opened. Knows nothing of what the
// panel shows. The hook comes by its public name: the devtools are built apart, and there is one context of the feed.
import { type FeedHandle, useO2Feed } from "o2-react";
import {
  type ComponentType,
  lazy,
  type ReactElement,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { openHost, type Theme } from "./host.ts";
import type { PanelProps } from "./panel/Panel.tsx";
import { Recorder } from "./Recorder.ts";
import { useTick } from "./useTick.ts";

/** The place of the button, and how the panel begins. */
export interface O2DevtoolsProps {
  /** Whether the panel is open at first. Default `false`. */
  readonly initialIsOpen?: boolean;
  /** The corner of the button. Default `"bottom-right"`. */
  readonly position?: "top-left" | "top-right" | "bottom-left" | "bottom-right";
  /** Default: as the system has it. */
  readonly theme?: Theme;
}

const Panel: ComponentType<PanelProps> = lazy(async () => ({ default: (await import("./panel/Panel.tsx")).Panel }));

/**
 * Shows what the feed of the nearest `O2Provider` is doing: the connection, the topics and who holds them, the frames, the
 * lag and the store. It watches while it is mounted, renders nothing on a server, and changes nothing about the feed.
 *
 * @example
 * ```tsx
 * <O2Provider network="testnet">
 *   <Page />
 *   <O2Devtools />
 * </O2Provider>
 * ```
 */
export function O2Devtools(props: O2DevtoolsProps): ReactElement | null {
  const feed = useO2Feed();
  const [watch, setWatch] = useState<Watch>();
  useEffect(() => {
    const recorder = new Recorder(feed);
    const host = openHost();
    setWatch({ feed, recorder, root: host.root });
    return () => {
      recorder.stop();
      host.close();
    };
  }, [feed]);
  if (!watch || watch.feed !== feed) return null;
  return <>{createPortal(<Devtools {...props} recorder={watch.recorder} />, watch.root)}</>;
}

interface Watch {
  readonly feed: FeedHandle;
  readonly recorder: Recorder;
  readonly root: ShadowRoot;
}

interface DevtoolsProps extends O2DevtoolsProps {
  readonly recorder: Recorder;
}

function Devtools({ recorder, initialIsOpen = false, position = "bottom-right", theme }: DevtoolsProps): ReactNode {
  const [shown, setShown] = useState<"from the start" | "never" | "opened" | "closed">(
    initialIsOpen ? "from the start" : "never",
  );
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (shown === "closed") button.current?.focus();
  }, [shown]);
  return (
    <div className="o2" data-theme={theme}>
      {shown === "opened" || shown === "from the start" ? (
        <Suspense fallback={<p className="loading">Loading…</p>}>
          <Panel recorder={recorder} takesFocus={shown === "opened"} onClose={() => setShown("closed")} />
        </Suspense>
      ) : (
        <button
          ref={button}
          type="button"
          className="opener"
          data-position={position}
          aria-expanded={false}
          onClick={() => setShown("opened")}
        >
          <OpenerText recorder={recorder} />
        </button>
      )}
    </div>
  );
}

function OpenerText({ recorder }: { recorder: Recorder }): ReactNode {
  useTick(recorder);
  const { status } = recorder.connection;
  return (
    <>
      <span className="dot" data-status={status} />
      <span className="unseen">O2 devtools, {status}, </span>
      {recorder.perSecond()}/s
    </>
  );
}
