// Bad input at every door, and what is answered: one table, run through every adapter.
import type { AuthErrorCode } from "@x/core"

/** What a visitor brings along as cookies. `door-cases.ts` makes them. */
export type Hand =
  | "garbage"
  | "another application's"
  | "250 cookies"
  | "pending login"
  | "another browser's pending login"
  | "changed pending login"
  | "session"
  | "big session"
  | "cut session"
  | "changed session"
  | "session under another secret"
  | "pending login as a session"
  | "first chunk alone"
  | "last chunk alone"
  | "cut chunk"
  | "swapped chunks"
  | "chunks of two sessions"
  | "chunks without end"

/** Who asks: a person's browser, or a program that sends no header of a browser. */
export type Asker = "person" | "program"

export interface Door {
  readonly name: string
  readonly input: {
    /** Default: GET. */
    readonly method?: string
    /** `{state}` is that of the pending login, `{issuer}` the provider. */
    readonly path: string
    readonly headers?: Readonly<Record<string, string>>
    readonly cookies?: readonly Hand[]
    readonly body?: string
    /** Default: either, and the answers have the same status, code, cookies and place. */
    readonly as?: Asker
  }
  /** `"not ours"`: what the application says to a path that it does not know, as long as no login begins or ends. */
  readonly status: number | "not ours"
  /** In the page or in the problem document; the answer to HEAD has neither. */
  readonly code?: AuthErrorCode
  /** What becomes of our cookies; nothing else does. */
  readonly setCookie?: readonly ("login begun" | "login forgotten" | "session ended")[]
  /** `"provider"`: the authorization endpoint, with our own parameters. Nothing: no Location at all. */
  readonly location?: "provider" | "/"
  readonly allow?: string
}

const begun = { status: 302, setCookie: ["login begun"], location: "provider" } as const
const forgotten = { setCookie: ["login forgotten"] } as const
const form = { "content-type": "application/x-www-form-urlencoded" }

/** A well-formed state that nobody has ever made. */
const foreign = "f".repeat(43)
/** The end of every answer of the provider (RFC 9207). */
const iss = "iss={issuer}"

const login: Door[] = [
  ...["nobody", "__proto__", "constructor", "toString", "First", "", "first%00", "%3Cscript%3E", "first%20"].map(
    (provider): Door => ({
      name: `login: an unknown provider is refused, "${provider}"`,
      input: { path: `/auth/login?provider=${provider}` },
      status: 400,
      code: "provider_unknown",
    }),
  ),
  {
    name: "login with a provider's name of 8 kB",
    input: { path: `/auth/login?provider=${"n".repeat(8000)}` },
    status: 400,
    code: "provider_unknown",
  },
  {
    name: "login with parameters of the authorization request: none gets there",
    input: {
      path: "/auth/login?provider=first&state=s&nonce=n&client_id=evil&redirect_uri=https://evil.example&scope=all&prompt=none",
    },
    ...begun,
  },
  {
    name: "login with escapes that are none",
    input: { path: "/auth/login?provider=first&return_to=%&x=%E0%A4%A&%" },
    ...begun,
  },
  {
    name: "login: our addresses are the configured ones, with a Host of somebody else",
    input: {
      path: "/auth/login?provider=first",
      headers: {
        host: "evil.example",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "http",
        forwarded: "host=evil.example",
      },
    },
    ...begun,
  },
  ...(["garbage", "another application's", "250 cookies", "cut session", "changed pending login"] as const).map(
    (hand): Door => ({
      name: `login with ${hand}`,
      input: { path: "/auth/login?provider=first", cookies: [hand] },
      ...begun,
      // What is named like a pending login and is none makes room at once.
      setCookie:
        hand.endsWith("session") || hand.startsWith("another") ? begun.setCookie : ["login forgotten", "login begun"],
    }),
  ),
  ...[
    ["an image", { "sec-fetch-dest": "image", "sec-fetch-mode": "no-cors", "sec-fetch-site": "cross-site" }],
    ["a script's fetch", { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", "sec-fetch-site": "same-origin" }],
    ["XMLHttpRequest", { "x-requested-with": "XMLHttpRequest" }],
    ["who accepts only JSON", { accept: "application/json" }],
  ].map(
    ([who, headers]): Door => ({
      name: `login: a script is told 401, ${who}`,
      input: { path: "/auth/login?provider=first", headers: headers as Record<string, string>, as: "program" },
      status: 401,
      code: "login_required",
    }),
  ),
  {
    name: "login: a prefetch begins nothing",
    input: { path: "/auth/login?provider=first", headers: { "sec-purpose": "prefetch" } },
    status: 503,
  },
  {
    name: "login: Purpose is a prefetch too, as Safari and old browsers say it",
    input: { path: "/auth/login?provider=first", headers: { purpose: "prefetch" } },
    status: 503,
  },
]

const methods: Door[] = [
  ["/auth/login?provider=first", "GET", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]] as const,
  ["/oauth2callback?code=c&state={state}", "GET, POST", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]] as const,
  ["/auth/logout", "GET, POST", ["HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]] as const,
  ["/auth/backchannel-logout", "POST", ["GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE"]] as const,
  ["/auth/frontchannel-logout", "GET", ["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]] as const,
].flatMap(([path, allow, others]) =>
  others.map(
    (method): Door => ({
      name: `callback: 405 says what is allowed, ${method} at ${path.split("?", 1)[0]}`,
      input: { method, path, cookies: ["pending login", "session"] },
      status: 405,
      code: "method_not_allowed",
      allow,
    }),
  ),
)

const paths: Door[] = [
  "/auth/login/",
  "/auth/LOGIN",
  "/Auth/login",
  "/auth//login",
  "/auth/login%2F",
  "/auth%2Flogin",
  "/auth/login;x=1",
  "/auth",
  "/auth/",
  "/auth/nothing",
  "/auth/logout/",
  "/auth/login/first",
  "/x/auth/login",
  "/oauth2callback/",
  "/oauth2callback/x",
  "/OAUTH2CALLBACK",
].map(
  (path): Door => ({
    name: `the path ${path}`,
    input: { path: `${path}?provider=first&code=c&state={state}`, cookies: ["pending login", "session"] },
    status: "not ours",
  }),
)

const callback: Door[] = [
  { name: "callback with nothing", input: { path: "/oauth2callback" }, status: 400, code: "callback_invalid" },
  {
    name: "callback without state, in a stranger's browser",
    input: { path: "/oauth2callback?code=c" },
    status: 400,
    code: "callback_invalid",
  },
  {
    name: "callback without state, while a login is pending",
    input: { path: `/oauth2callback?code=c&${iss}`, cookies: ["pending login"] },
    status: 400,
    code: "callback_invalid",
  },
  ...["short", "%3Cscript%3Ealert(1)%3C/script%3E", "", "%00", `${foreign}f`, "s".repeat(7000), "..%2F..%2F", "*"].map(
    (state): Door => ({
      name: `callback with the malformed state ${state.slice(0, 50)}`,
      input: { path: `/oauth2callback?code=c&state=${state}`, cookies: ["pending login"] },
      status: 400,
      code: "callback_invalid",
    }),
  ),
  {
    name: "callback with a foreign state and no cookie at all",
    input: { path: `/oauth2callback?code=c&state=${foreign}&${iss}` },
    status: 400,
    code: "cookies_blocked",
  },
  ...(["another application's", "garbage", "pending login", "changed session", "250 cookies"] as const).map(
    (hand): Door => ({
      name: `callback with a foreign state and ${hand}`,
      input: { path: `/oauth2callback?code=c&state=${foreign}&${iss}`, cookies: [hand] },
      status: 400,
      code: "transaction_missing",
    }),
  ),
  {
    name: "callback: an attempt of this browser, and not of another",
    input: { path: `/oauth2callback?code=c&state={state}&${iss}`, cookies: ["another browser's pending login"] },
    status: 400,
    code: "transaction_missing",
  },
  {
    name: "callback with a pending login that somebody changed",
    input: { path: `/oauth2callback?code=c&state={state}&${iss}`, cookies: ["changed pending login"] },
    status: 400,
    code: "transaction_missing",
    ...forgotten,
  },
  {
    name: "callback: two states name nothing, the same one twice",
    input: { path: `/oauth2callback?code=c&state={state}&state={state}&${iss}`, cookies: ["pending login"] },
    status: 400,
    code: "callback_invalid",
  },
  {
    name: "callback: two states name nothing, two of them",
    input: { path: `/oauth2callback?code=c&state=${foreign}&state={state}&${iss}`, cookies: ["pending login"] },
    status: 400,
    code: "callback_invalid",
  },
  ...[
    ["the code twice", `code=c&code=c&${iss}`],
    ["two codes", `code=c&code=d&${iss}`],
    ["the issuer twice", `code=c&${iss}&${iss}`],
    ["an error twice", `error=access_denied&error=access_denied&${iss}`],
    ["neither code nor error", iss],
    ["an empty code", `code=&${iss}`],
    ["an ID token", `code=c&id_token=x&${iss}`],
    ["an access token", `code=c&access_token=x&${iss}`],
    ["a token", `code=c&token=x&${iss}`],
    ["a signed answer that was not asked for", `code=c&response=x&${iss}`],
    ["another issuer", "code=c&iss=https://evil.example"],
    ["no issuer, although the provider announced it", "code=c"],
    ["an error, and another issuer", "error=access_denied&iss=https://evil.example"],
  ].map(
    ([what, query]): Door => ({
      name: `callback with ${what}`,
      input: { path: `/oauth2callback?state={state}&${query}`, cookies: ["pending login"] },
      status: 400,
      code: "callback_invalid",
      ...forgotten,
    }),
  ),
  ...(
    [
      ["access_denied", 403, "login_cancelled"],
      ["consent_required", 403, "login_cancelled"],
      ["login_required", 401, "login_required"],
      ["interaction_required", 401, "login_required"],
      ["server_error", 502, "provider_error"],
      ["temporarily_unavailable", 502, "provider_error"],
      ["%3Cscript%3Ealert(1)%3C/script%3E", 502, "provider_error"],
    ] as const
  ).map(
    ([error, status, code]): Door => ({
      name: `callback with the error ${error}, and a code beside it that does not count`,
      input: {
        path: `/oauth2callback?error=${error}&error_description=%3Cscript%3Ealert(1)%3C/script%3E%0d%0aSet-Cookie:x&error_uri=javascript:alert(1)&code=c&state={state}&${iss}`,
        cookies: ["pending login"],
      },
      status,
      code,
      ...forgotten,
    }),
  ),
  {
    name: "callback with an error and a foreign state: it does not count",
    input: { path: `/oauth2callback?error=access_denied&state=${foreign}&${iss}`, cookies: ["pending login"] },
    status: 400,
    code: "transaction_missing",
  },
  {
    name: "callback with a code that the provider never gave",
    input: { path: `/oauth2callback?code=never-given&state={state}&${iss}`, cookies: ["pending login"] },
    status: 400,
    code: "code_rejected",
    ...forgotten,
  },
  {
    name: "callback with a live session and nothing else: home",
    input: { path: "/oauth2callback", cookies: ["session"] },
    status: 302,
    location: "/",
  },
  {
    name: "callback with a live session and a foreign state: home",
    input: { path: `/oauth2callback?code=c&state=${foreign}&${iss}`, cookies: ["session", "pending login"] },
    status: 302,
    location: "/",
  },
  {
    name: "callback with a live session and an error: home",
    input: { path: "/oauth2callback?error=access_denied&error=x", cookies: ["big session"] },
    status: 302,
    location: "/",
  },
  {
    name: "refusal: the session stays when a callback fails",
    input: { path: `/oauth2callback?code=never-given&state={state}&${iss}`, cookies: ["session", "pending login"] },
    status: 400,
    code: "code_rejected",
    ...forgotten,
  },
]

const posted: Door[] = [
  {
    name: "callback: by the method that was asked for, and not by POST",
    input: {
      method: "POST",
      path: "/oauth2callback",
      headers: form,
      body: `code=c&state={state}&${iss}`,
      cookies: ["pending login"],
    },
    status: 400,
    code: "callback_invalid",
    ...forgotten,
  },
  {
    name: "callback by POST with nothing in it",
    input: { method: "POST", path: "/oauth2callback", headers: form, body: "" },
    status: 400,
    code: "callback_invalid",
  },
  {
    name: "callback: no query beside a form",
    input: {
      method: "POST",
      path: "/oauth2callback?state={state}",
      headers: form,
      body: "code=c&state={state}",
      cookies: ["pending login"],
    },
    status: 400,
    code: "callback_invalid",
  },
  ...[
    { "content-type": "application/json" },
    { "content-type": "multipart/form-data; boundary=x" },
    { "content-type": "text/plain" },
    {},
  ].map(
    (headers: Record<string, string>): Door => ({
      name: `callback: only a form is read, and not ${headers["content-type"] ?? "nothing that is said"}`,
      input: {
        method: "POST",
        path: "/oauth2callback",
        headers,
        body: `{"code":"c","state":"{state}"}`,
        cookies: ["pending login"],
      },
      status: 415,
      code: "unsupported_media_type",
    }),
  ),
  {
    name: "callback: an announced body above 64 KiB",
    input: {
      method: "POST",
      path: "/oauth2callback",
      headers: form,
      body: `state={state}&code=${"c".repeat(70_000)}`,
      cookies: ["pending login"],
    },
    status: 413,
    code: "body_too_large",
  },
  {
    name: "callback: a body is counted, whose length is not said",
    input: {
      method: "POST",
      path: "/oauth2callback",
      headers: { ...form, "transfer-encoding": "chunked" },
      body: `state={state}&code=${"c".repeat(70_000)}`,
      cookies: ["pending login"],
    },
    status: 413,
    code: "body_too_large",
  },
]

const logout: Door[] = [
  {
    name: "logout that another site asks for by GET",
    input: { path: "/auth/logout", headers: { "sec-fetch-site": "cross-site" }, cookies: ["session"] },
    status: 403,
    code: "cross_site_request",
  },
  {
    name: "logout that another site asks for by POST",
    input: {
      method: "POST",
      path: "/auth/logout",
      headers: { "sec-fetch-site": "cross-site" },
      cookies: ["big session"],
    },
    status: 403,
    code: "cross_site_request",
  },
  {
    name: "logout: a silent GET is a question",
    input: { path: "/auth/logout", cookies: ["session"], as: "program" },
    status: 403,
    code: "cross_site_request",
  },
  {
    name: "logout: a prefetch ends nothing, by what was brought along",
    input: { path: "/auth/logout", headers: { "sec-purpose": "prefetch" }, cookies: ["session"] },
    status: 503,
  },
  {
    name: "logout that another site asks for, while nobody is logged in",
    input: { path: "/auth/logout", headers: { "sec-fetch-site": "cross-site" } },
    status: 302,
    location: "/",
  },
  ...(
    ["cut session", "changed session", "swapped chunks", "first chunk alone", "session under another secret"] as const
  ).map(
    (hand): Door => ({
      name: `logout with ${hand}`,
      input: { method: "POST", path: "/auth/logout", headers: { "sec-fetch-site": "same-origin" }, cookies: [hand] },
      status: 303,
      setCookie: ["session ended"],
      location: "/",
    }),
  ),
  {
    name: "logout with a body that nobody reads",
    input: {
      method: "POST",
      path: "/auth/logout",
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/json" },
      body: "{",
      cookies: ["session"],
    },
    status: 303,
    setCookie: ["session ended"],
    location: "/",
  },
]

const spoilt = [
  "garbage",
  "another application's",
  "250 cookies",
  "cut session",
  "changed session",
  "session under another secret",
  "pending login as a session",
  "first chunk alone",
  "last chunk alone",
  "cut chunk",
  "swapped chunks",
  "chunks of two sessions",
  "chunks without end",
] as const

const guards: Door[] = spoilt.flatMap((hand): Door[] => [
  { name: `the home page with ${hand}`, input: { path: "/", cookies: [hand] }, status: 200 },
  {
    name: `a private page with ${hand}`,
    input: { path: "/private", cookies: [hand], as: "program" },
    status: 401,
    code: "login_required",
  },
  {
    name: `a private API with ${hand}`,
    input: { path: "/api/private", cookies: [hand], as: "program" },
    status: 401,
    code: "login_required",
  },
])

/** The application of the table is `https://app.example.test`, with the providers `first`, `second` and `posting`. */
export const doors: readonly Door[] = [...login, ...methods, ...paths, ...callback, ...posted, ...logout, ...guards]
