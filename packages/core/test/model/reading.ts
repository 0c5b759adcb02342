/** Reads answers: whose address it is, what was asked with it, what it says and sets. */
import { createHash } from "node:crypto"
import type { Answer, Browser, Step } from "./browser.js"
import { type Given, type Grant, sessionIn } from "./ledger.js"
import { idleTimeout } from "./setting.js"
import type { Place } from "./table.js"
import type { World } from "./world.js"

/** The cookie of the transaction that a state names. */
export function transactionName(cookieName: string, state: string): string {
  return `${cookieName}.tx.${createHash("sha256").update(state).digest("base64url")}`
}

/** A Set-Cookie line; without a value it makes the browser forget. */
export interface Line {
  readonly name: string
  readonly value: string
  readonly line: string
}

export function linesOf(cookies: readonly string[]): Line[] {
  return cookies.map((line) => {
    const [pair = ""] = line.split(";", 1)
    const equals = pair.indexOf("=")
    return { name: pair.slice(0, equals), value: pair.slice(equals + 1), line }
  })
}

export function placeOf({ application }: World, { step }: Pick<Answer, "step">): Place {
  const { basePath } = application.place
  const path = new URL(step.url).pathname
  if (path === application.callbackPath) return "callback"
  if (path === `${basePath}/auth/login`) return "login"
  if (path === `${basePath}/auth/logout`) return "logout"
  return path.startsWith(`${basePath}/private`) || path === `${basePath}/automatic` ? "guard" : "page"
}

/** The parameters of a request, wherever they stand. */
export function parametersOf({ url, body }: Pick<Step, "url" | "body">): URLSearchParams {
  return body === undefined ? new URL(url).searchParams : new URLSearchParams(body)
}

/** The code of a failure, as a program or a person reads it. */
export function codeOf({ headers, body }: Pick<Answer, "headers" | "body">): string | undefined {
  if (headers.get("content-type")?.startsWith("application/problem+json")) return JSON.parse(body).code
  return /<code>(\w+)<\/code>/.exec(body)?.[1]
}

/** What the page for recent logins wants: seconds, and what clocks may differ by. */
export const recently = 300
const tolerance = 30

export function isRecent({ authTime }: Grant, now: number): boolean {
  return now - authTime <= recently + tolerance
}

/** What a person sees of an answer: a code, a title, the name of a page. */
export function saidIn(answer: Pick<Answer, "headers" | "body">): string {
  return codeOf(answer) ?? /<title>([^<]*)<\/title>/.exec(answer.body)?.[1] ?? answer.headers.get("x-page") ?? ""
}

/** The session that lives behind a Cookie header, by what has truly happened. */
export function livingSession(world: World, { person }: Browser, sent: string): Given | undefined {
  const { ledger, clock, application } = world
  const given = sessionIn(ledger, sent, application.place)
  if (given === undefined || clock.seconds() >= endOf(given)) return undefined
  const { id } = given.grant
  return ledger.ended[person].has(id) || ledger.gone.has(id) ? undefined : given
}

function endOf({ lasts, usedAt }: Given): number {
  return usedAt === undefined ? lasts : Math.min(lasts, usedAt + idleTimeout)
}

/** Whether a request that uses a session makes it last longer: a tenth of the time has passed, and there is some to gain. */
export function gainsByUse(given: Given, now: number): boolean {
  const { usedAt, lasts } = given
  return usedAt !== undefined && now - usedAt >= idleTimeout / 10 && endOf(given) < lasts
}
