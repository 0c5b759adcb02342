// The tables of tokens.md: what is decided about a token, and what comes of a refresh that fails.
import { AuthError, type AuthErrorCode, memoryStore } from "@x/core"
import type { Misbehaviour } from "@x/testing"
import type { Browser } from "@x/testing/suites"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { judgeAccessToken } from "../packages/core/src/flow/access-token.js"
import { type Processes, startProcesses } from "./processes.js"
import { readPage, tableBelow } from "./tables.js"

const now = 1_000_000
const minValidity = 30

/** What the table calls a token. */
const kept: Readonly<Record<string, object>> = {
  "is good for longer than `minValidity`": { access: "a", accessExpiresAt: now + minValidity + 1 },
  "came without a lifetime": { access: "a" },
  "is good, but not for long enough": { access: "a", accessExpiresAt: now + minValidity },
  "is over": { access: "a", accessExpiresAt: now },
  "is not kept": {},
}

/** What the table calls an answer. */
const steps: Readonly<Record<string, string>> = { it: "give", "a new one": "refresh" }

describe("what is decided about a token", () => {
  const rows = tableBelow("./tokens.md", "## `getAccessToken({ minValidity })`")

  it("has a line for each kind of token", () => {
    expect([...new Set(rows.map(([token]) => token))]).toEqual(Object.keys(kept))
  })

  it.each(rows)("%s, a refresh token: %s: %s", (token = "", refreshable = "", answer = "") => {
    const name = answer.split(":")[0] ?? ""
    const step = steps[name] ?? name.replaceAll("`", "")
    const withRefresh = { yes: [true], no: [false], "": [true, false] }[refreshable] ?? []
    expect(withRefresh.length).toBeGreaterThan(0)
    for (const has of withRefresh) {
      const tokens = { ...kept[token], ...(has ? { refresh: "r" } : {}) }
      expect(judgeAccessToken(tokens, { minValidity, now })).toBe(step)
    }
  })
})

describe("what can fail", () => {
  const rows = tableBelow("./tokens.md", "### Errors")

  it.each(rows)("%s is %s", (code = "", status = "") => {
    expect(String(new AuthError(code.replaceAll("`", "") as AuthErrorCode).status)).toBe(status)
  })
})

describe("B09 a refresh that fails", () => {
  const misbehaviours: Readonly<Record<string, Misbehaviour>> = {
    "says `invalid_grant`": "code refused",
    "answers 5xx or 429": "status 503",
    "does not answer": "closed connection",
    "does not accept the client": "client refused",
    "answers with an ID token of somebody else": "wrong issuer",
  }
  const rows = tableBelow("./tokens.md", "## When it cannot be refreshed")

  let processes: Processes
  let clock = 0
  let told = 0

  beforeEach(async () => {
    clock = 0
    told = 0
    processes = await startProcesses({}, async (req, res) => {
      const minValidity = Number(new URL(req.url ?? "/", "http://localhost").searchParams.get("for"))
      const answer = await req.auth.getAccessToken({ minValidity }).catch((error: AuthError) => error.code)
      res.end(answer)
    })
  })

  afterEach(() => processes.close())

  it("has a line for each of these", () => {
    expect(rows.map(([says]) => says)).toEqual(Object.keys(misbehaviours))
  })

  const cells = rows.flatMap((row) => ["cookie", "store"].map((kind) => [kind, ...row] as const))

  it.each(cells)("%s: the provider %s: the session %s: %s", async (kind, says = "", session = "", answer = "") => {
    const options = {
      ...(kind === "store" ? { store: memoryStore() } : {}),
      runtime: { now: () => Date.now() + clock },
      onLogout: () => void told++,
    }
    const scope = "openid offline_access"
    processes.start("A", options, { expose_tokens: "access", client_kwargs: { scope }, clock_tolerance: "60s" })
    const ask = async (browser: Browser, seconds: number) => {
      return (await browser.get(`${processes.origin}/token?for=${seconds}`)).text
    }
    // What a misbehaving provider was given is used up: who asks while the token is good is not who asks when it is over.
    const [early, late] = [await processes.ada(), await processes.ada()]
    const token = await ask(early, 0)

    processes.provider.misbehave(misbehaviours[says], { at: "token_endpoint" })
    const whileGood = await ask(early, 7200)
    if (session.startsWith("ends")) {
      expect(answer).toBe(`\`${whileGood}\``)
      expect(await processes.seenBy(early)).not.toBe("ada")
      expect(told).toBe(1)
      return
    }
    expect([session, whileGood]).toEqual(["stays", token])
    clock = 3_600_000
    expect(answer).toBe(`the old token while it is good, else \`${await ask(late, 0)}\``)
    expect([await processes.seenBy(early), await processes.seenBy(late), told]).toEqual(["ada", "ada", 0])
  })
})

describe("without a store", () => {
  it("a lost cookie is made up for within a minute, and no longer", async () => {
    expect(readPage("./tokens.md")).toContain("for a minute the process remembers what it got")
    let clock = 0
    const processes = await startProcesses({}, async (req, res) => {
      res.end(await req.auth.getAccessToken({}).catch((error: AuthError) => error.code))
    })
    try {
      const scope = "openid offline_access"
      const table = { expose_tokens: "access", client_kwargs: { scope }, clock_tolerance: "60s" }
      processes.start("A", { runtime: { now: () => Date.now() + clock } }, table)
      const ada = await processes.ada()
      const cookie = ada.jar.header(`${processes.origin}/`, { method: "GET", crossSite: false }) ?? ""
      const ask = async () => (await processes.ask("A", "/token", cookie)).text()
      clock = 3_590_000
      const lost = await ask()
      clock += 59_000
      const again = await processes.ask("A", "/token", cookie)
      expect([await again.text(), again.headers.getSetCookie().length]).toEqual([lost, 1])
      clock += 2_000
      expect(await ask()).toBe("access_token_unavailable")
    } finally {
      await processes.close()
    }
  })
})
