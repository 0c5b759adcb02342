/** What comes back from the provider, and by whom. */
import { describe, expect, test } from "vitest"
import { google, okta } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork, type Visit, type World, type WorldOptions } from "../support/world.js"
import { attempts } from "./support.js"

useNetwork()

const formPost = { tables: { google: { client_kwargs: { response_mode: "form_post" } } } }
const form = { "content-type": "application/x-www-form-urlencoded" }

async function pending(options: WorldOptions = {}) {
  const world = createWorld(options)
  const visitor = world.visitor()
  const url = await visitor.start()
  return { world, visitor, url, answer: world.provider.authorize(url) }
}

/** The code of the refusal of an answer that was changed on its way. */
async function changed(change: (parameters: URLSearchParams) => void, options: WorldOptions = {}) {
  const { world, visitor, answer } = await pending(options)
  change(answer.parameters)
  const response = await visitor.comeBack(answer)
  return { status: response.status, code: await codeOf(response), exchanged: world.provider.seen.token.length }
}

test.each(["code", "iss", "error", "session_state", "anything"])("callback: each parameter once (%s)", async (name) => {
  const outcome = await changed((parameters) => {
    if (name === "iss") parameters.append("iss", google.metadata.issuer)
    if (!parameters.has(name)) parameters.append(name, "1")
    parameters.append(name, parameters.get(name) ?? "")
  })
  expect(outcome).toEqual({ status: 400, code: "callback_invalid", exchanged: 0 })
})

test("callback: two states name nothing", async () => {
  const { visitor, answer } = await pending()
  const twice = new URLSearchParams(answer.parameters)
  twice.append("state", answer.parameters.get("state") ?? "")
  const response = await visitor.comeBack({ ...answer, parameters: twice })
  expect([response.status, await codeOf(response)]).toEqual([400, "callback_invalid"])
  expect(response.headers.getSetCookie()).toEqual([])
  expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
})

describe("callback: malformed is 400", () => {
  test.each(["code", "state", "both"])("callback: malformed is 400, without %s", async (name) => {
    const { visitor, answer } = await pending()
    for (const gone of name === "both" ? ["code", "state"] : [name]) answer.parameters.delete(gone)
    expect((await visitor.comeBack(answer)).status).toBe(400)
  })

  test.each([
    ["iss", "https://evil.example"],
    ["iss", "%00"],
    ["code", ""],
    ["state", "\ud800"],
    ["state", "__proto__"],
  ])("callback: malformed is 400, %s=%j", async (name, value) => {
    const { visitor, answer } = await pending()
    answer.parameters.set(name, value)
    expect((await visitor.comeBack(answer)).status).toBe(400)
  })

  test.each(["%", "state=%ff&code=%", "state[]=a&code[$ne]=1", "&&&=&", `state=${"s".repeat(43)}`])(
    "callback: malformed is 400, ?%s",
    async (query) => {
      const visitor = createWorld().visitor()
      await visitor.start()
      expect((await visitor.open(`/oauth2callback?${query}`, { crossSite: true })).status).toBe(400)
    },
  )
})

test("callback: an attempt of this browser", async () => {
  const { world, answer } = await pending()
  const other = world.visitor()
  await other.start()
  const response = await other.comeBack(answer)
  expect([response.status, await codeOf(response)]).toEqual([400, "transaction_missing"])
  expect(world.provider.seen.token).toEqual([])
  expect(await other.user()).toEqual({ isLoggedIn: false })
})

test("callback: the sealed state counts", async () => {
  const { world, visitor, answer } = await pending()
  const other = world.visitor()
  await other.start()
  const [mine] = visitor.jar.all()
  const [others] = other.jar.all()
  // The name of the one, and what was sealed for the other.
  const response = await visitor.open(`/oauth2callback?${answer.parameters}`, {
    cookie: `${mine?.name}=${others?.value}`,
    crossSite: true,
  })
  expect([response.status, await codeOf(response)]).toEqual([400, "transaction_missing"])
})

test.each([
  [600, undefined],
  [601, "transaction_expired"],
])("callback: ten minutes (after %i s)", async (seconds, code) => {
  const { world, visitor, answer } = await pending()
  const [cookie] = visitor.jar.all()
  world.clock.pass(seconds)
  // A browser that keeps cookies for longer than it was told.
  const response = await visitor.open(`/oauth2callback?${answer.parameters}`, {
    cookie: `${cookie?.name}=${cookie?.value}`,
    crossSite: true,
  })
  expect(await codeOf(response)).toBe(code)
})

test("callback: used once", async () => {
  const { world, visitor, answer } = await pending()
  expect((await visitor.comeBack(answer)).status).toBe(302)
  expect(attempts(visitor)).toEqual([])
  await visitor.logout()
  const again = await visitor.comeBack(answer)
  expect(again.status).toBe(400)
  expect(world.provider.seen.token.length).toBe(1)
  expect(await visitor.user()).toEqual({ isLoggedIn: false })
})

test("callback: a copy of its cookie is no second attempt", async () => {
  const { world, visitor, answer } = await pending()
  const [{ name = "", value = "" } = {}] = visitor.jar.all()
  const copy = { cookie: `${name}=${value}`, crossSite: true }
  expect((await visitor.comeBack(answer)).status).toBe(302)
  const thief = world.visitor()
  const stolen = await thief.open(`/oauth2callback?${answer.parameters}`, copy)
  expect([stolen.status, await codeOf(stolen)]).toEqual([400, "transaction_missing"])
  expect(world.provider.seen.token.length).toBe(1)
})

const two = { providers: { google, okta } }

/** The answer of the one for an attempt at the other. */
async function mixedUp(change: (parameters: URLSearchParams, world: World) => void) {
  const world = createWorld(two)
  const visitor = world.visitor()
  const url = await visitor.start("google")
  const answer = world.provider.authorize(url)
  change(answer.parameters, world)
  const response = await visitor.comeBack(answer)
  const exchanged = Object.entries(world.providers).map(([name, { seen }]) => [name, seen.token.length])
  return { code: await codeOf(response), exchanged: Object.fromEntries(exchanged) }
}

test("callback: the attempt names the provider", async () => {
  for (const name of ["provider", "idp", "issuer"]) {
    const outcome = await mixedUp((parameters) =>
      parameters.set(name, name === "issuer" ? okta.metadata.issuer : "okta"),
    )
    expect(outcome).toEqual({ code: undefined, exchanged: { google: 1, okta: 0 } })
  }
  const byIssuer = await mixedUp((parameters) => parameters.set("iss", okta.metadata.issuer))
  expect(byIssuer).toEqual({ code: "callback_invalid", exchanged: { google: 0, okta: 0 } })
})

test("callback: the provider is still the same", async () => {
  const world = createWorld({ providers: { google, okta } })
  const visitor = world.visitor()
  const { parameters } = world.provider.authorize(await visitor.start("google"))
  const later = world.restart({ providers: { google: okta } })
  const response = await later.auth.handle(visitor.request(`/oauth2callback?${parameters}`, { crossSite: true }))
  expect(response && (await codeOf(response))).toBe("provider_unknown")
  expect(world.providers.okta?.seen.token).toEqual([])
})

test.each(["https://evil.example", `${google.metadata.issuer}/`, google.metadata.issuer.toUpperCase()])(
  "callback: iss is the issuer (%s)",
  async (iss) => {
    const outcome = await changed((parameters) => parameters.set("iss", iss))
    expect(outcome).toEqual({ status: 400, code: "callback_invalid", exchanged: 0 })
  },
)

test.each([undefined, ""])("callback: iss is there when announced (%j)", async (iss) => {
  const metadata = { ...google.metadata, authorization_response_iss_parameter_supported: true }
  const outcome = await changed(
    (parameters) => {
      if (iss !== undefined) parameters.set("iss", iss)
    },
    { providers: { google: { ...google, metadata } } },
  )
  expect(outcome).toEqual({ status: 400, code: "callback_invalid", exchanged: 0 })
})

test.each([
  ["", "callback_invalid"],
  [`&state=${"s".repeat(43)}`, "transaction_missing"],
])("callback: error wants a good state (%j)", async (state, code) => {
  const visitor = createWorld().visitor()
  await visitor.start()
  const response = await visitor.open(`/oauth2callback?error=access_denied${state}`, { crossSite: true })
  expect([response.status, await codeOf(response)]).toEqual([400, code])
  expect(attempts(visitor).length).toBe(1)
})

test("callback: error wins over a code", async () => {
  const outcome = await changed((parameters) => parameters.set("error", "access_denied"))
  expect(outcome).toEqual({ status: 403, code: "login_cancelled", exchanged: 0 })
})

test.each(["id_token", "token", "access_token", "response"])("callback: no token in the answer (%s)", async (name) => {
  const outcome = await changed((parameters) => parameters.set(name, "e30.e30.e30"))
  expect(outcome).toEqual({ status: 400, code: "callback_invalid", exchanged: 0 })
})

test("callback: by the method that was asked for", async () => {
  const posting = await pending(formPost)
  const byGet = await posting.visitor.comeBack({ ...posting.answer, method: "GET" })
  expect([byGet.status, await codeOf(byGet)]).toEqual([400, "callback_invalid"])
  const plain = await pending()
  const visit = { method: "POST", headers: form, body: String(plain.answer.parameters) }
  const byPost = await plain.visitor.open("/oauth2callback", visit)
  expect([byPost.status, await codeOf(byPost)]).toEqual([400, "callback_invalid"])
  expect([...posting.world.provider.seen.token, ...plain.world.provider.seen.token]).toEqual([])
})

/** A POST to the callback of an attempt that waits for one; the attempt can be finished all the same. */
async function posted(visit: Visit, path = "/oauth2callback") {
  const { visitor, answer } = await pending(formPost)
  const body = visit.body ?? String(answer.parameters)
  const response = await visitor.open(path, { method: "POST", headers: form, crossSite: true, ...visit, body })
  const after = await visitor.comeBack(answer)
  return { status: response.status, code: await codeOf(response), after: after.status }
}

test("callback: no query beside a form", async () => {
  const outcome = await posted({}, "/oauth2callback?code=another")
  expect(outcome).toEqual({ status: 400, code: "callback_invalid", after: 303 })
})

test.each(["application/json", "text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencodedx"])(
  "callback: only a form is read (%s)",
  async (type) => {
    const outcome = await posted({ headers: { "content-type": type } })
    expect(outcome).toEqual({ status: 415, code: "unsupported_media_type", after: 303 })
  },
)

test("callback: an announced body above 64 KiB", async () => {
  const outcome = await posted({ headers: { ...form, "content-length": "65537" } })
  expect(outcome).toEqual({ status: 413, code: "body_too_large", after: 303 })
})

test("callback: a body is counted", async () => {
  const { visitor, answer, world } = await pending(formPost)
  const tooLong = `${answer.parameters}&x=${"x".repeat(64 * 1024)}`
  const response = await visitor.open("/oauth2callback", {
    method: "POST",
    headers: form,
    body: tooLong,
    crossSite: true,
  })
  expect([response.status, await codeOf(response)]).toEqual([413, "body_too_large"])
  // A view of a request, as adapters give it: it has a text and no stream.
  const request = visitor.request("/oauth2callback", { method: "POST", headers: form, crossSite: true })
  const { method, url, headers } = request
  const view = await world.auth.handle({ method, url, headers, text: async () => tooLong })
  expect(view?.status).toBe(413)
  let pulled = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 1
      controller.enqueue(new Uint8Array(16 * 1024).fill(120))
      if (pulled === 100) controller.close()
    },
  })
  const stream = await world.auth.handle({ method, url, headers, text: async () => "", body: endless })
  expect(stream?.status).toBe(413)
  expect(pulled).toBeLessThan(10)
})

test("callback: HEAD uses nothing up", async () => {
  const { visitor, answer } = await pending()
  const head = await visitor.open(`/oauth2callback?${answer.parameters}`, { method: "HEAD", crossSite: true })
  expect([head.status, head.headers.getSetCookie()]).toEqual([405, []])
  expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
})

test("callback: 405 says what is allowed", async () => {
  const { auth } = createWorld()
  const allow = async (path: string) =>
    (await auth.handle(new Request(`https://app.example${path}`, { method: "PUT" })))?.headers.get("allow")
  expect(await allow("/oauth2callback")).toBe("GET, POST")
  expect(await allow("/auth/logout")).toBe("GET, POST")
  expect(await allow("/auth/login")).toBe("GET")
})
