/** A process that sees cookies and begins logins, more and more, and tells after each step what it holds of them. */
import { createAuth } from "@x/core"
import { sessionCookies } from "@x/core/adapter"
import { answerParent, givenArgument } from "./child.js"
import { configOf } from "./contestants/x.js"
import { somebody, type World } from "./world.js"

const config = configOf(givenArgument<World>())
const auth = createAuth(config)
const atOnce = 100

/** Bytes that are still held when all garbage is gone. */
function held(): number {
  gc?.()
  gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Asks with no other header. */
function request(url: string, cookie: string | null) {
  return { method: "GET", url, headers: { get: (name: string) => (name === "cookie" ? cookie : null) } }
}

async function seeCookie(number: number): Promise<void> {
  const sub = `guest-${number}`
  const lines = await sessionCookies(config, { claims: { ...somebody, sub } })
  const cookie = lines.map((line) => line.slice(0, line.indexOf(";"))).join("; ")
  const user = await auth.getUser(request("/", cookie))
  if (!user.isLoggedIn || user.sub !== sub) throw new Error(`the cookie of ${sub} did not open`)
}

/** The browser does not come back. */
async function beginLogin(): Promise<void> {
  const { status } = await auth.login(request("/", null))
  if (status !== 302) throw new Error(`a login began with ${status}`)
}

async function repeat(count: number, work: (number: number) => Promise<void>): Promise<number> {
  for (let done = 0; done < count; done += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - done) }, (_, index) => work(done + index)))
  }
  return held()
}

let seen = 0
answerParent({
  cookies: async (count) => {
    const before = seen
    seen += Number(count)
    return repeat(Number(count), (number) => seeCookie(before + number))
  },
  logins: (count) => repeat(Number(count), beginLogin),
})
process.send?.({})
