import { createHash } from "node:crypto"
import { describe, expect, it } from "vitest"
import { confirmLogoutPage, errorPage, goOnPage, type Page, signInPage } from "../../src/http/pages.js"
import { style, styleHash } from "../../src/http/style.js"

/** What a visitor or a provider may put into each of our pages. */
const canary = (place: string) => `"'><script>${place}</script>&<img src=x onerror=${place}>`

const pages: [string, Page, readonly string[]][] = [
  [
    "sign in",
    signInPage([
      { label: canary("label"), href: canary("href") },
      { label: "b", href: "/b" },
    ]),
    ["label", "href"],
  ],
  [
    "error",
    errorPage({
      title: canary("title"),
      detail: canary("detail"),
      code: canary("code"),
      reference: canary("reference"),
      retry: { label: canary("label"), href: canary("href") },
      home: canary("home"),
    }),
    ["title", "detail", "code", "reference", "label", "href", "home"],
  ],
  [
    "log out?",
    confirmLogoutPage({
      title: canary("title"),
      detail: canary("detail"),
      code: canary("code"),
      reference: canary("reference"),
      action: canary("action"),
      home: canary("home"),
    }),
    ["title", "detail", "code", "reference", "action", "home"],
  ],
  ["go on", goOnPage(canary("href")), ["href"]],
]

describe.each(pages)("the page %s", (_, { body, headers }, places) => {
  it("shows every value, escaped", () => {
    for (const place of places) expect(body).toContain(`&#34;&#39;&#62;&#60;script&#62;${place}&#60;/script&#62;&#38;`)
    expect(body).not.toMatch(/<script|<img|javascript:| on\w+="/i)
  })

  it("has no tag of its own beyond a few", () => {
    const tags = new Set([...body.matchAll(/<([a-z][a-z\d]*)/gi)].map(([, tag]) => tag))
    const ours = "html head meta title style body main h1 p ul li a form button small code span".split(" ")
    expect([...tags].filter((tag) => !ours.includes(tag ?? ""))).toEqual([])
  })

  it("has a language, a title and one heading that say the same", () => {
    expect(body).toMatch(/^<!doctype html>\n<html lang="en">/)
    const title = /<title>(.+)<\/title>/.exec(body)?.[1]
    expect([...body.matchAll(/<h1>(.+)<\/h1>/g)].map(([, text]) => text)).toEqual([title])
    expect(body).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">')
  })

  it("loads nothing from anywhere", () => {
    expect(body).not.toMatch(/ src="|<link|@import|url\(|style="/)
    expect(headers["content-type"]).toBe("text/html; charset=utf-8")
    const policy = headers["content-security-policy"]?.split("; ")
    expect(policy).toEqual([
      "default-src 'none'",
      `style-src '${styleHash}'`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ])
    expect(headers["referrer-policy"]).toBe("same-origin")
    expect(headers["x-content-type-options"]).toBe("nosniff")
  })

  it("holds the very style that the policy allows", () => {
    const inPage = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? ""
    expect(inPage).toBe(style)
    expect(`sha256-${createHash("sha256").update(inPage).digest("base64")}`).toBe(styleHash)
  })
})

it("the style breaks out of nothing, and knows light, dark and narrow", () => {
  expect(style).not.toMatch(/[<&]/)
  expect(style).toContain("prefers-color-scheme:dark")
  expect(style).toContain("max-width:24rem")
})

it("the error page has a way on", () => {
  const problem = { title: "t", detail: "d", code: "c", reference: "r", home: "/shop/" }
  expect(errorPage(problem).body).toContain('href="/shop/"')
  expect(errorPage(problem).body).not.toContain("Log in again")
  const retry = { label: "Log in again", href: "/shop/auth/login?provider=a&return_to=%2F" }
  expect(errorPage({ ...problem, retry }).body).toContain(
    'href="/shop/auth/login?provider=a&#38;return_to=%2F">Log in again<',
  )
})

it("logging out is a form that posts", () => {
  const page = confirmLogoutPage({
    title: "t",
    detail: "d",
    code: "c",
    reference: "r",
    action: "/auth/logout",
    home: "/",
  })
  expect(page.body).toContain('<form method="post" action="/auth/logout"><button class="button" type="submit">')
})
