// Who can log in during the suites. Each is good for one question.
import type { ProviderUser } from "../people.js"

const many = Array.from({ length: 240 }, (_, index) => `group-${String(index).padStart(6, "0")}`)

export type Person = "ada" | "grace" | "zoe" | "big" | "vast" | "nameless"

export const people: Readonly<Record<Person, ProviderUser>> = {
  /** The ordinary case. */
  ada: { sub: "ada", name: "Ada Lovelace", email: "ada@example.com", email_verified: true, nickname: "Countess" },
  /** Another account, with claims that the first lacks, and without some that it has. */
  grace: { sub: "grace", name: "Grace Hopper", email: "grace@example.org", email_verified: true, locale: "en-US" },
  /** Letters beyond ASCII. */
  zoe: { sub: "zoe", name: "Zoë Ünal", email: "zoe@example.net", email_verified: true },
  /** Some 4 kB of claims: more than one cookie holds. */
  big: { sub: "big", name: "Big Company", email: "big@example.com", email_verified: true, groups: many },
  /** The same again: their chunks must never mix with those of the first. */
  vast: { sub: "vast", name: "Vast Company", email: "vast@example.com", email_verified: true, groups: many },
  /** Nobody knows more than who they are. */
  nameless: { sub: "nameless" },
}
