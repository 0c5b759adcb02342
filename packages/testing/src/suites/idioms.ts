// The reference's idioms, as an application writes them: one handler each, the same for every adapter.
import { AuthError, type Claims, type Context } from "@x/core"

/** What a handler is given: `req.auth`, `ctx.auth` or the context of a fetch handler. */
export type IdiomContext = Pick<Context<Claims, unknown>, "user" | "session" | "login" | "logout" | "requireUser">

/** Answers the request with a text: through `res`, through `ctx`, or with a Response that is returned. */
export type Say = (status: number, text: string) => unknown

type Idiom = (context: IdiomContext, say: Say) => unknown

const idioms: Readonly<Record<string, Idiom>> = {
  "/": ({ user }, say) => say(200, user.isLoggedIn ? `Welcome! ${user.name ?? "Somebody"}` : "Please log in"),
  "/me": ({ user, session: { provider, reason } }, say) => say(200, JSON.stringify({ user, provider, reason })),

  "/login": (auth) => auth.login(),
  "/login/destructured": ({ login }) => login(),
  "/login/callback": ({ login }) => Promise.resolve(undefined).then(login),
  "/login/by-name": ({ login }) => login("second"),
  "/login/by-default-name": ({ login }) => login("default"),
  "/login/options": ({ login }) =>
    login({ provider: "second", returnTo: "/me?options", parameters: { login_hint: "ada", prompt: "" } }),
  "/login/name-and-options": ({ login }) => login("second", { returnTo: "/me?both" }),
  "/login/automatic": (auth, say) => (auth.user.isLoggedIn ? say(200, `Welcome! ${auth.user.name}`) : auth.login()),
  "/login/evil": ({ login }) => login({ returnTo: "//evil.example" }),

  "/wrong/event": ({ login }, say) => refusal(login(new Event("click") as object), say),
  "/wrong/request": ({ login }, say) => refusal(login(new Request("http://localhost/") as object), say),
  "/wrong/number": ({ login }, say) => refusal(login(1 as unknown as string), say),
  "/wrong/name": ({ login }, say) => refusal(login("Second"), say),
  "/wrong/parameter": ({ login }, say) => refusal(login({ parameters: { state: "mine" } }), say),
  "/wrong/option": ({ login }, say) => refusal(login({ return_to: "/x" } as object), say),
  "/wrong/logout": ({ logout }, say) => refusal(logout(new Event("click") as object), say),

  "/stop": async ({ requireUser }, say) => {
    const access = await requireUser()
    return access.ok ? say(200, `Only for you, ${access.user.name}`) : access.response
  },
  "/stop/for-grace": async ({ requireUser }, say) => {
    const access = await requireUser({ allow: (user) => user.email === "grace@example.org" })
    return access.ok ? say(200, "Only for Grace") : access.response
  },
  "/stop/for-second": async ({ requireUser }, say) => {
    const access = await requireUser({ provider: "second" })
    return access.ok ? say(200, "Only for who came from the second") : access.response
  },

  "/logout": (auth) => auth.logout(),
  "/logout/destructured": ({ logout }) => logout(),
  "/logout/callback": ({ logout }) => Promise.resolve(undefined).then(logout),
  "/logout/back": ({ logout }) => logout({ returnTo: "/?bye" }),

  "/snapshot/logout": (auth) => snapshot(auth, () => auth.logout()),
  "/snapshot/login": (auth) => snapshot(auth, () => auth.login()),
  "/user": ({ user }, say) => say(200, JSON.stringify(looksOf(user))),
}

/** The application of `describeIdioms`: whatever is asked for, answered with what the adapter hands out. */
export function answerIdiom(path: string, context: IdiomContext, say: Say): unknown {
  const idiom = Object.hasOwn(idioms, path) ? idioms[path] : undefined
  return idiom === undefined ? say(404, "Not found") : idiom(context, say)
}

/** What `user` was before and after a command of the same request. */
export const snapshots: { before: unknown; after: unknown; same: boolean }[] = []

async function snapshot(context: IdiomContext, command: () => Promise<unknown>): Promise<unknown> {
  const { user } = context
  const before = { ...user }
  const answer = await command()
  snapshots.push({ before, after: { ...context.user }, same: context.user === user })
  return answer
}

async function refusal(call: Promise<unknown>, say: Say): Promise<unknown> {
  try {
    await call
  } catch (error) {
    if (error instanceof AuthError) return say(error.status, `${error.code}: ${error.message}`)
    return say(500, String(error))
  }
  // In Node the call has answered the request already.
  return undefined
}

/** What an application sees when it handles `user` as an object. */
function looksOf(user: object): Record<string, unknown> {
  const anything = user as { name?: unknown; constructor?: unknown; groups?: unknown[] }
  return {
    keys: Object.keys(user),
    spread: { ...user },
    hasName: "name" in user,
    hasConstructor: "constructor" in user,
    absent: typeof anything.constructor,
    writing: thrownBy(() => {
      anything.name = "Mallory"
    }),
    adding: thrownBy(() => Object.assign(user, { role: "admin" })),
    nested: thrownBy(() => anything.groups?.push("admin")),
    after: { ...user },
  }
}

function thrownBy(act: () => unknown): string {
  try {
    act()
    return "nothing"
  } catch (error) {
    return error instanceof Error ? error.name : String(error)
  }
}
