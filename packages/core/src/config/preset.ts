/** What a preset gives to one provider: its address and its ways, with the owner's values filled in. */
import { type Fault, type Issues, shown } from "./issues.js"
import type { AuthMethod, RegistrationKeys } from "./keys.js"
import { nearest } from "./nearest.js"
import type { Parameters } from "./parameters.js"
import { type OpenIdPreset, type Preset, presets, type Quirks, type Variable } from "./presets.js"
import { credentialFault, isDomain, queryFault, urlFault } from "./rules.js"
import type { Table } from "./table.js"

/** The preset of a table, with the values of its variables. */
export interface Chosen {
  readonly name: string
  readonly preset: Preset
  readonly values: Readonly<Record<string, string>>
}

interface Entry {
  readonly path: readonly string[]
  readonly table: Table
  readonly keys: Partial<RegistrationKeys>
  readonly insecureOrigins: readonly string[]
}

/** The preset of a name; undefined when there is no name, or no preset of it. */
export function presetNamed(name: string | undefined): Preset | undefined {
  return name !== undefined && Object.hasOwn(presets, name) ? presets[name] : undefined
}

/** Undefined when there is no preset, or none of that name. */
export function readPreset(entry: Entry, issues: Issues): Chosen | undefined {
  const { path, table, keys } = entry
  const { preset: name } = keys
  // What came from a variable is never shown.
  const shownName = issues.isHidden([...path, "preset"]) ? "the preset" : `the preset ${name}`
  const preset = presetNamed(name)
  if (name !== undefined && preset === undefined) tellUnknownPreset(name, path, issues)
  const isRead = name !== undefined || !Object.hasOwn(table, "preset")
  if (isRead && (name === undefined || preset !== undefined)) tellOfStrayVariables(preset, shownName, entry, issues)
  if (name === undefined || preset === undefined) return undefined

  const values: Record<string, string> = Object.create(null)
  for (const [key, variable] of Object.entries(preset.variables)) {
    const value = (keys as Readonly<Record<string, unknown>>)[key] ?? variable.default
    const fault = typeof value === "string" ? variableFault(value, variable, entry.insecureOrigins) : undefined
    if (fault !== undefined) issues.tell([...path, key], fault)
    else if (typeof value === "string")
      values[key] = variable.kind === "segment" ? encodeURIComponent(value) : withoutFinalSlash(value)
    else if (!variable.optional && !Object.hasOwn(table, key) && keys.server_metadata_url === undefined) {
      const hint = `Write ${key} = "${variable.example}", with your own.`
      issues.add("key_missing", [...path, key], `is missing: ${shownName} needs it`, hint)
    }
  }
  return { name, preset, values }
}

/** What a preset knows of an OpenID provider: its ways, and its address unless a variable is missing or wrong. */
export function openIdWays(
  { metadataUrl, quirks = {}, authMethod, parameters = {} }: OpenIdPreset,
  values: Chosen["values"],
): { metadataUrl: string | undefined; quirks: Quirks; authMethod: AuthMethod | undefined; parameters: Parameters } {
  const { logout, signedSecret, ...others } = quirks
  const { endpoint: template, ...rest } = logout ?? {}
  const endpoint = template === undefined ? undefined : filled(template, values)
  return {
    metadataUrl: filled(metadataUrl, values),
    quirks: {
      ...others,
      ...(logout === undefined ? {} : { logout: { ...rest, ...(endpoint && { endpoint }) } }),
      ...(signedSecret === undefined
        ? {}
        : { signedSecret: { ...signedSecret, issuer: filled(signedSecret.issuer, values) ?? "" } }),
    },
    authMethod,
    parameters,
  }
}

function tellUnknownPreset(name: string, path: readonly string[], issues: Issues): void {
  const names = Object.keys(presets)
  const near = nearest(name, names)
  const hint = near === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${near}?`
  issues.tell([...path, "preset"], { code: "preset_unknown", message: "is no preset", quoted: shown(name), hint })
}

const variableKeys: ReadonlySet<string> = new Set(
  Object.values(presets)
    .flatMap(({ variables }) => Object.keys(variables))
    // It has a meaning without a preset, too.
    .filter((key) => key !== "key_id"),
)

/** A variable that its preset does not know would be without effect. */
function tellOfStrayVariables(
  preset: Preset | undefined,
  shownName: string,
  { path, table }: Entry,
  issues: Issues,
): void {
  for (const key of variableKeys) {
    if (!Object.hasOwn(table, key) || (preset !== undefined && Object.hasOwn(preset.variables, key))) continue
    const users = Object.keys(presets).filter((other) => Object.hasOwn(presets[other]?.variables ?? {}, key))
    const hint =
      preset === undefined
        ? `Write preset = "${users[0]}" beside it, or remove it.`
        : `Remove it; ${users.join(", ")} ${users.length === 1 ? "has" : "have"} such a key.`
    const message = preset === undefined ? "belongs to a preset, and there is none" : `is no key of ${shownName}`
    issues.add("key_misplaced", [...path, key], message, hint)
  }
}

function variableFault(
  value: string,
  { kind, example }: Variable,
  insecureOrigins: readonly string[],
): Fault | undefined {
  if (kind === "url") return urlFault(value, insecureOrigins) ?? queryFault(value)
  const spaced = credentialFault(value)
  if (spaced !== undefined) return spaced
  const isRight = kind === "host" ? isHost(value) : !/[/\\?#%{}<>"\p{Cc}]|^\.+$/u.test(value)
  if (isRight) return undefined
  const wanted = kind === "host" ? "a host's name, without https:// and without a path" : "one name, without /, ? and #"
  return { code: "value_invalid", message: `must be ${wanted}`, quoted: value, hint: `It looks like "${example}".` }
}

function isHost(value: string): boolean {
  return isDomain(value.replace(/:\d{1,5}$/, "")) && URL.canParse(`https://${value}`)
}

function withoutFinalSlash(value: string): string {
  return value.endsWith("/") ? value.slice(0, -1) : value
}

/** Undefined when a value is missing. */
function filled(template: string, values: Readonly<Record<string, string>>): string | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name)
  if (names.some((name) => values[name] === undefined)) return undefined
  return template.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "")
}
