/** What the parser would say of a table made from these answers: nobody shall find out later. */
import { ConfigError, type ConfigIssue, parseConfig } from "@x/core"
import { shapeOf } from "@x/core/inspect"
import { newPrivateKey } from "../secret/new-private-key.js"
import { newSecret } from "../secret/new-secret.js"
import { type Answers, credentialOf, referencesOf } from "./answers.js"
import { renderTable } from "./table.js"

export interface Fault {
  /** The key of the table. */
  readonly key: string
  readonly message: string
}

export function faultsOf(answers: Answers): readonly Fault[] {
  const { name } = answers
  // [auth.client_id] would be that key, and the parser could only say that it stands there twice.
  if (name !== undefined && shapeOf(name) !== undefined) {
    return [{ key: name, message: `cannot be ${name}: that is a key of the table` }]
  }
  // What is not known yet is taken for well chosen.
  const well = credentialOf(answers) === "client_secret" ? newSecret() : newPrivateKey()
  const { clientId, credential } = referencesOf(answers)
  const env = { ...(clientId && { [clientId]: newSecret() }), ...(credential && { [credential]: well }) }
  try {
    parseConfig(renderTable(answers, { cookieSecret: newSecret() }), { env, port: 8501 })
    return []
  } catch (error) {
    if (error instanceof ConfigError)
      return error.issues.map((issue) => ({ key: keyOf(issue, answers), message: told(issue) }))
    throw error
  }
}

/** Of one answer: for a question that is asked before the others are answered. */
export function faultOf(key: string, answers: Answers): string | undefined {
  return faultsOf(answers).find((fault) => fault.key === key)?.message
}

/** A name in quotes is no key: then it is the provider's that is meant. */
function keyOf({ path }: ConfigIssue, { name }: Answers): string {
  return /(?:^|\.)([\w-]+)$/.exec(path)?.[1] ?? name ?? path
}

function told({ message, hint }: ConfigIssue): string {
  return hint === undefined || /\n/.test(hint) ? message : `${message}. ${hint}`
}
