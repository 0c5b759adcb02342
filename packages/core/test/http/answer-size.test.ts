/** watchAnswerSize: the first answer that a proxy may refuse is told, and none after it. */
import { expect, test } from "vitest"
import { mostCookies, watchAnswerSize } from "../../src/http/answer-size.js"
import type { LogEvent } from "../../src/log.js"

const answers = () => {
  const log: LogEvent[] = []
  return { log, note: watchAnswerSize((event) => log.push(event)) }
}

/** Lines of Set-Cookie that take so many bytes as they travel: 14 are the name and the end of each line. */
function withCookies(...bytes: number[]): Headers {
  const headers = new Headers({ "cache-control": "no-store", "x-large": "x".repeat(8000) })
  for (const size of bytes) headers.append("set-cookie", "x".repeat(size - 14))
  return headers
}

test("B05 3.5 KiB of Set-Cookie are no news, and a byte more is a warning that names the proxies' buffers", () => {
  expect(mostCookies).toBe(3584)
  const { log, note } = answers()
  note(new Headers())
  note(withCookies(3584))
  note(withCookies(1584, 2000))
  expect(log).toEqual([])
  note(withCookies(1584, 2001))
  expect(log).toEqual([{ level: "warning", event: "large_answer", message: expect.stringContaining("3585 bytes") }])
  for (const name of ["proxy_buffer_size", "responsefieldsize", "tune.bufsize", "`claims`", "store"]) {
    expect(log[0]?.message).toContain(name)
  }
})

test("B05 once, however many answers are as large", () => {
  const { log, note } = answers()
  for (let round = 0; round < 5; round++) note(withCookies(4000, 4000))
  expect(log.length).toBe(1)
})
