// B07: the snippet of a silent login, with a provider at which nobody is logged in.

import { parseConfig } from "@x/core"
import { startProvider } from "@x/testing"
import { expect, test } from "vitest"
import { application } from "./silent.js"

test("B07 a silent login that needs the visitor falls back to the application, and asks nobody", async () => {
  const provider = await startProvider()
  try {
    const { redirect_uri } = provider.config.auth
    const { origin } = new URL(redirect_uri)
    const serve = application(parseConfig(provider.config))
    const headers = { accept: "text/html", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" }

    const away = await serve(new Request(`${origin}/`, { headers }))
    const cookie = away.headers
      .getSetCookie()
      .map((line) => line.split(";", 1)[0])
      .join("; ")
    const asked = new URL(away.headers.get("location") ?? "")
    expect(asked.searchParams.get("prompt")).toBe("none")

    const said = await fetch(asked, { redirect: "manual" })
    const back = said.headers.get("location") ?? ""
    expect(new URL(back).searchParams.get("error")).toBe("login_required")

    const fallback = await serve(new Request(back, { headers: { ...headers, cookie } }))
    expect([fallback.status, fallback.headers.get("location")]).toEqual([302, "/?guest"])
    const page = await serve(new Request(`${origin}/?guest`, { headers }))
    expect(await page.text()).toBe("Hello, guest")
  } finally {
    await provider.close()
  }
})
