// Misbehaviours of the answer that the visitor's browser brings back (RFC 6749 4.1.2, RFC 9207).
import { formsOf } from "../forms.js"
import { html } from "../html.js"
import { type Answer, type Facts, type Fault, hostileText } from "./fault.js"
import { signIdToken } from "./id-token.js"

export type CallbackMisbehaviour =
  | "missing iss"
  | "foreign iss"
  | "wrong state"
  | "missing code"
  | "code twice"
  | "state twice"
  | "ID token beside the code"
  | "login refused"
  | "error with hostile text"

export const callbackFaults: Readonly<Record<CallbackMisbehaviour, Fault>> = {
  "missing iss": callback("There is no `iss`, although the metadata announce it.", (answer) => answer.delete("iss")),
  "foreign iss": callback("Its `iss` is another provider's.", (answer) => answer.set("iss", "https://issuer.example")),
  "wrong state": callback("Its `state` is that of no login.", (answer) => answer.set("state", "x".repeat(43))),
  "missing code": callback("It has neither `code` nor `error`.", (answer) => answer.delete("code")),
  "code twice": callback("It has two codes.", (answer) => answer.append("code", "another-code")),
  "state twice": callback("It has the `state` twice.", (answer) => answer.append("state", answer.get("state") ?? "")),
  "ID token beside the code": callback(
    "It has an `id_token` that nobody asked for.",
    (answer, { issuer, clientId, keys: { usual } }) => {
      const claims = { iss: issuer, aud: clientId, sub: "somebody else" }
      answer.set("id_token", signIdToken({ header: { alg: usual.alg, kid: usual.kid }, claims }, usual))
    },
  ),
  "login refused": callback("It is the error `access_denied`.", (answer) => {
    answer.delete("code")
    answer.set("error", "access_denied")
    answer.set("error_description", "The login was refused")
  }),
  "error with hostile text": callback(
    "It is the error `server_error`; its description has markup and control characters, its `error_uri` is a script.",
    (answer) => {
      answer.delete("code")
      answer.set("error", "server_error")
      answer.set("error_description", hostileText)
      answer.set("error_uri", "javascript:alert(1)")
    },
  ),
}

function callback(text: string, change: (answer: URLSearchParams, facts: Facts) => void): Fault {
  return {
    text,
    at: ["authorization_endpoint"],
    change: (answer, facts) => redirected(answer, facts, change) ?? posted(answer, facts, change) ?? answer,
  }
}

type Change = (answer: URLSearchParams, facts: Facts) => void

/** The answer by redirect: the one that leads away from the provider. */
function redirected(answer: Answer, facts: Facts, change: Change): Answer | undefined {
  const { location } = answer.headers
  if (typeof location !== "string" || !URL.canParse(location)) return undefined
  const url = new URL(location)
  if (url.origin === facts.issuer) return undefined
  change(url.searchParams, facts)
  return { ...answer, headers: { ...answer.headers, location: url.href }, body: "" }
}

/** The answer by a form that sends itself (`response_mode=form_post`). */
function posted(answer: Answer, facts: Facts, change: Change): Answer | undefined {
  if (!answer.body.includes("<title>Submitting Callback</title>")) return undefined
  const [form] = formsOf({ text: answer.body, url: facts.issuer })
  if (form === undefined) return undefined
  const parameters = new URLSearchParams(
    form.controls.filter(({ tag }) => tag === "input").map(({ name, value }) => [name, value]),
  )
  change(parameters, facts)
  const { markup } =
    html`${[...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`
  // The page keeps its script, which its Content-Security-Policy names by hash.
  const inputs = /(?:<input type="hidden"[^>]*>\s*)+/
  return { ...answer, body: answer.body.replace(inputs, () => markup) }
}
