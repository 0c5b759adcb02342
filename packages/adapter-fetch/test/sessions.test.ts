// Sessions that are renewed by a page of the application's, and a store that cannot be asked.
import { AuthError } from "@x/core"
import { listen } from "@x/testing/suites"
import { expect, test } from "vitest"
import { application, origin, renewing, withStore } from "../../adapter-node/test/application.js"
import { auth, type Handler } from "../src/index.js"
import { listenerOf } from "./listener-of.js"

type Page = Handler<object, unknown[]>

const own = { "set-cookie": "theme=dark", "cache-control": "public, max-age=3600" }
const pages: Readonly<Record<string, Page>> = {
  "that sets its own": () => new Response("a page", { headers: own }),
  "that cannot be changed, and streams": async () => fetchedPage(),
  "that asks a guard, and adds its headers as well": async (_request, { requireUser }) => {
    const access = await requireUser()
    if (!access.ok) return access.response
    const headers = new Headers(own)
    for (const cookie of access.headers.getSetCookie()) headers.append("set-cookie", cookie)
    return new Response("a page", { headers })
  },
}

/** As one that came from elsewhere: its headers are immutable. */
async function fetchedPage(): Promise<Response> {
  const server = await listen((_req, res) => res.writeHead(200, own).end("a page"))
  try {
    const response = await fetch(server.origin)
    return new Response(await response.clone().text(), response)
  } finally {
    await server.close()
  }
}

test.each(Object.keys(pages))("B04 the renewed cookie comes once in an answer %s", async (page) => {
  const { made, cookie } = await renewing()
  const { handle } = auth(made, pages[page] as Page)
  const answer = await handle(new Request(`${origin}/page`, { headers: { cookie } }))
  expect(await answer.text()).toBe("a page")
  const ours = answer.headers.getSetCookie().filter((line) => line !== "theme=dark")
  expect(answer.headers.getSetCookie()).toContain("theme=dark")
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=Fe26[^;]+; Max-Age=\d+; /)])
  expect(answer.headers.get("cache-control")).toBe("no-store")
})

// Workers, Deno and Bun answer an upgrade with what no program can make anew: a Response with more to it, or nothing.
const upgraded = (headers: Headers) => ({ status: 101, statusText: "", body: null, headers }) as unknown as Response
const upgrades: Readonly<Record<string, Response | undefined>> = {
  "that can be changed": upgraded(new Headers({ upgrade: "websocket" })),
  "that cannot be changed": upgraded(immutable()),
  "that the server has given already": undefined,
}

function immutable(): Headers {
  const headers = new Headers({ upgrade: "websocket" })
  return Object.assign(headers, {
    append: () => {
      throw new TypeError("immutable")
    },
  })
}

test.each(Object.keys(upgrades))("B04 a session that is to be renewed spoils no upgrade %s", async (kind) => {
  const { made, cookie } = await renewing()
  const response = upgrades[kind]
  const { handle } = auth(made, () => response as Response)
  expect(await handle(new Request(`${origin}/socket`, { headers: { cookie } }))).toBe(response)
  const isRenewed = response?.headers.getSetCookie().some((line) => line.startsWith("auth-8501=Fe26"))
  expect(isRenewed ?? false).toBe(kind === "that can be changed")
})

test("B04 a logout of the application's own: the cookie goes, and is not renewed", async () => {
  const { made, cookie } = await renewing()
  const { handle } = auth(made, (_request, { logout }) => logout())
  const answer = await handle(new Request(`${origin}/leave`, { method: "POST", headers: { cookie } }))
  const ours = answer.headers.getSetCookie().filter((line) => line.startsWith("auth-8501="))
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=; Max-Age=0; /)])
})

test("B04 auth() inside of auth(): the renewed cookie comes once", async () => {
  const { made, cookie } = await renewing()
  const inner = auth(made, () => new Response("a page"))
  const { handle } = auth(made, (request) => inner.handle(request))
  const answer = await handle(new Request(`${origin}/page`, { headers: { cookie } }))
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^auth-8501=Fe26/)])
})

test("B04 a logout of the Auth inside of auth() is not undone by the renewal", async () => {
  const { made, cookie } = await renewing()
  const { handle } = auth(made, (request) => made.logout(request))
  const answer = await handle(new Request(`${origin}/leave`, { method: "POST", headers: { cookie } }))
  const ours = answer.headers.getSetCookie().filter((line) => line.startsWith("auth-8501="))
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=; Max-Age=0; /)])
})

const readers: Readonly<Record<string, Page>> = {
  "in its parameters": (_request, { user }) => new Response(user.isLoggedIn ? "somebody" : "nobody"),
  "in its body": (_request, context) => new Response(context.session.user.isLoggedIn ? "somebody" : "nobody"),
  "after a while": async (_request, context) => {
    await Promise.resolve()
    return new Response(context.user.isLoggedIn ? "somebody" : "nobody")
  },
}

test.each(Object.keys(readers))(
  "store: a handler that asks %s who is there: 503, and it comes back",
  async (reader) => {
    const { provider, serve, browser } = await application()
    const { made, setDown } = withStore(provider)
    await serve(listenerOf(auth(made, readers[reader] as Page).handle))
    const visitor = browser()
    expect((await visitor.login(`${origin}/auth/login`, "ada")).text).toBe("somebody")
    setDown(true)
    const answer = await visitor.get(`${origin}/`)
    expect([answer.status, answer.headers.get("retry-after"), answer.setCookies]).toEqual([503, "5", []])
    expect(answer.text).toContain("<code>store_unavailable</code>")
    const script = await visitor.get(`${origin}/`, { accept: "application/json", "sec-fetch-mode": "cors" })
    expect(JSON.parse(script.text)).toMatchObject({ status: 503, code: "store_unavailable" })
    expect((await browser().get(`${origin}/`)).text).toBe("nobody")
    setDown(false)
    expect((await visitor.get(`${origin}/`)).text).toBe("somebody")
  },
)

test("what else a handler throws is its own, other errors of ours among them", async () => {
  const { made } = await renewing()
  const { handle } = auth(made, () => {
    throw new AuthError("access_denied")
  })
  await expect(handle(new Request(`${origin}/`))).rejects.toMatchObject({ code: "access_denied" })
})
