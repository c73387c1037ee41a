// A book of o2-react.
import { createElement } from "react";
import { O2Provider, useDepth } from "../../../../dist/index.js";

function Book() {
  const { data } = useDepth({ market: "FUEL/USDC" });
  return data?.bids.map(({ price }) => `${price} `);
}

export const Page = () => createElement(O2Provider, { network: "testnet" }, createElement(Book));
