/** A key that stands for one that is not here: nobody knows its other half, and nothing is signed with it. */
import { generateKeyPairSync } from "node:crypto"

export function newPrivateKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString()
}
