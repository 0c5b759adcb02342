/** The body of a callback by POST, its content type and its length. */

import fc from "fast-check"
import { createApplication, navigation } from "../application.js"
import { changedPairs, pairChanges } from "../arbitraries/pairs.js"
import { plainRecord } from "../arbitraries/record.js"
import { hostileText } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import { code, metadata } from "../provider.js"
import { unsaid } from "../unsaid.js"

const names = ["state", "code", "iss", "error", "error_description", "id_token", "token", "response", "session_state"]

export const form = door(
  {
    name: "form",
    about: "the body, content type and length of a callback by POST",
    reaches: [
      "signed in",
      "home",
      "callback_invalid",
      "code_rejected",
      "body_too_large",
      "unsupported_media_type",
      "transaction_missing",
      "cookies_blocked",
      "login_cancelled",
    ],
  },
  async () => {
    const application = await createApplication()
    const session = await application.login("idp")
    const good = "application/x-www-form-urlencoded"
    const inputs = plainRecord({
      provider: fc.constantFrom("post", "post", "post", "idp"),
      isBegun: fc.constantFrom(true, true, true, false),
      hasSession: fc.constantFrom(false, false, true),
      type: fc.oneof(
        { weight: 12, arbitrary: fc.constant(good) },
        {
          weight: 2,
          arbitrary: fc.constantFrom(`${good}; charset=utf-8`, good.toUpperCase(), ` ${good} `, `${good};`),
        },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            undefined,
            "",
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
          ),
        },
        { weight: 1, arbitrary: hostileText() },
      ),
      length: fc.oneof(
        { weight: 12, arbitrary: fc.constant(undefined) },
        fc.constantFrom("65536", "65537", "-1", "1e400", "NaN", "0x10", "", "9".repeat(400)),
      ),
      query: fc.oneof(
        { weight: 20, arbitrary: fc.constant("") },
        fc.constant("?"),
        hostileText().map((text) => `?${text}`),
      ),
      isStream: fc.constantFrom(false, false, false, true),
      isError: fc.constantFrom(false, false, false, false, true),
      padding: fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 0, 64_000, 65_600, 200_000),
      changes: pairChanges(names, 100_000),
    })

    return {
      inputs,
      async run({ provider, isBegun, hasSession, type, length, query, isStream, isError, padding, changes }) {
        application.clock.pass(1)
        const begun = await application.begin(provider)
        const cookies = [...(hasSession ? [session] : []), ...(isBegun ? [begun.cookie] : [])]
        const pairs = [
          [isError ? "error" : "code", isError ? "access_denied" : code],
          ["state", begun.state],
          ["iss", metadata.issuer],
        ] as const
        const padded = padding === 0 ? pairs : [...pairs, ["padding", "p".repeat(padding)] as const]
        const body = changedPairs(padded, changes)
        const answer = await application.route({
          method: "POST",
          // A Request holds no header like these.
          url: `/oauth2callback${query}`,
          headers: {
            ...navigation,
            "sec-fetch-site": "cross-site",
            ...(cookies.length === 0 ? {} : { cookie: cookies.join("; ") }),
            ...(type === undefined || (isStream && !/^[\x21-\x7e ]*$/.test(type)) ? {} : { "content-type": type }),
            ...(length === undefined || isStream ? {} : { "content-length": length }),
          },
          body,
          isStream,
        })
        const exchange: Exchange = {
          application,
          answer,
          mayLeaveFor: [],
          providerMayFail: isBegun && new URLSearchParams(body).has("error"),
          secrets: unsaid([code, begun.state, ...application.provider.heard], body),
        }
        return { exchanges: [exchange], end: endOf(exchange) }
      },
    }
  },
)
