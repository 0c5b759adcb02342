/** Asks a provider what a login will ask it first, and says what a login can expect of it. */

import { type AuthMethod, authMethods } from "../config/keys.js"
import { urlFault } from "../config/rules.js"
import type { ApplicationSettings, OpenIdSettings } from "../config/settings.js"
import { AuthError } from "../errors.js"
import { oneLine } from "../log.js"
import type { Runtime } from "../runtime.js"
import { chooseAlgorithm, chooseAuthMethod } from "./client-authentication.js"
import { httpRule } from "./discovery.js"
import { type Keys, requestKeys, requestMetadata } from "./documents.js"
import { isAcceptedAlgorithm } from "./id-token.js"
import { judgeMetadata, type Metadata } from "./metadata.js"
import { type Answer, ask } from "./probe-answer.js"
import { explainFailure, type Finding } from "./probe-failure.js"
import { isPushed } from "./pushing.js"
import { usableKeys } from "./usable-keys.js"

export interface ProbeFacts {
  readonly provider: OpenIdSettings
  readonly application: Pick<ApplicationSettings, "insecureOrigins">
  readonly metadata: Answer<unknown>
  /** None when the metadata could not be used. */
  readonly keys?: Answer<Keys>
  /** Its address came from a variable or a file, and is not shown. */
  readonly isAddressHidden?: boolean
}

/** One request after the other, each bounded by `http_timeout`. Never rejects for what the provider does. */
export async function probe(
  { runtime, application }: { runtime: Pick<Runtime, "fetch">; application: ProbeFacts["application"] },
  provider: OpenIdSettings,
): Promise<ProbeFacts> {
  const timeout = provider.policy.httpTimeout
  const metadata = await ask(runtime, timeout, (fetch) => requestMetadata(fetch, provider.metadataUrl))
  const facts = { provider, application, metadata }
  const judged = judge(facts)
  if (!("metadata" in judged)) return facts
  return { ...facts, keys: await ask(runtime, timeout, (fetch) => requestKeys(fetch, judged.metadata)) }
}

/** What was found, in the order in which a login would come upon it. */
export function judgeProbe(facts: ProbeFacts): readonly Finding[] {
  const { provider, keys, isAddressHidden = false } = facts
  const timeout = provider.policy.httpTimeout
  const judged = judge(facts)
  if ("finding" in judged) return [...(judged.isPublished ? [published(facts)] : []), judged.finding]
  const { metadata } = judged
  const algorithms = wantedAlgorithms(metadata, provider)
  return [
    published(facts),
    { level: "ok", code: "issuer_ok", message: "Its issuer is the one that was expected." },
    ...(keys === undefined
      ? []
      : judgeKeys(keys, { algorithms, url: isAddressHidden ? undefined : metadata.jwks_uri, timeout })),
    judgeAlgorithms(algorithms, metadata, provider),
    judgePkce(metadata, provider),
    judgeClientAuthentication(metadata, provider),
    ...judgeSigningAlgorithm(metadata, provider),
    ...judgePushing(metadata, provider),
    judgeEndSession(metadata, provider),
    judgeBackChannel(metadata),
    judgePrompt(metadata, provider),
    judgeResponseIssuer(metadata),
  ]
}

type Judged = { readonly metadata: Metadata } | { readonly finding: Finding; readonly isPublished: boolean }

/** The metadata, as a login would take them; else why it would not. */
function judge({ provider, application, metadata: answer, isAddressHidden = false }: ProbeFacts): Judged {
  const { issuer, metadataUrl, policy } = provider
  if ("failure" in answer) {
    const url = isAddressHidden ? undefined : metadataUrl
    const finding = explainFailure(answer.failure, { what: "metadata", url, timeout: policy.httpTimeout })
    return { finding, isPublished: false }
  }
  try {
    return { metadata: judgeMetadata(answer.document, { issuer, mayBeHttp: httpRule(application) }) }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const finding =
      error.code === "issuer_mismatch"
        ? otherIssuer(answer.document, issuer, isAddressHidden)
        : unusableMetadata(error.cause)
    return { finding, isPublished: true }
  }
}

function published({ provider, isAddressHidden = false }: ProbeFacts): Finding {
  const where = isAddressHidden ? "Its address" : new URL(provider.metadataUrl).origin
  return { level: "ok", code: "reachable_ok", message: `${where} answers with metadata.` }
}

function otherIssuer(document: unknown, expected: string, isAddressHidden: boolean): Finding {
  const { issuer } = document as { issuer: string }
  const [theirs, ours] = [oneLine(issuer), oneLine(expected)]
  return {
    level: "wrong",
    code: "issuer_mismatch",
    message: isAddressHidden
      ? "Its metadata are of another issuer than the configured address."
      : `Its metadata are of the issuer ${theirs}, and the configured address is of ${ours}.`,
    hint: isAddressHidden
      ? "The issuer is the address without /.well-known/openid-configuration, letter for letter."
      : theirs === issuer && urlFault(issuer) === undefined
        ? `If ${theirs} is whom you mean, write server_metadata_url = ${JSON.stringify(theirs)}.`
        : "Is it the right address? An issuer like that cannot be configured.",
  }
}

/** What the judgement gives as its evidence names keys of the document, and no values. */
function unusableMetadata(cause: unknown): Finding {
  const evidence = cause instanceof Error ? oneLine(cause.message) : "the metadata cannot be used"
  return {
    level: "wrong",
    code: "metadata_invalid",
    message: `T${evidence.slice(1)}.`,
    hint: "Is it the address of an OpenID provider? If so, whoever operates it has to look at its metadata.",
  }
}

/** Without the list, Discovery section 3 still wants RS256 to be understood. */
function announcedAlgorithms({ id_token_signing_alg_values_supported: announced = ["RS256"] }: Metadata): string[] {
  return texts(announced)
}

/** What an ID token may be signed with. */
function wantedAlgorithms(metadata: Metadata, { idTokenAlgorithm }: OpenIdSettings): readonly string[] {
  return idTokenAlgorithm === undefined ? announcedAlgorithms(metadata).filter(isAcceptedAlgorithm) : [idTokenAlgorithm]
}

function judgeAlgorithms(wanted: readonly string[], metadata: Metadata, { idTokenAlgorithm }: OpenIdSettings): Finding {
  const announced = announcedAlgorithms(metadata)
  if (idTokenAlgorithm !== undefined && !announced.includes(idTokenAlgorithm)) {
    const message = `It does not announce ${idTokenAlgorithm}, and ID tokens must be signed with that, as configured.`
    return { level: "note", code: "algorithms_unannounced", message }
  }
  if (wanted.length > 0) {
    return { level: "ok", code: "algorithms_ok", message: `ID tokens may be signed with ${listed(wanted)}.` }
  }
  const what = announced.length === 0 ? "no algorithm at all" : `${listed(announced)} alone`
  return {
    level: "wrong",
    code: "algorithms_none",
    message: `It signs ID tokens with ${what}, and none of that is accepted here.`,
    hint: "Choose RS256, ES256 or EdDSA for your client at the provider: a signature that its published keys can check.",
  }
}

function judgeKeys(
  answer: Answer<Keys>,
  { algorithms, url, timeout }: { algorithms: readonly string[]; url: string | undefined; timeout: number },
): readonly Finding[] {
  if ("failure" in answer) return [explainFailure(answer.failure, { what: "keys", url, timeout })]
  // Without an algorithm no key fits, and that there is none is told already.
  if (algorithms.length === 0) return []
  const all = answer.document.jwks.keys
  const usable = usableKeys(all, algorithms).length
  if (usable > 0) {
    const count = usable === all.length ? counted(usable, "key") : `${usable} of ${counted(all.length, "key")}`
    return [{ level: "ok", code: "keys_ok", message: `${count} can check what it signs.` }]
  }
  const what = all.length === 0 ? "It publishes no keys" : `Of its ${counted(all.length, "key")}, none can be used`
  const message = `${what}: no ID token can be checked.`
  const hint = "A key must be for signatures, fit an announced algorithm and, for RSA, have 2048 bits or more."
  return [{ level: "wrong", code: "keys_none", message, hint }]
}

function judgePkce(metadata: Metadata, { quirks }: OpenIdSettings): Finding {
  if (quirks.withoutPkce === true) {
    return { level: "note", code: "pkce_unused", message: "It refuses PKCE, so none is sent to it." }
  }
  const announced: unknown = metadata.code_challenge_methods_supported
  if (Array.isArray(announced) && announced.includes("S256"))
    return { level: "ok", code: "pkce_ok", message: "It understands PKCE with S256." }
  const message = "It does not announce PKCE with S256. It is sent all the same: who does not know it leaves it aside."
  return { level: "note", code: "pkce_unannounced", message }
}

function judgeClientAuthentication(metadata: Metadata, provider: OpenIdSettings): Finding {
  const method = chooseAuthMethod(provider, metadata)
  const announced = metadata.token_endpoint_auth_methods_supported
  if (announced?.includes(method) || (announced === undefined && method === "client_secret_basic")) {
    const message = `Client authentication: both sides know ${method}.`
    return { level: "ok", code: "client_authentication_ok", message }
  }
  const ways = announced === undefined ? [] : texts(announced)
  const theirs = ways.length === 0 ? "no way to authenticate a client" : listed(ways)
  // A public client needs no way, and many providers that have such clients do not list "none".
  if (announced === undefined || method === "none") {
    const message = `Client authentication: it announces ${theirs}; ${method} is used, as configured.`
    return { level: "note", code: "client_authentication_unannounced", message }
  }
  const known = authMethods.filter((name) => announced.includes(name) && canProve(provider, name))
  return {
    level: "wrong",
    code: "client_authentication_none",
    message: `Client authentication: it understands ${theirs}, and not ${method}.`,
    hint:
      known.length > 0
        ? `Write token_endpoint_auth_method = "${known[0]}", or remove the key.`
        : announced.includes("private_key_jwt") && provider.privateKey === undefined
          ? "Make a key, register its public half, and write client_private_key."
          : "Allow client_secret_basic or client_secret_post for your client at the provider.",
  }
}

function canProve({ clientSecret, privateKey }: OpenIdSettings, method: AuthMethod): boolean {
  if (method === "none") return false
  return method === "private_key_jwt" ? privateKey !== undefined : clientSecret !== undefined
}

/** Only a client with a key signs with an algorithm that the provider may not know. */
function judgeSigningAlgorithm(metadata: Metadata, provider: OpenIdSettings): readonly Finding[] {
  const { privateKey } = provider
  const theirs = metadata.token_endpoint_auth_signing_alg_values_supported
  if (privateKey === undefined || chooseAuthMethod(provider, metadata) !== "private_key_jwt") return []
  const algorithm = chooseAlgorithm(privateKey, metadata)
  if (theirs === undefined || theirs.includes(algorithm)) {
    const message = `Client authentication is signed with ${algorithm}.`
    return [{ level: "ok", code: "client_signature_ok", message }]
  }
  const message = `Client authentication: it checks ${listed(texts(theirs)) || "no signatures"}, and client_private_key signs with ${algorithm}.`
  const hint = "Make a key of a kind that it knows, and register its public half."
  return [{ level: "wrong", code: "client_signature_none", message, hint }]
}

/** Nothing to say where nobody asks for it (RFC 9126 section 5). */
function judgePushing(metadata: Metadata, { policy }: OpenIdSettings): readonly Finding[] {
  const wanted = policy.pushedAuthorizationRequests
  const isRequired = metadata.require_pushed_authorization_requests === true
  if (wanted === false && isRequired) {
    const message = "It requires logins to be pushed to it (RFC 9126), and pushed_authorization_requests is false."
    return [{ level: "wrong", code: "pushing_refused", message, hint: "Remove the key." }]
  }
  if (!isPushed(policy, metadata)) return []
  if (metadata.pushed_authorization_request_endpoint !== undefined) {
    return [{ level: "ok", code: "pushing_ok", message: "Logins are pushed to it (RFC 9126)." }]
  }
  const message = "Logins are to be pushed to it (RFC 9126), and it has no pushed_authorization_request_endpoint."
  return [{ level: "wrong", code: "pushing_none", message, hint: "Remove pushed_authorization_requests." }]
}

function judgeEndSession(metadata: Metadata, { policy, quirks }: OpenIdSettings): Finding {
  if (metadata.end_session_endpoint !== undefined || quirks.logout?.endpoint !== undefined) {
    return { level: "ok", code: "end_session_ok", message: 'Its session can be ended: logout = "provider" works.' }
  }
  const message =
    policy.logout === "provider"
      ? 'It has no end_session_endpoint, so a logout ends the session here alone, in spite of logout = "provider".'
      : 'It has no end_session_endpoint: logout = "provider" would change nothing.'
  return { level: "note", code: "end_session_none", message }
}

function judgeBackChannel(metadata: Metadata): Finding {
  return metadata.backchannel_logout_supported === true
    ? { level: "ok", code: "back_channel_ok", message: "It can tell of logouts elsewhere (back-channel logout)." }
    : {
        level: "note",
        code: "back_channel_none",
        message: "It does not tell of logouts elsewhere (back-channel logout).",
      }
}

function judgePrompt(
  { prompt_values_supported: announced }: Metadata & { readonly prompt_values_supported?: unknown },
  { parameters }: OpenIdSettings,
): Finding {
  const configured = parameters.prompt
  const wanted = configured === undefined ? ["select_account"] : configured.flatMap((text) => text.split(" "))
  if (!Array.isArray(announced) || wanted.every((value) => announced.includes(value))) {
    const what = configured === undefined ? "prompt = select_account" : "the configured prompt"
    return { level: "ok", code: "prompt_ok", message: `It can be sent ${what}.` }
  }
  const message =
    configured === undefined
      ? "It does not know prompt = select_account, so that is left out: it may log people in without asking which account."
      : "It does not announce the configured prompt (client_kwargs), and may refuse it."
  return { level: "note", code: "prompt_unannounced", message }
}

function judgeResponseIssuer(metadata: Metadata): Finding {
  return metadata.authorization_response_iss_parameter_supported === true
    ? { level: "ok", code: "response_issuer_ok", message: "Its answers name their issuer (RFC 9207), and must." }
    : { level: "note", code: "response_issuer_none", message: "Its answers do not name their issuer (RFC 9207)." }
}

/** Lists of the provider are its own text. */
function texts(list: readonly unknown[]): string[] {
  return list.filter((entry) => typeof entry === "string").map(oneLine)
}

function listed(names: readonly string[]): string {
  const most = 6
  const shown = names.slice(0, most)
  const rest = names.length - shown.length
  if (rest > 0) return `${shown.join(", ")} and ${rest} more`
  return shown.length < 2 ? shown.join() : `${shown.slice(0, -1).join(", ")} or ${shown.at(-1)}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}
