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

describe("auth.out", () => {
  test("names the ended session by a hash, and stays Lax where the session is Strict", async () => {
    const line = await marks.loggedOut(sent(""), { id: "one" })
    expect(line).toBe(
      `__Host-auth.out=1.${await fingerprint("one")}; Max-Age=3600; Path=/; HttpOnly; Secure; SameSite=Lax`,
    )
    expect(marks.read(back(line)).isSignedOut).toBe(true)
    expect(await marks.hasEnded(back(line), { id: "one" })).toBe(true)
    expect(await marks.hasEnded(back(line), { id: "two" })).toBe(false)
  })

  test("a session that could not be read has no name", async () => {
    const line = await marks.loggedOut(sent(""), undefined)
    expect(line).toMatch(/^__Host-auth\.out=1;/)
    expect(marks.read(back(line)).isSignedOut).toBe(true)
  })

  test("remembers the last three", async () => {
    let request = sent("")
    for (const id of ["one", "two", "two", "three", "four"]) request = back(await marks.loggedOut(request, { id }))
    const ended = await Promise.all(["one", "two", "three", "four"].map((id) => marks.hasEnded(request, { id })))
    expect(ended).toEqual([false, true, true, true])
  })

  test("who asks for a login is no longer signed out, and what has ended stays so", async () => {
    const out = back(await marks.loggedOut(sent(""), { id: "one" }))
    const [line = ""] = marks.asked(out)
    expect(marks.read(back(line)).isSignedOut).toBe(false)
    expect(await marks.hasEnded(back(line), { id: "one" })).toBe(true)
    expect(marks.asked(back(line))).toEqual([])
    expect(marks.asked(sent(""))).toEqual([])
  })

  test("a mark without a name is forgotten", async () => {
    const [line = ""] = marks.asked(back(await marks.loggedOut(sent(""), undefined)))
    expect(line).toMatch(/^__Host-auth\.out=; Max-Age=0;/)
  })

  test.each(["", "2", "1.short", `1.${"a".repeat(44)}`, `11.${"a".repeat(43)}`, `1${`.${"a".repeat(43)}`.repeat(4)}`])(
    "%j says nothing",
    async (value) => {
      const request = sent(`__Host-auth.out=${value}`)
      expect(marks.read(request).isSignedOut).toBe(false)
      expect(marks.asked(request)).toEqual([])
    },
  )
})
