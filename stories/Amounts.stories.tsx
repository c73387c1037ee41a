import type { Meta, StoryObj } from "@storybook/react-vite";
import { createFormat, type Market, type MarketFormat, O2InputError, useMarket } from "o2-react";
import { useMemo, useState } from "react";
import { expect } from "storybook/test";
import { Panel } from "./parts/Panel.tsx";
import { findPanel, retype, until } from "./simulation/play.ts";
import { Simulation } from "./simulation/Simulation.tsx";
import { type StageArgs, stageArgTypes } from "./simulation/stageArgs.ts";

const LOCALES = ["en-US", "de-DE", "de-CH", "fr-FR", "hi-IN", "ar-EG"] as const;

interface Args extends Pick<StageArgs, "pair"> {
  readonly locale: (typeof LOCALES)[number];
}

const meta: Meta<Args> = {
  title: "Guides/Amounts",
  args: { pair: "fFUEL/fUSDC", locale: "en-US" },
  argTypes: { pair: stageArgTypes.pair, locale: { options: LOCALES, control: { type: "inline-radio" } } },
  render: ({ pair, locale }) => (
    <Simulation rate={0}>
      <Amounts key={`${pair} ${locale}`} pair={pair} locale={locale} />
    </Simulation>
  ),
};
export default meta;

type Story = StoryObj<Args>;

function Amounts({ pair, locale }: Args) {
  const { data: market } = useMarket({ market: pair });
  return <div className="stage">{market && <Typing market={market} locale={locale} />}</div>;
}

function Typing({ market, locale }: { readonly market: Market; readonly locale: string }) {
  const format = useMemo(() => createFormat(market, { locale }), [market, locale]);
  return (
    <Panel title={`Amounts of ${market.pair}`} area="amounts">
      <Field name="price" unit={market.quote.symbol} format={format.price} parse={format.parsePrice} />
      <Field name="quantity" unit={market.base.symbol} format={format.quantity} parse={format.parseQuantity} />
    </Panel>
  );
}

interface FieldProps {
  readonly name: string;
  readonly unit: string;
  readonly format: MarketFormat["price"];
  readonly parse: MarketFormat["parsePrice"];
}

function Field({ name, unit, format, parse }: FieldProps) {
  const [text, setText] = useState(() => format(1_234_567_000_000_000n));
  const read = attempt(() => parse(text));
  const isRefused = read instanceof O2InputError;
  return (
    <label className="field">
      <span className="label">
        {name} in {unit}
      </span>
      <input
        type="text"
        inputMode="decimal"
        spellCheck={false}
        aria-invalid={isRefused}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <output aria-label={name}>{isRefused ? read.message : `${read}n, written ${format(read)}`}</output>
    </label>
  );
}

function attempt(parse: () => bigint): bigint | O2InputError {
  try {
    return parse();
  } catch (error) {
    if (error instanceof O2InputError) return error;
    throw error;
  }
}

/** Typed text becomes chain integers, or the error says which input would be accepted. */
export const Typed: Story = {
  play: async ({ canvasElement, canvas }) => {
    await findPanel(canvasElement, /^Amounts/);
    await type("0.012401");
    expect(canvas.getByLabelText("price")).toHaveTextContent(/^12401000n, written 0\.012401$/);
    await type("0.0124015");
    await until(() => expect(canvas.getByLabelText("price")).toHaveTextContent(/at most 6.*"0.012401"/));
    await type("1,5");
    expect(canvas.getByLabelText("price")).toHaveTextContent(/is not a number as en-US writes it/);

    async function type(text: string): Promise<void> {
      const [box] = canvas.getAllByRole("textbox");
      if (!box) throw new Error("There is no box.");
      await retype(box, text);
    }
  },
};

/** The same amounts in German format. */
export const German: Story = {
  args: { locale: "de-DE" },
  play: async ({ canvas }) => {
    const boxes = await canvas.findAllByRole("textbox");
    expect(boxes.map((box) => (box as HTMLInputElement).value)).toEqual(["1.234.567,000000", "1.234.567,000"]);
    expect(canvas.getByLabelText("price")).toHaveTextContent("1234567000000000n");
  },
};
