// What deployment.md and the rotation of cookies.md say of many processes, tried with two.
import { type AuthOptions, memoryStore, type SessionStore } from "@x/core"
import { createBrowser } from "@x/testing/suites"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { type Processes, startProcesses } from "./processes.js"
import { readPage, tableBelow } from "./tables.js"

const OLD = "old-secret-UmFuZG9tIHRleHQgb2YgMzIgY2hhcmFjdGVycw"
const NEW = "new-secret-c29tZXRoaW5nIGVsc2UgYXMgbG9uZyBhcyB0aGF0"

let processes: Processes

beforeEach(async () => {
  processes = await startProcesses({}, (_req, res) => res.end())
})

afterEach(() => processes.close())

interface Kind {
  readonly name: string
  readonly options: (store: SessionStore) => AuthOptions
}

const inCookies: Kind = { name: "in the cookie", options: () => ({}) }
const withDenyList: Kind = {
  name: "in the cookie, with a denyList",
  options: (store) => ({ denyList: { store, remember: 0 } }),
}
const inStore: Kind = { name: "in a store", options: (store) => ({ store }) }
const kinds = [inCookies, withDenyList, inStore]

describe("B01 no sticky sessions are needed", () => {
  it.each(kinds)("a login whose every request reaches another process: $name", async ({ options }) => {
    const store = memoryStore()
    processes.start("A", options(store))
    processes.start("B", options(store))
    processes.lead("A", "B")
    const ada = await processes.ada()
    expect([await processes.seenBy(ada), await processes.seenBy(ada)]).toEqual(["ada", "ada"])
    await ada.get(`${processes.origin}/everywhere`)
    expect([await processes.seenBy(ada), await processes.seenBy(ada)]).not.toContain("ada")
  })
})

describe("what must be the same", () => {
  const rows = tableBelow("./deployment.md", "## What must be the same")

  it.each([
    { key: "`cookie_secret`", table: { cookie_secret: NEW }, session: "unreadable", login: "transaction_missing" },
    {
      key: "`cookie_name`, `cookie_domain`",
      table: { cookie_name: "other" },
      session: "none",
      login: "transaction_missing",
    },
  ])("$key", async ({ key, table, session, login }) => {
    const [, says] = rows.find(([name]) => name === key) ?? []
    expect(says).toContain(`\`${session}\``)
    expect(says).toContain(`\`${login}\``)
    processes.start("A")
    processes.start("B", {}, table)
    const ada = await processes.ada()
    processes.lead("B")
    expect(await processes.seenBy(ada)).toBe(session)
    expect((await finishedAt("B")).text).toContain(login)
  })

  it("the providers", async () => {
    const [, says] = rows.find(([name]) => name?.startsWith("the providers")) ?? []
    expect(says).toContain("`revoked`")
    expect(says).toContain("`provider_unknown`")
    const { client_id, client_secret, server_metadata_url } = processes.provider.config.auth
    const keys = { client_id: undefined, client_secret: undefined, server_metadata_url: undefined }
    processes.start("A")
    processes.start("B", {}, { ...keys, other: { client_id, client_secret, server_metadata_url } })
    const ada = await processes.ada()
    processes.lead("B")
    expect(await processes.seenBy(ada)).toBe("revoked")
    expect((await finishedAt("B")).text).toContain("provider_unknown")
  })

  it("the store", async () => {
    processes.start("A", { store: memoryStore() })
    processes.start("B", { store: memoryStore() })
    const ada = await processes.ada()
    processes.lead("B")
    expect(await processes.seenBy(ada)).toBe("revoked")
  })

  /** A login that begins at A, and whose callback reaches another process. */
  async function finishedAt(name: string) {
    processes.lead("A")
    const grace = createBrowser()
    const people = await grace.follow(await grace.get(`${processes.origin}/auth/login`))
    const callback = await grace.follow(await grace.pickUser(people, "grace"), ({ location }) =>
      Boolean(location?.startsWith(`${processes.origin}/oauth2callback`)),
    )
    processes.lead(name)
    return grace.follow(callback)
  }
})

describe("from cookies to a store, or back", () => {
  it.each([
    { before: inCookies, after: inStore },
    { before: inStore, after: inCookies },
  ])("everybody logs in again: $before.name", async ({ before, after }) => {
    const store = memoryStore()
    processes.start("A", before.options(store))
    const ada = await processes.ada()
    processes.start("A", after.options(store))
    expect(await processes.seenBy(ada)).toBe("unreadable")
  })
})

describe("B13 the rotation of cookie_secret", () => {
  const steps = tableBelow("./cookies.md", "#### Many processes").map(([, list = ""]) => secretsIn(list))

  function secretsIn(list: string): string[] {
    return (JSON.parse(list.replaceAll("`", "")) as string[]).map((name) => ({ OLD, NEW })[name] ?? "")
  }

  it("has three steps, from the old one to the new one", () => {
    expect(steps).toEqual([[OLD, NEW], [NEW, OLD], [NEW]])
  })

  // Step 3 comes when what the old one has sealed is over.
  const neighbours = [
    { before: [OLD], after: steps[0] },
    { before: steps[0], after: steps[1] },
  ]

  it.each(kinds.flatMap((kind) => neighbours.map((lists) => ({ ...kind, ...lists }))))(
    "$name: nobody is logged out while some processes have the list of the step before",
    async ({ options, before, after }) => {
      const store = memoryStore()
      processes.start("A", options(store), { cookie_secret: before })
      const early = await processes.ada()
      processes.start("B", options(store), { cookie_secret: after })
      processes.lead("A", "B")
      const late = await processes.ada()
      for (const browser of [early, late]) {
        expect([await processes.seenBy(browser), await processes.seenBy(browser)]).toEqual(["ada", "ada"])
      }
    },
  )

  it.each(kinds)("$name: without the first step somebody is", async ({ options }) => {
    const store = memoryStore()
    processes.start("A", options(store), { cookie_secret: [OLD] })
    processes.start("B", options(store), { cookie_secret: [NEW, OLD] })
    processes.lead("B")
    const ada = await processes.ada()
    processes.lead("A")
    expect(await processes.seenBy(ada)).toBe("unreadable")
  })

  it.each([withDenyList, inStore])("$name: what was ended before it stays ended after it", async ({ options }) => {
    const store = memoryStore()
    processes.start("A", options(store), { cookie_secret: [OLD] })
    const thief = await processes.ada()
    const ada = await processes.ada()
    await ada.get(`${processes.origin}/everywhere`)
    processes.start("A", options(store), { cookie_secret: [NEW, OLD] })
    expect(await processes.seenBy(thief)).toBe("revoked")
  })

  it.each([
    { ...inCookies, seen: "ada" },
    { ...inStore, seen: "unreadable" },
  ])("$name: with an idle time, who was here since then is: $seen", async ({ options, seen }) => {
    expect(readPage("./cookies.md")).toContain("With `session_idle_timeout`, that long is enough")
    const store = memoryStore()
    const start = (secrets: string[]) =>
      processes.start(
        "A",
        { ...options(store), runtime: { now: () => Date.now() + clock } },
        { cookie_secret: secrets, session_idle_timeout: "30m" },
      )
    let clock = 0
    start([OLD])
    const ada = await processes.ada()
    clock += 60_000
    start([NEW, OLD])
    for (const _use of [1, 2]) {
      clock += 15 * 60_000
      expect(await processes.seenBy(ada)).toBe("ada")
    }
    start([NEW])
    expect(await processes.seenBy(ada)).toBe(seen)
  })
})
