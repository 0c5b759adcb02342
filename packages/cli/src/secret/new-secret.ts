/** A secret that nobody can guess: 32 random bytes, as text that needs no quoting anywhere. */
import { randomBytes } from "node:crypto"

export function newSecret(): string {
  return randomBytes(32).toString("base64url")
}
