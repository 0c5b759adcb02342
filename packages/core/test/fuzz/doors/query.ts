/** The query of the three routes: what a link, a bookmark or a provider's redirect can hold. */

import fc from "fast-check"
import { createApplication } from "../application.js"
import { manner } from "../arbitraries/headers.js"
import { changedPairs, pairChanges } from "../arbitraries/pairs.js"
import { plainRecord } from "../arbitraries/record.js"
import { door } from "../door.js"
import { endOf } from "../ends.js"
import { code, forgeEndpoints, metadata } from "../provider.js"
import { unsaid } from "../unsaid.js"

const names = [
  "provider",
  "return_to",
  "state",
  "code",
  "iss",
  "error",
  "error_description",
  "error_uri",
  "id_token",
  "token",
  "response",
  "session_state",
  "scope",
]

const mayLeaveFor = {
  login: [metadata.authorization_endpoint, forgeEndpoints.authorization_endpoint],
  callback: [],
  logout: [metadata.end_session_endpoint],
}

export const query = door(
  {
    name: "query",
    about: "the queries of login, callback and logout",
    reaches: [
      "login: to the provider",
      "login: page",
      "login: not now",
      "login: login_required",
      "login: provider_unknown",
      "callback: signed in",
      "callback: home",
      "callback: callback_invalid",
      "callback: code_rejected",
      "callback: cookies_blocked",
      "callback: login_cancelled",
      "callback: provider_error",
      "callback: transaction_missing",
      "logout: home",
      "logout: to the provider",
      "logout: cross_site_request",
      "logout: not now",
    ],
  },
  async () => {
    const application = await createApplication()
    const sessions = { idp: await application.login("idp"), full: await application.login("full") }
    const inputs = plainRecord({
      route: fc.constantFrom("login" as const, "callback" as const, "callback" as const, "logout" as const),
      provider: fc.constantFrom("idp", "idp", "idp", "full", "forge", "post"),
      session: fc.constantFrom(undefined, undefined, "idp" as const, "full" as const),
      isBegun: fc.constantFrom(true, true, true, false),
      isError: fc.constantFrom(false, false, false, true),
      error: fc.constantFrom("access_denied", "login_required", "server_error", "consent_required"),
      manner,
      changes: pairChanges(names),
    })

    return {
      inputs,
      async run({ route, provider, session, isBegun, isError, error, manner, changes }) {
        application.clock.pass(1)
        const secrets: string[] = [code]
        const cookies = session === undefined ? [] : [sessions[session]]
        let pairs: [string, string][] = [
          ["provider", provider],
          ["return_to", "/reports?year=1843"],
        ]
        if (route === "callback") {
          const begun = await application.begin(provider)
          secrets.push(begun.state)
          if (isBegun) cookies.push(begun.cookie)
          const name: [string, string][] = provider === "forge" ? [] : [["iss", metadata.issuer]]
          pairs = [[isError ? "error" : "code", isError ? error : code], ["state", begun.state], ...name]
        }
        const path = route === "callback" ? "/oauth2callback" : `/auth/${route}`
        const text = changedPairs(pairs, changes)
        const cookie = cookies.join("; ")
        const headers = {
          ...manner,
          ...(cookie === "" ? {} : { cookie }),
          "sec-fetch-site": isError ? "cross-site" : "none",
        }
        const answer = await application.route({ url: text === "" ? path : `${path}?${text}`, headers })
        // A provider may say in the query that it failed; with a good state alone is it heard.
        const providerMayFail = isBegun && new URLSearchParams(text).has("error")
        const exchange = {
          application,
          answer,
          mayLeaveFor: mayLeaveFor[route],
          providerMayFail,
          secrets: unsaid([...secrets, ...application.provider.heard], text),
        }
        return { exchanges: [exchange], end: `${route}: ${endOf(exchange)}` }
      },
    }
  },
)
