/** The one answer of all contestants that answer with a Response. */
import { nobodyText, type Person, personText } from "../world.js"

export function toResponse(person: Person | undefined): Response {
  return new Response(person === undefined ? nobodyText : personText(person), {
    status: person === undefined ? 401 : 200,
    headers: { "content-type": "application/json" },
  })
}
