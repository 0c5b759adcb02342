/** Before anything is measured: each session is somebody's, and opens for nobody who has changed a letter of it. */
import { askPerson, type Answer } from "./browser.js"
import { personText, type Person } from "./world.js"

/** @throws {Error} that says what is wrong with a contestant's session */
export async function proveGenuine(origin: string, cookie: string): Promise<void> {
  const answer = await askPerson(origin, cookie)
  if (!isSomebody(answer)) throw new Error(`a login's cookie gets ${answer.status} ${answer.body}`)
  for (const tampered of ["", ...tamperings(cookie)]) {
    const refused = await askPerson(origin, tampered)
    if (refused.status === 401) continue
    throw new Error(`${tampered === "" ? "no cookie" : "a tampered cookie"} gets ${refused.status} ${refused.body}`)
  }
}

function isSomebody({ status, body }: Answer): boolean {
  if (status !== 200) return false
  const person = JSON.parse(body) as Person
  return body === personText(person) && /^person-\d+$/.test(person.sub) && person.email === `${person.sub}@example.com`
}

/**
 * Cookies of which every value has one letter changed. Where is no matter, except for the very end: the last letter of
 * base64url may hold bits that no decoder reads.
 */
export function tamperings(cookie: string): string[] {
  return [0.25, 0.5, 0.75].map((place) =>
    cookie.replace(/=([^;]+)/g, (_pair, value: string) => `=${changedAt(value, Math.floor(value.length * place))}`),
  )
}

function changedAt(value: string, index: number): string {
  const other = value[index] === "A" ? "B" : "A"
  return value.slice(0, index) + other + value.slice(index + 1)
}
