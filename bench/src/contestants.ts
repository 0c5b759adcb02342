/** Who is compared with whom: a row each. Names of files, so that nothing is loaded by whom it does not measure. */
import type { Contestant } from "./contestants/contestant.js"

export interface Entry {
  /** As it stands in the tables. */
  readonly title: string
  /** The bare server below it. */
  readonly limit?: Limit
  load(): Promise<{ contestant: Contestant }>
}

export type Limit = "bare-node" | "bare-koa" | "bare-fetch"

export const contestants = {
  "bare-node": { title: "node:http alone", load: () => import("./contestants/bare-node.js") },
  "x-node": { title: "@x/adapter-node", limit: "bare-node", load: () => import("./contestants/x-node.js") },
  "iron-session": {
    title: "iron-session 9, openid-client",
    limit: "bare-node",
    load: () => import("./contestants/iron-session.js"),
  },
  minimal: { title: "no library at all", limit: "bare-node", load: () => import("./contestants/minimal.js") },
  "bare-koa": { title: "Koa alone", load: () => import("./contestants/bare-koa.js") },
  "x-koa": { title: "@x/adapter-koa", limit: "bare-koa", load: () => import("./contestants/x-koa.js") },
  "bare-fetch": { title: "a fetch handler alone", load: () => import("./contestants/bare-fetch.js") },
  "x-fetch": { title: "@x/adapter-fetch", limit: "bare-fetch", load: () => import("./contestants/x-fetch.js") },
} as const satisfies Readonly<Record<string, Entry>>

export type Name = keyof typeof contestants

/** Those that are named, with the bare servers below them; all of them when none is named. */
export function chosen(only: readonly string[]): Name[] {
  const names = Object.keys(contestants) as Name[]
  if (only.length === 0) return names
  const limits = only.flatMap((name) => (isName(name) ? ((contestants[name] as Entry).limit ?? []) : []))
  return names.filter((name) => [...only, ...limits].includes(name))
}

function isName(name: string): name is Name {
  return Object.hasOwn(contestants, name)
}
