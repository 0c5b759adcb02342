/** What holds always, each by its name. The first that does not hold ends the walk. */

export const invariants = {
  ownLogin: "nobody is signed in as someone whose login this browser did not finish",
  onceInBrowser: "a transaction is used once in a browser",
  onceInProcess: "a transaction is used once in a process",
  refusedCallback: "a refused callback leaves the session as it was",
  logoutHolds: "a logout is not undone by an older answer that comes late",
  staysOut: "after a logout no login begins by itself, until the visitor asks for one",
  threeRounds: "no walk goes round more than three times",
  table: "every answer is one of the table's",
  tooLate: "no login is finished more than ten minutes after it began",
  guess: "a prefetch begins nothing and ends nothing",
  honestLogin: "an honest login with a provider that is well succeeds, and ends where it was to end",
  sessionLasts: "a session lasts until it ends, and not longer",
  guard: "a guard lets in whoever is signed in, and nobody else",
  crossSite: "no other site ends a session, and a refused logout sets no cookie",
  oneCleared: "a callback clears the transaction that its state names, and no other",
  bounded: "at most five logins are pending in a browser",
  location: "no Location leaves the origin but to the provider",
  secrets: "no secret stands in a page, a Location or the log",
  cookies: "every cookie is HttpOnly, Secure, in its place, and in an answer that no cache keeps",
  blame: "a provider that is well is not blamed",
} as const

export type Invariant = keyof typeof invariants

export class BrokenInvariant extends Error {
  constructor(
    readonly invariant: Invariant,
    readonly evidence: string,
  ) {
    super(`${invariants[invariant]}: ${evidence}`)
    this.name = "BrokenInvariant"
  }
}

export function demand(invariant: Invariant, holds: boolean, evidence: string): void {
  if (!holds) throw new BrokenInvariant(invariant, evidence)
}
