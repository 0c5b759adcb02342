/** What `x-auth init --help` prints: its providers and their options are those of the presets. */
import { presets } from "@x/core"
import { optionFor, variableKeys } from "./answers.js"
import { usualRedirectUri } from "./interview.js"

const column = 25

const variableLines = variableKeys.map((key) => {
  const users = Object.entries(presets).filter(([, { variables }]) => Object.hasOwn(variables, key))
  const example = users[0]?.[1].variables[key]?.example
  const names = users.map(([name]) => name).join(", ")
  return `${`  ${optionFor(key)} VALUE`.padEnd(column)}${names}: as in ${example}\n`
})

/** A long list, in lines of the right column. */
function inColumn(names: readonly string[]): string {
  return names.join(", ").replace(/(.{50,80}?,) /g, `$1\n${" ".repeat(column)}`)
}

export const help: string = `x-auth init: write a secrets.toml

Usage: x-auth init [FILE] [OPTIONS]

Asks for the provider and its address, makes the cookie_secret, and writes FILE (default: secrets.toml), which only you
can read. A file that is there is never overwritten. Then it says what to register at the provider, and shows the lines
for the framework in package.json. What options say is not asked; with --yes, or without a terminal, nothing is.

Options:
  --provider NAME        ${inColumn(Object.keys(presets))};
                         or any name together with --url
  --url URL              the issuer or metadata URL of a provider that is not among these
${variableLines.join("")}\
  --client-id ID         default: from a variable such as GOOGLE_CLIENT_ID
  --redirect-uri URL     default: ${usualRedirectUri}
  -y, --yes              ask nothing; list FILE in .gitignore
  -h, --help             this page

Examples:
  x-auth init
  x-auth init --provider google --yes
  x-auth init --provider acme --url https://id.acme.example

Exit codes:
  0    written
  1    not written; a sentence says why
  130  cancelled at a question
`
