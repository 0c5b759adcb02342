/** `allowed_origins`: the other origins of the application, exact or with `*` for one label of the host. */
import type { Fault } from "./issues.js"
import { urlFault } from "./rules.js"

/** What stands for the `*` while a URL is read: a label like any other, and none that anybody has. */
const standIn = "the-label-that-a-star-stands-for"

const hint = "Scheme, host and port, as a browser's address line shows them, and nothing behind."

/** An entry as URLs write an origin, with its `*`; or what is wrong with it. */
export function readAllowedOrigin(written: string): string | Fault {
  const value = written.replace(/\/$/, "")
  const stars = value.split("*").length - 1
  if (stars > 1) return faultOf(value, "may have one * at most", "Write an entry for each address.")
  const asUrl = value.replace("*", standIn)
  const fault = urlFault(asUrl)
  if (fault !== undefined) return fault
  const url = new URL(asUrl)
  // A query or a path of nothing is one, too.
  if (/[/?]/.test(value.slice(value.indexOf("//") + 2))) return faultOf(value, "must be an origin, with no path", hint)
  const labels = url.hostname.split(".")
  // Other letters become these, or a * of their own, when a URL is read.
  if (labels.includes("") || !/^(?:[a-z\d._-]+|\[.+\])$/.test(url.hostname)) {
    return faultOf(value, "has a host that no browser shows", hint)
  }
  if (stars === 0) return url.origin
  return starFault(value, labels) ?? url.origin.replace(standIn, "*")
}

/** A `*` that is no label of its own, or that takes in more than one owner can have. */
function starFault(value: string, labels: readonly string[]): Fault | undefined {
  const star = labels.indexOf(standIn)
  if (star === -1) {
    return faultOf(value, "has a * that is no whole label of the host", "Write it like https://*.preview.example.com.")
  }
  const behind = labels.slice(star + 1)
  // Below localhost nobody is a stranger.
  if (behind.length >= 2 || behind[0] === "localhost") return undefined
  return faultOf(value, "is too wide", "Two labels or more follow a *, as in https://*.preview.example.com.")
}

function faultOf(quoted: string, message: string, hint: string): Fault {
  return { code: "origin_invalid", message, quoted, hint }
}

/** Where anybody gets a host for the asking; a dot in front stands for a region. No such list is ever complete. */
const sharedDomains = [
  ...["app.github.dev", ".devtunnels.ms", "gitpod.io", "csb.app", "stackblitz.io", "replit.dev", "github.io"],
  ...["vercel.app", "netlify.app", "pages.dev", "workers.dev", "deno.dev", "fly.dev", "onrender.com", "railway.app"],
  ...["herokuapp.com", "azurewebsites.net", ".azurestaticapps.net", "web.app", ".run.app", "amplifyapp.com"],
  ...["ngrok.io", ".ngrok.io", "ngrok.app", "ngrok.dev", "ngrok-free.app", "ngrok-free.dev", "trycloudflare.com"],
]

/** The domain, open to anybody, of which an entry takes in whatever host; undefined when its hosts have an owner. */
export function sharedDomainOf(entry: string): string | undefined {
  if (!entry.includes("*")) return undefined
  const { hostname } = new URL(entry.replace("*", standIn))
  const behind = hostname.slice(hostname.indexOf(standIn) + standIn.length + 1)
  const isShared = (domain: string) => (domain.startsWith(".") ? behind.endsWith(domain) : behind === domain)
  return sharedDomains.some(isShared) ? behind : undefined
}
