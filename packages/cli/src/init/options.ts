/** The options of `init`, read; and what is to be done when nobody can be asked. */

import { presets } from "@x/core"
import { nearest } from "@x/core/inspect"
import { readArguments } from "../arguments.js"
import { UsageError } from "../command.js"
import { type Answers, optionFor, variableKeys } from "./answers.js"
import { faultsOf } from "./faults.js"
import { type Given, usualRedirectUri } from "./interview.js"

export interface InitOptions {
  readonly given: Given
  readonly file: string
  readonly yes: boolean
}

/** @throws {UsageError} */
export function readInit(args: readonly string[]): InitOptions {
  const { values, positionals } = readArguments(
    args,
    {
      ...Object.fromEntries(variableKeys.map((key) => [nameOf(key), { type: "string" }] as const)),
      provider: { type: "string" },
      url: { type: "string" },
      "client-id": { type: "string" },
      "redirect-uri": { type: "string" },
      yes: { type: "boolean", short: "y" },
    },
    { positionals: 1 },
  )
  const texts = values as Readonly<Record<string, string | undefined>>
  const { provider, url, "client-id": clientId, "redirect-uri": redirectUri } = texts
  const preset = provider !== undefined && url === undefined ? presetNamed(provider) : undefined
  const variables = variableKeys.flatMap((key) => {
    const value = texts[nameOf(key)]
    return value === undefined ? [] : [[key, value] as const]
  })
  const given = {
    ...(provider === undefined ? {} : { name: provider }),
    ...(preset === undefined ? {} : { preset }),
    ...(url === undefined ? {} : { url }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(redirectUri === undefined ? {} : { redirectUri }),
    variables: Object.fromEntries(variables),
  }
  return { given, file: positionals[0] ?? "secrets.toml", yes: values.yes === true }
}

function nameOf(key: string): string {
  return optionFor(key).slice(2)
}

function presetNamed(name: string): string {
  if (Object.hasOwn(presets, name)) return name
  const names = Object.keys(presets)
  const near = nearest(name, names)
  const hint = near === undefined ? `There are ${names.join(", ")}.` : `Did you mean ${near}?`
  throw new UsageError(`No provider here is called ${JSON.stringify(name)}. ${hint} Any other needs its --url.`)
}

/** The options alone. @throws {UsageError} when they leave something open that only the owner knows */
export function unasked(given: Given): Answers {
  if (given.preset === undefined && given.url === undefined) {
    throw new UsageError("Which provider? Give --provider NAME, or --url URL for one that has no name here.")
  }
  const preset = given.preset === undefined ? undefined : presets[given.preset]
  const missing = Object.entries(preset?.variables ?? {}).filter(
    ([key, { default: otherwise, optional }]) =>
      otherwise === undefined && !optional && !Object.hasOwn(given.variables, key),
  )
  if (missing.length > 0) {
    const options = missing.map(([key, { example }]) => `${optionFor(key)} ${example}`).join(" ")
    throw new UsageError(`${preset?.label} needs more, as in ${options}.`)
  }
  return { redirectUri: usualRedirectUri, ...given }
}

/** @throws {UsageError} when the parser would not take what is about to be written */
export function refuseFaults(answers: Answers): void {
  const faults = faultsOf(answers)
  if (faults.length === 0) return
  throw new UsageError(faults.map(({ key, message }) => `${blamed(key, answers)} ${message}`).join("; "))
}

/** What the person wrote who is told of a fault. */
function blamed(key: string, { name }: Answers): string {
  return key === name ? "--provider" : optionFor(key)
}
