/** Tells once of answers with so many cookies that a proxy may refuse them: the visitor would see its 502, and no log of ours would say why. */
import type { LogEvent } from "../log.js"

/** Bytes of Set-Cookie in one answer. nginx reads 4 KiB of headers by default, and there are others beside ours. */
export const mostCookies: number = 3.5 * 1024

/** Looks at the headers of each answer; speaks of the first that is too large, and is silent from then on. */
export function watchAnswerSize(log: (event: LogEvent) => void): (headers: Headers) => void {
  let isTold = false
  return (headers) => {
    if (isTold) return
    const bytes = setCookieBytes(headers)
    if (bytes <= mostCookies) return
    isTold = true
    log({ level: "warning", event: "large_answer", message: warning(bytes) })
  }
}

/** As they travel: each a line, with its name before and the line's end behind it. */
function setCookieBytes(headers: Headers): number {
  return headers.getSetCookie().reduce((sum, line) => sum + "set-cookie: ".length + line.length + 2, 0)
}

function warning(bytes: number): string {
  return [
    `An answer has ${bytes} bytes of Set-Cookie, and a proxy may refuse it with a 502: nginx above proxy_buffer_size`,
    "(4k by default), Apache above responsefieldsize (8k a line), HAProxy above tune.bufsize (16k). Raise it to 16k, keep",
    "fewer claims with `claims`, or keep sessions in a store. This is said once: docs/cookies.md, Behind a proxy.",
  ].join(" ")
}
