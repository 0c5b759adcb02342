// `npm start` as a command: what it says when it cannot start, and what it leaves behind.

import { expect, test } from "vitest"
import { startAndEnd, startDemonstration } from "./demonstration.ts"
import { isRunning } from "./node-process.ts"
import { freePorts } from "./ports.ts"

test("a busy port is told in one sentence, with the variable that chooses another, and exit code 1", async () => {
  const demonstration = await startDemonstration()
  const busy = new URL(demonstration.origin).port
  const free = String(await freePorts(3))
  try {
    expect(await startAndEnd({ PORT: busy, PROVIDER_PORT: free })).toEqual(sentenceOf(busy, "PORT"))
    expect(await startAndEnd({ PORT: free, PROVIDER_PORT: busy })).toEqual(sentenceOf(busy, "PROVIDER_PORT"))
  } finally {
    await demonstration.interrupt()
  }
})

test.each(["PORT", "PROVIDER_PORT"])("%s that is no port is told in one sentence", async (variable) => {
  const { code, output } = await startAndEnd({ [variable]: "eighty" })
  expect(output).toMatch(new RegExp(`^${variable} is "eighty", .*\\n$`))
  expect(code).toBe(1)
})

test("Ctrl-C ends it at once, also while a browser keeps a connection, and leaves no process", async () => {
  const demonstration = await startDemonstration()
  // Node's fetch keeps its connection for the next request, as a browser does.
  await (await fetch(demonstration.origin)).text()
  const before = Date.now()
  expect(await demonstration.interrupt()).toBe(0)
  expect(Date.now() - before).toBeLessThan(5000)
  expect(isRunning(demonstration.process)).toBe(false)
  await expect(fetch(demonstration.origin)).rejects.toThrow()
})

function sentenceOf(port: string, variable: string): object {
  return {
    code: 1,
    output: expect.stringMatching(
      new RegExp(`^Port ${port} is in use\\. ${variable} .*${variable}=\\d+ npm start\\n$`),
    ),
  }
}
