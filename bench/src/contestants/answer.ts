/** The one answer that all contestants of node:http and Express give. */
import type { ServerResponse } from "node:http"
import { nobodyText, type Person, personText } from "../world.js"

export function answer(res: ServerResponse, person: Person | undefined): void {
  const text = person === undefined ? nobodyText : personText(person)
  res.writeHead(person === undefined ? 401 : 200, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  })
  res.end(text)
}
