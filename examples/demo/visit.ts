// What every page needs to know of the request that asks for it.

import type { Session, User } from "@x/core"

export interface Visit {
  user: User<object>
  session: Session<object>
  providers: readonly { name: string; label: string; href: string }[]
}

/** The provider's name for people; its name in the table, when it has left the table. */
export function labelOf({ session, providers }: Visit): string {
  return providers.find(({ name }) => name === session.provider)?.label ?? session.provider ?? "No provider"
}
