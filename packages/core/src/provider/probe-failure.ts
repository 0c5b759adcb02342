/** What is said of a document that did not come: a sentence of its own for each way in which that happens. */
import { oneLine } from "../log.js"
import type { Failure } from "./probe-answer.js"

export interface Finding {
  /** `wrong`: a login cannot work. `unknown`: that could not be found out. */
  readonly level: "ok" | "note" | "wrong" | "unknown"
  /** A stable name of what was found. */
  readonly code: string
  /** A sentence. */
  readonly message: string
  /** How to put it right. */
  readonly hint?: string
}

/** What was asked for, and how it may be named. */
export interface Asked {
  readonly what: "metadata" | "keys"
  /** Undefined where the address came from a variable or a file, and is not shown. */
  readonly url: string | undefined
  /** Milliseconds. */
  readonly timeout: number
}

interface Row {
  readonly code: string
  readonly level: "wrong" | "unknown"
  says(place: Place): string
  readonly hint?: string
}

/** An address in a sentence. */
interface Place {
  readonly origin: string
  readonly host: string
}

const isItRunning = "Is it running, and is the address right? Inside a container, localhost is the container itself."
const askItsOperator = "Whoever operates the provider has to renew it."
const giveCertificate = "If it is your own, give its certificate to Node: NODE_EXTRA_CA_CERTS=FILE."

const refused: Row = {
  code: "refused",
  level: "unknown",
  says: ({ origin }) => `Nothing listens at ${origin}: the connection was refused.`,
  hint: isItRunning,
}
const noHost: Row = {
  code: "host_unknown",
  level: "unknown",
  says: ({ host }) => `${host} cannot be looked up: no such host is known.`,
  hint: "Check how it is written, and whether this machine may ask for names outside.",
}
const noWay: Row = {
  code: "no_route",
  level: "unknown",
  says: ({ host }) => `No way leads from this machine to ${host}.`,
  hint: "Is there a network, a VPN or a proxy that is needed?",
}
const brokenOff: Row = {
  code: "broken_off",
  level: "unknown",
  says: ({ origin }) => `The connection to ${origin} was broken off before the answer was complete.`,
  hint: "Try again. If the address begins with http://, should it be https://?",
}
const noTls: Row = {
  code: "no_tls",
  level: "wrong",
  says: ({ origin }) => `What answers at ${origin} does not speak TLS.`,
  hint: "Is it the right port? A provider on this machine may be asked with http://.",
}
const unknownAuthority: Row = {
  code: "certificate_untrusted",
  level: "wrong",
  says: ({ host }) => `The certificate of ${host} was issued by an authority that this machine does not know.`,
  hint: giveCertificate,
}

/** What is said of an error of the connection, by its code. */
const reasons: Readonly<Record<string, Row>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  ENETUNREACH: noWay,
  EHOSTUNREACH: noWay,
  ECONNRESET: brokenOff,
  EPIPE: brokenOff,
  UND_ERR_SOCKET: brokenOff,
  ERR_SSL_WRONG_VERSION_NUMBER: noTls,
  EPROTO: noTls,
  CERT_HAS_EXPIRED: {
    code: "certificate_expired",
    level: "wrong",
    says: ({ host }) => `The certificate of ${host} has expired.`,
    hint: askItsOperator,
  },
  CERT_NOT_YET_VALID: {
    code: "certificate_not_yet_valid",
    level: "wrong",
    says: ({ host }) => `The certificate of ${host} is not valid yet.`,
    hint: "Is the clock of this machine right?",
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    code: "certificate_self_signed",
    level: "wrong",
    says: ({ host }) => `The certificate of ${host} is self-signed: nobody vouches for it.`,
    hint: giveCertificate,
  },
  SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownAuthority,
  ERR_TLS_CERT_ALTNAME_INVALID: {
    code: "certificate_other_host",
    level: "wrong",
    says: ({ host }) => `The certificate at ${host} is for another host.`,
    hint: "Use the name for which it was issued, or have one issued for this one.",
  },
}

const timeouts = ["timeout", "ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]

/** The finding that a document did not come. */
export function explainFailure(failure: Failure, asked: Asked): Finding {
  const { code, level, message, hint } = explain(failure, asked)
  return { level, code: `${asked.what}_${code}`, message: sentence(message), ...(hint === undefined ? {} : { hint }) }
}

type Explained = Pick<Row, "code" | "level" | "hint"> & { readonly message: string }

function explain(failure: Failure, { what, url, timeout }: Asked): Explained {
  const place = placeOf(what, url)
  switch (failure.kind) {
    case "unreachable":
      return explainUnreachable(failure.reason, place, timeout)
    case "redirected":
      return explainRedirect(failure, { what, place, isShown: url !== undefined })
    case "status":
      return explainStatus(failure.status, what, place)
    case "too_large":
      return {
        code: "too_large",
        level: "wrong",
        message: `${place.origin} answered with more than 1 MiB, or with thousands of values, instead of its ${what}.`,
        hint: rightAddress[what],
      }
    case "unusable":
      return explainContent(failure.looksLike, what, place)
  }
}

function explainUnreachable(reason: string | undefined, place: Place, timeout: number): Explained {
  if (reason !== undefined && timeouts.includes(reason)) {
    const seconds = timeout === 1000 ? "a second" : `${timeout / 1000} seconds`
    const message = `${place.origin} did not answer within ${seconds}.`
    const hint = "Is it slow, or does a firewall swallow the request? http_timeout says how long a login waits."
    return { code: "timeout", level: "unknown", message, hint }
  }
  const row = reason === undefined || !Object.hasOwn(reasons, reason) ? undefined : reasons[reason]
  if (row !== undefined) return { ...row, message: row.says(place) }
  if (reason !== undefined && /^(?:CERT_|ERR_TLS_|ERR_SSL_)/.test(reason)) {
    const message = `No secure connection to ${place.host} can be made (${reason}).`
    return { code: "certificate", level: "wrong", message, hint: askItsOperator.replace("renew it", "look at it") }
  }
  if (reason?.startsWith("HPE_")) {
    const message = `What answers at ${place.origin} does not speak HTTP.`
    return { code: "no_http", level: "wrong", message, hint: "Is it the right port?" }
  }
  if (reason?.startsWith("Z_") || reason === "UND_ERR_HEADERS_OVERFLOW") {
    const message = `${place.origin} answered what cannot be read (${reason}).`
    return { code: "unreadable", level: "wrong", message, hint: "Is it the right address, or is a proxy in between?" }
  }
  const message = `${place.origin} could not be asked${reason === undefined ? "" : ` (${reason})`}.`
  const hint = "Is the port one that fetch refuses, such as 22 or 6000?"
  return { code: "unreachable", level: "unknown", message, ...(reason === undefined ? { hint } : {}) }
}

function explainRedirect(
  { status, origin }: { status: number; origin?: string },
  { what, place, isShown }: { what: "metadata" | "keys"; place: Place; isShown: boolean },
): Explained {
  // A target that is no web address has the origin "null".
  const isKnown = isShown && origin !== undefined && origin !== "null"
  const target = !isKnown ? "" : origin === place.origin ? " to another address of its own" : ` to ${oneLine(origin)}`
  const message = `${place.origin} redirects${target} (${status}) instead of answering with its ${what}.`
  const hint = "No redirect is followed: it would carry the client's secret along. Configure the final address."
  return { code: "redirected", level: "wrong", message, hint }
}

const rightAddress = {
  metadata: "server_metadata_url is the address of the document, …/.well-known/openid-configuration, or the issuer.",
  keys: "The metadata name this address as jwks_uri: whoever operates the provider has to look at it.",
}

function explainStatus(status: number, what: "metadata" | "keys", { origin }: Place): Explained {
  const message = `${origin} answered ${status} instead of its ${what}.`
  if (status >= 500) return { code: "server_error", level: "unknown", message, hint: "Try again later." }
  if (status === 429) return { code: "too_many_requests", level: "unknown", message, hint: "Try again later." }
  if (status === 404) return { code: "not_found", level: "wrong", message, hint: rightAddress[what] }
  return { code: "status", level: "wrong", message, hint: rightAddress[what] }
}

const looks = {
  html: { code: "html", says: "an HTML page" },
  json: { code: "no_object", says: "JSON of another kind" },
  mislabelled: { code: "content_type", says: "JSON that calls itself something else" },
  text: { code: "no_json", says: "something that is no JSON" },
  nothing: { code: "empty", says: "nothing" },
}

const rightType = "Its Content-Type must be application/json. Ask its operator, or look at the proxy in between."

function explainContent(looksLike: keyof typeof looks, what: "metadata" | "keys", { origin }: Place): Explained {
  const { code, says } = looks[looksLike]
  const isMislabelled = looksLike === "mislabelled"
  const message = isMislabelled
    ? `${origin} answered with ${says}, and logins refuse it.`
    : `${origin} answered with ${says} instead of its ${what}.`
  return { code, level: "wrong", message, hint: isMislabelled ? rightType : rightAddress[what] }
}

/** An address that is not shown is some words, and may begin a sentence. */
function sentence(words: string): string {
  return /^the /.test(words) ? `T${words.slice(1)}` : words
}

function placeOf(what: string, url: string | undefined): Place {
  if (url === undefined || !URL.canParse(url)) {
    return { origin: `the address of its ${what}`, host: `the host of its ${what}` }
  }
  const { origin, hostname } = new URL(url)
  return { origin, host: hostname }
}
