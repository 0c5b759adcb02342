/** JWTs: the ID token and signed UserInfo, in header, payload and signature. */
import fc from "fast-check"
import { createApplication, navigation } from "../application.js"
import { changedJson, type Json, jsonChanges } from "../arbitraries/json.js"
import { plainRecord } from "../arbitraries/record.js"
import { type Edit, edit, edited, hostileText } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import { accessToken, clientId, code, header, metadata, person, tokensOf } from "../provider.js"

const names = [
  "iss",
  "sub",
  "aud",
  "azp",
  "exp",
  "iat",
  "nbf",
  "nonce",
  "at_hash",
  "auth_time",
  "alg",
  "kid",
  "typ",
  "crit",
  "jwk",
  "jku",
  "x5c",
  "x5u",
  "b64",
  "tid",
  "email",
]

const times = [0, -1, 1, 1e15, 1e300, -1e300, 0.5]

export const jwt = door(
  {
    name: "jwt",
    about: "header, payload and signature of the ID token and of signed UserInfo",
    reaches: [
      "id_token: signed in",
      "id_token: id_token_invalid",
      "id_token: token_response_invalid",
      "userinfo: signed in",
      "userinfo: userinfo_invalid",
    ],
  },
  async () => {
    const application = await createApplication()
    const { provider } = application
    const none = { weight: 3, arbitrary: fc.constant({ changes: [], raw: [] }) }
    const inputs = plainRecord({
      which: fc.constantFrom("id_token" as const, "id_token" as const, "userinfo" as const),
      headerChanges: fc.oneof(none, jsonChanges(names)),
      claimChanges: fc.oneof(none, jsonChanges(names)),
      time: fc.oneof(
        { weight: 6, arbitrary: fc.constant(undefined) },
        fc.tuple(fc.constantFrom("exp", "iat", "nbf", "auth_time"), fc.constantFrom(...times)),
      ),
      algorithm: fc.oneof(
        { weight: 10, arbitrary: fc.constant("ES256") },
        fc.constantFrom("none", "None", "HS256", "RS256", "ES384", "EdDSA", "PS256", "__proto__"),
      ),
      isSigned: fc.constantFrom(true, true, true, true, true, false),
      edits: fc.oneof(
        { weight: 4, arbitrary: fc.constant<Edit[]>([]) },
        fc.array(edit(), { minLength: 1, maxLength: 2 }),
      ),
      whole: fc.oneof({ weight: 20, arbitrary: fc.constant(undefined) }, hostileText(120_000)),
      type: fc.constantFrom(
        "application/jwt",
        "application/jwt",
        "application/jwt",
        "application/jwt; charset=utf-8",
        "application/json",
        "text/html",
      ),
    })
    const base64url = (text: string) => Buffer.from(text).toString("base64url")

    return {
      inputs,
      async run({ which, headerChanges, claimChanges, time, algorithm, isSigned, edits, whole, type }) {
        application.clock.pass(1)
        const begun = await application.begin(which === "userinfo" ? "full" : "idp")
        const claims: Json =
          which === "userinfo" ? { ...person, iss: metadata.issuer, aud: clientId } : provider.claims()
        const timed = time === undefined ? claims : { ...claims, [time[0]]: time[1] }
        const changedHeader = changedJson({ ...header, alg: algorithm }, headerChanges)
        const payload = changedJson(timed, claimChanges)
        const unsigned = `${base64url(changedHeader)}.${base64url(payload)}`
        const signature = isSigned ? await provider.signature(unsigned) : ""
        const token = whole ?? edits.reduce(edited, `${unsigned}.${signature}`)
        if (which === "userinfo") provider.instead.set(metadata.userinfo_endpoint, { type, body: token })
        else provider.instead.set(metadata.token_endpoint, { body: JSON.stringify(await tokensOf(provider, token)) })
        const query = new URLSearchParams({ code, state: begun.state, iss: metadata.issuer })
        const answer = await application.route({
          url: `/oauth2callback?${query}`,
          headers: { ...navigation, "sec-fetch-site": "cross-site", cookie: begun.cookie },
        })
        provider.instead.clear()
        const exchange: Exchange = {
          application,
          answer,
          mayLeaveFor: [],
          providerMayFail: true,
          secrets: [code, accessToken, ...(token.length > 100 ? [token] : []), ...provider.heard],
        }
        const end = endOf(exchange)
        return {
          exchanges: [exchange],
          end: `${which}: ${end}`,
          broken: end === "signed in" ? await stranger(application.afterwards(answer)) : undefined,
        }

        /** A token that is accepted was signed by its provider, for us, for this login, and is of now. */
        async function stranger(cookie: string): Promise<string | undefined> {
          const { user } = await application.session(cookie)
          if (!user.isLoggedIn) return "a session that is made is one"
          const said = which === "id_token" ? claimsOf(token) : provider.claims()
          const now = application.clock.seconds()
          const isOurs =
            said.iss === metadata.issuer && said.nonce === begun.nonce && [said.aud].flat().includes(clientId)
          const isOfNow = said.exp > now - 31 && said.iat < now + 31
          const isSame = user.sub === said.sub
          return isOurs && isOfNow && isSame && isSigned
            ? undefined
            : `a token that is accepted is good: ${JSON.stringify(said)}`
        }
      },
    }
  },
)

// biome-ignore lint/suspicious/noExplicitAny: whatever a token says.
function claimsOf(token: string): any {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString())
}
