// The people who live at the development provider, unless the caller brings others.

/** One person at the provider: the claims that an application gets. `sub` identifies them. */
export interface ProviderUser {
  readonly sub: string
  readonly [claim: string]: unknown
}

// Four people, each good for one thing that applications get wrong: the ordinary case, a second account to switch to,
// letters beyond ASCII, and an e-mail address that nobody has verified.
export const defaultUsers: readonly ProviderUser[] = [
  {
    sub: "ada",
    name: "Ada Lovelace",
    given_name: "Ada",
    family_name: "Lovelace",
    preferred_username: "ada",
    email: "ada@example.com",
    email_verified: true,
    locale: "en-GB",
    zoneinfo: "Europe/London",
  },
  {
    sub: "grace",
    name: "Grace Hopper",
    given_name: "Grace",
    family_name: "Hopper",
    preferred_username: "grace",
    email: "grace@example.org",
    email_verified: true,
    locale: "en-US",
    zoneinfo: "America/New_York",
  },
  {
    sub: "zoe",
    name: "Zoë Ünal",
    given_name: "Zoë",
    family_name: "Ünal",
    preferred_username: "zoe",
    email: "zoe@example.net",
    email_verified: true,
    locale: "tr-TR",
    zoneinfo: "Europe/Istanbul",
  },
  {
    sub: "kim",
    name: "Kim Newcomer",
    given_name: "Kim",
    family_name: "Newcomer",
    preferred_username: "kim",
    email: "kim@example.com",
    email_verified: false,
    locale: "ko-KR",
    zoneinfo: "Asia/Seoul",
  },
]

// OpenID Connect Core 5.4: which scope asks for which claims.
const scopes = {
  profile: [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
  ],
  email: ["email", "email_verified"],
  phone: ["phone_number", "phone_number_verified"],
  address: ["address"],
}

// What the provider itself says in a token: no person can bring these along.
const protocol = "iss aud exp iat nbf jti nonce acr amr azp auth_time sid at_hash c_hash s_hash".split(" ")

/** The claims of each scope. Those that no standard scope asks for (`groups`, …) come with `openid`. */
export function claimsByScope(users: readonly ProviderUser[]): Record<string, string[]> {
  const elsewhere = new Set(["sub", ...protocol, ...Object.values(scopes).flat()])
  const own = new Set(users.flatMap((user) => Object.keys(user)).filter((claim) => !elsewhere.has(claim)))
  return { openid: ["sub", ...own], ...scopes }
}

/** The people by their `sub`. @throws TypeError when there are none, or when one has no `sub` of their own */
export function peopleBySub(users: readonly ProviderUser[]): ReadonlyMap<string, ProviderUser> {
  if (users.length === 0) throw new TypeError("startProvider: users is empty; a login needs somebody to pick")
  const people = new Map<string, ProviderUser>()
  for (const user of users) {
    if (typeof user.sub !== "string" || user.sub === "") {
      throw new TypeError(
        `startProvider: every user needs a sub, a text that is not empty; this one has none: ${JSON.stringify(user)}`,
      )
    }
    if (people.has(user.sub)) throw new TypeError(`startProvider: two users have the sub ${JSON.stringify(user.sub)}`)
    people.set(user.sub, user)
  }
  return people
}
