/** What every contestant is told: where it stands, whom it asks, and with which secrets. */
export interface World {
  /** Where it is reached, such as `http://127.0.0.1:8501`; it listens there already. */
  readonly origin: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** For whatever seals or signs cookies: 43 random characters. */
  readonly secret: string
  /** How many providers the configuration has besides the one that is asked. */
  readonly otherProviders: number
}

/** Who is logged in, as every contestant's session must tell it. */
export interface Person {
  readonly sub: string
  readonly name: string
  readonly email: string
}

/** The address at which a contestant answers who is logged in. */
export const personPath = "/me"

/** The claims that count, as a JSON text: the same from every contestant, whatever else its session holds. */
export function personText({ sub, name, email }: Person): string {
  return JSON.stringify({ sub, name, email })
}

/** What is answered with 401 when nobody is logged in. */
export const nobodyText = JSON.stringify({ error: "login_required" })

/** Whom the bare servers answer with. */
export const somebody: Person = { sub: "person-1", name: "Ada Lovelace", email: "person-1@example.com" }
