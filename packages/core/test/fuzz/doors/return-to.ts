/** Where a visitor wants to be after a login or a logout: it is followed to its end, and may lead nowhere else. */

import fc from "fast-check"
import { createApplication, navigation } from "../application.js"
import { plainRecord } from "../arbitraries/record.js"
import { edit, edited, hostileText, marker } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import { code, metadata } from "../provider.js"

const wishes = [
  "/",
  "/reports?year=1843#notes",
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "/%2f/evil.example",
  "/..//evil.example",
  "/./\\/evil.example",
  "/a/../..//evil.example/%2e%2e",
  "/\t/evil.example",
  "/\n/evil.example",
  " //evil.example",
  "https://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "https://app.example/reports",
  "https://app.example.evil.example",
  "https://app.example@evil.example",
  "//app.example@evil.example",
  "/@evil.example",
  "/auth/login",
  "javascript:alert(1)",
  "/javascript:alert(1)",
  "?a=b",
  "#a",
  "reports",
  "/ä/😀",
  `/${marker}`,
]

export const returnTo = door(
  {
    name: "return-to",
    about: "return_to at the login route, at logout, at a guard and in login({ returnTo })",
    reaches: [
      "login: home",
      "login: elsewhere here",
      "logout: home",
      "logout: elsewhere here",
      "guard: home",
      "guard: elsewhere here",
      "call: home",
      "call: elsewhere here",
      "choose: page",
    ],
  },
  async () => {
    const application = await createApplication()
    const session = await application.login("idp")
    const inputs = plainRecord({
      where: fc.constantFrom("login", "logout", "logout", "logout", "guard", "call", "choose"),
      wish: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...wishes) }, hostileText()),
      edits: fc.array(edit(), { maxLength: 2 }),
    })

    return {
      inputs,
      async run({ where, wish, edits }) {
        application.clock.pass(1)
        const text = edits.reduce(edited, wish)
        const query = new URLSearchParams({ return_to: text })
        const headers = { ...navigation, "sec-fetch-site": "same-origin" }
        const exchanges: Exchange[] = []
        const seen = (answer: Exchange["answer"], mayLeaveFor: string[] = []): Exchange => {
          const exchange = { application, answer, mayLeaveFor, providerMayFail: false, secrets: [code] }
          exchanges.push(exchange)
          return exchange
        }
        if (where === "choose" || where === "logout") {
          const cookie = where === "logout" ? { cookie: session } : {}
          const last = seen(
            await application.route({
              url: `/auth/${where === "logout" ? where : "login"}?${query}`,
              headers: { ...headers, ...cookie },
            }),
          )
          return { exchanges, end: `${where}: ${landing(last)}` }
        }
        const first = seen(
          where === "guard"
            ? await application.guard({ url: text, headers }, "idp")
            : where === "call"
              ? await application.call({ url: "/", headers }, { provider: "idp", returnTo: text })
              : await application.route({ url: `/auth/login?provider=idp&${query}`, headers }),
          [metadata.authorization_endpoint],
        )
        const begun = application.begunBy(first.answer)
        if (begun === undefined) return { exchanges, end: `${where}: ${endOf(first)}` }
        const back = new URLSearchParams({ code, state: begun.state, iss: metadata.issuer })
        const last = seen(
          await application.route({ url: `/oauth2callback?${back}`, headers: { ...headers, cookie: begun.cookie } }),
        )
        const broken =
          endOf(last) === "signed in" ? undefined : `a login succeeds whatever return_to is: ${endOf(last)}`
        return { exchanges, end: `${where}: ${landing(last)}`, broken }
      },
    }
  },
)

function landing(exchange: Exchange): string {
  const location = exchange.answer.headers.get("location")
  if (location === null) return endOf(exchange)
  return location === "/" ? "home" : "elsewhere here"
}
