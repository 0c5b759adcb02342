/** Who is compared with whom: a row each. Names of files, so that nothing is loaded by whom it does not measure. */
import type { Contestant } from "./contestants/contestant.js"

export interface Entry {
  /** As it stands in the tables. */
  readonly title: string
  /** The bare server below it. */
  readonly limit?: Limit
  load(): Promise<{ contestant: Contestant }>
}

export type Limit = "bare-node" | "bare-koa" | "bare-fetch" | "bare-express" | "bare-hono"

export const contestants = {
  "bare-node": { title: "node:http alone", load: () => import("./contestants/bare-node.js") },
  "x-node": { title: "@x/adapter-node", limit: "bare-node", load: () => import("./contestants/x-node.js") },
  "iron-session": {
    title: "iron-session, openid-client",
    limit: "bare-node",
    load: () => import("./contestants/iron-session.js"),
  },
  minimal: { title: "no library at all", limit: "bare-node", load: () => import("./contestants/minimal.js") },
  "bare-koa": { title: "Koa alone", load: () => import("./contestants/bare-koa.js") },
  "x-koa": { title: "@x/adapter-koa", limit: "bare-koa", load: () => import("./contestants/x-koa.js") },
  "bare-fetch": { title: "a fetch handler alone", load: () => import("./contestants/bare-fetch.js") },
  "x-fetch": { title: "@x/adapter-fetch", limit: "bare-fetch", load: () => import("./contestants/x-fetch.js") },
  "bare-express": { title: "Express alone", load: () => import("./contestants/bare-express.js") },
  "x-express": {
    title: "@x/adapter-node, Express",
    limit: "bare-express",
    load: () => import("./contestants/x-express.js"),
  },
  "express-openid-connect": {
    title: "express-openid-connect",
    limit: "bare-express",
    load: () => import("./contestants/express-openid-connect.js"),
  },
  "auth-express": {
    title: "@auth/express",
    limit: "bare-express",
    load: () => import("./contestants/auth-express.js"),
  },
  "better-auth": {
    title: "better-auth, Express",
    limit: "bare-express",
    load: () => import("./contestants/better-auth.js"),
  },
  passport: {
    title: "Passport, openid-client",
    limit: "bare-express",
    load: () => import("./contestants/passport.js"),
  },
  "bare-hono": { title: "Hono alone", load: () => import("./contestants/bare-hono.js") },
  "x-hono": { title: "@x/adapter-fetch, Hono", limit: "bare-hono", load: () => import("./contestants/x-hono.js") },
  "hono-oidc-auth": {
    title: "@hono/oidc-auth",
    limit: "bare-hono",
    load: () => import("./contestants/hono-oidc-auth.js"),
  },
} as const satisfies Readonly<Record<string, Entry>>

export type Name = keyof typeof contestants

/** The bare server below a contestant; undefined for a bare server. */
export function limitOf(name: Name): Limit | undefined {
  const entry: Entry = contestants[name]
  return entry.limit
}

/**
 * Those that are named, with the bare servers below them, in the order of the table; all of them when none is named.
 *
 * @throws {Error} when there is none of that name
 */
export function chosen(only: readonly string[]): Name[] {
  const names = Object.keys(contestants) as Name[]
  const unknown = only.find((name) => !(names as string[]).includes(name))
  if (unknown !== undefined) throw new Error(`there is no ${unknown} among ${names.join(", ")}`)
  const limits = names.filter((name) => only.includes(name)).map(limitOf)
  return names.filter((name) => only.length === 0 || only.includes(name) || limits.includes(name as Limit))
}
