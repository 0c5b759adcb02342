// Whole logins: from the first click over the provider to the page it ends on.
import { expect } from "vitest"
import { ask } from "./ask.js"
import { people } from "./people.js"
import {
  almostLogIn,
  type Case,
  expectLogin,
  loggedIn,
  logIn,
  loginUrl,
  pendingLogins,
  sessionCookies,
  whoIs,
} from "./visits.js"
import { asScript } from "./world.js"

export const loginCases: readonly Case[] = [
  {
    name: "S01 a login is a redirect to the provider, with all that makes it safe and no secret",
    async run(world) {
      const { provider, origin } = world
      const browser = world.browser()
      const asked = expectLogin(world, await browser.get(loginUrl(world)))
      expect(Object.fromEntries(asked)).toEqual({
        client_id: provider.config.auth.client_id,
        redirect_uri: `${origin}/oauth2callback`,
        response_type: "code",
        scope: "openid profile email",
        prompt: "select_account",
        code_challenge_method: "S256",
        state: expect.stringMatching(/^[\w-]{43}$/),
        nonce: expect.stringMatching(/^[\w-]{43}$/),
        code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      })
      const again = expectLogin(world, await browser.get(loginUrl(world)))
      const fresh = [asked, again].flatMap((all) => ["state", "nonce", "code_challenge"].map((name) => all.get(name)))
      expect(new Set(fresh).size).toBe(6)
      expect(pendingLogins(world, browser)).toHaveLength(2)
      expect(sessionCookies(world, browser)).toEqual([])
    },
  },
  {
    name: "S02 after the provider, the next request is logged in",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
      expect((await browser.get(`${world.origin}/api/private`, asScript)).status).toBe(200)
      expect(pendingLogins(world, browser)).toEqual([])
    },
  },
  {
    name: "S03 without a wish, the browser lands on the home page",
    async run(world) {
      const page = await logIn(world, world.browser(), "ada")
      expect(page).toMatchObject({ status: 200, url: `${world.origin}/` })
    },
  },
  {
    name: "S03 the home page is open to everybody",
    async run(world) {
      const browser = world.browser()
      expect((await browser.get(`${world.origin}/`)).status).toBe(200)
      expect(browser.jar.cookies(`${world.origin}/`)).toEqual([])
    },
  },
  {
    name: "B02 a login ends where it was asked to",
    async run(world) {
      const page = await logIn(world, world.browser(), "ada", { returnTo: "/private?tab=1&x=a%20b" })
      expect(page.url).toBe(`${world.origin}/private?tab=1&x=a%20b`)
      const plain = await logIn(world, world.browser(), "ada", { returnTo: "/private" })
      expect(plain).toMatchObject({ status: 200, url: `${world.origin}/private` })
    },
  },
  {
    name: "S04 S14 a login while logged in replaces the identity wholly: user, provider, claims and chunks",
    async run(world) {
      const browser = await loggedIn(world, "big")
      const before = await world.session(browser)
      expect(sessionCookies(world, browser).length).toBeGreaterThan(1)
      await logIn(world, browser, "grace", { provider: "second" })
      const { user, claims, provider } = await world.session(browser)
      expect(before.provider).not.toBe("second")
      expect(provider).toBe("second")
      expect(user).toMatchObject({ isLoggedIn: true, ...people.grace })
      expect(Object.keys(user)).not.toContain("groups")
      expect(Object.keys(claims ?? {}).sort()).toEqual(
        Object.keys(user)
          .filter((name) => name !== "isLoggedIn")
          .sort(),
      )
      expect(sessionCookies(world, browser)).toEqual([world.cookie])
      await logIn(world, browser, "big")
      expect(await whoIs(world, browser)).toBe("big")
      expect(sessionCookies(world, browser)).not.toContain(world.cookie)
    },
  },
  {
    name: "S04 the same person's second login is a new session",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const before = browser.jar.value(`${world.origin}/`, world.cookie)
      await logIn(world, browser, "ada")
      const after = browser.jar.value(`${world.origin}/`, world.cookie)
      expect(after).toBeDefined()
      expect(after).not.toBe(before)
    },
  },
  {
    name: "S06 S07 the user has exactly the claims of the ID token, and none when logged out",
    async run(world) {
      const browser = world.browser()
      expect({ ...(await world.session(browser)).user }).toEqual({ isLoggedIn: false })
      await logIn(world, browser, "zoe")
      const { user } = await world.session(browser)
      const { aud, exp, iat, iss, at_hash: _hash, auth_time: _time, nonce: _nonce, sid: _sid, ...rest } = user as Claims
      expect(rest).toEqual({ isLoggedIn: true, ...people.zoe })
      expect([iss, aud].flat()).toEqual([world.provider.issuer, world.provider.config.auth.client_id])
      expect([typeof exp, typeof iat]).toEqual(["number", "number"])
    },
  },
  {
    name: "S07 a person of whom nothing but the name is known can log in",
    async run(world) {
      const browser = await loggedIn(world, "nameless")
      expect((await browser.get(`${world.origin}/private`)).status).toBe(200)
    },
  },
  {
    name: "S10 S11 a provider by its name, which is in no request to it (S37)",
    async run(world) {
      for (const provider of Object.keys(world.providers)) {
        const browser = world.browser()
        const asked = expectLogin(world, await browser.get(loginUrl(world, { provider })))
        expect(asked.toString()).not.toContain("second")
        await logIn(world, browser, "ada", { provider })
        expect((await world.session(browser)).provider).toBe(provider)
      }
    },
  },
  {
    name: "S78 every provider has an address for its button",
    async run(world) {
      const { auth, origin } = world
      expect(auth.providers.map(({ name }) => name)).toEqual(Object.keys(world.providers))
      for (const { name, href } of auth.providers) {
        const browser = world.browser()
        await browser.login(new URL(href, origin).href, "ada")
        expect((await world.session(browser)).provider).toBe(name)
      }
    },
  },
  {
    name: "303 the answer by POST (response_mode=form_post) goes on with GET",
    async run(world) {
      const provider = Object.keys(world.providers).find((name) => name.startsWith("post"))
      if (provider === undefined) throw new Error("this world has no provider that posts")
      const browser = world.browser()
      const page = await browser.follow(await browser.get(loginUrl(world, { provider, returnTo: "/private" })))
      const answered = await browser.follow(
        await browser.pickUser(page, "ada"),
        ({ url }) => new URL(url).pathname === "/oauth2callback",
      )
      expect(answered).toMatchObject({ status: 303, location: `${world.origin}/private` })
      expect(answered.navigation.method).toBe("POST")
      expect((await browser.follow(answered)).status).toBe(200)
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
  {
    name: "B03 cancelled at the provider: a page that says so, and a login that exists goes on",
    async run(world) {
      const browser = await loggedIn(world, "ada")
      const page = await browser.follow(await browser.get(loginUrl(world)))
      const cancelled = await browser.follow(await browser.cancel(page))
      expect(cancelled.status).toBe(403)
      expect(cancelled.text).toContain("login_cancelled")
      expect(await whoIs(world, browser)).toBe("ada")
      expect(pendingLogins(world, browser)).toEqual([])
    },
  },
  {
    name: "B03 a stale callback goes home while somebody is logged in",
    async run(world) {
      const browser = world.browser()
      const answer = await almostLogIn(world, browser, "ada")
      const callback = answer.location ?? ""
      await browser.follow(answer)
      const again = await browser.get(callback)
      expect(again).toMatchObject({ status: 302, location: `${world.origin}/` })
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
  {
    name: "callback: used once, without a session its second time is refused",
    async run(world) {
      const browser = world.browser()
      const answer = await almostLogIn(world, browser, "ada")
      const thief = browser.fork()
      await browser.follow(answer)
      for (const name of sessionCookies(world, browser)) browser.jar.delete(`${world.origin}/`, name)
      browser.jar.set(`${world.origin}/`, "theme=dark")
      const again = await browser.get(answer.location ?? "")
      expect(again.status).toBe(400)
      expect(again.text).toContain("transaction_missing")
      // With the transaction's cookie too: this process has finished it already.
      const stolen = await thief.get(answer.location ?? "")
      expect(stolen.status).toBe(400)
      expect(stolen.text).toContain("transaction_missing")
      expect(await whoIs(world, thief)).toBeUndefined()
    },
  },
  {
    name: "callback: HEAD uses nothing up",
    async run(world) {
      const browser = world.browser()
      const answer = await almostLogIn(world, browser, "ada")
      const { search } = new URL(answer.location ?? "")
      const cookie = browser.jar.header(`${world.origin}/`)
      const head = await ask(world, { method: "HEAD", path: `/oauth2callback${search}`, headers: { cookie } })
      expect(head).toMatchObject({ status: 405, setCookies: [] })
      await browser.follow(answer)
      expect(await whoIs(world, browser)).toBe("ada")
    },
  },
]

type Claims = Record<string, unknown>
