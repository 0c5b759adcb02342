// A login that is started on one process finishes on another: what is pending travels in the browser, sealed.
import { type ChildProcess, spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { startProvider } from "@x/testing"
import { createBrowser } from "@x/testing/suites"
import { afterAll, beforeAll, expect, test } from "vitest"

const origin = "http://localhost:8501"
const patience = 60_000

let provider: Awaited<ReturnType<typeof startProvider>>
let children: readonly { process: ChildProcess; origin: string }[]

beforeAll(async () => {
  provider = await startProvider()
  children = await Promise.all([startChild(), startChild()])
}, patience)

afterAll(async () => {
  for (const { process } of children ?? []) process.kill()
  await provider?.close()
}, patience)

async function startChild(): Promise<{ process: ChildProcess; origin: string }> {
  const program = fileURLToPath(new URL("one-of-two.ts", import.meta.url))
  const child = spawn(process.execPath, ["--conditions=@x/source", "--import", "tsx", program], {
    env: { ...process.env, TABLE: JSON.stringify({ auth: provider.config.auth }) },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout?.once("data", (data) => resolve(String(data).trim()))
    child.once("exit", (code) => reject(new Error(`the process ended with ${code}`)))
  })
  return { process: child, origin: `http://127.0.0.1:${port}` }
}

/** One visitor before both processes; `turn` is the one that answers next. */
function visitor() {
  const at = { turn: 0 }
  const resolve = (asked: string) => (asked === origin ? (children[at.turn]?.origin ?? asked) : asked)
  return { at, browser: createBrowser({ resolve }) }
}

test.each([
  ["the first", "the second", 0, 1],
  ["the second", "the first", 1, 0],
] as const)(
  "B01 a login that begins on %s process finishes on %s, and both know the user",
  async (_a, _b, begin, end) => {
    const { at, browser } = visitor()
    at.turn = begin
    const page = await browser.follow(await browser.get(`${origin}/private?deep=1`))
    at.turn = end
    const last = await browser.follow(await browser.pickUser(page, "ada"))
    expect(last).toMatchObject({ status: 200, url: `${origin}/private?deep=1` })
    const answers = []
    for (at.turn of [0, 1]) answers.push(JSON.parse((await browser.get(`${origin}/`)).text))
    for (const { user } of answers) expect(user).toMatchObject({ isLoggedIn: true, sub: "ada", name: "Ada Lovelace" })
    expect(new Set(answers.map(({ pid }) => pid))).toEqual(new Set(children.map(({ process }) => process.pid)))
  },
  patience,
)

test(
  "S08 a logout on one process holds on the other",
  async () => {
    const { at, browser } = visitor()
    await browser.login(`${origin}/auth/login`, "ada")
    at.turn = 1
    expect((await browser.post(`${origin}/auth/logout`)).status).toBe(303)
    at.turn = 0
    expect(JSON.parse((await browser.get(`${origin}/`)).text).user).toEqual({ isLoggedIn: false })
  },
  patience,
)

test(
  "B01 three logins pending at once finish on whichever process they come to",
  async () => {
    const { at, browser } = visitor()
    const pages = []
    for (const tab of [0, 1, 2]) {
      at.turn = tab % 2
      pages.push(await browser.follow(await browser.get(`${origin}/auth/login?return_to=/%3Ftab=${tab}`)))
    }
    for (const tab of [2, 0, 1]) {
      at.turn = (tab + 1) % 2
      const page = pages[tab]
      if (page === undefined) throw new Error("no such tab")
      const last = await browser.follow(await browser.pickUser(page, "grace"))
      expect(last).toMatchObject({ status: 200, url: `${origin}/?tab=${tab}` })
      expect(JSON.parse(last.text).user).toMatchObject({ sub: "grace" })
    }
  },
  patience,
)
