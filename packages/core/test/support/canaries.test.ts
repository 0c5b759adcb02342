/** That a leak is found, wherever it is and however it is written: the search that every test of a world ends with. */
import { expect, test, vi } from "vitest"
import { AuthError } from "../../src/index.js"
import {
  clientSecret,
  cookieSecret,
  createWorld,
  privatePartsOf,
  useNetwork,
  type Visitor,
  type World,
} from "./world.js"

// Below the ear of useNetwork(), so that what is planted there is heard and not printed.
vi.spyOn(console, "debug").mockImplementation(() => {})
useNetwork()

/** A world whose application says what it likes in its own answer to a cancelled login. */
async function saying(body: (request: Request) => BodyInit, headers: Record<string, string> = {}): Promise<World> {
  const world = createWorld({ options: { onError: (_error, request) => new Response(body(request), { headers }) } })
  await cancel(world, world.visitor())
  return world
}

async function cancel({ provider }: World, visitor: Visitor): Promise<Response> {
  return visitor.comeBack(provider.refuse(await visitor.start(), "access_denied"))
}

const base64 = (text: string) => Buffer.from(text).toString("base64")

test.each<[string, (request: Request) => string]>([
  ["the cookie secret", () => `<p>${cookieSecret}</p>`],
  ["half of the client secret", () => clientSecret.slice(0, 18)],
  ["a secret in a query", () => `?secret=${encodeURIComponent(clientSecret)}`],
  ["Basic credentials", () => base64(`client-of-google:${clientSecret}`)],
  ["Basic credentials of another length", () => base64(`x:${clientSecret}`)],
  ["the state of the callback", ({ url }) => new URL(url).searchParams.get("state") ?? ""],
  ["the whole callback URL", ({ url }) => url],
  ["the cookie", ({ headers }) => headers.get("cookie") ?? ""],
])("on a page: %s", async (_name, body) => {
  const world = await saying(body)
  expect((await world.leaks())[0]).toMatch(/^the page \(200\) shows a /)
})

test("in a header", async () => {
  const world = await saying(() => "", { "x-debug": clientSecret })
  expect((await world.leaks())[0]).toMatch(/^x-debug shows a client_secret/)
})

test("in an address of our own, state and all", async () => {
  const options = { onError: (_: AuthError, { url }: Request) => new Response("", { headers: { location: url } }) }
  const world = createWorld({ options })
  await cancel(world, world.visitor())
  expect((await world.leaks())[0]).toMatch(/^Location shows a /)
})

test("in an address of the provider's, beyond what has to be there", async () => {
  const location = `https://accounts.google.com/o/oauth2/v2/auth?state=s&login_hint=${cookieSecret}`
  const world = await saying(() => "", { location })
  expect((await world.leaks())[0]).toMatch(/^Location shows a cookie_secret/)
})

test("in clear in a cookie", async () => {
  const world = await saying(() => "", { "set-cookie": `debug=${clientSecret}` })
  expect((await world.leaks())[0]).toMatch(/^Set-Cookie shows a client_secret/)
})

test.each(["id", "access"] as const)("in the log, at any level: the %s token", async (kind) => {
  const world = createWorld({
    options: {
      onLogin({ tokens }) {
        // Of a cause it would be taken out; a message is the application's own words.
        throw new AuthError("login_cancelled", { message: `with ${tokens[kind]}` })
      },
    },
  })
  await world.visitor().login()
  expect(world.log.at(-1)?.level).toBe("info")
  expect(await world.leaks()).toContainEqual(expect.stringMatching(/^the log shows a secret of a login/))
})

test("on the console", async () => {
  const world = createWorld()
  console.debug("the secret is", { secret: cookieSecret })
  expect((await world.leaks())[0]).toMatch(/^the console shows a cookie_secret/)
})

test("a PEM's line and a JWK's private member", async () => {
  const pem = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----"
  for (const [key, part] of [
    [pem, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"],
    [{ kty: "EC", d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" }, "jpsQnnGQmL-YBIffH1136cspYG6"],
  ] as const) {
    expect([...privatePartsOf(key)].map(([, secret]) => secret.startsWith(part))).toEqual([true])
  }
})

test("a whole login and logout show none", async () => {
  const world = createWorld({ auth: { logout: "provider", expose_tokens: ["id", "access"] } })
  const visitor = world.visitor()
  await visitor.login()
  await visitor.logout()
  await cancel(world, visitor)
  expect(await world.leaks()).toEqual([])
})
