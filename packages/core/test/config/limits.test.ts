/** However big the input: an answer within about a second, and no name longer than 60 characters in it. */
import { describe, expect, it } from "vitest"
import { errorOf, faults, flat, issuesOf } from "./example.js"
import { timeOf } from "./timing.js"

const size = 200_000
const fill = (piece: string) => piece.repeat(Math.floor(size / piece.length))

describe("a text of 200 kB", () => {
  it.each([
    ["lists in lists", `a = ${fill("[")}`],
    ["tables in tables", `a = ${fill("{a=")}`],
    ["one dotted key", `[auth]\n${fill("a.")}a = 1`],
    ["one dotted header", `[auth.${fill("a.")}a]`],
    ["unknown keys", `[auth]\n${Array.from({ length: 16_000 }, (_, index) => `key_${index} = 1`).join("\n")}`],
    [
      "unknown keys that are nearly known",
      `[auth]\n${Array.from({ length: 8000 }, (_, index) => `client_secret${index} = 1`).join("\n")}`,
    ],
    ["empty providers", `[auth]\n${Array.from({ length: 12_000 }, (_, index) => `[auth.p${index}]`).join("\n")}`],
    ["one key", `[auth]\n${fill("a")} = 1`],
    ["one value", `[auth]\nclient_id = "${fill("a")}"`],
    ["one URL", `[auth]\nredirect_uri = "https://a.test/${fill("{")}"`],
    ["one secret", `[auth]\ncookie_secret = "${fill("<")}"`],
    ["open strings", fill('"a')],
    ["line feeds", fill("\n")],
    ["white space before a value", `[auth]\nclient_id = "${fill(" ")}x"`],
    ["a long scope", `[auth]\nclient_kwargs = { scope = "${fill(" \\t")}" }`],
    ["slashes", `[auth]\nredirect_uri = "https://a.test/${fill("/")}x"\nbase_path = "/${fill("/")}x"`],
  ])("%s", { timeout: 60_000 }, (_, text) => {
    let error: ReturnType<typeof errorOf>
    const time = timeOf(() => {
      error = errorOf(text)
    })
    expect(time).toBeLessThan(2500)
    expect(error?.issues.length).toBeGreaterThan(0)
  })
})

describe("an object that has more ways than tables", () => {
  const round: Record<string, unknown> = {}
  for (const way of ["a", "b", "c"]) round[way] = round
  let shared: object = { value: 1 }
  for (let level = 0; level < 20; level++) shared = { a: shared, b: shared, c: shared }

  let sharedList: unknown[] = ["value"]
  for (let level = 0; level < 20; level++) sharedList = [sharedList, sharedList, sharedList]

  it.each([
    ["a cycle with three ways round", round],
    ["shared tables", shared],
    ["shared lists", { list: sharedList }],
    ["a long list of tables", { list: Array.from({ length: 300_000 }, () => ({})) }],
  ])("%s", { timeout: 60_000 }, (_, value) => {
    for (const auth of [{ ...flat, client_kwargs: value }, { ...flat, google: value }, value]) {
      expect(timeOf(() => issuesOf({ auth }))).toBeLessThan(2500)
      expect(issuesOf({ auth }).length).toBeGreaterThan(0)
    }
  })
})

describe("a shown name is cut at 60 characters", () => {
  const long = "k".repeat(300)
  it.each([
    ["an unknown key", { auth: { ...flat, [long]: 1 } }],
    ["an unknown key that needs quotes", { auth: { ...flat, [`${long}.x`]: 1 } }],
    ["a provider", { auth: { ...flat, [long]: {} } }],
    ["a parameter", { auth: { ...flat, client_kwargs: { [long]: null } } }],
    ["a variable", { auth: { ...flat, client_id: { env: long } } }],
    ["a placeholder", { auth: { ...flat, server_metadata_url: `https://{${long}}.test/` } }],
    ["a path", { auth: { ...flat, my: { [long]: {} } } }],
  ])("%s", (_, input) => {
    const issues = issuesOf(input)
    expect(issues.length).toBeGreaterThan(0)
    expect(JSON.stringify(issues)).not.toMatch(/k{61}/)
  })
})

it.each([1e7, 2 ** 32 - 1])("a list that says that it has %d elements", (length) => {
  const claims: unknown[] = []
  claims.length = length
  const began = performance.now()
  expect(faults({ ...flat, claims })).toEqual(["auth.claims too_large"])
  expect(performance.now() - began).toBeLessThan(2500)
})
