/** A transaction's round trip: ten minutes, used once, in this browser, bounded. */
import { describe, expect, test } from "vitest"
import { minutes } from "../support/clock.js"
import type { StoredCookie } from "../support/cookie-jar.js"
import { manyGroups } from "../support/profiles.js"
import { codeOf, createWorld, useNetwork } from "../support/world.js"

useNetwork()

const transactions = (cookies: StoredCookie[]) => cookies.filter(({ name }) => name.includes(".tx."))

describe("ten minutes", () => {
  test("in the last second it still ends well", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    world.clock.pass(10 * minutes - 1)
    expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
  })

  test("after them it is transaction_expired, whatever the browser sends", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start({ returnTo: "/deep" }))
    const cookie = visitor.cookies()
    world.clock.pass(10 * minutes + 1)
    const response = await visitor.open(`/oauth2callback?${answer.parameters}`, { crossSite: true, cookie })
    expect([response.status, await codeOf(response)]).toEqual([400, "transaction_expired"])
    expect(await response.text()).toContain("/auth/login?provider=google&#38;return_to=%2Fdeep")
    expect(response.headers.getSetCookie()).toEqual([expect.stringMatching(/^__Host-auth\.tx\.[\w-]{43}=; Max-Age=0/)])
    expect(world.provider.seen.token).toEqual([])
  })
})

describe("used once", () => {
  test("the second callback of one browser goes home, and asks the provider nothing", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start({ returnTo: "/deep" }))
    await visitor.comeBack(answer)
    const again = await visitor.comeBack(answer)
    expect([again.status, again.headers.get("location")]).toEqual([302, "/"])
    expect(again.headers.getSetCookie()).toEqual([])
    expect(world.provider.seen.token.length).toBe(1)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("after a logout it is transaction_missing", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    await visitor.comeBack(answer)
    await visitor.logout()
    visitor.jar.put("theme", "dark")
    expect(await codeOf(await visitor.comeBack(answer))).toBe("transaction_missing")
    expect(world.provider.seen.token.length).toBe(1)
  })

  test("a refused one is used up too", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    visitor.jar.put("theme", "dark")
    const answer = world.provider.authorize(await visitor.start())
    const bad = new URLSearchParams(answer.parameters)
    bad.append("code", "second")
    expect(await codeOf(await visitor.comeBack({ ...answer, parameters: bad }))).toBe("callback_invalid")
    expect(await codeOf(await visitor.comeBack(answer))).toBe("transaction_missing")
  })
})

describe("another browser", () => {
  test("does not finish a login that it did not begin", async () => {
    const world = createWorld()
    const [attacker, victim] = [world.visitor(), world.visitor()]
    const answer = world.provider.authorize(await attacker.start())
    expect(await codeOf(await victim.comeBack(answer))).toBe("cookies_blocked")
    victim.jar.put("theme", "dark")
    expect(await codeOf(await victim.comeBack(answer))).toBe("transaction_missing")
    await victim.start()
    expect(await codeOf(await victim.comeBack(answer))).toBe("transaction_missing")
    expect(transactions(victim.jar.all()).length).toBe(1)
    expect(world.provider.seen.token).toEqual([])
  })

  test("a transaction under the name of another state is not taken", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const first = world.provider.authorize(await visitor.start())
    const [one] = transactions(visitor.jar.all())
    const second = world.provider.authorize(await visitor.start())
    const [, two] = visitor.jar.all()
    if (one === undefined || two === undefined) throw new Error("two transactions")
    const cookie = `${one.name}=${two.value}; ${two.name}=${one.value}`
    for (const { parameters } of [first, second]) {
      const response = await visitor.open(`/oauth2callback?${parameters}`, { cookie, crossSite: true })
      expect(await codeOf(response)).toBe("transaction_missing")
    }
  })

  test("a session never opens as a transaction, nor a transaction as a session", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    const [transaction] = transactions(visitor.jar.all())
    const asSession = await world.auth.getSession(visitor.request("/", { cookie: `__Host-auth=${transaction?.value}` }))
    expect(asSession.reason).toBe("unreadable")
    await visitor.comeBack(answer)
    const session = visitor.jar.all()[0]
    const cookie = `${transaction?.name}=${session?.value}`
    const response = await visitor.open(`/oauth2callback?${answer.parameters}`, { cookie, crossSite: true })
    expect(await codeOf(response)).toBe("transaction_missing")
  })

  test("of two cookies with the transaction's name the one that opens counts", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    const [own] = transactions(visitor.jar.all())
    const cookie = `${own?.name}=garbage; ${own?.name}=${own?.value}`
    const response = await visitor.open(`/oauth2callback?${answer.parameters}`, { cookie, crossSite: true })
    expect(response.headers.get("location")).toBe("/")
  })
})

describe("bounded", () => {
  test("a sixth attempt pushes the oldest out; the five others finish", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answers = []
    for (let index = 0; index < 6; index++) {
      answers.push(world.provider.authorize(await visitor.start()))
      world.clock.pass(1)
    }
    expect(transactions(visitor.jar.all()).length).toBe(5)
    const [oldest, ...others] = answers
    if (oldest === undefined) throw new Error("six answers")
    expect(await codeOf(await visitor.comeBack(oldest))).toBe("transaction_missing")
    for (const answer of others) {
      expect((await visitor.comeBack(answer)).headers.get("location")).toBe("/")
      visitor.jar.drop("__Host-auth")
    }
  })

  test("what a browser sends back stays below 7 KiB beside a large session", async () => {
    const world = createWorld()
    world.provider.faults = { claims: (claims) => ({ ...claims, groups: manyGroups }) }
    const visitor = world.visitor()
    await visitor.login()
    for (let index = 0; index < 6; index++) {
      await visitor.start({ returnTo: `/${"deep/".repeat(150)}` })
      world.clock.pass(1)
      expect(visitor.cookies().length).toBeLessThanOrEqual(7 * 1024)
    }
    const pending = transactions(visitor.jar.all()).length
    expect(pending).toBeGreaterThanOrEqual(1)
    expect(pending).toBeLessThan(5)
    expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  })

  test("garbage under our names is cleared away, some at a time, and other cookies stay", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    for (let index = 0; index < 50; index++) visitor.jar.put(`__Host-auth.tx.${index}`, "garbage")
    visitor.jar.put("__Host-auth.txt", "theirs")
    // An answer stays small, however much was planted.
    expect((await visitor.open("/auth/login")).headers.getSetCookie().length).toBeLessThan(30)
    for (let index = 0; index < 4; index++) await visitor.start()
    expect(visitor.jar.all().map(({ name }) => name)).toEqual([
      "__Host-auth.txt",
      ...Array.from({ length: 5 }, () => expect.stringMatching(/\.tx\.[\w-]{43}$/)),
    ])
  })
})

test("a large session leaves room for no more attempts than a proxy bears: 7 KiB of cookies together", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (const page of ["a", "b", "c", "d"]) await visitor.start({ returnTo: `/${page.repeat(400)}` })
  world.provider.faults = { claims: (claims) => ({ ...claims, groups: "g".repeat(3_800) }) }
  await visitor.login()
  const sent = visitor.cookies()
  expect((await visitor.session()).user.isLoggedIn).toBe(true)
  expect(sent.length).toBeLessThanOrEqual(7 * 1024)
  expect(sent.split("; ").filter((cookie) => cookie.includes(".tx.")).length).toBeLessThan(4)
})

test("the marks count among the 7 KiB, too", async () => {
  const world = createWorld()
  const visitor = world.visitor()
  for (let index = 0; index < 3; index++) {
    await visitor.login()
    await visitor.logout()
  }
  world.provider.faults = { claims: (claims) => ({ ...claims, groups: "g".repeat(3_600) }) }
  const answer = world.provider.authorize(await visitor.start())
  for (const page of ["b".repeat(200), "c"]) await visitor.start({ returnTo: `/${page}` })
  await visitor.comeBack(answer)
  expect(visitor.jar.all().filter(({ name }) => name.includes(".out.")).length).toBe(3)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
  expect(visitor.cookies().length).toBeLessThanOrEqual(7 * 1024)
})

describe("limits: how many pending attempts are opened", () => {
  const planted = (count: number, cookie: string) => Array<string>(count).fill(cookie).join("; ")

  test("a callback finds its own among ten of the name", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    const answer = world.provider.authorize(await visitor.start())
    const cookie = visitor.cookies()
    const broken = `${cookie.slice(0, -4)}AAAA`
    const path = `/oauth2callback?${answer.parameters}`
    const lost = await visitor.open(path, { crossSite: true, cookie: `${planted(10, broken)}; ${cookie}` })
    expect(await codeOf(lost)).toBe("transaction_missing")
    const found = await visitor.open(path, { crossSite: true, cookie: `${planted(9, broken)}; ${cookie}` })
    expect(found.status).toBe(302)
  })

  test("a login beside a hundred of them keeps those of the newest, and forgets the others", async () => {
    const world = createWorld()
    const visitor = world.visitor()
    await visitor.start()
    const cookie = visitor.cookies()
    const [name = "", value = ""] = cookie.split("=", 2)
    const many = Array.from({ length: 60 }, (_, index) => `${name.slice(0, -2)}${10 + index}=${value}`).join("; ")
    const response = await visitor.open("/auth/login", { cookie: many })
    const forgotten = response.headers.getSetCookie().filter((line) => line.includes("Max-Age=0"))
    expect(response.status).toBe(302)
    expect(forgotten.length).toBe(20)
    expect(forgotten.join()).not.toContain(`${name.slice(0, -2)}69=`)
  })
})
