/** Before anything is measured: a session is somebody's, and opens for nobody who has changed a letter of it. */
import type { Served } from "./arena.js"
import { type Answer, askPerson } from "./browser.js"
import type { Child } from "./child.js"
import { type Person, personText } from "./world.js"

/**
 * @param cookie the Cookie header that a whole login has left
 * @throws {Error} that says what is wrong with a contestant's session
 */
export async function proveGenuine(origin: string, cookie: string): Promise<void> {
  const answer = await askPerson(origin, cookie)
  if (!isSomebody(answer)) throw new Error(`after a login: ${told(answer)}`)
  const nobody = await askPerson(origin, "")
  if (nobody.status !== 401) throw new Error(`without a cookie: ${told(nobody)}`)
  const pairs = cookie.split("; ")
  let proofs = 0
  for (const pair of pairs) {
    const others = pairs.filter((other) => other !== pair)
    // Some cookies are beside the matter, such as the address that a login came from.
    if ((await askPerson(origin, others.join("; "))).status === 200) continue
    proofs += 1
    for (const tampered of tamperings(pair)) {
      const refused = await askPerson(origin, [...others, tampered].join("; "))
      if (refused.status === 200) throw new Error(`with a changed ${pair.split("=", 1)[0]}: ${told(refused)}`)
    }
  }
  if (proofs === 0) throw new Error("no single cookie is the session's")
}

/** Whether a login whose ID token a stranger has signed leaves nobody logged in: not all that are compared look. */
export async function verifiesSignature(provider: Child, { logIn, world }: Served): Promise<boolean> {
  await provider.ask("deceive", world.origin)
  const cookie = await logIn().catch(() => "")
  await provider.ask("behave", world.origin)
  return (await askPerson(world.origin, cookie)).status !== 200
}

function told({ status, body }: Answer): string {
  return `${status} ${body.slice(0, 500)}`
}

function isSomebody({ status, body }: Answer): boolean {
  if (status !== 200) return false
  const person = JSON.parse(body) as Person
  return body === personText(person) && /^person-\d+$/.test(person.sub) && person.email === `${person.sub}@example.com`
}

/**
 * A cookie with one letter of its value changed, at several places. Not at the very end: the last letter of base64url
 * may hold bits that no decoder reads.
 */
export function tamperings(pair: string): string[] {
  const value = pair.indexOf("=") + 1
  return [0.2, 0.4, 0.6, 0.8].map((place) => changedAt(pair, value + Math.floor((pair.length - value) * place)))
}

function changedAt(text: string, index: number): string {
  return text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1)
}
