import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { benchmarks } from "../src/benchmarks.js"
import { withBlock } from "../src/page.js"

const page = "Prose.\n\n<!-- bench http -->\nold\n<!-- end of bench http -->\n\nMore.\n"

it("what a benchmark has found takes the place of what it had found before, and nothing else", () => {
  const written = withBlock(page, "http", "| new |\n")
  expect(written).toBe("Prose.\n\n<!-- bench http -->\n\n| new |\n\n<!-- end of bench http -->\n\nMore.\n")
  expect(withBlock(written, "http", "| new |\n")).toBe(written)
})

it("a page without its marks is left alone", () => {
  expect(() => withBlock(page, "login", "| new |")).toThrow("<!-- bench login -->")
})

it.each(Object.keys(benchmarks))("docs/benchmarks.md has a place for what %s finds", (name) => {
  const docs = readFileSync(new URL("../../docs/benchmarks.md", import.meta.url), "utf8")
  expect(withBlock(docs, name, "found")).toContain(`<!-- bench ${name} -->\n\nfound\n`)
})
