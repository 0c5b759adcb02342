/** The application words a failure itself: our cookies and no-store go with its Response too. */
import { describe, expect, test, vi } from "vitest"
import type { AuthError, AuthOptions } from "../../src/index.js"
import { codeOf, createWorld, useNetwork, type WorldOptions } from "../support/world.js"

useNetwork()

function lockedResponse(): Response {
  const response = new Response("sorry")
  response.body?.getReader()
  return response
}

async function cancelled(onError: NonNullable<WorldOptions["options"]>["onError"]) {
  const world = createWorld(onError === undefined ? {} : { options: { onError } })
  const visitor = world.visitor()
  const response = await visitor.comeBack(world.provider.refuse(await visitor.start(), "access_denied"))
  return { world, visitor, response }
}

describe("onError", () => {
  test.each<[string, () => Response, number]>([
    [
      "a page",
      () => new Response("theirs", { status: 418, headers: { "set-cookie": "mine=1", "cache-control": "public" } }),
      418,
    ],
    ["an immutable redirect", () => Response.redirect("https://app.example/sorry", 303), 303],
    ["a Response of fetch", () => Response.json({ a: 1 }), 200],
  ])("%s", async (_name, make, status) => {
    const { visitor, response } = await cancelled(make)
    expect(response.status).toBe(status)
    expect(response.headers.get("cache-control")).toBe("no-store")
    expect(response.headers.getSetCookie().some((line) => /^__Host-auth\.tx\.[\w-]{43}=; Max-Age=0/.test(line))).toBe(
      true,
    )
    expect(visitor.jar.all().filter(({ name }) => name.includes(".tx."))).toEqual([])
    if (status === 418) expect(response.headers.getSetCookie()).toContain("mine=1")
  })

  test("is told the error with its reference, and the log knows the same one", async () => {
    const onError = vi.fn((_error: AuthError, _request: unknown) => undefined)
    const { world, response } = await cancelled(onError)
    const [error, request] = onError.mock.calls[0] ?? []
    expect(error).toMatchObject({ code: "login_cancelled", status: 403 })
    expect(error?.reference).toMatch(/^[\w-]{10}$/)
    expect((request as Request).url).toContain("/oauth2callback")
    expect(world.log.at(-1)).toMatchObject({ event: "login_cancelled", reference: error?.reference })
    expect(await codeOf(response)).toBe("login_cancelled")
    expect(await response.text()).toContain(error?.reference)
  })

  test("that fails gives way to our answer", async () => {
    const { world, response } = await cancelled(() => {
      throw new Error("theirs")
    })
    expect([response.status, await codeOf(response)]).toEqual([403, "login_cancelled"])
    expect(world.log.at(-1)).toMatchObject({ level: "error", event: "hook_failed" })
  })

  test("that fails with the address tells nobody the code, which may be good still", async () => {
    const onError: NonNullable<AuthOptions["onError"]> = async (_error, { url }) => {
      throw new Error(`cannot show ${url}`)
    }
    const world = createWorld({ options: { onError } })
    const answer = world.provider.authorize(await world.visitor().start())
    const response = await world.visitor().comeBack(answer)
    expect(await codeOf(response)).toBe("cookies_blocked")
    const { cause } = world.log.at(-1) ?? {}
    expect(cause).toMatch(/^cannot show https:\/\/app\.example\/oauth2callback\?/)
    for (const value of answer.parameters.values()) if (value.length >= 6) expect(cause).not.toContain(value)
  })

  test.each<[string, unknown]>([
    ["Response.error()", Response.error()],
    ["a text", "sorry"],
    ["null", null],
    ["what has headers that are none", { status: 200, headers: 5 }],
    ["what has a header that cannot be sent", { status: 200, headers: { "no name": "x" } }],
    ["what has a status that is none", { status: 700, headers: {} }],
    ["a body where none may be", { status: 204, headers: {}, body: "sorry" }],
    ["a Response that somebody reads", lockedResponse()],
  ])("that returns %s gives way to our answer", async (_name, returned) => {
    const { world, response } = await cancelled(() => returned as Response)
    expect([response.status, await codeOf(response)]).toEqual([403, "login_cancelled"])
    expect(world.log.at(-1)).toMatchObject({ level: "error", event: "hook_failed" })
  })
})

test("a Response that was sent before gives way to our answer", async () => {
  const once = new Response("sorry", { status: 418 })
  const world = createWorld({ options: { onError: () => once } })
  const statuses = []
  for (const visitor of [world.visitor(), world.visitor()]) {
    const response = await visitor.comeBack(world.provider.refuse(await visitor.start(), "access_denied"))
    statuses.push(response.status)
    await response.text()
  }
  expect(statuses).toEqual([418, 403])
  expect(world.log.at(-1)).toMatchObject({ level: "error", event: "hook_failed" })
})

test("a log whose promise is broken ends no process", async () => {
  const console_ = vi.spyOn(console, "error").mockImplementation(() => {})
  const broken = vi.fn()
  process.on("unhandledRejection", broken)
  const world = createWorld({ options: { log: (async () => Promise.reject(new Error("full"))) as () => void } })
  await world.auth.login(world.visitor().request("/"))
  const visitor = world.visitor()
  await visitor.comeBack(world.provider.refuse(await visitor.start(), "server_error"))
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off("unhandledRejection", broken)
  console_.mockRestore()
  expect(broken).not.toHaveBeenCalled()
})

test("a log that throws hinders no answer, and what it was told is not lost", async () => {
  const console_ = vi.spyOn(console, "error").mockImplementation(() => {})
  const log = () => {
    throw new Error("the disk is full")
  }
  const world = createWorld({ options: { log } })
  const visitor = world.visitor()
  const response = await visitor.comeBack(world.provider.refuse(await visitor.start(), "server_error"))
  expect([response.status, await codeOf(response)]).toEqual([502, "provider_error"])
  expect(console_.mock.calls.flat().join()).toContain("provider_error")
  console_.mockRestore()
})
