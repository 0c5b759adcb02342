// While the store cannot be asked, a handler that asks who is there fails as that, whatever serves it.
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http"
import type { Auth } from "@x/core"
import connect from "connect"
import express from "express"
import { expect, test, vi } from "vitest"
import { auth, type Handler } from "../src/index.js"
import { application, origin, withStore } from "./application.js"

const page: Handler = (req, res) => {
  res.end(req.auth.user.isLoggedIn ? `Hello, ${req.auth.user.name}` : "nobody")
}

const hosts: Readonly<Record<string, (made: Auth) => RequestListener>> = {
  "node:http": (made) => auth(made, page),
  "node:http, awaited": (made) => auth(made, async (req, res) => page(req, res)),
  Express: (made) =>
    express()
      .set("env", "production")
      .use(auth(made))
      .use((req, res) => void page(req, res)),
  Connect: (made) =>
    connect()
      .use(auth(made))
      .use((req: IncomingMessage, res: ServerResponse) => page(req, res)),
}

test.each(Object.keys(hosts))("store: %s answers 503 with Retry-After, and comes back", async (host) => {
  const { provider, serve, browser } = await application()
  const { made, setDown } = withStore(provider)
  // Frameworks tell the console of an error that nobody handles.
  const told = vi.spyOn(console, "error").mockImplementation(() => {})
  try {
    await serve(hosts[host]?.(made) ?? (() => {}))
    const visitor = browser()
    expect((await visitor.login(`${origin}/auth/login`, "ada")).text).toBe("Hello, Ada Lovelace")
    setDown(true)
    const answer = await visitor.get(`${origin}/`)
    expect([answer.status, answer.headers.get("retry-after"), answer.setCookies]).toEqual([503, "5", []])
    expect(answer.text).not.toContain("Ada")
    expect(answer.text).not.toMatch(/\n\s+at /)
    expect((await browser().get(`${origin}/`)).text).toBe("nobody")
    setDown(false)
    expect((await visitor.get(`${origin}/`)).text).toBe("Hello, Ada Lovelace")
  } finally {
    told.mockRestore()
  }
})

test("store: without a framework the page is the one that a guard shows", async () => {
  const { provider, serve, browser } = await application()
  const { made, setDown } = withStore(provider)
  await serve(auth(made, page))
  const visitor = browser()
  await visitor.login(`${origin}/auth/login`, "ada")
  setDown(true)
  const answer = await visitor.get(`${origin}/`)
  expect(answer.headers.get("content-type")).toMatch(/^text\/html/)
  expect(answer.text).toContain("<code>store_unavailable</code>")
  const script = await visitor.get(`${origin}/`, { accept: "application/json", "sec-fetch-mode": "cors" })
  expect(JSON.parse(script.text)).toMatchObject({ status: 503, code: "store_unavailable" })
})

test("store: an answer of onError's that breaks off is an error of the application's, and the process lives", async () => {
  const { provider, serve, browser } = await application()
  const body = () => new ReadableStream({ pull: (controller) => controller.error(new Error("its body broke")) })
  const { made, setDown } = withStore(provider, { onError: () => new Response(body()) })
  const told = vi.spyOn(console, "error").mockImplementation(() => {})
  try {
    await serve(auth(made, page))
    const visitor = browser()
    await visitor.login(`${origin}/auth/login`, "ada")
    setDown(true)
    expect(await visitor.get(`${origin}/`)).toMatchObject({ status: 500, text: "Internal server error" })
    expect(told).toHaveBeenCalledWith(expect.objectContaining({ message: "its body broke" }))
  } finally {
    told.mockRestore()
  }
})
