import { describe, expect, it } from "vitest"
import { parseConfig, settingsOf } from "../src/config/config.js"
import { createRuntime } from "../src/runtime.js"
import { cookieRules, sealerOf, sessionsWith } from "../src/session-parts.js"
import { flat } from "./config/example.js"
import { asking, begin, record, taken } from "./session/example.js"

function partsOf(redirect_uri: string, more: object = {}) {
  const settings = settingsOf(parseConfig({ auth: { ...flat, redirect_uri, ...more } }))
  if (settings === undefined) throw new Error("parseConfig gave no Config")
  const runtime = { ...createRuntime(), now: () => begin * 1000 }
  const [rules, sealer] = [cookieRules(settings.application), sealerOf(settings.application, runtime)]
  return { rules, sessions: sessionsWith({ settings, runtime, rules, sealer }) }
}

describe("S71 the name of the cookie says where it holds", () => {
  it.each<[string, object, string, string, boolean]>([
    ["https://app.example.test/cb", {}, "__Host-auth", "/", true],
    ["https://app.example.test:8443/cb", {}, "__Host-auth", "/", true],
    ["https://app.example.test/shop/cb", {}, "__Secure-auth", "/shop", true],
    ["https://app.example.test/shop/auth/cb", {}, "__Secure-auth", "/shop", true],
    ["https://app.example.test/cb", { cookie_domain: "example.test" }, "__Secure-auth", "/", true],
    ["https://app.example.test/cb", { cookie_name: "shop" }, "__Host-shop", "/", true],
    ["http://localhost:8501/cb", {}, "auth-8501", "/", false],
    ["http://localhost:3000/app/cb", {}, "auth-3000", "/app", false],
    ["http://localhost/cb", {}, "auth", "/", false],
    ["http://localhost:80/cb", {}, "auth", "/", false],
    ["http://[::1]:8501/cb", { cookie_name: "shop" }, "shop-8501", "/", false],
    ["https://localhost:8443/cb", {}, "__Host-auth", "/", true],
  ])("%s with %j: %s at %s, Secure: %s", async (redirectUri, more, name, path, secure) => {
    const { rules, sessions } = partsOf(redirectUri, more)
    expect(rules).toMatchObject({ name, path, secure, sameSite: "lax" })
    const [line = ""] = await sessions.begin(asking(undefined), record())
    expect(line.startsWith(`${name}=`)).toBe(true)
    const domain = "cookie_domain" in more ? [`Domain=${more.cookie_domain}`] : []
    const rest = [
      ...domain,
      "HttpOnly",
      "Max-Age=2592000",
      `Path=${path}`,
      "SameSite=Lax",
      ...(secure ? ["Secure"] : []),
    ]
    expect(line.split("; ").slice(1).sort()).toEqual(rest)
  })
})

describe("S71, B15 two applications never open each other's cookies, though they share a secret", () => {
  const at = [
    "https://host.test/cb",
    "https://host.test/shop/cb",
    "https://other.test/cb",
    "http://localhost:8501/cb",
    "http://localhost:3000/cb",
  ]
  it.each(at.flatMap((one) => at.filter((other) => other !== one).map((other) => [one, other] as const)))(
    "%s, %s",
    async (one, other) => {
      const [mine, theirs] = [partsOf(one), partsOf(other)]
      const cookie = taken(await mine.sessions.begin(asking(undefined), record()))
      expect(await mine.sessions.read(asking(cookie))).toEqual(record())
      // As it comes, and under the other's name.
      const renamed = cookie.replace(mine.rules.name, theirs.rules.name)
      expect(["none", "unreadable"]).toContain(await theirs.sessions.read(asking(cookie)))
      expect(await theirs.sessions.read(asking(renamed))).toBe("unreadable")
    },
  )
})

it("the same application on another machine opens them", async () => {
  const cookie = taken(await partsOf("https://host.test/cb").sessions.begin(asking(undefined), record()))
  expect(await partsOf("https://host.test:443/cb").sessions.read(asking(cookie))).toEqual(record())
  expect(await partsOf("https://host.test/other-callback").sessions.read(asking(cookie))).toEqual(record())
})
