/** Whether the redirect URI can be where the application listens. */
import { type Finding, isLoopback } from "@x/core/inspect"

interface Facts {
  readonly redirectUri: string
  /** The variable `PORT`, by which platforms and frameworks say where an application listens. */
  readonly port: string | undefined
  /** It came from a variable or a file, and is not shown. */
  readonly isHidden: boolean
}

export function judgeRedirectUri({ redirectUri, port, isHidden }: Facts): Finding {
  const url = new URL(redirectUri)
  const isHere = isLoopback(url.hostname)
  const named = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port
  // Elsewhere, a proxy stands between the port that is public and the one on which the application listens.
  if (isHere && port !== undefined && /^\d{1,5}$/.test(port) && Number(port) !== Number(named)) {
    return {
      level: "note",
      code: "redirect_uri_port",
      message: isHidden
        ? "The redirect URI names another port than the variable PORT."
        : `The redirect URI names the port ${named}, and the variable PORT says ${port}.`,
      hint: "If the application listens on PORT, write {port} in redirect_uri in the place of the number.",
    }
  }
  const code = "redirect_uri_ok"
  if (url.protocol === "https:") return { level: "ok", code, message: "The redirect URI is https." }
  const message = "The redirect URI is http, which is for this machine alone: where others log in, it is https."
  return { level: "ok", code, message }
}
