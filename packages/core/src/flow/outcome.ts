/** What a flow comes to: a reply, or a failure that the application may word itself. */
import { AuthError } from "../errors.js"
import type { Reply } from "../http/reply.js"
import type { Demand } from "./demand.js"

export interface Failure {
  readonly error: AuthError
  /** The provider with which it failed, for the log. */
  readonly provider?: string
  /** Set-Cookie lines that go with whatever is answered. */
  readonly cookies?: readonly string[]
  /** Where a new login begins, when one may help. */
  readonly loginUrl?: string
  /** What a login would have to be to help, for programs. */
  readonly demand?: Demand
}

export type Outcome = Reply | Failure

/** While the store cannot be asked, that is what is answered; every other error goes on. */
export function withoutStore(error: unknown): Failure {
  if (error instanceof AuthError && error.code === "store_unavailable") return { error }
  throw error
}

export function isFailure(outcome: Outcome): outcome is Failure {
  return "error" in outcome
}
