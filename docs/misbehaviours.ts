// The tables of how the development provider misbehaves, made of the table that it runs on.
import { callbackFaults } from "../packages/testing/src/misbehaviour/callback-faults.js"
import { documentFaults } from "../packages/testing/src/misbehaviour/document-faults.js"
import type { Fault, ProviderEndpoint } from "../packages/testing/src/misbehaviour/fault.js"
import { idTokenFaults } from "../packages/testing/src/misbehaviour/id-token-faults.js"
import { outages } from "../packages/testing/src/misbehaviour/outages.js"

/** The rows of each table, by its heading in testing.md. */
export const misbehaviourRows: Readonly<Record<string, string[][]>> = {
  "### Misbehaviours of an ID token": rowsOf(idTokenFaults),
  "### Misbehaviours of the callback": rowsOf(callbackFaults),
  "### Misbehaviours of what a provider says": rowsOf(documentFaults),
  "### Misbehaviours of any server": rowsOf(outages),
}

function rowsOf(faults: Readonly<Record<string, Fault>>): string[][] {
  return Object.entries(faults).map(([name, { text, at }]) => [`\`${name}\``, placesIn(at), text])
}

function placesIn(at: readonly ProviderEndpoint[]): string {
  if (at.length === 6) return "everywhere"
  if (at.length === 4) return "documents"
  return at.map((endpoint) => `\`${endpoint}\``).join(", ")
}
