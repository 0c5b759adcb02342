// Which of the errors an answer is.
import { expect } from "vitest"
import type { Reply } from "./ask.js"
import { problemIn } from "./world.js"

/** The code that a page or a problem document shows. */
export function codeIn(reply: Pick<Reply, "status" | "headers" | "text">): string | undefined {
  const type = reply.headers.get("content-type") ?? ""
  if (type.startsWith("text/html")) {
    // The question of a logout has no use for its code.
    if (reply.status === 403 && reply.text.includes("<form")) return "cross_site_request"
    return /<code>([a-z_]+)<\/code>/.exec(reply.text)?.[1]
  }
  const { code, status } = problemIn(reply)
  if (code === undefined) return undefined
  expect(status).toBe(reply.status)
  return String(code)
}
