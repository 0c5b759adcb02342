/** What holds for a whole walk: where the application lies, how its visitors' browsers and providers behave. */
import { type Config, parseConfig } from "../../src/index.js"

/** Where the application lies; with it goes what a neighbour on a sibling host can do to its cookies. */
export interface Place {
  readonly origin: string
  readonly basePath: string
  /** Of the session's cookie, prefix included. */
  readonly cookieName: string
  /** The parent domain, where the configuration shares the cookies with it. */
  readonly cookieDomain?: string
}

const origin = "https://app.shop.example"

export const places = {
  "at the root": { origin, basePath: "", cookieName: "__Host-auth" },
  "below a path": { origin, basePath: "/desk", cookieName: "__Secure-auth" },
  "with a cookie domain": { origin, basePath: "", cookieName: "__Secure-auth", cookieDomain: "shop.example" },
} as const satisfies Record<string, Place>

export interface Setting {
  readonly place: keyof typeof places
  readonly sameSite: "lax" | "strict"
  /** The providers let in at once whoever they know: then redirects can go round by themselves. */
  readonly asksNobody: boolean
  /** The application's onError sends a visitor whose login failed to the guarded page. */
  readonly startsAgain: boolean
  /** Browsers of before Fetch Metadata: they send neither Sec-Fetch-Site nor the like. */
  readonly oldBrowsers: boolean
  /** Sessions end when they have not been used for an hour; they are in cookies, or in a store that both processes ask. */
  readonly sessions?: SessionKind
}

export const sessionKinds = ["that slide", "in a store"] as const
export type SessionKind = (typeof sessionKinds)[number]

/** Seconds. */
export const idleTimeout = 3600

export const parentDomain = "shop.example"
/** Another host of the same site, in other hands. */
export const siblingOrigin = "https://blog.shop.example"
export const evilOrigin = "https://evil.example"

export const clientSecret = "canary-client-secret-8d1f"

/** The secrets of a phase of the rotation: a new one is first known to all processes, and leads only then. */
export function secretsOf(phase: number): string[] {
  const leading = Math.floor(phase / 2)
  const old = Array.from({ length: leading + 1 }, (_, index) => secret(leading - index))
  return phase % 2 === 0 ? old : [...old, secret(leading + 1)]
}

function secret(number: number): string {
  return `canary-cookie-secret-${number}-0123456789abcdefghijkl`
}

// A configuration is read once, however many processes of however many walks begin with it.
const configs = new Map<string, Config>()

export function configOf({ place, sameSite, sessions }: Setting, phase: number): Config {
  const key = `${place} ${sameSite} ${sessions} ${phase}`
  const known = configs.get(key)
  if (known !== undefined) return known
  const { basePath, cookieDomain }: Place = places[place]
  const config = parseConfig({
    auth: {
      redirect_uri: `${origin}${basePath}/oauth2callback`,
      cookie_secret: secretsOf(phase),
      cookie_same_site: sameSite,
      ...(sessions === undefined ? {} : { session_idle_timeout: idleTimeout }),
      ...(cookieDomain === undefined ? {} : { cookie_domain: cookieDomain }),
      default: {
        client_id: "client-at-alpha",
        client_secret: clientSecret,
        server_metadata_url: "https://alpha.example",
      },
      beta: {
        client_id: "client-at-beta",
        client_secret: clientSecret,
        server_metadata_url: "https://beta.example",
        client_kwargs: { scope: "openid profile email", response_mode: "form_post" },
        logout: "provider",
      },
    },
  })
  configs.set(key, config)
  return config
}
