/** On which host the visitor is: told by the request, and never trusted. */
import { expect, test } from "vitest"
import { foreignHost, shownHost } from "../../src/http/host.js"
import { createWorld, useNetwork } from "../support/world.js"

useNetwork()

test.each(["cross-site", "same-site", "none"])("host: only a page of its own origin tells it (%s)", (site) => {
  const said = { "sec-fetch-site": site, origin: "https://evil.example", referer: "https://evil.example/x" }
  expect(shownHost({ headers: new Headers(said) })).toBeUndefined()
  expect(shownHost({ headers: new Headers({ ...said, "sec-fetch-site": "same-origin" }) })).toBe("evil.example")
  // Another site cannot make a visitor's right host look like a wrong one, nor the other way round.
  const request = { url: "/", headers: new Headers({ ...said, host: "app.example" }) }
  expect(foreignHost(request, "https://app.example")).toBeUndefined()
  const elsewhere = new Headers({ ...said, host: "other.example", origin: "https://app.example" })
  expect(foreignHost({ url: "/", headers: elsewhere }, "https://app.example")).toBe("other.example")
})

test("host: no name is longer than a name", () => {
  const told = (host: string) => foreignHost({ url: "/", headers: new Headers({ host }) }, "https://app.example")
  const name = (length: number) => `${"A".repeat(length - 5)}.TEST`
  // As a URL writes it, as long as it is a host at all.
  expect(told(name(60))).toBe(name(60).toLowerCase())
  expect(told(name(300))).toBe(name(300))
})

test.each<[string, Record<string, string>]>([
  ["an image", { "sec-fetch-dest": "image" }],
  ["XMLHttpRequest", { "x-requested-with": "XMLHttpRequest" }],
  ["who wants JSON", { accept: "application/json" }],
])("host: a script is sent nowhere (%s)", async (_name, headers) => {
  const world = createWorld({ redirectUri: "http://localhost:8501/oauth2callback" })
  const visitor = world.visitor()
  const ask = (more: Record<string, string>) =>
    world.auth.requireUser(visitor.request("http://127.0.0.1:8501/private", { headers: more }))
  const page = await ask({})
  expect(page.ok ? "" : page.response.headers.get("location")).toBe("http://localhost:8501/private")
  const script = await ask(headers)
  expect(script.ok ? "" : script.response.headers.get("location")).not.toBe("http://localhost:8501/private")
})

test("host: a header chooses among the listed origins", async () => {
  const listed = "https://fox-3000.tunnel.example"
  const options = { auth: { allowed_origins: [listed, "https://*.preview.example"] } }
  const { auth } = createWorld(options)
  const redirectUri = async (headers: Record<string, string>) => {
    const request = new Request("http://inner.example/auth/login", { headers: { accept: "text/html", ...headers } })
    const url = (await auth.handle(request))?.headers.get("location") ?? ""
    return new URL(new URL(url).searchParams.get("redirect_uri") ?? "").origin
  }
  const own = "https://app.example"
  for (const host of ["fox-3000.tunnel.example", "one.preview.example"]) {
    expect(await redirectUri({ host })).toBe(`https://${host}`)
    expect(await redirectUri({ host: "inner.example", "x-forwarded-host": host })).toBe(`https://${host}`)
  }
  for (const host of [
    "evil.example",
    "tunnel.example",
    "a.b.preview.example",
    "preview.example",
    "fox-3000.tunnel.example.evil.example",
    "x@one.preview.example",
    "evil.example/.preview.example",
  ]) {
    expect([host, await redirectUri({ host })]).toEqual([host, own])
    expect([host, await redirectUri({ host: "app.example", "x-forwarded-host": host })]).toEqual([host, own])
  }
  expect(await redirectUri({ host: "app.example", forwarded: "host=fox-3000.tunnel.example;proto=https" })).toBe(own)
})
