/** What the compiler knows of a user, and what it does not let pass. */
import { expectTypeOf, test } from "vitest"
import {
  type Access,
  type Auth,
  type Claims,
  type Config,
  type Context,
  createAuth,
  type LoggedIn,
  parseConfig,
  type RequestLike,
  type Session,
  type User,
} from "../src/index.js"

declare const config: Config
declare const request: RequestLike

test("a user narrows by isLoggedIn", () => {
  const user = {} as User
  expectTypeOf(user.isLoggedIn).toEqualTypeOf<boolean>()
  // @ts-expect-error nobody may be logged in
  user.email
  if (user.isLoggedIn) {
    expectTypeOf(user).toEqualTypeOf<LoggedIn>()
    expectTypeOf(user.sub).toEqualTypeOf<string>()
    expectTypeOf(user.email).toEqualTypeOf<string | undefined>()
    expectTypeOf(user["https://acme/roles"]).toEqualTypeOf<unknown>()
    // @ts-expect-error it is read-only
    user.name = "evil"
  } else {
    expectTypeOf(user).toEqualTypeOf<{ readonly isLoggedIn: false }>()
    // @ts-expect-error there is no claim
    user.name
  }
})

test("an Auth has the claims of OpenID Connect, or what onLogin makes of them", () => {
  expectTypeOf(createAuth(config)).toEqualTypeOf<Auth<Claims>>()
  expectTypeOf(createAuth(config, { onLogin: () => {} })).toEqualTypeOf<Auth<Claims>>()
  expectTypeOf(createAuth(config, { onLogin: async () => {} })).toEqualTypeOf<Auth<Claims>>()
  expectTypeOf(createAuth(config, { log: () => {} })).toEqualTypeOf<Auth<Claims>>()

  const enriched = createAuth(config, { onLogin: ({ user }) => ({ id: user.sub, role: "admin" as const }) })
  expectTypeOf(enriched).toEqualTypeOf<Auth<{ id: string; role: "admin" }>>()
  const later = createAuth(config, { onLogin: async ({ tokens }) => ({ scope: tokens.scope }) })
  expectTypeOf(later).toEqualTypeOf<Auth<{ scope: string | undefined }>>()
})

test("its claims reach every door", async () => {
  const auth = createAuth(config, { onLogin: ({ user }) => ({ id: user.sub }) })
  expectTypeOf(auth.getUser(request)).resolves.toEqualTypeOf<User<{ id: string }>>()
  expectTypeOf(auth.getSession(request)).resolves.toEqualTypeOf<Session<{ id: string }>>()
  expectTypeOf(auth.context(request)).resolves.toEqualTypeOf<Context<{ id: string }>>()
  await auth.requireUser(request, {
    allow: (user) => {
      expectTypeOf(user.id).toEqualTypeOf<string>()
      // @ts-expect-error onLogin kept no e-mail
      return user.email === "a"
    },
  })
})

test("there is no user on the refused branch", () => {
  const access = {} as Access
  // @ts-expect-error not before it is asked
  access.user
  if (access.ok) expectTypeOf(access.user).toEqualTypeOf<LoggedIn>()
  else {
    expectTypeOf(access.response).toEqualTypeOf<Response>()
    // @ts-expect-error refused
    access.user
  }
})

test("a Config cannot be made by hand", () => {
  expectTypeOf(parseConfig("")).toEqualTypeOf<Config>()
  expectTypeOf(parseConfig({ auth: {} })).toEqualTypeOf<Config>()
  // @ts-expect-error only parseConfig and loadConfig make one
  createAuth({ warnings: [] })
  // @ts-expect-error nor does a table do
  createAuth({ auth: { redirect_uri: "" } })
  // @ts-expect-error what is inside is nobody's business
  config.application
})

test("wrong calls", () => {
  const auth = createAuth(config)
  expectTypeOf(auth.login).toBeCallableWith(request, "google", { returnTo: "/" })
  expectTypeOf(auth.login).toBeCallableWith(request, { provider: "google", parameters: { prompt: "" } })
  // @ts-expect-error a parameter is a text
  void auth.login(request, { parameters: { max_age: 1 } })
  // @ts-expect-error there is no such option
  void auth.login(request, { return_to: "/" })
  // @ts-expect-error there is no such mode
  void auth.logout(request, { mode: "both" })
  // @ts-expect-error there is no such option
  createAuth(config, { onSignIn: () => {} })
})
