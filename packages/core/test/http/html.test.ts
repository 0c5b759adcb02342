import { expect, it } from "vitest"
import { Html, html } from "../../src/http/html.js"

it.each([
  ["text", "text"],
  [3, "3"],
  [undefined, ""],
  ["", ""],
  ["<b>", "&#60;b&#62;"],
  [`"'&`, "&#34;&#39;&#38;"],
  ["&amp;", "&#38;amp;"],
  [new Html("<b>"), "<b>"],
  [html`<i>${"<"}</i>`, "<i>&#60;</i>"],
  [[html`<i>1</i>`, html`<i>${"&"}</i>`], "<i>1</i><i>&#38;</i>"],
  [[], ""],
])("%o: %s", (value, expected) => {
  expect(html`<p title="${value}">${value}</p>`.text).toBe(`<p title="${expected}">${expected}</p>`)
})

it("what only looks like HTML is escaped", () => {
  const fake = { text: "<script>", toString: () => "<script>" }
  expect(html`${fake as unknown as string}`.text).toBe("&#60;script&#62;")
  expect(html`${["<script>"] as unknown as Html[]}`.text).toBe("&#60;script&#62;")
})
