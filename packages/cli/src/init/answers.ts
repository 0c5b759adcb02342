/** What `init` has to know before it can write a table. */
import { presets } from "@x/core"
import { asVariable } from "@x/core/inspect"

export interface Answers {
  /** The provider's table, `[auth.NAME]`; without one its keys stand in `[auth]` itself. */
  readonly name?: string
  readonly preset?: string
  /** The preset's variables, by key. */
  readonly variables: Readonly<Record<string, string>>
  /** The provider's address, where there is no preset. */
  readonly url?: string
  readonly redirectUri: string
  /** Not known yet: it comes from a variable. */
  readonly clientId?: string
  readonly clientSecret?: string
}

/** Every key that some preset asks for. */
export const variableKeys: readonly string[] = [
  ...new Set(Object.values(presets).flatMap(({ variables }) => Object.keys(variables))),
]

/** The option that stands for a key of the table. */
export function optionFor(key: string): string {
  return `--${key === "server_metadata_url" ? "url" : key.replaceAll("_", "-")}`
}

/** What the client has at the provider beside its id: at some, a secret is made with a key. */
export function credentialOf({ preset: name }: Pick<Answers, "preset">): "client_secret" | "client_private_key" {
  const preset = name === undefined ? undefined : presets[name]
  const isSigned = preset?.type !== "oauth2" && preset?.quirks?.signedSecret !== undefined
  return isSigned ? "client_private_key" : "client_secret"
}

/** The variables in which the client's credentials are looked for, unless they are known: `GOOGLE_CLIENT_ID`. */
export function referencesOf(answers: Answers): { clientId?: string; credential?: string } {
  const { name, clientId, clientSecret } = answers
  const prefix = name === undefined ? "" : `${variablePart(name)}_`
  return {
    ...(clientId === undefined ? { clientId: `${prefix}CLIENT_ID` } : {}),
    ...(clientSecret === undefined ? { credential: `${prefix}${credentialOf(answers).toUpperCase()}` } : {}),
  }
}

function variablePart(name: string): string {
  return asVariable(name).replace(/^(?=\d)/, "_")
}
