// The code that `init` shows is the code that is tested elsewhere.
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { frameworkOf, frameworks } from "../src/init/frameworks.js"

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8")

function example(name: string): string {
  const [, region = ""] =
    /\/\/ #region server\n([\s\S]*?)\/\/ #endregion server/.exec(read(`../../../examples/${name}.ts`)) ?? []
  return region
}

it.each([
  ["Express", example("express")],
  ["Koa", example("koa")],
  ["fetch", example("fetch")],
  ["node:http", example("node")],
  ["Hono on Node", read("./snippets/hono-on-node.ts").replace(/^\/\/.*\n/, "")],
  ["Hono", read("./snippets/hono.ts").replace(/^\/\/.*\n/, "")],
])("%s: the example's own lines", (name, code) => {
  expect(frameworks.find((framework) => framework.name === name)?.code).toBe(code)
})

it("has no others", () => {
  expect(frameworks.map(({ name }) => name)).toEqual(["Express", "Koa", "Hono on Node", "Hono", "fetch", "node:http"])
})

it.each(frameworks)("$name: the packages are those that its code imports", ({ packages, code }) => {
  const imported = [...code.matchAll(/from "(@x\/[\w-]+)/g)].map(([, name]) => name)
  expect([...new Set(imported)].sort()).toEqual([...packages].sort())
})

describe("what package.json gives away", () => {
  it.each([
    [{ dependencies: { express: "5" } }, "Express"],
    [{ devDependencies: { koa: "3" } }, "Koa"],
    [{ dependencies: { hono: "4", express: "5" } }, "Express"],
    [{ dependencies: { hono: "4" } }, "Hono"],
    [{ dependencies: { hono: "4", "@hono/node-server": "2" } }, "Hono on Node"],
    [{ devDependencies: { "@types/bun": "1" } }, "fetch"],
    [{ dependencies: {} }, "node:http"],
    [{ dependencies: ["express"] }, "node:http"],
    [{ dependencies: null }, "node:http"],
    [null, "node:http"],
    ["express", "node:http"],
    [undefined, "node:http"],
  ])("%j → %s", (manifest, name) => {
    expect(frameworkOf(manifest).name).toBe(name)
  })
})
