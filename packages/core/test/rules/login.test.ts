/** The way to the provider. */
import { expect, test } from "vitest"
import { google, okta, type Profile } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"
import { asked, attempts, bare, login, sentForm } from "./support.js"

useNetwork()

/** The three values of an attempt, as the provider comes to know them. */
async function values() {
  const world = createWorld()
  const sets: { state: string; nonce: string; verifier: string; challenge: string }[] = []
  for (let round = 0; round < 3; round++) {
    const visitor = world.visitor()
    const url = await visitor.start()
    await visitor.comeBack(world.provider.authorize(url))
    const verifier = sentForm(world.provider).get("code_verifier") ?? ""
    const challenge = asked(url, "code_challenge")
    sets.push({ state: asked(url, "state"), nonce: asked(url, "nonce"), verifier, challenge })
  }
  return sets
}

test("login: 32 random bytes each", async () => {
  for (const { state, nonce, verifier } of await values()) {
    for (const value of [state, nonce, verifier]) expect(Buffer.from(value, "base64url").length).toBe(32)
  }
})

test("login: three different values", async () => {
  for (const { state, nonce, verifier, challenge } of await values()) {
    expect(new Set([state, nonce, verifier, challenge]).size).toBe(4)
  }
})

test("login: new values for every attempt", async () => {
  const all = (await values()).flatMap(({ state, nonce, verifier }) => [state, nonce, verifier])
  expect(new Set(all).size).toBe(9)
})

test("login: S256 alone", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const url = await visitor.start()
  expect(asked(url, "code_challenge_method")).toBe("S256")
  await visitor.comeBack(world.provider.authorize(url))
  const verifier = new TextEncoder().encode(sentForm(world.provider).get("code_verifier") ?? "")
  const digest = Buffer.from(await crypto.subtle.digest("SHA-256", verifier)).toString("base64url")
  expect(asked(url, "code_challenge")).toBe(digest)
})

test("login: the verifier goes with the code", async () => {
  const { world, isLoggedIn } = await login()
  expect(sentForm(world.provider).get("code_verifier")).toMatch(/^[\w-]{43}$/)
  expect(isLoggedIn).toBe(true)
})

test("login: nothing of our own query goes on", async () => {
  const ours = "prompt=none&login_hint=eve&state=mine&redirect_uri=https%3A%2F%2Fevil.example%2F&scope=openid+admin&x=1"
  const response = await createWorld().visitor().open(`/auth/login?${ours}`)
  const url = response.headers.get("location") ?? ""
  expect([...new URL(url).searchParams.keys()].sort()).toEqual(
    [
      "client_id",
      "code_challenge",
      "code_challenge_method",
      "nonce",
      "prompt",
      "redirect_uri",
      "response_type",
      "scope",
      "state",
    ].sort(),
  )
  expect([asked(url, "prompt"), asked(url, "scope")]).toEqual(["select_account", "openid profile email"])
  expect(asked(url, "redirect_uri")).toBe("https://app.example/oauth2callback")
})

/** A provider whose authorization endpoint has a query of its own. */
function withQuery(query: string): Profile {
  const authorization_endpoint = `${google.metadata.authorization_endpoint}?${query}`
  return { ...google, metadata: { ...google.metadata, authorization_endpoint } }
}

test("login: parameters are set, not appended", async () => {
  const query = "state=fixed&client_id=another&redirect_uri=https%3A%2F%2Fevil.example&response_type=token&nonce=n"
  const url = await createWorld({ providers: { google: withQuery(query) } })
    .visitor()
    .start()
  const { searchParams } = new URL(url)
  for (const name of ["state", "client_id", "redirect_uri", "response_type", "nonce"]) {
    expect([name, searchParams.getAll(name).length]).toEqual([name, 1])
  }
  expect([asked(url, "client_id"), asked(url, "response_type")]).toEqual(["client-of-google", "code"])
  expect(asked(url, "state")).toMatch(/^[\w-]{43}$/)
})

test("login: the endpoint keeps its own query", async () => {
  const url = await createWorld({ providers: { google: withQuery("p=b2c_1_signin&x=%20") } })
    .visitor()
    .start()
  expect([asked(url, "p"), asked(url, "x")]).toEqual(["b2c_1_signin", " "])
})

test.each<[string, Record<string, string>]>([
  ["Host", { host: "evil.example" }],
  ["X-Forwarded-Host", { "x-forwarded-host": "evil.example", "x-forwarded-proto": "http", "x-forwarded-port": "81" }],
  ["Forwarded", { forwarded: "host=evil.example;proto=http" }],
  ["X-Original-Host and others", { "x-original-host": "evil.example", "x-host": "evil.example" }],
])("login: our addresses are the configured ones (%s)", async (_name, headers) => {
  const world = createWorld({ providers: { okta }, auth: { logout: "provider" } })
  const visitor = world.visitor()
  const response = await world.auth.login(visitor.request("/", { headers }))
  expect(asked(response.headers.get("location") ?? "", "redirect_uri")).toBe("https://app.example/oauth2callback")
  const back = await visitor.login()
  expect(back.headers.get("location")).toBe("/")
  expect(sentForm(world.provider).get("redirect_uri")).toBe("https://app.example/oauth2callback")
  const out = await world.auth.logout(visitor.request("/", { headers }))
  expect(asked(out.headers.get("location") ?? "", "post_logout_redirect_uri")).toBe("https://app.example/")
})

test("login: a prefetch begins nothing", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const response = await visitor.open("/auth/login", { headers: { "sec-purpose": "prefetch;prerender" } })
  expect([response.status, response.headers.get("location"), attempts(visitor)]).toEqual([503, null, []])
  expect(world.provider.seen.metadata).toBe(0)
})

test("login: Purpose is a prefetch too", async () => {
  const visitor = createWorld().visitor()
  const response = await visitor.open("/auth/login", { headers: { purpose: "prefetch" } })
  expect([response.status, attempts(visitor)]).toEqual([503, []])
})

test.each<[string, Record<string, string>]>([
  ["an image", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors", accept: "image/*" }],
  ["a script", { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin", accept: "*/*" }],
])("login: a script is told 401 (%s)", async (_name, headers) => {
  const { auth } = createWorld()
  const response = await auth.handle(bare("https://app.example/auth/login", headers))
  expect([response?.status, response?.headers.get("location")]).toEqual([401, null])
  expect(response?.headers.getSetCookie()).toEqual([])
})

test("login: another site's frame begins nothing", async () => {
  const { auth } = createWorld()
  const headers = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", "sec-fetch-site": "cross-site" }
  for (const path of ["/auth/login", "/private"]) {
    const request = bare(`https://app.example${path}`, headers)
    const access = await auth.requireUser(request)
    if (access.ok) throw new Error("nobody is logged in")
    const response = path === "/private" ? access.response : await auth.handle(request)
    expect([response?.status, response?.headers.getSetCookie()]).toEqual([401, []])
  }
})

const two = { providers: { google, okta } }

test("login: an unknown provider is refused", async () => {
  for (const world of [createWorld(), createWorld(two)]) {
    const visitor = world.visitor()
    const response = await visitor.open("/auth/login?provider=nobody")
    expect([response.status, await codeOf(response), attempts(visitor)]).toEqual([400, "provider_unknown", []])
  }
})

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "login: a name works no magic (%s)",
  async (name) => {
    const response = await createWorld(two).visitor().open(`/auth/login?provider=${name}`)
    expect([response.status, await codeOf(response)]).toEqual([400, "provider_unknown"])
  },
)

test("login: an unknown name is escaped", async () => {
  const response = await createWorld().visitor().open("/auth/login?provider=%3Cimg%20src%3Dx%3E%22'")
  const page = await response.text()
  expect(page).toContain("&#60;img src=x&#62;&#34;&#39;")
  expect(page).not.toContain("<img")
})

test("login: five attempts at most", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (let tab = 1; tab <= 12; tab++) {
    await visitor.start()
    expect(attempts(visitor).length).toBe(Math.min(tab, 5))
  }
})

test("login: attempts leave room in the header", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (let tab = 1; tab <= 12; tab++) {
    await visitor.start({ returnTo: `/${"long".repeat(500)}` })
    expect(visitor.cookies().length).toBeLessThanOrEqual(7 * 1024)
  }
  expect(attempts(visitor).length).toBeGreaterThan(0)
})

test("login: the oldest attempt goes", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  const urls: string[] = []
  for (let tab = 0; tab < 6; tab++) {
    urls.push(await visitor.start())
    world.clock.pass(1)
  }
  const [oldest = "", second = ""] = urls
  expect(await codeOf(await visitor.comeBack(world.provider.authorize(oldest)))).toBe("transaction_missing")
  expect((await visitor.comeBack(world.provider.authorize(second))).headers.get("location")).toBe("/")
})
