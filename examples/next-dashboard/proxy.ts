// Tells the root layout which page is asked for (see lib/exchange.ts): a layout is not told.
import { type NextRequest, NextResponse } from "next/server";

export function proxy(request: NextRequest) {
  const headers = new Headers(request.headers);
  headers.set("x-path", request.nextUrl.pathname);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/", "/markets/:pair", "/account/:id"] };
