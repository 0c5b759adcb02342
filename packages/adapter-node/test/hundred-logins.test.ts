// What is the same for every login is asked for once: metadata and keys, also when twenty visitors come at once.
import { createAuth } from "@x/core"
import { startProvider } from "@x/testing"
import { createBrowser, listen } from "@x/testing/suites"
import { expect, test } from "vitest"
import { auth } from "../src/index.js"

test("100 logins in one process, the first 20 at once while it is cold: one discovery and one key request", async () => {
  const asked = new Map<string, number>()
  const provider = await startProvider({
    onRequest: ({ path }) => asked.set(path, (asked.get(path) ?? 0) + 1),
  })
  const made = createAuth(provider.config)
  const application = await listen(auth(made, (req, res) => res.end(JSON.stringify(req.auth.user))))
  const origin = "http://localhost:8501"
  const logIn = async () => {
    const browser = createBrowser({ resolve: (url) => (url === origin ? application.origin : url) })
    const page = await browser.login(`${origin}/auth/login`, "ada")
    expect(JSON.parse(page.text)).toMatchObject({ isLoggedIn: true, sub: "ada" })
  }
  try {
    for (let done = 0; done < 100; done += 20) await Promise.all(Array.from({ length: 20 }, logIn))
    const { jwks_uri: keys } = (await (await fetch(`${provider.issuer}/.well-known/openid-configuration`)).json()) as {
      jwks_uri: string
    }
    // The last look at the metadata was ours, in this test.
    expect(asked.get("/.well-known/openid-configuration")).toBe(1 + 1)
    expect(asked.get(new URL(keys).pathname)).toBe(1)
    expect(asked.get("/token")).toBe(100)
  } finally {
    await application.close()
    await provider.close()
  }
}, 120_000)
