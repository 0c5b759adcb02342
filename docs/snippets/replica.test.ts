// The page's server, twice, as processes of their own beside one Redis.
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { tmpdir } from "node:os"
import { setTimeout } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import { startProvider } from "@x/testing"
import { createBrowser, listen } from "@x/testing/suites"
import { expect, it } from "vitest"
import { needingRedis } from "../../packages/store-redis/test/support/needing-redis.js"
import { startRedis } from "../../packages/store-redis/test/support/redis-server.js"

const origin = "http://localhost:8501"

needingRedis("the server with Redis, in two processes", () => {
  it("B01 a session of one is one of the other, and SIGTERM ends a process that has a client of Redis", async () => {
    const redis = await startRedis()
    const provider = await startProvider({ redirectUri: `${origin}/oauth2callback` })
    const keys = Object.entries(provider.config.auth).map(([key, value]) => [`AUTH__${key.toUpperCase()}`, value])
    const env = { ...process.env, ...Object.fromEntries(keys), REDIS_URL: redis.url, NODE_OPTIONS: "" }
    const replicas = [await start(env), await start(env)]
    try {
      const [first, second] = replicas.map(({ url }) => url)
      let led = first
      const ada = createBrowser({ resolve: (url) => (url === origin && led !== undefined ? led : url) })
      expect((await ada.login(`${origin}/auth/login?return_to=/members`, "ada")).text).toBe("Members only")
      led = second
      expect((await ada.get(`${origin}/members`)).text).toBe("Members only")

      await redis.kill()
      expect(await (await fetch(`${second}/health`)).text()).toBe("ok")
      expect((await ada.get(`${origin}/members`)).status).toBe(503)
      await redis.start()

      for (const { child } of replicas) {
        child.kill("SIGTERM")
        const [code] = await Promise.race([once(child, "exit"), setTimeout(10_000, ["still there"])])
        expect(code).toBe(0)
      }
    } finally {
      for (const { child } of replicas) child.kill("SIGKILL")
      await provider.close()
      await redis.close()
    }
  })
})

/** The snippet as a process, when it answers. */
async function start(env: NodeJS.ProcessEnv): Promise<{ child: ChildProcess; url: string }> {
  const url = await freeAddress()
  const file = fileURLToPath(new URL("replica.ts", import.meta.url))
  const child = spawn(process.execPath, ["--conditions=@x/source", "--import", import.meta.resolve("tsx"), file], {
    // No secrets.toml of this folder: the variables are all.
    cwd: tmpdir(),
    env: { ...env, PORT: new URL(url).port },
    stdio: "ignore",
  })
  const isUp = () =>
    fetch(`${url}/health`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`)
    await setTimeout(50)
  }
  return { child, url }
}

async function freeAddress(): Promise<string> {
  const { origin: free, close } = await listen(() => undefined)
  await close()
  return free
}
