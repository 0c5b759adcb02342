/** The Cookie header: sessions, chunks and pending logins, cut, mixed, doubled, planted; and everybody else's cookies. */

import fc from "fast-check"
import { createApplication, navigation } from "../application.js"
import { plainRecord } from "../arbitraries/record.js"
import { type Edit, edit, edited, hostileText, longText } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import { code, header, metadata, person, tokensOf } from "../provider.js"

const reasons = ["none", "expired", "incomplete", "unreadable", "revoked", "origin_mismatch"]

export const cookie = door(
  {
    name: "cookie",
    about: "the Cookie header, at every route, a guard and a plain read",
    reaches: [
      "read: logged in",
      "read: none",
      "read: unreadable",
      "read: incomplete",
      "guard: page",
      "guard: to the provider",
      "login: to the provider",
      "callback: signed in",
      "callback: transaction_missing",
      "logout: home",
    ],
  },
  async () => {
    const application = await createApplication()
    const name = application.cookieName
    const session = await application.login("idp")
    const sealed = session.slice(session.indexOf("=") + 1)
    const large = await largeSession(application)
    const another = await createApplication("http://localhost:8501")
    const foreign = (await another.login("idp")).replace(another.cookieName, name)
    const pending = [await application.begin("idp"), await application.begin("post"), await application.begin("forge")]

    const goodPair = fc.oneof(
      fc.constant(session),
      fc.constantFrom(...large),
      fc.constant(foreign),
      fc.constantFrom(...pending.map(({ cookie }) => cookie)),
      fc.constant(`${name}=${pending[0]?.cookie.split("=", 2)[1]}`),
      fc.constant("theme=dark; consent=%7B%22a%22%3A1%7D"),
    )
    const suffix = fc.oneof(
      fc.constantFrom("", ".0", ".1", ".9", ".10", ".tx", ".out", ".try", ".moved", ".__proto__"),
      hostileText(9000).map((text) => `.tx.${text}`),
      hostileText(9000),
    )
    const value = fc.oneof(
      { weight: 4, arbitrary: hostileText() },
      { weight: 3, arbitrary: edit().map((change) => edited(sealed, change)) },
      { weight: 2, arbitrary: fc.tuple(fc.nat(12), hostileText(9000)).map(([n, text]) => `${n}.abcdefgh.${text}`) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("Fe26.2*", "Fe26.2*******", "Fe26.2*a*b*c*d*e*f*g", "Fe26.2**constructor*c*d**f*g"),
      },
    )
    const badPair = fc.tuple(suffix, value).map(([suffix, value]) => `${name}${suffix}=${value}`)
    const pairs = fc.oneof(
      {
        weight: 8,
        arbitrary: fc.array(fc.oneof({ weight: 3, arbitrary: goodPair }, badPair), { minLength: 1, maxLength: 6 }),
      },
      { weight: 3, arbitrary: fc.constant(large) },
      { weight: 3, arbitrary: fc.subarray([...large]) },
      {
        weight: 1,
        arbitrary: fc.tuple(goodPair, fc.constantFrom(30, 60)).map(([pair, count]) => Array<string>(count).fill(pair)),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(badPair, fc.constantFrom(10, 250))
          .map(([pair, count]) => planted(pair.slice(0, 60), count)),
      },
      // Sealed with our key, and changed: each is worth a look, and none opens.
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(session, pending[0]?.cookie ?? ""), edit())
          .map(([pair, change]) => Array<string>(110).fill(edited(pair, { ...change, at: 0.95 }))),
      },
      { weight: 1, arbitrary: longText().map((text) => [text]) },
    )
    const inputs = plainRecord({
      where: fc.constantFrom("read", "read", "read", "guard", "login", "callback", "logout"),
      pairs,
      separator: fc.constantFrom("; ", "; ", "; ", ";", ";;", " ; ", ", "),
      edits: fc.oneof(
        { weight: 3, arbitrary: fc.constant<Edit[]>([]) },
        fc.array(edit(), { minLength: 1, maxLength: 2 }),
      ),
      isBegun: fc.boolean(),
    })

    return {
      inputs,
      async run({ where, pairs, separator, edits, isBegun }) {
        // Four times what is read of it, and more than any server lets in: millions of letters measure the collector of
        // garbage alone.
        const text = edits.reduce(edited, pairs.join(separator)).slice(0, 256 * 1024)
        if (where === "read") {
          const { user, reason } = await application.session(text)
          const isRight = user.isLoggedIn ? user.sub === person.sub : reasons.includes(String(reason))
          const end = user.isLoggedIn ? "logged in" : String(reason)
          const broken = isRight
            ? undefined
            : `a session is the visitor's own or none: ${JSON.stringify({ user, reason })}`
          return { exchanges: [], end: `read: ${end}`, broken }
        }
        const begun = where === "callback" ? await application.begin("idp") : undefined
        const cookie = begun !== undefined && isBegun ? `${text}; ${begun.cookie}` : text
        const headers = { ...navigation, "sec-fetch-site": "same-origin", cookie }
        const query = new URLSearchParams({ code, state: begun?.state ?? "", iss: metadata.issuer })
        const answer =
          where === "guard"
            ? await application.guard({ url: "/private?a=b", headers }, isBegun ? "idp" : undefined)
            : where === "callback"
              ? await application.route({ url: `/oauth2callback?${query}`, headers })
              : await application.route({ url: `/auth/${where}?provider=idp`, headers })
        const exchange: Exchange = {
          application,
          answer,
          mayLeaveFor: ["login", "guard"].includes(where) ? [metadata.authorization_endpoint] : [],
          providerMayFail: false,
          secrets: [
            code,
            sealed.slice(-40),
            ...(begun === undefined ? [] : [begun.state]),
            ...application.provider.heard,
          ],
        }
        return { exchanges: [exchange], end: `${where}: ${endOf(exchange)}` }
      },
    }
  },
)

/** A name of its own for each, as a stranger on a sister host would plant them. */
function planted(pair: string, count: number): string[] {
  const [name = "", value = ""] = pair.split("=", 2)
  return Array.from({ length: count }, (_, index) => `${name}${index}=${value}`)
}

/** One whose value needs several cookies, and those cookies. */
async function largeSession(application: Awaited<ReturnType<typeof createApplication>>): Promise<string[]> {
  const { provider } = application
  const begun = await application.begin("idp")
  const claims = { ...provider.claims(), groups: "g".repeat(3400) }
  const body = JSON.stringify(await tokensOf(provider, await provider.sign(header, claims)))
  provider.instead.set(metadata.token_endpoint, { body })
  const cookie = await application.finish(begun)
  provider.instead.clear()
  return cookie.split("; ")
}
