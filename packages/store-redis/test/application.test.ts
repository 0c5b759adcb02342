// An application whose sessions are in a Redis that stops answering, and then goes on.
import { createServer } from "node:http"
import { auth } from "@x/adapter-node"
import { createAuth, type LogEvent, parseConfig } from "@x/core"
import { startProvider } from "@x/testing"
import { type Browser, type BrowserResponse, createBrowser } from "@x/testing/suites"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { redisStore } from "../src/index.js"
import { clients } from "./support/clients.js"
import { needingRedis } from "./support/needing-redis.js"
import { type RedisServer, startRedis } from "./support/redis-server.js"

interface Application {
  readonly origin: string
  readonly redis: RedisServer
  readonly logged: LogEvent[]
  close(): Promise<void>
}

/** `/` is for everybody and does not ask who it is; `/who` asks; `/private` is guarded. */
async function startApplication(connect: (typeof clients)[string]): Promise<Application> {
  const redis = await startRedis()
  const { client, close } = connect(redis.url)
  const server = createServer().listen(0, "localhost")
  await new Promise((listening) => server.once("listening", listening))
  const address = server.address()
  const origin = `http://localhost:${typeof address === "object" ? address?.port : ""}`
  const provider = await startProvider({ redirectUri: `${origin}/oauth2callback` })
  const logged: LogEvent[] = []
  const site = createAuth(parseConfig({ auth: provider.config.auth }), {
    store: redisStore(client, { timeout: 300 }),
    log: (event) => void logged.push(event),
  })
  server.on(
    "request",
    auth(site, async (req, res) => {
      if (req.url === "/private" && !(await req.auth.requireUser()).ok) return
      const { user } = req.url === "/" ? { user: undefined } : req.auth
      res.end(user?.isLoggedIn ? `Hello, ${user.name}` : "Hello")
    }),
  )
  return {
    origin,
    redis,
    logged,
    async close() {
      server.close()
      server.closeAllConnections()
      close()
      await provider.close()
      await redis.close()
    },
  }
}

needingRedis("an application whose Redis stops answering", () => {
  describe.each(Object.entries(clients))("over %s", (_, connect) => {
    let application: Application
    let ada: Browser

    beforeAll(async () => {
      application = await startApplication(connect)
      ada = createBrowser()
      const page = await ada.login(`${application.origin}/auth/login?return_to=/private`, "ada")
      expect(page.text).toBe("Hello, Ada Lovelace")
    })
    afterAll(() => application.close())

    const ask = (path: string, browser = ada): Promise<BrowserResponse> => browser.get(application.origin + path)

    async function whileItHangs(act: () => Promise<void>): Promise<void> {
      application.redis.hang()
      try {
        await act()
      } finally {
        application.redis.resume()
      }
    }

    it("guarded pages are 503 with Retry-After, nobody is logged out by it, and it goes on by itself", () =>
      whileItHangs(async () => {
        for (let round = 0; round < 3; round++) {
          const refused = await ask("/private")
          expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"])
          expect(refused.setCookies).toEqual([])
        }
        const [told] = application.logged
        expect(told).toMatchObject({
          event: "store_unavailable",
          cause: expect.stringContaining("Redis did not answer"),
        })
      }).then(async () => expect((await ask("/private")).text).toBe("Hello, Ada Lovelace")))

    it("public pages are served, to members and to strangers", () =>
      whileItHangs(async () => {
        for (const browser of [ada, createBrowser()]) {
          const page = await ask("/", browser)
          expect([page.status, page.text, page.setCookies]).toEqual([200, "Hello", []])
        }
        // A stranger has no session that could be looked up.
        expect((await ask("/who", createBrowser())).text).toBe("Hello")
        expect((await ask("/private", createBrowser())).status).not.toBe(200)
      }))

    it("whoever reads the user gets an error, and never nobody", () =>
      whileItHangs(async () => {
        const page = await ask("/who")
        expect([page.status, page.setCookies]).toEqual([503, []])
      }))

    it("a login ends in 503, without a session; the next one works", async () => {
      const grace = createBrowser()
      const chosen = await grace.follow(await ask("/auth/login", grace))
      const back = await grace.follow(await grace.pickUser(chosen, "grace"), ({ location = "" }) =>
        location.includes("/oauth2callback"),
      )
      await whileItHangs(async () => {
        const ended = await grace.get(back.location ?? "")
        expect(ended.status).toBe(503)
        expect(grace.jar.cookies(application.origin).filter(({ name }) => /^auth-\d+$/.test(name))).toEqual([])
      })
      expect((await ask("/who", grace)).text).toBe("Hello")
      const page = await grace.login(`${application.origin}/auth/login?return_to=/who`, "grace")
      expect(page.text).toContain("Grace")
    })
  })
})
