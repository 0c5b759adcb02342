/** judgeCallback: all the facts of a callback, and what is made of them. */
import { describe, expect, test } from "vitest"
import { type CallbackFacts, judgeCallback } from "../../src/flow/callback.js"
import { type Transaction, transactionLifetime } from "../../src/flow/transaction.js"
import { safeReturnTo } from "../../src/http/return-to.js"

const state = "s".repeat(43)
const now = 1_800_000_000
const started: Transaction = {
  provider: "google",
  state,
  nonce: "n".repeat(43),
  verifier: "v".repeat(43),
  returnTo: safeReturnTo("/", { origin: "https://app.example", home: "/" }),
  startedAt: now - 30,
  scope: [],
}

type Change = Partial<Omit<CallbackFacts, "parameters">> & { readonly query?: string }

function judge({ query = `state=${state}&code=c`, ...change }: Change = {}): string {
  return judgeCallback({
    parameters: new URLSearchParams(query),
    method: "GET",
    transaction: started,
    isConfigured: true,
    hasSession: false,
    hasCookies: true,
    now,
    ...change,
  })
}

const none = { transaction: undefined }
const formPost = { ...started, formPost: true }
const aged = (seconds: number) => ({ transaction: { ...started, startedAt: now - seconds } })

describe("judgeCallback", () => {
  test.each<[string, Change, string]>([
    ["all is well", {}, "exchange"],
    [
      "an error of the provider is for the exchange to tell",
      { query: `state=${state}&error=access_denied` },
      "exchange",
    ],
    ["an error with a code beside it", { query: `state=${state}&error=x&code=c` }, "exchange"],
    ["parameters that nobody knows", { query: `state=${state}&code=c&session_state=x&scope=a&authuser=0` }, "exchange"],
    ["logged in, and a new login ends well", { hasSession: true }, "exchange"],
    ["its last second", aged(transactionLifetime), "exchange"],
    ["too late", aged(transactionLifetime + 1), "transaction_expired"],
    ["too late, but logged in", { ...aged(transactionLifetime + 1), hasSession: true }, "already signed in"],
    ["unknown here", none, "transaction_missing"],
    ["unknown here, and no cookie at all", { ...none, hasCookies: false }, "cookies_blocked"],
    ["unknown here, but logged in", { ...none, hasSession: true }, "already signed in"],
    ["without a state", { ...none, query: "code=c" }, "callback_invalid"],
    ["without a state and cookies", { ...none, query: "code=c", hasCookies: false }, "callback_invalid"],
    ["with nothing at all", { ...none, query: "" }, "callback_invalid"],
    ["a malformed state", { ...none, query: "state=short&code=c" }, "callback_invalid"],
    ["two states", { ...none, query: `state=${state}&state=${state}&code=c` }, "callback_invalid"],
    [
      "whatever stands there, when logged in",
      { ...none, hasSession: true, query: "error=x&error=y&%00" },
      "already signed in",
    ],
    ["the provider has left the table", { isConfigured: false }, "provider_unknown"],
    ["two codes", { query: `state=${state}&code=c&code=d` }, "callback_invalid"],
    ["the same code twice", { query: `state=${state}&code=c&code=c` }, "callback_invalid"],
    ["two issuers", { query: `state=${state}&code=c&iss=a&iss=b` }, "callback_invalid"],
    ["two errors", { query: `state=${state}&error=a&error=b` }, "callback_invalid"],
    ["neither code nor error", { query: `state=${state}` }, "callback_invalid"],
    ["an empty code", { query: `state=${state}&code=` }, "callback_invalid"],
    ["an id_token", { query: `state=${state}&code=c&id_token=x` }, "callback_invalid"],
    ["a token", { query: `state=${state}&code=c&token=x` }, "callback_invalid"],
    ["an access_token", { query: `state=${state}&code=c&access_token=x` }, "callback_invalid"],
    ["a response (JARM)", { query: `state=${state}&code=c&response=x` }, "callback_invalid"],
    ["by POST although nobody asked", { method: "POST" }, "callback_invalid"],
    ["by POST as asked", { method: "POST", transaction: formPost }, "exchange"],
    ["by GET although form_post was asked", { transaction: formPost }, "callback_invalid"],
    [
      "a bad request with a session stays bad when its transaction is there",
      { hasSession: true, query: `state=${state}` },
      "callback_invalid",
    ],
  ])("%s", (_name, change, expected) => {
    expect(judge(change)).toBe(expected)
  })
})
