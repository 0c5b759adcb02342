/** The list is whole: every rule has a test and a patch, and there are none of what is no rule. */
import { execFile } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, test } from "vitest"
import { testsOf } from "./mutate.js"
import { rules, sections, slugOf } from "./rules.js"

const ids = rules.map(({ id }) => id)
const patches = readdirSync(new URL("./mutations/", import.meta.url))
const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

test("each id is one of a kind, and no other begins with it", () => {
  for (const id of ids) expect([id, ids.filter((other) => other.startsWith(id)).length]).toEqual([id, 1])
  expect(new Set(ids.map(slugOf)).size).toBe(ids.length)
})

test("each rule says something, and where it comes from", () => {
  for (const { id, says, source } of rules) {
    expect(id).toMatch(/^[a-z_ -]+: \S/)
    expect(says).toMatch(/^\S.*[^ ]\.$/)
    expect(source).not.toBe("")
  }
})

test("each rule has a test of its name", () => {
  expect(ids.filter((id) => testsOf(id).length === 0)).toEqual([])
})

test("each rule has a patch, and each patch a rule", () => {
  expect([...patches].sort()).toEqual(ids.map((id) => `${slugOf(id)}.patch`).sort())
})

test("each patch breaks sources, and nothing else", () => {
  for (const name of patches) {
    const files = [...read(`./mutations/${name}`).matchAll(/^\+\+\+ (.+)$/gm)].map(([, file = ""]) => file)
    expect(files.length).toBeGreaterThan(0)
    for (const file of files)
      expect([name, file]).toEqual([name, expect.stringMatching(/^b\/packages\/[\w-]+\/src\/.+\.ts/)])
  }
})

test("each patch fits the sources as they are", async () => {
  const root = fileURLToPath(new URL("../../../../", import.meta.url))
  const folder = fileURLToPath(new URL("./mutations/", import.meta.url))
  const check = promisify(execFile)
  const misfits: string[] = []
  for (const name of patches) {
    const options = ["apply", "--check", "-C1", join(folder, name)]
    await check("git", options, { cwd: root }).catch(({ stderr }) => misfits.push(`${name}: ${stderr}`))
  }
  expect(misfits).toEqual([])
}, 60_000)

test("no test of this folder is named like a rule that is none", () => {
  const kinds = [...new Set(ids.map((id) => id.slice(0, id.indexOf(":"))))].join("|")
  const files = readdirSync(new URL("./", import.meta.url)).filter((name) => name.endsWith(".test.ts"))
  const titles = files.flatMap((name) =>
    [...read(`./${name}`).matchAll(new RegExp(`["\`]((?:${kinds}): [^"\`]+)`, "g"))].map(([, title = ""]) => title),
  )
  expect(titles.length).toBeGreaterThan(ids.length)
  expect(titles.filter((title) => !ids.some((id) => title.startsWith(id)))).toEqual([])
})

test("the sections are those of the page", () => {
  expect(sections.flatMap(({ rules }) => rules)).toEqual(rules)
  expect(new Set(sections.map(({ title }) => title)).size).toBe(sections.length)
})
