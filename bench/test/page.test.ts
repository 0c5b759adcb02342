import { expect, it } from "vitest"
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
