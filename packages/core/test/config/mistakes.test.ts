/** Each mistake and the exact message that it gets; `vitest -u` writes them anew, and then they are to be read. */
import { readdirSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { createAuth, parseConfig } from "../../src/index.js"
import { allOf, errorOf, flat } from "./example.js"
import { messageOf, mistakes, tomlOf } from "./mistakes.js"

describe("the exact message", () => {
  it.each(mistakes)("$row $name", async (mistake) => {
    await expect(`${messageOf(mistake)}\n`).toMatchFileSnapshot(`./mistakes/${mistake.name}.txt`)
  })

  it.each(mistakes)("$row $name: every issue has its place and a hint", (mistake) => {
    const issues = errorOf(tomlOf(mistake))?.issues ?? []
    expect(issues.length).toBeGreaterThan(0)
    for (const issue of issues) {
      expect(issue).toMatchObject({ line: expect.any(Number), column: expect.any(Number), hint: expect.any(String) })
    }
  })

  it.each(mistakes)("S60 $name: nothing of a value is shown, and the parser's error is no cause", (mistake) => {
    const error = errorOf(tomlOf(mistake))
    const secrets = [...tomlOf(mistake).matchAll(/(?:nB7f|C_4D|uK3)[\w.-]+/g)].map(([secret]) => secret)
    expect(secrets.length).toBeGreaterThan(0)
    expect(secrets.filter((secret) => error && allOf(error).includes(secret))).toEqual([])
    expect(error?.cause).toBeUndefined()
  })
})

it("T74 a name that is not there: the message lists those that are", async () => {
  const auth = createAuth(parseConfig({ auth: flat }))
  const request = new Request("https://app.example.test/")
  await expect(auth.login(request, "google")).rejects.toThrow(
    expect.objectContaining({ message: 'There is no provider "google". Configured: "default".' }),
  )
})

it("there is no file without a row", () => {
  const names = readdirSync(new URL("./mistakes/", import.meta.url)).map((file) => file.replace(/\.\w+$/, ""))
  expect([...new Set(names)].sort()).toEqual(mistakes.map(({ name }) => name).sort())
})
