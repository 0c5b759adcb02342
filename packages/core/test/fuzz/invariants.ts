/** What holds of every answer, whatever was sent: each rule by its name, and gives what is wrong. */

import { statusOf } from "../support/error-table.js"
import { marker } from "./arbitraries/text.js"
import type { Exchange } from "./door.js"

/** In ms. */
export const mostWork = 10

type Rule = (exchange: Exchange) => string | false | undefined

export const invariants: Readonly<Record<string, Rule>> = {
  "no crash": ({ answer: { thrown } }) => thrown !== undefined && `${thrown instanceof Error ? thrown.stack : thrown}`,

  "no 500, and no 5xx for what a browser sends": ({ answer, providerMayFail }) => {
    if (answer.status < 500 || isNotNow(answer)) return undefined
    if (answer.status === 500) return codeOf(answer) !== "session_too_large" && "500"
    return !providerMayFail && `${answer.status} ${codeOf(answer)}`
  },

  "every failure is a row of the error table": ({ answer }) => {
    if (answer.status < 400 || isNotNow(answer)) return undefined
    const code = codeOf(answer)
    if (code === undefined) return `${answer.status} without a code`
    const status = Object.hasOwn(statusOf, code) ? statusOf[code] : "no such code"
    return status !== answer.status && `${code} is ${status}, and came with ${answer.status}`
  },

  "what is no failure is a page, a redirect or a wait": ({ answer }) => {
    const { status, headers } = answer
    if (status >= 400 && !isNotNow(answer)) return undefined
    const location = headers.get("location")
    if (status === 302 || status === 303) return location === null && "a redirect without a Location"
    return location !== null ? `${status} with a Location` : ![200, 503].includes(status) && `${status}`
  },

  "headers are well-formed": ({ application, answer: { headers, cookies } }) => {
    if (headers.get("cache-control") !== "no-store") return "no-store is missing"
    for (const [name, value] of headers) if (!/^[\x20-\x7e]*$/.test(value)) return `${name}: ${value}`
    const wrong = cookies.find((line) => !isCookie(line, application.cookieName))
    return wrong !== undefined && `set-cookie: ${wrong}`
  },

  "an answer is not large": ({ answer: { headers, cookies, body } }) => {
    const location = headers.get("location")?.length ?? 0
    const lines = cookies.reduce((sum, line) => sum + line.length, 0)
    if (location > 16_000) return `a Location of ${location} characters`
    if (lines > 32_000) return `Set-Cookie of ${lines} characters`
    return body.length > 64_000 && `a body of ${body.length} characters`
  },

  "no redirect leaves for anywhere else": ({ application, answer: { headers }, mayLeaveFor }) => {
    const location = headers.get("location")
    if (location === null) return undefined
    const url = new URL(location, application.origin)
    if (url.origin === application.origin) return undefined
    const { origin, pathname, username, password } = url
    const isKnown = mayLeaveFor.includes(origin + pathname) && username === "" && password === ""
    return !isKnown && location
  },

  "our own address is the configured one": ({ application, answer: { headers } }) => {
    const location = headers.get("location") ?? ""
    const asked = URL.canParse(location) ? new URL(location).searchParams.getAll("redirect_uri") : []
    const wrong = asked.find((address) => address !== `${application.origin}/oauth2callback`)
    return wrong !== undefined && wrong
  },

  "a refusal makes no session and ends none": ({ application, answer: { status, cookies } }) => {
    if (status < 400) return undefined
    const ours = cookies.find((line) => isOfSession(line, application.cookieName))
    return ours?.slice(0, 80)
  },

  "nothing secret is shown": ({ application, answer, secrets }) => {
    const location = answer.headers.get("location") ?? ""
    const shown = `${answer.body}\n${location}\n${JSON.stringify(answer.log)}`
    const leaked = [...application.secrets, ...secrets].find((secret) => secret.length > 5 && shown.includes(secret))
    return leaked !== undefined && leaked
  },

  "a line of the log is one line": ({ answer: { log } }) => {
    for (const event of log) {
      for (const text of Object.values(event)) {
        if (/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) return JSON.stringify(event)
        if (text.length > 1100) return `${text.length} characters`
      }
    }
    return undefined
  },

  "a problem document parses": ({ answer: { status, headers, body } }) => {
    if (headers.get("content-type") !== "application/problem+json") return undefined
    const problem = JSON.parse(body)
    const members = ["type", "title", "detail", "code", "reference"]
    const missing = members.find((name) => typeof problem[name] !== "string" || problem[name] === "")
    return (missing !== undefined && missing) || (problem.status !== status && `status ${problem.status}`)
  },

  "a page has nothing unescaped": ({ answer: { headers, body } }) => {
    if (headers.get("content-type")?.startsWith("text/html") !== true) return undefined
    if (headers.get("content-security-policy")?.startsWith("default-src 'none'") !== true) return "it has no policy"
    if (body.includes(marker.slice(0, 7)) || body.includes(marker.slice(1))) return "the marker"
    for (const [, tag = ""] of body.matchAll(/<\/?([^\s>]*)/g)) if (!tags.has(tag)) return `<${tag}>`
    const link = [...body.matchAll(/(?:href|action)="([^"]*)"/g)].find(([, href = ""]) => !/^\/(?!\/)/.test(href))
    return link?.[0]
  },

  "no answer costs more than 10 ms": ({ answer: { work } }) => work > mostWork && `${work.toFixed(1)} ms`,
}

/** The first that is broken, by its name, with what is wrong. */
export function brokenRule(exchange: Exchange): string | undefined {
  for (const [name, rule] of Object.entries(invariants)) {
    const wrong = rule(exchange)
    if (wrong) return `${name}: ${wrong}`
  }
  return undefined
}

type Answer = Exchange["answer"]

/** The code of a failure, as a program or a person reads it. */
export function codeOf({ headers, body }: Answer): string | undefined {
  const type = headers.get("content-type") ?? ""
  if (type === "application/problem+json") return String(JSON.parse(body).code)
  return (
    /<code>(\w+)<\/code>/.exec(body)?.[1] ??
    (body.includes("<title>Log out?</title>") ? "cross_site_request" : undefined)
  )
}

/** A browser's guess that its visitor may come. */
function isNotNow({ status, headers, body }: Answer): boolean {
  return status === 503 && headers.get("retry-after") !== null && body === ""
}

const tags = new Set(
  "!doctype html head meta title style body main h1 p a ul li form button small code span".split(" "),
)

function isOfSession(line: string, name: string): boolean {
  return line.startsWith(`${name}=`) || /^\.\d=/.test(line.slice(name.length))
}

const attributes = /^(?:; (?:Max-Age=\d+|Path=\/|HttpOnly|Secure|SameSite=(?:Lax|None)))+$/

function isCookie(line: string, name: string): boolean {
  const end = line.indexOf(";")
  const pair = /^([\x21-\x3a\x3c\x3e-\x7e]+)=([\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*)$/.exec(line.slice(0, end))
  const isOurs = pair !== null && (pair[1] === name || pair[1]?.startsWith(`${name}.`) === true)
  const isSecure = !name.startsWith("__Host-") || line.includes("; Secure")
  return isOurs && isSecure && line.includes("; HttpOnly") && attributes.test(line.slice(end))
}
