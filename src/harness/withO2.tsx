// A Storybook decorator: a story of yours, alone with a live exchange. It knows of Storybook only the shape of a decorator.
import type { SimulatedExchange } from "o2-react/testing";
import type { ReactElement, ReactNode } from "react";
import { SimulatedO2, type SimulatedO2Options } from "./SimulatedO2.tsx";

/** The part of its story that a decorator reads. */
export interface StoryContext {
  readonly canvasElement: HTMLElement;
  readonly parameters: { readonly [name: string]: unknown };
}

interface Awaited {
  readonly exchange: Promise<SimulatedExchange>;
  readonly resolve: (exchange: SimulatedExchange) => void;
}

const awaited = new WeakMap<HTMLElement, Awaited>();

/**
 * Wraps a story in an `O2Provider` over an exchange of its own, simulated in the page. A story changes what its component
 * says by `parameters: { o2: { rate: 0 } }`.
 *
 * @example
 * ```tsx
 * export default { component: Book, decorators: [withO2({ rate: 20 })] };
 * ```
 */
export function withO2(
  options: SimulatedO2Options = {},
): (Story: () => ReactNode, context: StoryContext) => ReactElement {
  return function O2Decorator(Story, { canvasElement, parameters }) {
    const own = parameters.o2 as SimulatedO2Options | undefined;
    return (
      <SimulatedO2 {...options} {...own} onExchange={(exchange) => there(canvasElement, exchange)}>
        <Story />
      </SimulatedO2>
    );
  };
}

/**
 * The exchange behind a story, for its `play` function: `const exchange = await exchangeOf(canvasElement)`.
 * Never resolves where there is no `withO2`.
 */
export function exchangeOf(canvasElement: HTMLElement): Promise<SimulatedExchange> {
  return entryOf(canvasElement).exchange;
}

function there(canvasElement: HTMLElement, exchange: SimulatedExchange): void {
  entryOf(canvasElement).resolve(exchange);
  // A story that is mounted again has another one.
  awaited.set(canvasElement, { exchange: Promise.resolve(exchange), resolve: () => undefined });
}

function entryOf(canvasElement: HTMLElement): Awaited {
  const known = awaited.get(canvasElement);
  if (known) return known;
  let resolve: Awaited["resolve"] = () => undefined;
  const exchange = new Promise<SimulatedExchange>((settle) => {
    resolve = settle;
  });
  const entry = { exchange, resolve };
  awaited.set(canvasElement, entry);
  return entry;
}
