// A session that is renewed by a page of the application's: its cookie comes once, beside whatever the page sets itself.
import type { IncomingMessage, OutgoingHttpHeader, RequestListener, ServerResponse } from "node:http"
import { Readable } from "node:stream"
import type { Auth } from "@x/core"
import connect from "connect"
import express from "express"
import { expect, test } from "vitest"
import { auth, type Handler, requireUser } from "../src/index.js"
import { application, renewing } from "./application.js"

const hosts: Readonly<Record<string, (made: Auth, page: Handler) => RequestListener>> = {
  "node:http": (made, page) => auth(made, page),
  Express: (made, page) =>
    express()
      .use(auth(made))
      .use((req, res) => void page(req, res)),
  Connect: (made, page) =>
    connect()
      .use(auth(made))
      .use((req: IncomingMessage, res: ServerResponse) => void page(req, res)),
}

const guard = requireUser()
const pages: Readonly<Record<string, Handler>> = {
  "that sets its own with setHeader": (_req, res) => {
    res.setHeader("set-cookie", "theme=dark")
    res.setHeader("cache-control", "public, max-age=3600")
    res.end("a page")
  },
  "that sets its own with writeHead": (_req, res) => {
    res.writeHead(200, { "set-cookie": ["theme=dark"], "cache-control": "public, max-age=3600" }).end("a page")
  },
  "that gives writeHead a list of pairs, and no reason": (_req, res) => {
    const headers: unknown = [
      ["set-cookie", "theme=dark"],
      ["content-type", "text/x-own"],
    ]
    res.writeHead(200, undefined, headers as OutgoingHttpHeader[]).end("a page")
  },
  "that streams, and sends its headers first": async (_req, res) => {
    res.setHeader("set-cookie", "theme=dark")
    res.flushHeaders()
    Readable.from(["a ", "page"]).pipe(res)
  },
  "that asks a guard twice": async (req, res) => {
    res.setHeader("set-cookie", "theme=dark")
    await guard(req, res, () => {})
    await guard(req, res, () => res.end("a page"))
  },
}

const combinations = Object.keys(hosts).flatMap((host) => Object.keys(pages).map((page) => [host, page] as const))

test.each(combinations)("B04 %s: the renewed cookie comes once in an answer %s", async (host, page) => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const at = await serve(hosts[host]?.(made, pages[page] as Handler) ?? (() => {}))
  const answer = await fetch(`${at}/page`, { headers: { cookie } })
  expect(await answer.text()).toBe("a page")
  const [own, ...ours] = answer.headers.getSetCookie()
  expect(own).toBe("theme=dark")
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=Fe26[^;]+; Max-Age=\d+; /)])
  expect(answer.headers.get("cache-control")).toBe("no-store")
})

const twice = (made: Auth, page: Handler) =>
  express()
    .use(auth(made))
    .use(auth(made))
    .use((req, res) => void page(req, res))

test("B04 two mounts of one Auth: the renewed cookie comes once", async () => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const at = await serve(twice(made, (_req, res) => res.end("a page")))
  const answer = await fetch(`${at}/page`, { headers: { cookie } })
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^auth-8501=Fe26/)])
})

test("B04 two mounts of one Auth: a logout is not undone by the renewal of the other", async () => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const at = await serve(twice(made, (req) => req.auth.logout()))
  const answer = await fetch(`${at}/leave`, { method: "POST", headers: { cookie }, redirect: "manual" })
  const ours = answer.headers.getSetCookie().filter((line) => line.startsWith("auth-8501="))
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=; Max-Age=0; /)])
})

test("B04 a logout of the application's own: the cookie goes, and is not renewed", async () => {
  const { serve } = await application()
  const { made, cookie } = await renewing()
  const at = await serve(auth(made, (req) => req.auth.logout()))
  const answer = await fetch(`${at}/leave`, { method: "POST", headers: { cookie }, redirect: "manual" })
  const ours = answer.headers.getSetCookie().filter((line) => line.startsWith("auth-8501="))
  expect(ours).toEqual([expect.stringMatching(/^auth-8501=; Max-Age=0; /)])
})
