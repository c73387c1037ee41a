// A query of Convex, which its client keeps up to date over a socket.
import { ConvexProvider, ConvexReactClient, useQuery } from "convex/react";
import { anyApi } from "convex/server";
import { createElement } from "react";

const client = new ConvexReactClient("https://host.convex.cloud");

function Book() {
  const data = useQuery(anyApi.depth.get, { market: "FUEL/USDC" });
  return data?.bids.map(({ price }) => `${price} `);
}

export const Page = () => createElement(ConvexProvider, { client }, createElement(Book));
