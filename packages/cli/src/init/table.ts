/** The file that `init` writes. */
import { type Answers, credentialOf, referencesOf } from "./answers.js"

interface Options {
  readonly cookieSecret: string
  /** Where the schema lies, seen from the file. Editors that know Taplo's directive complete and check with it. */
  readonly schema?: string | undefined
}

export function renderTable(answers: Answers, { cookieSecret, schema }: Options): string {
  const { name, preset, variables, url, redirectUri, clientId, clientSecret } = answers
  const references = referencesOf(answers)
  const lines = [
    ...(schema === undefined ? [] : [`#:schema ${schema}`]),
    "# Read by loadConfig() of @x/core/load. There are secrets in it: keep it out of version control.",
    "[auth]",
    pair("redirect_uri", redirectUri),
    pair("cookie_secret", cookieSecret),
    ...(name === undefined ? [] : ["", `[auth.${bareOrQuoted(name)}]`]),
    ...(preset === undefined ? [] : [pair("preset", preset)]),
    ...Object.entries(variables).map(([key, value]) => pair(key, value)),
    ...(url === undefined ? [] : [pair("server_metadata_url", url)]),
    credential("client_id", clientId, references.clientId),
    credential(credentialOf(answers), clientSecret, references.credential),
  ]
  return `${lines.join("\n")}\n`
}

function credential(key: string, value: string | undefined, reference: string | undefined): string {
  return reference === undefined ? pair(key, value ?? "") : `${key} = { env = ${quoted(reference)} }`
}

function pair(key: string, value: string): string {
  return `${key} = ${quoted(value)}`
}

/** Every escape of JSON is one of TOML; the one letter that only TOML wants escaped is DEL. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007F")
}

function bareOrQuoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : quoted(name)
}
