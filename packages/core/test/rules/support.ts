/** What the tests of rules have in common: one login, and what becomes of it. */
import type { MockProvider } from "../support/mock-provider.js"
import { codeOf, createWorld, type Visitor, type World, type WorldOptions } from "../support/world.js"

export interface Outcome {
  readonly world: World
  readonly visitor: Visitor
  readonly response: Response
  readonly status: number
  readonly code: string | undefined
  readonly isLoggedIn: boolean
}

/** One login by somebody who was nobody before, with a provider that behaves as it is told. */
export async function login(faults: MockProvider["faults"] = {}, options: WorldOptions = {}): Promise<Outcome> {
  const world = createWorld(options)
  world.provider.faults = faults
  return loginIn(world)
}

export async function loginIn(world: World, visitor = world.visitor()): Promise<Outcome> {
  const response = await visitor.login()
  const { isLoggedIn } = await visitor.user()
  return { world, visitor, response, status: response.status, code: await codeOf(response), isLoggedIn }
}

/** `"accepted"`, or the code with which a login is refused: by then nobody is logged in. */
export async function verdict(faults: MockProvider["faults"], options: WorldOptions = {}): Promise<string> {
  const { code, isLoggedIn } = await login(faults, options)
  if (code === undefined && isLoggedIn) return "accepted"
  return isLoggedIn ? `${code}, and yet logged in` : `${code}`
}

/** The names of the cookies of a visitor's pending attempts. */
export function attempts({ jar }: Visitor): string[] {
  return jar.all().flatMap(({ name }) => (name.includes(".tx.") ? [name] : []))
}

/** What the token endpoint was sent last. */
export function sentForm({ seen }: MockProvider): URLSearchParams {
  return new URLSearchParams(seen.token.at(-1)?.body)
}

export function asked(url: string, name: string): string {
  return new URL(url).searchParams.get(name) ?? ""
}

/** The headers of a browser that does not say where it comes from: only what is given is sent. */
export function bare(url: string, headers: Record<string, string>, method = "GET"): Request {
  return new Request(url, { method, headers })
}
