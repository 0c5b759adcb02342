/** What the owner wrote, turned once into what the rest of the house reads. */
import { parse, TomlError } from "smol-toml"
import { ConfigError, type ConfigIssue } from "../errors.js"
import { readApplication } from "./application.js"
import { resolveReferences } from "./indirection.js"
import { collectIssues, type Issues } from "./issues.js"
import { readProviders } from "./providers.js"
import type { Env, ParseOptions, Settings } from "./settings.js"
import { isTable, kindOf, own, type Table } from "./table.js"

const settings: unique symbol = Symbol("settings")

/** A configuration that can be used. Only `parseConfig` makes one; what is inside is nobody's business but the core's. */
export interface Config {
  /** What is allowed but unwise, in sentences. */
  readonly warnings: readonly string[]
  readonly [settings]: Settings
}

/**
 * Reads an `[auth]` table from TOML text or from an object of the same shape. Pure and synchronous.
 *
 * @throws {ConfigError} with every problem at once.
 */
export function parseConfig(input: string | object, options: ParseOptions = {}): Config {
  const root = typeof input === "string" ? parseToml(input, options.file) : input
  const issues = collectIssues()
  const table = readTable(root, options.env ?? {}, issues)
  if (table === undefined) throw new ConfigError(issues.list, options.file)
  const application = readApplication(table, options, issues)
  const providers = readProviders(table, application?.insecureOrigins ?? [], issues)
  if (application === undefined || issues.list.length > 0) throw new ConfigError(issues.list, options.file)
  return carry({ application, providers }, [])
}

/** A copy of the `[auth]` table, so that from here on nothing can change under our eyes. */
function readTable(root: object, env: Env, issues: Issues): Table | undefined {
  let auth: unknown
  try {
    auth = isTable(root) ? own(root, "auth") : undefined
    if (isTable(auth)) return resolveReferences(auth, env, issues)
  } catch (error) {
    // A getter or a proxy of the caller's threw.
    issues.add("unreadable", ["auth"], "the object cannot be read", error instanceof Error ? error.name : undefined)
    return undefined
  }
  const message = auth === undefined ? "there is no [auth] table" : `must be a table, not ${kindOf(auth)}`
  issues.add("auth_missing", ["auth"], message, "Begin with a line [auth], and put redirect_uri below it.")
  return undefined
}

/** The settings inside a Config; undefined for whatever is none. */
export function settingsOf(config: unknown): Settings | undefined {
  return typeof config === "object" && config !== null ? (config as Config)[settings] : undefined
}

/** Not enumerable, so that a printed Config shows no secret. */
function carry(value: Settings, warnings: readonly string[]): Config {
  return Object.defineProperty({ warnings }, settings, { value }) as Config
}

function parseToml(text: string, file: string | undefined): object {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    throw new ConfigError([syntaxIssue(error)], file)
  }
}

/** Where the text stops being TOML. The parser's own message is not passed on: it quotes lines, and they hold secrets. */
function syntaxIssue({ line, column, message }: TomlError): ConfigIssue {
  // Only the first line is the parser's own: the others quote the text.
  const twice = message.split("\n", 1)[0]?.includes("redefine") === true
  return {
    code: twice ? "toml_duplicate" : "toml_syntax",
    path: "auth",
    message: twice ? "this table or key was written before" : "this is not TOML",
    hint: twice
      ? "A name is used once: remove or rename one of the two."
      : 'Each line is a [table] or key = value, and a text stands between straight quotes: key = "text".',
    line,
    column,
  }
}
