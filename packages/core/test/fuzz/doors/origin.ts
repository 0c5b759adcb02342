/** What a request says of where it was sent and where it comes from: Host, forwarded hosts, Origin, Referer, Sec-Fetch. */
import fc from "fast-check"
import { createApplication, navigation } from "../application.js"
import { plainRecord } from "../arbitraries/record.js"
import { edit, edited, hostileText } from "../arbitraries/text.js"
import { door, type Exchange } from "../door.js"
import { endOf } from "../ends.js"
import { code, metadata } from "../provider.js"

const hosts = [
  "app.example",
  "app.example:443",
  "APP.EXAMPLE",
  "app.example.",
  "evil.example",
  "app.example.evil.example",
  "app.example@evil.example",
  "localhost:8501",
  "127.0.0.1:8501",
  "[::1]:8501",
  "127.1:8501",
  "0:8501",
  "localhost",
  "app.example, evil.example",
  "xn--pp-fja.example",
]

const words = [
  "sec-fetch-site",
  "sec-fetch-mode",
  "sec-fetch-dest",
  "sec-purpose",
  "purpose",
  "x-requested-with",
  "accept",
]
const values = [
  "same-origin",
  "same-site",
  "cross-site",
  "none",
  "navigate",
  "cors",
  "no-cors",
  "document",
  "image",
  "script",
  "iframe",
  "empty",
  "prefetch",
  "XMLHttpRequest",
  "text/html",
  "application/json",
  "*/*",
]

export const origin = door(
  {
    name: "origin",
    about: "Host, X-Forwarded-*, Origin, Referer, Sec-Fetch-* and the URL's own host",
    reaches: [
      "login: to the provider",
      "login: home",
      "login: login_required",
      "login: not now",
      "guard: to the provider",
      "guard: login_required",
      "guard: not now",
      "callback: transaction_missing",
      "callback: cookies_blocked",
      "logout: home",
      "logout: cross_site_request",
      "logout: not now",
    ],
  },
  async () => {
    const applications = { web: await createApplication(), loopback: await createApplication("http://localhost:8501") }
    const sessions = { web: await applications.web.login("idp"), loopback: await applications.loopback.login("idp") }
    const host = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...hosts) },
      {
        weight: 2,
        arbitrary: fc.tuple(fc.constantFrom(...hosts), edit()).map(([name, change]) => edited(name, change)),
      },
      hostileText(100_000),
    )
    const address = fc.oneof(
      {
        weight: 5,
        arbitrary: fc
          .tuple(fc.constantFrom("https://", "http://", "", "//", "HTTPS://"), host, fc.constantFrom("", "/", "/a?b#c"))
          .map((parts) => parts.join("")),
      },
      { weight: 1, arbitrary: fc.constantFrom("null", "", "about:blank", "data:,") },
    )
    const maybe = (text: fc.Arbitrary<string>) => fc.option(text, { nil: undefined, freq: 2 })
    const inputs = plainRecord({
      which: fc.constantFrom("web" as const, "web" as const, "loopback" as const),
      where: fc.constantFrom(
        "login" as const,
        "login" as const,
        "guard" as const,
        "callback" as const,
        "logout" as const,
      ),
      method: fc.constantFrom("GET", "GET", "GET", "POST", "HEAD", "PUT", "get", "__proto__"),
      carries: fc.constantFrom("session" as const, "nothing" as const, "other cookies" as const),
      before: fc.oneof({ weight: 5, arbitrary: fc.constant("") }, address),
      said: plainRecord({
        host: maybe(host),
        "x-forwarded-host": maybe(host),
        "x-forwarded-proto": maybe(fc.constantFrom("http", "https", "https, http", "javascript")),
        "x-forwarded-port": maybe(fc.constantFrom("80", "443", "8501", "99999")),
        forwarded: maybe(host.map((name) => `host=${name};proto=https`)),
        origin: maybe(address),
        referer: maybe(address),
      }),
      more: fc.array(
        fc.tuple(
          fc.constantFrom(...words),
          fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values) }, hostileText(100_000)),
        ),
        { maxLength: 3 },
      ),
    })

    return {
      inputs,
      async run({ which, where, method, carries, before, said, more }) {
        const application = applications[which]
        application.clock.pass(1)
        const known = Object.entries(said).filter((entry): entry is [string, string] => entry[1] !== undefined)
        const cookies = { session: sessions[which], nothing: undefined, "other cookies": "theme=dark" }[carries]
        const cookie = cookies === undefined ? {} : { cookie: cookies }
        const headers = { ...navigation, ...cookie, ...Object.fromEntries([...known, ...more]) }
        const path = {
          login: "/auth/login?provider=idp",
          guard: "/private?a=b",
          callback: `/oauth2callback?code=x&state=${"s".repeat(43)}`,
          logout: "/auth/logout",
        }[where]
        const ask = { method, url: `${before}${path}`, headers }
        if (where !== "guard" && !application.serves(ask.url)) return { exchanges: [], end: "not ours" }
        const answer = where === "guard" ? await application.guard(ask, "idp") : await application.route(ask)
        const exchange: Exchange = {
          application,
          answer,
          mayLeaveFor: where === "login" || where === "guard" ? [metadata.authorization_endpoint] : [],
          providerMayFail: false,
          secrets: [code],
        }
        return { exchanges: [exchange], end: `${where}: ${endOf(exchange)}` }
      },
    }
  },
)
