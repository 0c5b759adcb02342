/** What `x-auth check` found, as data. */
import type { ConfigError } from "@x/core"
import type { Finding } from "@x/core/inspect"
import type { Setting } from "./understood.js"

export type Report = Refused | Understood

/** The configuration cannot be used, or is not there. */
interface Refused {
  readonly file: string | undefined
  readonly error: ConfigError
}

export interface Understood {
  /** Undefined when all of it came from variables. */
  readonly file: string | undefined
  readonly warnings: readonly string[]
  readonly application: Examined
  readonly providers: readonly (Examined & { readonly name: string; readonly isAsked: boolean })[]
}

export interface Examined {
  readonly settings: readonly Setting[]
  readonly findings: readonly Finding[]
}

export function findingsOf({ application, providers }: Understood): readonly Finding[] {
  return [application, ...providers].flatMap(({ findings }) => findings)
}
