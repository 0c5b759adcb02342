// The snippets with Redis: a whole login, and what somebody finds who reads that Redis.
import { createServer } from "node:http"
import { auth } from "@x/adapter-node"
import { type Auth, type Config, parseConfig } from "@x/core"
import { startProvider } from "@x/testing"
import { createBrowser } from "@x/testing/suites"
import { describe, expect, it, vi } from "vitest"
import { needingRedis } from "../../packages/store-redis/test/support/needing-redis.js"
import { startRedis } from "../../packages/store-redis/test/support/redis-server.js"
import { withMemory } from "./memory.js"
import { withIORedis, withRedis } from "./redis.js"

needingRedis("the snippets with Redis", () => {
  it.each(Object.entries({ withRedis, withIORedis }))("%s: logged in, and no name is in Redis", async (_, make) => {
    const redis = await startRedis()
    vi.stubEnv("REDIS_URL", redis.url)
    try {
      const cookies = await wholeLogin(make)
      const keys = (await redis.ask("KEYS", "*")) as string[]
      expect(keys.length).toBeGreaterThan(0)
      expect(keys.filter((key) => !/^x-auth:[\w.-]{43,}$/.test(key))).toEqual([])
      const values = await Promise.all(keys.map((key) => redis.ask("GET", key)))
      expect(values.filter((value) => !`${value}`.startsWith("Fe26.2*"))).toEqual([])
      expect(`${keys} ${values}`).not.toMatch(/ada|lovelace|example/i)
      // A dump is no ticket: no cookie is in it.
      for (const cookie of cookies) expect(`${keys} ${values}`).not.toContain(cookie)
    } finally {
      vi.unstubAllEnvs()
      await redis.close()
    }
  })
})

describe("the snippet with memoryStore", () => {
  it("logs in", async () => {
    expect(await wholeLogin(withMemory)).not.toEqual([])
  })
})

/** @returns the values of the cookies of somebody who is logged in. */
async function wholeLogin(make: (config: Config) => { auth: Auth; close?(): void }): Promise<string[]> {
  const server = createServer().listen(0, "localhost")
  await new Promise((listening) => server.once("listening", listening))
  const address = server.address()
  const origin = `http://localhost:${typeof address === "object" ? address?.port : ""}`
  const provider = await startProvider({ redirectUri: `${origin}/oauth2callback` })
  const { auth: made, close } = make(parseConfig({ auth: provider.config.auth }))
  try {
    server.on(
      "request",
      auth(made, (req, res) => {
        res.end(req.auth.user.isLoggedIn ? `Hello, ${req.auth.user.name}` : "Hello, nobody")
      }),
    )
    const browser = createBrowser()
    const page = await browser.login(`${origin}/auth/login`, "ada")
    expect(page.text).toBe("Hello, Ada Lovelace")
    return browser.jar.cookies(origin).map(({ value }) => value)
  } finally {
    close?.()
    server.close()
    server.closeAllConnections()
    await provider.close()
  }
}
