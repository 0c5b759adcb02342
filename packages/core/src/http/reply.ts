/** A Reply is what a flow decides to answer, as data; here it becomes a Response. */
import type { Page } from "./pages.js"

export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  /** Set-Cookie lines. */
  readonly cookies?: readonly string[]
  readonly body?: string
}

/** A redirect that a browser follows with GET: 302 after a GET, 303 after a POST (RFC 9110 section 15.4.4). */
export function redirect(method: string, location: string, cookies: readonly string[] = []): Reply {
  return { status: method === "POST" ? 303 : 302, headers: { location }, cookies }
}

export function show(page: Page, status: number, cookies: readonly string[] = []): Reply {
  return { status, headers: page.headers, body: page.body, cookies }
}

/** For a browser that only guesses that its visitor may come: nothing begins and nothing ends. */
export const notNow: Reply = { status: 503, headers: { "retry-after": "1" } }

/** Problem details for programs (RFC 9457). */
export function problem(status: number, document: object, cookies: readonly string[] = []): Reply {
  return {
    status,
    headers: { "content-type": "application/problem+json" },
    body: JSON.stringify(document),
    cookies,
  }
}

/** The one door out. Whatever we answer is about one visitor: no cache may keep it. */
export function toResponse({ status, headers = {}, cookies = [], body }: Reply): Response {
  const all = new Headers(headers)
  all.set("cache-control", "no-store")
  for (const cookie of cookies) all.append("set-cookie", cookie)
  return new Response(body ?? null, { status, headers: all })
}
