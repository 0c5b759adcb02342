/** The two marks: what they say, what they are written as, and what is made of them. */
import { describe, expect, test } from "vitest"
import { createMarks, judgeAutomatic } from "../../src/flow/marks.js"
import { fingerprint } from "../../src/seal.js"

const marks = createMarks({ name: "__Host-auth", path: "/", secure: true, sameSite: "strict" })
const now = 1_800_000_000

function sent(cookie: string) {
  return { headers: new Headers({ cookie }) }
}

/** What a browser sends back of a Set-Cookie line. */
function back(line: string) {
  return sent(line.slice(0, line.indexOf(";")))
}

describe("judgeAutomatic", () => {
  test.each([
    ["the first", [], false, true, "begin"],
    ["the second", [now - 10], false, true, "begin"],
    ["the third within a minute", [now - 59, now], false, true, "going round"],
    ["the third, by a program", [now - 59, now], false, false, "going round"],
    ["the third after a minute", [now - 60, now - 1], false, true, "begin"],
    ["by a clock that is behind", [now + 20, now + 5], false, true, "going round"],
    ["after a logout", [], true, true, "signed out"],
    ["after a logout and two attempts", [now, now], true, true, "signed out"],
    ["after a logout, by a program", [], true, false, "begin"],
  ] as const)("%s", (_name, attempts, isSignedOut, isPage, expected) => {
    expect(judgeAutomatic({ attempts, isSignedOut }, isPage, now)).toBe(expected)
  })
})

describe("auth.try", () => {
  test("counts, for a minute, and keeps no more than it needs", () => {
    const first = marks.tried(sent(""), now - 70, "lax")
    expect(first).toBe(`__Host-auth.try=${now - 70}; Max-Age=60; Path=/; HttpOnly; Secure; SameSite=Lax`)
    const second = marks.tried(back(first), now - 20, "lax")
    expect(marks.read(back(second)).attempts).toEqual([now - 70, now - 20])
    const third = marks.tried(back(second), now, "lax")
    expect(marks.read(back(third)).attempts).toEqual([now - 20, now])
    expect(marks.read(back(marks.tried(back(third), now, "lax"))).attempts).toEqual([now, now])
  })

  test("comes along wherever its transaction does", () => {
    expect(marks.tried(sent(""), now, "none")).toMatch(/; Secure; SameSite=None$/)
  })

  test.each(["", "x", "1.x", "1..2", "-1", "1e9", "1.2.3.4.5", "9".repeat(13), "1 2"])(
    "%j counts for nothing",
    (value) => {
      expect(marks.read(sent(`__Host-auth.try=${value}`)).attempts).toEqual([])
    },
  )
})

test("what a stranger planted in front of a mark hides nothing", () => {
  const tried = `__Host-auth.try=${now - 9}.${now}`
  expect(marks.read(sent(`__Host-auth.try=x; ${tried}`)).attempts).toEqual([now - 9, now])
  expect(marks.read(sent(`__Host-auth.try=1; ${tried}`)).attempts).toEqual([1, now - 9, now])
  expect(marks.read(sent("__Host-auth.out=0; __Host-auth.out=1")).isSignedOut).toBe(true)
})

describe("auth.out", () => {
  const out = "__Host-auth.out"
  /** What a browser sends back of several Set-Cookie lines, one after the other. */
  const jarOf = (...lines: string[]) => {
    const jar = new Map<string, string>()
    for (const line of lines) {
      const [name = "", value = ""] = line.slice(0, line.indexOf(";")).split("=")
      if (value === "") jar.delete(name)
      else jar.set(name, value)
    }
    return sent([...jar].map(([name, value]) => `${name}=${value}`).join("; "))
  }

  test("names the ended session by a hash, and stays Lax where the session is Strict", async () => {
    const lines = await marks.loggedOut(sent(""), { id: "one", expiresAt: now + 7200 }, now)
    const attributes = "Path=/; HttpOnly; Secure; SameSite=Lax"
    expect(lines).toEqual([
      // As long as the session would have lived.
      `${out}.${await fingerprint("one")}=1; Max-Age=7200; ${attributes}`,
      `${out}=1; Max-Age=3600; ${attributes}`,
    ])
    expect(marks.read(jarOf(...lines)).isSignedOut).toBe(true)
    expect(await marks.hasEnded(jarOf(...lines), { id: "one" })).toBe(true)
    expect(await marks.hasEnded(jarOf(...lines), { id: "two" })).toBe(false)
  })

  test("a session that could not be read has no name", async () => {
    const lines = await marks.loggedOut(sent(""), undefined, now)
    expect(lines).toEqual([expect.stringMatching(/^__Host-auth\.out=1;/)])
    expect(marks.read(jarOf(...lines)).isSignedOut).toBe(true)
  })

  test("remembers the last three", async () => {
    const lines: string[] = []
    for (const id of ["one", "two", "two", "three", "four"]) {
      lines.push(...(await marks.loggedOut(jarOf(...lines), { id, expiresAt: now + 7200 }, now)))
    }
    const request = jarOf(...lines)
    const ended = await Promise.all(["one", "two", "three", "four"].map((id) => marks.hasEnded(request, { id })))
    expect(ended).toEqual([false, true, true, true])
  })

  test("an older answer that comes late forgets nothing that has ended since", async () => {
    const first = await marks.loggedOut(sent(""), { id: "one", expiresAt: now + 7200 }, now)
    const late = marks.asked(jarOf(...first))
    const second = await marks.loggedOut(jarOf(...first), { id: "two", expiresAt: now + 7200 }, now)
    const request = jarOf(...first, ...second, ...late, ...first)
    expect(await marks.hasEnded(request, { id: "two" })).toBe(true)
    expect(await marks.hasEnded(request, { id: "one" })).toBe(true)
  })

  test("who asks for a login is no longer signed out, and what has ended stays so", async () => {
    const lines = await marks.loggedOut(sent(""), { id: "one", expiresAt: now + 7200 }, now)
    const asked = marks.asked(jarOf(...lines))
    expect(asked).toEqual([expect.stringMatching(/^__Host-auth\.out=; Max-Age=0;/)])
    const request = jarOf(...lines, ...asked)
    expect(marks.read(request).isSignedOut).toBe(false)
    expect(await marks.hasEnded(request, { id: "one" })).toBe(true)
    expect(marks.asked(request)).toEqual([])
    expect(marks.asked(sent(""))).toEqual([])
  })

  test.each(["", "0", "2", "11", "a".repeat(43)])("%j says nothing", (value) => {
    expect(marks.read(sent(`${out}=${value}`)).isSignedOut).toBe(false)
  })

  test("names that a stranger made up count for nothing, and are not too many to forget", async () => {
    const planted = Array.from({ length: 100 }, (_, index) => `${out}.${String(index).padStart(43, "x")}=1`)
    const request = sent([`${out}.short=1`, `${out}.(=1`, ...planted].join("; "))
    const lines = await marks.loggedOut(request, { id: "one", expiresAt: now + 7200 }, now)
    expect(lines.filter((line) => line.includes("Max-Age=0"))).toHaveLength(20)
    expect(lines.join()).not.toContain("short")
  })
})
