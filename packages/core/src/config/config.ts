/** What the owner wrote, turned once into what the rest of the house reads. */
import { ConfigError, type ConfigIssue } from "../errors.js"
import { readApplication } from "./application.js"
import { hasTable, withVariables } from "./environment.js"
import { type ReadFile, resolveReferences } from "./indirection.js"
import { collectIssues, type Issues } from "./issues.js"
import { readProviders } from "./providers.js"
import type { ParseOptions, Settings } from "./settings.js"
import { isTable, kindOf, own, type Table } from "./table.js"
import { excerptsOf } from "./text/excerpt.js"
import { placesIn } from "./text/places.js"
import { explainSyntax } from "./text/syntax.js"
import { parseToml } from "./text/toml.js"
import { warningsOf } from "./warnings.js"

const settings: unique symbol = Symbol("settings")

/** A configuration that can be used. Only `parseConfig` makes one; what is inside is nobody's business but the core's. */
export interface Config {
  /** What is allowed but unwise, in sentences. */
  readonly warnings: readonly string[]
  readonly [settings]: Settings
}

/**
 * Reads an `[auth]` table from TOML text or from an object of the same shape. Pure and synchronous. Variables of
 * `options.env` that begin with `AUTH__` override what the table says.
 *
 * @throws {ConfigError} with every problem at once.
 */
export function parseConfig(input: string | object, options: ParseOptions = {}): Config {
  return readConfig(input, options)
}

export interface ReadOptions extends ParseOptions {
  /** For `{ file = "PATH" }`. Default: no files. */
  readonly readFile?: ReadFile
  /** Another file that would have been read, were this one not there. */
  readonly passedOver?: string
  /** Other users of the machine can read the file. */
  readonly isReadableByOthers?: boolean
}

/** The same where there are files. @throws {ConfigError} */
export function readConfig(input: string | object, options: ReadOptions): Config {
  const { file } = options
  // The byte order mark is no column.
  const text = typeof input === "string" ? input.replace(/^\uFEFF/, "") : undefined
  const issues = collectIssues()
  const root = text === undefined ? (input as object) : parsed(text, file)
  const written = readTable(root, options, issues)
  const read = written === undefined ? undefined : readSettings(written, options, issues)
  if (written === undefined || read === undefined || issues.count > 0) {
    throw refused(issues.placed(placesIn(text)), text, file)
  }
  const { isReadableByOthers = false } = options
  const { isHidden } = issues
  return carry(read, warningsOf(read, { file, root, isReadableByOthers, isHidden }))
}

function readSettings(written: Table, options: ReadOptions, issues: Issues): Settings | undefined {
  const { env = {}, readFile } = options
  try {
    // A copy, so that from here on nothing can change under our eyes.
    const auth = resolveReferences(written, { env, readFile }, issues)
    const application = readApplication(auth, options, issues)
    const providers = readProviders(auth, application?.insecureOrigins ?? [], issues)
    return application === undefined ? undefined : { hidden: issues.hidden, application, providers }
  } catch (error) {
    return tellUnreadable(error, issues)
  }
}

/** The `[auth]` table as it is written, with the variables that override it. */
function readTable(root: object, { env = {}, passedOver }: ReadOptions, issues: Issues): Table | undefined {
  try {
    const auth = isTable(root) ? own(root, "auth") : undefined
    if (isTable(auth) || (auth === undefined && hasTable(env))) return withVariables(auth, env, issues)
    const message = auth === undefined ? "there is no [auth] table" : `must be a table, not ${kindOf(auth)}`
    const begin = "Begin with a line [auth], and put redirect_uri below it."
    const passed =
      passedOver === undefined ? "" : ` ${passedOver} is there too, and is not read: the first file counts.`
    const hint = Array.isArray(auth) ? "Write [auth], with one bracket on each side." : begin + passed
    issues.add(auth === undefined ? "auth_missing" : "value_type", ["auth"], message, hint)
  } catch (error) {
    tellUnreadable(error, issues)
  }
  return undefined
}

/** A getter or a proxy of the caller's threw. */
function tellUnreadable(error: unknown, issues: Issues): undefined {
  const what = error instanceof Error ? `threw ${error.name}` : "threw"
  issues.add(
    "unreadable",
    ["auth"],
    "the object cannot be read",
    `A getter or a proxy in it ${what}: give a plain object.`,
  )
}

/** The settings inside a Config; undefined for whatever is none. */
export function settingsOf(config: unknown): Settings | undefined {
  return typeof config === "object" && config !== null ? (config as Config)[settings] : undefined
}

/** Not enumerable, so that a printed Config shows no secret. */
function carry(value: Settings, warnings: readonly string[]): Config {
  return Object.defineProperty({ warnings }, settings, { value }) as Config
}

function parsed(text: string, file: string | undefined): object {
  const result = parseToml(text)
  if ("table" in result) return result.table
  const { line, column } = result.fault
  throw refused([{ path: "auth", ...explainSyntax(text, result.fault), line, column }], text, file)
}

/** With the line of each issue, masked, where there is a text. */
function refused(issues: readonly ConfigIssue[], text: string | undefined, file: string | undefined): ConfigError {
  const excerptOf = text === undefined ? undefined : excerptsOf(text)
  return new ConfigError(issues, {
    ...(file === undefined ? {} : { file }),
    excerpt: ({ line, column }) => (line && column ? excerptOf?.({ line, column }) : undefined),
  })
}
