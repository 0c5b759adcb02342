// Plays the browser of a login: cookies, redirects, forms and the headers of a navigation. On node:http, because fetch
// overwrites Sec-Fetch-Mode and hides redirects.
import { type ClientRequest, type IncomingMessage, request as requestHttp } from "node:http"
import { request as requestHttps } from "node:https"
import { type CookieJar, createCookieJar, siteOf } from "./cookie-jar.js"
import { type FormControl, formsOf, type PageForm, stepByItself } from "./forms.js"

export interface BrowserOptions {
  /** Which origin to connect to in place of a URL's; the Host header stays the URL's. Default: the URL's own. */
  resolve?(origin: string): string
  /** The jar's clock, milliseconds since the epoch. Default: `Date.now`. */
  now?(): number
  /** Sees every response, those on the way too. */
  onResponse?(response: BrowserResponse): void
}

/** What came back. `Browser.follow`, `submit` and `click` go on from here. */
export interface BrowserResponse {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The URL that was asked for. */
  readonly url: string
  /** The Location header, made absolute. */
  readonly location?: string
  /** The Set-Cookie headers; the jar has taken them already. */
  readonly setCookies: readonly string[]
  /** How the browser got here. */
  readonly navigation: Navigation
}

/** The part of a request that a redirect hands on. */
export interface Navigation {
  readonly method: string
  /** The page that was left; `undefined` when the address was typed. */
  readonly from: string | undefined
  /** Every URL from the first request to this one. */
  readonly urls: readonly string[]
  readonly body: string | undefined
}

/** `null` takes away a header that the browser would send. */
export type BrowserHeaders = Record<string, string | null>

export interface Submission {
  /** The submit button that is clicked, by its name, and its value where several share the name. */
  readonly button?: string | readonly [name: string, value: string]
  /** What is typed into the fields. */
  readonly fields?: Record<string, string>
}

export interface Browser {
  readonly jar: CookieJar
  /** Types an address. Follows nothing. */
  get(url: string, headers?: BrowserHeaders): Promise<BrowserResponse>
  /** Sends a form, as from a page of the same origin. Follows nothing. */
  post(url: string, form?: Record<string, string>, headers?: BrowserHeaders): Promise<BrowserResponse>
  /** Clicks a link on a page. Follows nothing. */
  click(page: Pick<BrowserResponse, "url">, href: string, headers?: BrowserHeaders): Promise<BrowserResponse>
  /** Submits the form of a page; with several, the first that has the button. @throws when there is none */
  submit(page: BrowserResponse, submission?: Submission, headers?: BrowserHeaders): Promise<BrowserResponse>
  /** One step that a browser takes by itself: a redirect, a form that a script sends. `undefined`: this page stays. */
  step(response: BrowserResponse): Promise<BrowserResponse | undefined>
  /** All such steps, or those until `stop` is true of a response. @throws after 20 of them */
  follow(response: BrowserResponse, stop?: (response: BrowserResponse) => boolean): Promise<BrowserResponse>
  /** Picks a person on the provider's page. Follows nothing. @throws when they are not on it */
  pickUser(page: BrowserResponse, sub: string): Promise<BrowserResponse>
  /** Cancels on the provider's page. Follows nothing. */
  cancel(page: BrowserResponse): Promise<BrowserResponse>
  /** A whole login: from a URL of an application over the provider's page, if it shows one, to the page it ends on. */
  login(startUrl: string, sub: string): Promise<BrowserResponse>
  /** Another browser with a copy of the cookies: an attacker who stole them, a backup that was played back. */
  fork(): Browser
}

const maximumSteps = 20

/** A browser without a window. Two tabs are one browser; another visitor is another one. */
export function createBrowser(options: BrowserOptions = {}): Browser {
  return withJar(createCookieJar(options.now), options)
}

function withJar(jar: CookieJar, options: BrowserOptions): Browser {
  const { resolve = (origin) => origin } = options

  async function send(navigation: Navigation, headers: BrowserHeaders = {}): Promise<BrowserResponse> {
    const { method, from, body, urls } = navigation
    const url = urls.at(-1) ?? ""
    const cookie = jar.header(url, { method, crossSite: from !== undefined && siteOf(from) !== siteOf(url) })
    const { incoming, text } = await exchange({
      url,
      connectTo: resolve(new URL(url).origin),
      method,
      headers: merge({ ...navigationHeaders(navigation), ...(cookie && { cookie }) }, headers),
      body,
    })
    const responseHeaders = headersOf(incoming)
    const setCookies = responseHeaders.getSetCookie()
    for (const setCookie of setCookies) jar.set(url, setCookie)
    const location = responseHeaders.get("location")
    const response = {
      status: incoming.statusCode ?? 0,
      headers: responseHeaders,
      text,
      url,
      ...(location !== null && { location: new URL(location, url).href }),
      setCookies,
      navigation,
    }
    options.onResponse?.(response)
    return response
  }

  const browser: Browser = {
    jar,
    get: (url, headers) =>
      send({ method: "GET", from: undefined, urls: [new URL(url).href], body: undefined }, headers),
    post: (url, form = {}, headers) =>
      send(
        { method: "POST", from: url, urls: [new URL(url).href], body: new URLSearchParams(form).toString() },
        headers,
      ),
    click: ({ url }, href, headers) =>
      send({ method: "GET", from: url, urls: [new URL(href, url).href], body: undefined }, headers),
    async submit(page, submission = {}, headers = {}) {
      return send(navigationOf(page, chooseForm(page, submission), submission), headers)
    },
    async step(response) {
      const { navigation, status, location } = response
      if (location !== undefined && [301, 302, 303, 307, 308].includes(status)) {
        const keep = status >= 307 || navigation.method === "GET"
        const urls = [...navigation.urls, location]
        return send(keep ? { ...navigation, urls } : { ...navigation, urls, method: "GET", body: undefined })
      }
      const next = status === 200 && isHtml(response) ? stepByItself(response) : undefined
      if (!next) return undefined
      if ("form" in next) return send(navigationOf(response, next.form, {}))
      return send({ method: "GET", from: response.url, urls: [next.url], body: undefined })
    },
    async follow(response, stop = () => false) {
      let current = response
      for (let steps = 0; !stop(current); steps++) {
        if (steps === maximumSteps) throw new Error(`Redirected ${steps} times, lastly to ${current.url}`)
        const next = await browser.step(current)
        if (!next) break
        current = next
      }
      return current
    },
    pickUser: (page, sub) => browser.submit(page, { button: ["sub", sub] }),
    cancel: (page) => browser.submit(page, { button: "cancel" }),
    async login(startUrl, sub) {
      const page = await browser.follow(await browser.get(startUrl))
      const asksWho = formsOf(page).some(({ controls }) => controls.some(isButton("sub")))
      return asksWho ? browser.follow(await browser.pickUser(page, sub)) : page
    },
    fork: () => withJar(jar.copy(), options),
  }
  return browser
}

function chooseForm(page: BrowserResponse, { button }: Submission): PageForm {
  const forms = formsOf(page)
  const form = button === undefined ? forms[0] : forms.find(({ controls }) => controls.some(isButton(button)))
  if (form) return form
  const wanted = button === undefined ? "form" : `button ${[button].flat().join("=")}`
  const buttons = forms.flatMap(({ controls }) => controls.filter(({ tag }) => tag === "button"))
  const there = buttons.map(({ name, value }) => `${name}=${value}`).join(", ") || "none"
  throw new Error(`There is no ${wanted} on ${page.url} (status ${page.status}); buttons: ${there}`)
}

function isButton(button: string | readonly [name: string, value: string]): (control: FormControl) => boolean {
  const [name, value] = typeof button === "string" ? [button] : button
  return (control) =>
    control.type === "submit" && control.name === name && (value === undefined || control.value === value)
}

function navigationOf(page: BrowserResponse, form: PageForm, { button, fields = {} }: Submission): Navigation {
  const data = new URLSearchParams()
  for (const control of form.controls) {
    if (control.tag === "input" && control.type !== "submit") data.append(control.name, control.value)
  }
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  const clicked = button === undefined ? undefined : form.controls.find(isButton(button))
  if (clicked) data.append(clicked.name, clicked.value)

  if (form.method === "POST") return { method: "POST", from: page.url, urls: [form.action], body: data.toString() }
  const action = new URL(form.action)
  action.search = data.toString()
  return { method: "GET", from: page.url, urls: [action.href], body: undefined }
}

function navigationHeaders({ method, from, urls, body }: Navigation): Record<string, string> {
  const url = urls.at(-1) ?? ""
  return {
    accept: "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "accept-language": "en",
    "sec-fetch-dest": "document",
    "sec-fetch-mode": "navigate",
    "sec-fetch-site": fetchSite(from, urls),
    "sec-fetch-user": "?1",
    "upgrade-insecure-requests": "1",
    "user-agent": "Mozilla/5.0 (compatible; x-testing)",
    ...(from !== undefined && { referer: refererOf(from, url) }),
    ...(from !== undefined && method !== "GET" && { origin: new URL(from).origin }),
    ...(body !== undefined && {
      "content-type": "application/x-www-form-urlencoded",
      "content-length": String(Buffer.byteLength(body)),
    }),
  }
}

/** Fetch Metadata 2.3: a chain of redirects is as foreign as its most foreign URL; a typed address stays typed. */
export function fetchSite(
  from: string | undefined,
  urls: readonly string[],
): "none" | "same-origin" | "same-site" | "cross-site" {
  if (from === undefined) return "none"
  if (urls.some((url) => siteOf(url) !== siteOf(from))) return "cross-site"
  return urls.every((url) => new URL(url).origin === new URL(from).origin) ? "same-origin" : "same-site"
}

// The browsers' default, strict-origin-when-cross-origin.
function refererOf(from: string, url: string): string {
  const { origin, pathname, search } = new URL(from)
  return origin === new URL(url).origin ? `${origin}${pathname}${search}` : `${origin}/`
}

function merge(defaults: Record<string, string>, headers: BrowserHeaders): Record<string, string> {
  const merged = new Map<string, string | null>(Object.entries(defaults))
  for (const [name, value] of Object.entries(headers)) merged.set(name.toLowerCase(), value)
  return Object.fromEntries([...merged].filter((entry): entry is [string, string] => entry[1] !== null))
}

interface Exchange {
  url: string
  connectTo: string
  method: string
  headers: Record<string, string>
  body: string | undefined
}

function exchange({
  url,
  connectTo,
  method,
  headers,
  body,
}: Exchange): Promise<{ incoming: IncomingMessage; text: string }> {
  const { host, pathname, search } = new URL(url)
  const { protocol, hostname, port } = new URL(connectTo)
  return new Promise((resolve, reject) => {
    const send = protocol === "https:" ? requestHttps : requestHttp
    const request: ClientRequest = send({
      // Not every resolver knows the names below localhost. A connection of its own each time: none outlives its test.
      hostname: hostname.endsWith(".localhost") ? "localhost" : hostname.replace(/^\[|\]$/g, ""),
      port,
      method,
      path: pathname + search,
      headers: { host, ...headers },
      agent: false,
    })
    request.once("error", reject)
    request.once("response", (incoming) => {
      const chunks: Buffer[] = []
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk))
      incoming.once("error", reject)
      incoming.once("end", () => resolve({ incoming, text: Buffer.concat(chunks).toString("utf8") }))
    })
    request.end(body)
  })
}

function headersOf({ rawHeaders }: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.append(rawHeaders[index] ?? "", rawHeaders[index + 1] ?? "")
  }
  return headers
}

function isHtml({ headers }: BrowserResponse): boolean {
  return headers.get("content-type")?.startsWith("text/html") ?? false
}
