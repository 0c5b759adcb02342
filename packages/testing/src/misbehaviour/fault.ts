// What every row of the table of misbehaviours is made of.
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http"
import type { SigningKey } from "./id-token.js"

/** Where a provider can misbehave, as its metadata call it; `"metadata"` is the document itself. */
export type ProviderEndpoint =
  | "metadata"
  | "jwks_uri"
  | "authorization_endpoint"
  | "token_endpoint"
  | "userinfo_endpoint"
  | "end_session_endpoint"

/** One way to misbehave. */
export interface Fault {
  /** For the documentation: a sentence in Markdown. */
  readonly text: string
  /** Where it can happen. */
  readonly at: readonly ProviderEndpoint[]
  /** Changes what the provider answers. */
  readonly change?: (answer: Answer, facts: Facts) => Answer
  /** Answers in the provider's place: it never hears of the request. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => void
}

/** An answer as it would go out. */
export interface Answer {
  readonly status: number
  readonly headers: OutgoingHttpHeaders
  readonly body: string
}

/** What a misbehaviour may use. */
export interface Facts {
  readonly endpoint: ProviderEndpoint
  readonly issuer: string
  readonly clientId: string
  readonly keys: ProviderKeys
}

export interface ProviderKeys {
  /** Signs ID tokens while the provider behaves. */
  readonly usual: SigningKey
  /** Published beside it, of another family. */
  readonly other: SigningKey
  /** Known to nobody. */
  readonly stranger: SigningKey
}

export type Json = Readonly<Record<string, unknown>>

/** The JSON object in an answer; undefined when there is none, as in an error page. */
export function objectIn({ body }: Answer): Json | undefined {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}

/** Members that become undefined are left out. */
export function asJson(answer: Answer, object: Json, status: number = answer.status): Answer {
  return { status, headers: { ...answer.headers, "content-type": "application/json" }, body: JSON.stringify(object) }
}

/** Changes members of the object that a good answer holds; what is no good answer stays as it is. */
export function changedObject(change: (object: Json, facts: Facts) => Json): NonNullable<Fault["change"]> {
  return (answer, facts) => {
    const object = answer.status === 200 ? objectIn(answer) : undefined
    return object === undefined ? answer : asJson(answer, { ...object, ...change(object, facts) })
  }
}

/** Free text as an attacker would write it: markup, a line of a log, the escape sequences of a terminal. */
export const hostileText = "<script>alert(1)</script>\"'&\r\nSet-Cookie: x=1\u001b[31m\u0000\u202e"
