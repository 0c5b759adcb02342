/**
 * A new secret in the list of `cookie_secret`, or the second one first, and every other byte of the text as it was. With
 * several processes the new one is second in all of them before it is first in any: what one seals, the others open.
 */
import { isDeepStrictEqual } from "node:util"
import { entriesOf, parseToml } from "@x/core/inspect"

export type Rotation =
  | { readonly text: string; readonly count: number; readonly dropped: number }
  | { readonly refusal: string }

interface Options {
  readonly secret: string
  /** How many secrets are in the list afterwards, at most. Default: all. */
  readonly keep?: number | undefined
  /** It goes behind the one that seals: it opens, and seals nothing yet. */
  readonly isSecond?: boolean
}

export function rotate(text: string, { isSecond = false, ...options }: Options): Rotation {
  const rotation = putFirst(text, options)
  if ("refusal" in rotation || !isSecond) return rotation
  const led = lead(rotation.text)
  return "refusal" in led ? led : { ...rotation, text: led.text }
}

/** The second secret becomes the first, and the first the second. */
export function lead(text: string): Rotation {
  const found = find(text)
  if ("refusal" in found) return found
  const { table, old, written } = found
  const [first, second] = elementsOf(written)
  if (!Array.isArray(old) || first === undefined || second === undefined) {
    return { refusal: "has no second secret that could be first: --rotate with --second adds one" }
  }
  const list =
    written.slice(0, first.start) +
    written.slice(second.start, second.end) +
    written.slice(first.end, second.start) +
    written.slice(first.start, first.end) +
    written.slice(second.end)
  const [one, two, ...others] = old
  return replaced(found, { list, expected: withCookieSecret(table, [two, one, ...others]), count: old.length })
}

interface Found {
  readonly text: string
  readonly table: object
  readonly old: string | readonly unknown[]
  /** The value, as it is written, and where. */
  readonly written: string
  readonly valueStart: number
  readonly valueEnd: number
}

function find(text: string): Found | { readonly refusal: string } {
  const before = parseToml(text)
  if ("fault" in before) {
    return { refusal: `cannot be parsed (line ${before.fault.line}, column ${before.fault.column})` }
  }
  const { table } = before
  const old = cookieSecretOf(table)
  if (old === undefined) return { refusal: "has no cookie_secret in [auth]" }
  const [source] = typeof old === "object" && old !== null && !Array.isArray(old) ? Object.keys(old) : []
  if (source === "env" || source === "file") return { refusal: elsewhere(source) }
  if (typeof old !== "string" && !Array.isArray(old))
    return { refusal: "has a cookie_secret that is no text and no list" }

  const entry = entriesOf(text).find(
    ({ path }) => path.length === 2 && path[0] === "auth" && path[1] === "cookie_secret",
  )
  if (entry === undefined) return { refusal: "hides its cookie_secret too well: put it on a line of its own" }
  const { valueStart, valueEnd } = entry
  return { text, table, old, written: text.slice(valueStart, valueEnd), valueStart, valueEnd }
}

/** The text is read again before it replaces a file that an application cannot start without. */
function replaced(
  { text, valueStart, valueEnd }: Found,
  { list, expected, count, dropped = 0 }: { list: string; expected: object; count: number; dropped?: number },
): Rotation {
  const after = text.slice(0, valueStart) + list + text.slice(valueEnd)
  const reread = parseToml(after)
  if ("fault" in reread || !isDeepStrictEqual(plain(reread.table), plain(expected))) {
    return { refusal: "is written in a way that cannot be changed safely: do it by hand" }
  }
  return { text: after, count, dropped }
}

function putFirst(text: string, { secret, keep = Number.POSITIVE_INFINITY }: Options): Rotation {
  const found = find(text)
  if ("refusal" in found) return found
  const { table, old, written } = found
  const kept = Array.isArray(old) ? old.slice(0, keep - 1) : [old].slice(0, keep - 1)
  const list = Array.isArray(old) ? longer(written, secret, kept.length) : asList(written, secret, kept.length)
  const dropped = [old].flat().length - kept.length
  const expected = withCookieSecret(table, [secret, ...kept])
  return replaced(found, { list, expected, count: kept.length + 1, dropped })
}

function elsewhere(source: "env" | "file"): string {
  return source === "env"
    ? 'takes its cookie_secret from a variable: set that to a list, the new one first, as in \'["NEW", "OLD"]\''
    : 'takes its cookie_secret from another file: write a list into that, the new one first, as in ["NEW", "OLD"]'
}

function asList(written: string, secret: string, kept: number): string {
  return kept === 0 ? `["${secret}"]` : `["${secret}", ${written}]`
}

/** In a list with a line for each, the new one gets a line of its own. */
function longer(written: string, secret: string, kept: number): string {
  const elements = elementsOf(written)
  const last = elements[kept - 1]
  const cut = elements.length === kept || last === undefined ? written : withoutAfter(written, last.end, elements)
  if (kept === 0) return `["${secret}"]`
  const [lead = "["] = /^\[\s*/.exec(cut) ?? []
  const blanks = cut[lead.length] === "#" ? " " : lead.slice(1) || " "
  return cut[lead.length] === "#"
    ? `["${secret}",${blanks}${cut.slice(1).trimStart()}`
    : `${lead}"${secret}",${blanks}${cut.slice(lead.length)}`
}

/** What stood between the last that is kept and the last of all goes with those that are dropped. */
function withoutAfter(written: string, end: number, elements: readonly Span[]): string {
  return written.slice(0, end) + written.slice(elements.at(-1)?.end ?? end)
}

interface Span {
  readonly start: number
  readonly end: number
}

/** The elements of a list, as they are written. */
function elementsOf(written: string): readonly Span[] {
  const token = /#[^\n]*|"""(?:[^\\]|\\[\s\S])*?"{3,5}|'''[\s\S]*?'{3,5}|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\{[^}]*\}/g
  return [...written.matchAll(token)]
    .filter(([matched]) => !matched.startsWith("#"))
    .map(({ index, 0: matched }) => ({ start: index, end: index + matched.length }))
}

type Tables = Readonly<Record<string, unknown>>

function cookieSecretOf(table: object): unknown {
  const { auth } = table as Tables
  return typeof auth === "object" && auth !== null ? (auth as Tables).cookie_secret : undefined
}

function withCookieSecret(table: object, secrets: readonly unknown[]): object {
  const { auth } = table as { auth: object }
  return { ...table, auth: { ...auth, cookie_secret: secrets } }
}

/** Without prototypes, of which the parser's tables have none. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_key, inner) => (typeof inner === "bigint" ? `${inner}n` : inner)))
}
