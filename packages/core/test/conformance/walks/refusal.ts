/** The provider answers that it will not (OpenID Connect Core section 3.1.2.6). */
import { expect } from "vitest"
import { codeOf, expectNoSecret } from "../../support/world.js"
import { accepted, application, askForLogin, type Walk } from "../suite.js"

export const refusalWalks = {
  async "oidcc-client-test-form-post-error"(given) {
    const plan = { ...given, responseMode: "form_post" } as const
    const world = application(plan, { parameters: { prompt: "none", max_age: 0 } })
    const earlier = await accepted(plan, world)
    for (const visitor of [world.visitor(), earlier]) {
      const [session, user] = [visitor.cookies(), await visitor.user()]
      const url = await askForLogin(visitor)
      const { prompt, max_age, response_mode } = Object.fromEntries(new URL(url).searchParams)
      expect({ prompt, max_age, response_mode }).toEqual({ prompt: "none", max_age: "0", response_mode: "form_post" })
      const answer = world.provider.refuse(url, "login_required")
      expect(answer.method).toBe("POST")
      const response = await visitor.comeBack(answer)
      expect([await codeOf(response), response.status]).toEqual(["login_required", 401])
      expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8")
      expect(visitor.cookies()).toBe(session)
      expect(await visitor.user()).toEqual(user)
      expectNoSecret(world, await response.text())
    }
    expect((await earlier.user()).isLoggedIn).toBe(true)
  },
} satisfies Record<string, Walk>
