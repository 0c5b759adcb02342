// The suite for what an adapter hands out to handlers: login, logout and the user, in every way in which they are used.
import { expect } from "vitest"
import { describeParts, namesOf } from "./describe-adapter.js"
import { snapshots } from "./idioms.js"
import { people } from "./people.js"
import { type Case, expectLogin, loggedIn, pendingLogins, sessionCookies, whoIs } from "./visits.js"
import { asScript, onLoopback, problemIn, type Start, type World } from "./world.js"

const cases: readonly Case[] = [
  {
    name: "S06 S15 a greeting that is there for everybody",
    async run(world) {
      const browser = world.browser()
      expect((await browser.get(`${world.origin}/`)).text).toBe("Please log in")
      expect(await meIn(world, browser)).toEqual({ user: { isLoggedIn: false }, reason: "none" })
      const named = await loggedIn(world, "zoe")
      expect((await named.get(`${world.origin}/`)).text).toBe("Welcome! Zoë Ünal")
      const nameless = await loggedIn(world, "nameless")
      expect((await nameless.get(`${world.origin}/`)).text).toBe("Welcome! Somebody")
    },
  },
  ...["/login", "/login/destructured", "/login/callback", "/login/by-default-name", "/login/automatic"].map(
    (path): Case => ({
      name: `S09 S11 S16 ${path}: the default provider, and home again`,
      async run(world) {
        const browser = world.browser()
        expectLogin(world, await browser.get(world.origin + path))
        const page = await browser.login(world.origin + path, "ada")
        expect(page).toMatchObject({ status: 200, url: `${world.origin}/`, text: "Welcome! Ada Lovelace" })
        expect(await meIn(world, browser)).toMatchObject({ provider: "default", user: people.ada })
      },
    }),
  ),
  {
    name: "S10 S16 login(name): the provider is the first argument",
    async run(world) {
      const browser = world.browser()
      await browser.login(`${world.origin}/login/by-name`, "ada")
      expect((await meIn(world, browser)).provider).toBe("second")
    },
  },
  {
    name: "S16 two buttons: login while logged in replaces the identity",
    async run(world) {
      const browser = world.browser()
      await browser.login(`${world.origin}/login/by-name`, "big")
      await browser.login(`${world.origin}/login/by-default-name`, "grace")
      const { provider, user } = await meIn(world, browser)
      expect(provider).toBe("default")
      expect(user).toMatchObject(people.grace)
      expect(user).not.toHaveProperty("groups")
    },
  },
  {
    name: "S68 login(options): parameters win, the empty text omits one, returnTo is where it ends",
    async run(world) {
      const browser = world.browser()
      const asked = expectLogin(world, await browser.get(`${world.origin}/login/options`))
      expect([asked.get("login_hint"), asked.has("prompt")]).toEqual(["ada", false])
      const page = await browser.login(`${world.origin}/login/options`, "ada")
      expect(page.url).toBe(`${world.origin}/me?options`)
      expect((await meIn(world, browser)).provider).toBe("second")
    },
  },
  {
    name: "S10 login(name, options)",
    async run(world) {
      const browser = world.browser()
      const page = await browser.login(`${world.origin}/login/name-and-options`, "ada")
      expect(page.url).toBe(`${world.origin}/me?both`)
      expect((await meIn(world, browser)).provider).toBe("second")
    },
  },
  {
    name: "B02 login({ returnTo }) stays at home",
    async run(world) {
      const page = await world.browser().login(`${world.origin}/login/evil`, "ada")
      expect(page.url).toBe(`${world.origin}/`)
    },
  },
  {
    name: "S16 automatic login: who is logged in is answered",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const page = await browser.get(`${world.origin}/login/automatic`)
      expect(page).toMatchObject({ status: 200, text: "Welcome! Ada Lovelace" })
    },
  },
  {
    name: "303 login() and logout() that answer a POST",
    async run(world) {
      const browser = world.browser()
      expectLogin(world, await browser.post(`${world.origin}/login`), 303)
      expect(await browser.post(`${world.origin}/logout`)).toMatchObject({ status: 303, location: `${world.origin}/` })
    },
  },
  {
    name: "login() tells a script's request so: 401, and no login begins",
    async run(world) {
      const browser = world.browser()
      const response = await browser.get(`${world.origin}/login`, asScript)
      expect(response).toMatchObject({ status: 401, setCookies: [] })
      expect(problemIn(response).code).toBe("login_required")
    },
  },
  ...(
    [
      ["/wrong/event", "invalid_argument", "Event"],
      ["/wrong/request", "invalid_argument", "Request"],
      ["/wrong/number", "invalid_argument", "number"],
      ["/wrong/option", "invalid_argument", "return_to"],
      ["/wrong/logout", "invalid_argument", "Event"],
      ["/wrong/parameter", "parameter_refused", "state"],
      ["/wrong/name", "provider_unknown", 'Did you mean "second"?'],
    ] as const
  ).map(
    ([path, code, word]): Case => ({
      name: `S09 S11 ${path}: a wrong call rejects with ${code}, and says why`,
      async run(world) {
        const browser = await loggedIn(world, "ada")
        const response = await browser.get(world.origin + path)
        expect(response).toMatchObject({ status: 400, setCookies: [] })
        expect(response.text).toContain(`${code}: `)
        expect(response.text).toContain(word)
        expect(await whoIs(world, browser)).toBe("ada")
      },
    }),
  ),
  {
    name: "S12 S16 a button and a stop: what comes after has a user",
    async run(world) {
      const browser = world.browser()
      expectLogin(world, await browser.get(`${world.origin}/stop`))
      const page = await browser.login(`${world.origin}/stop`, "ada")
      expect(page).toMatchObject({ status: 200, url: `${world.origin}/stop`, text: "Only for you, Ada Lovelace" })
    },
  },
  {
    name: "B02 a guard's deep link comes back with its query",
    async run(world) {
      const deep = `${world.origin}/stop?report=7&x=a%20b`
      const page = await world.browser().login(deep, "ada")
      expect(page).toMatchObject({ status: 200, url: deep, text: "Only for you, Ada Lovelace" })
    },
  },
  {
    name: "B10 logged in but not allowed: 403, and no login begins",
    async run(world) {
      const ada = await loggedIn(world, "ada")
      const refused = await ada.get(`${world.origin}/stop/for-grace`)
      expect(refused).toMatchObject({ status: 403, setCookies: [] })
      expect(refused.location).toBeUndefined()
      expect(problemIn(await ada.get(`${world.origin}/stop/for-grace`, asScript)).code).toBe("access_denied")
      const grace = await loggedIn(world, "grace")
      expect((await grace.get(`${world.origin}/stop/for-grace`)).text).toBe("Only for Grace")
    },
  },
  {
    name: "a rule for one provider sends who came from another there",
    async run(world) {
      const browser = await loggedIn(world, "ada", { provider: "default" })
      const page = await browser.login(`${world.origin}/stop/for-second`, "ada")
      expect(page.text).toBe("Only for who came from the second")
      expect((await meIn(world, browser)).provider).toBe("second")
    },
  },
  ...["/logout", "/logout/destructured", "/logout/callback"].map(
    (path): Case => ({
      name: `S08 S09 S64 ${path}: however the visitor got there`,
      async run(world) {
        const browser = await loggedIn(world, "big")
        const response = await browser.click({ url: "https://elsewhere.example/" }, world.origin + path)
        expect(response).toMatchObject({ status: 302, location: `${world.origin}/` })
        expect(sessionCookies(world, browser)).toEqual([])
        expect(await meIn(world, browser)).toMatchObject({ user: { isLoggedIn: false } })
      },
    }),
  ),
  {
    name: "S08 logout({ returnTo })",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      expect((await browser.get(`${world.origin}/logout/back`)).location).toBe(`${world.origin}/?bye`)
      expect(await whoIs(world, browser)).toBeUndefined()
    },
  },
  {
    name: "S73 logout() while logged out goes home",
    async run(world) {
      const response = await world.browser().get(`${world.origin}/logout/back`)
      expect(response).toMatchObject({ status: 302, location: `${world.origin}/` })
    },
  },
  {
    name: "S72 the user is one snapshot: login() and logout() change it at the next request",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      for (const path of ["/snapshot/login", "/snapshot/logout"]) {
        await browser.get(world.origin + path)
        const { before, after, same } = snapshots.at(-1) ?? {}
        expect(before).toMatchObject({ isLoggedIn: true, sub: "ada" })
        expect(after).toEqual(before)
        expect(same).toBe(true)
      }
      expect(await meIn(world, browser)).toMatchObject({ user: { isLoggedIn: false } })
      expect(pendingLogins(world, browser)).toHaveLength(1)
    },
  },
  {
    name: "S05 S07 S15 the user is a read-only object of claims",
    async run(world) {
      const browser = await loggedIn(world, "big")
      const looks = JSON.parse((await browser.get(`${world.origin}/user`)).text)
      const { user } = await meIn(world, browser)
      expect(looks).toEqual({
        keys: Object.keys(user),
        spread: user,
        hasName: true,
        hasConstructor: false,
        absent: "undefined",
        writing: "TypeError",
        adding: "TypeError",
        nested: "TypeError",
        after: user,
      })
      const nobody = JSON.parse((await world.browser().get(`${world.origin}/user`)).text)
      expect(nobody).toMatchObject({ keys: ["isLoggedIn"], spread: { isLoggedIn: false }, hasName: false })
    },
  },
]

const parts = [{ title: "on http://localhost:8501", place: onLoopback, cases }]

/** The names of the cases, as the suite runs them. */
export const idiomCases: readonly string[] = namesOf(parts)

/** Registers the suite for one adapter. `start` answers whatever is asked for with `answerIdiom(path, context, say)`. */
export function describeIdioms(name: string, start: Start): void {
  describeParts(`describeIdioms(${name})`, parts, start)
}

interface Me {
  user: Record<string, unknown>
  provider?: string
  reason?: string
}

async function meIn(world: World, browser: ReturnType<World["browser"]>): Promise<Me> {
  return JSON.parse((await browser.get(`${world.origin}/me`)).text)
}
