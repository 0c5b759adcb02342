// The one table of how the development provider can misbehave.
import { type CallbackMisbehaviour, callbackFaults } from "./callback-faults.js"
import { type DocumentMisbehaviour, documentFaults } from "./document-faults.js"
import type { Fault, ProviderEndpoint } from "./fault.js"
import { type IdTokenMisbehaviour, idTokenFaults } from "./id-token-faults.js"
import { type Outage, outages } from "./outages.js"

/** How a provider can misbehave. */
export type Misbehaviour = IdTokenMisbehaviour | CallbackMisbehaviour | DocumentMisbehaviour | Outage

/** A misbehaviour, and where. */
export interface Misbehaving {
  readonly name: Misbehaviour
  /** Default: wherever this misbehaviour can happen. */
  readonly at?: ProviderEndpoint | readonly ProviderEndpoint[] | undefined
}

const faults: Readonly<Record<Misbehaviour, Fault>> = {
  ...idTokenFaults,
  ...callbackFaults,
  ...documentFaults,
  ...outages,
}

/** Every misbehaviour: what it is, in a sentence, and where it can happen. For tests that try all of them. */
export const misbehaviours: Readonly<
  Record<Misbehaviour, { readonly text: string; readonly at: readonly ProviderEndpoint[] }>
> = Object.fromEntries(Object.entries(faults).map(([name, { text, at }]) => [name, { text, at }])) as typeof faults

/** What a wish amounts to: the fault, and where it happens. @throws TypeError when there is no such thing */
export function faultOf({ name, at }: Misbehaving): { fault: Fault; at: ReadonlySet<ProviderEndpoint> } {
  if (!Object.hasOwn(faults, name)) {
    throw new TypeError(
      `misbehave: there is no ${JSON.stringify(name)}; these are known: ${Object.keys(faults).join(", ")}`,
    )
  }
  const fault = faults[name]
  const wanted = new Set(at === undefined ? fault.at : [at].flat())
  for (const endpoint of wanted) {
    if (fault.at.includes(endpoint)) continue
    throw new TypeError(
      `misbehave: ${JSON.stringify(name)} cannot happen at ${JSON.stringify(endpoint)}, but at: ${fault.at.join(", ")}`,
    )
  }
  return { fault, at: wanted }
}
