// One line, once.
import { expect, it } from "vitest"
import { withIgnored } from "../src/init/gitignore.js"

it.each([
  [undefined, "secrets.toml", "secrets.toml\n"],
  ["", "secrets.toml", "secrets.toml\n"],
  ["node_modules\n", "secrets.toml", "node_modules\nsecrets.toml\n"],
  ["node_modules", "secrets.toml", "node_modules\nsecrets.toml\n"],
  ["a\r\nb\r\n", "secrets.toml", "a\r\nb\r\nsecrets.toml\r\n"],
  ["a\r\nb", "secrets.toml", "a\r\nb\r\nsecrets.toml\r\n"],
  ["# secrets.toml\n", "secrets.toml", "# secrets.toml\nsecrets.toml\n"],
  ["a\n", "config/secrets.toml", "a\nconfig/secrets.toml\n"],
  ["a\n", "#1 [x]*.toml", "a\n\\#1 \\[x]\\*.toml\n"],
])("%j and %s → %j", (text, path, expected) => {
  expect(withIgnored(text, path)).toBe(expected)
})

it.each([
  ["secrets.toml\n", "secrets.toml"],
  ["a\r\nsecrets.toml\r\n", "secrets.toml"],
  ["secrets.toml  ", "secrets.toml"],
  ["/secrets.toml", "secrets.toml"],
  ["**/secrets.toml", "secrets.toml"],
  ["secrets.toml", "config/secrets.toml"],
  ["config/secrets.toml", "config/secrets.toml"],
  ["/config/secrets.toml", "config/secrets.toml"],
])("%j already lists %s", (text, path) => {
  expect(withIgnored(text, path)).toBeUndefined()
  expect(withIgnored(withIgnored("a\n", path), path)).toBeUndefined()
})
