// The page where a visitor picks who they are, and what becomes of their answer.
import type { IncomingMessage } from "node:http"
import type { InteractionResults, Provider } from "oidc-provider"
import type { Page, Pages } from "./pages.js"
import type { ProviderUser } from "./people.js"

type Middleware = Parameters<Provider["use"]>[0]
type Context = Parameters<Middleware>[0]

/** Where the visitor picks; every login has a page of its own. */
export const interactionPath = (uid: string): string => `/people/${uid}`

/** Serves `/people/:uid`: GET shows the people, POST finishes the login as one of them, or not at all. */
export function interaction({
  provider,
  people,
  pages,
}: {
  provider: Provider
  people: ReadonlyMap<string, ProviderUser>
  pages: Pages
}): Middleware {
  return async (context, next) => {
    const uid = /^\/people\/([^/]+)$/.exec(context.path)?.[1]
    if (uid === undefined) return next()
    if (context.method !== "GET" && context.method !== "POST") {
      context.set("allow", "GET, POST")
      return send(
        context,
        405,
        pages.problem({ title: "This page cannot do that", text: "It is only opened, or answered with its buttons." }),
      )
    }

    const login = await loginInProgress(provider, context)
    if (login?.uid !== uid) return send(context, 400, pages.problem(expired))
    if (context.method === "GET") {
      const client = applicationName(login.params)
      return send(context, 200, pages.people({ users: people.values(), client, signedIn: login.session?.accountId }))
    }

    const answer = await readForm(context.req)
    const result = answer && judgeAnswer(answer, people)
    if (!result) return send(context, 400, pages.problem(unknownPerson))
    const returnTo = await provider.interactionResult(context.req, context.res, result, {
      mergeWithLastSubmission: false,
    })
    context.status = 303
    context.redirect(returnTo)
  }
}

const expired = {
  title: "This login is over",
  text: "It was finished already, or it waited for too long. Go back to the application and log in again.",
}
const unknownPerson = {
  title: "Nobody was picked",
  text: "The answer names nobody who lives here. Go back and pick one of the people on the page.",
}

/** What the visitor's answer means; `undefined` when it means nothing. */
export function judgeAnswer(
  answer: URLSearchParams,
  people: ReadonlyMap<string, ProviderUser>,
): InteractionResults | undefined {
  if (answer.has("cancel")) return { error: "access_denied", error_description: "the visitor cancelled the login" }
  const sub = answer.get("sub") ?? ""
  // All three at once: whichever of them the request asked for by `prompt` has been seen to.
  return people.has(sub) ? { login: { accountId: sub }, select_account: {}, consent: {} } : undefined
}

type Login = Awaited<ReturnType<Provider["interactionDetails"]>>

/** The login that this browser's cookie names, if there is one still. */
async function loginInProgress(provider: Provider, { req, res }: Context): Promise<Login | undefined> {
  try {
    return await provider.interactionDetails(req, res)
  } catch (error) {
    // oidc-provider says so of errors that are the visitor's: no cookie, another session, finished, expired.
    if (error instanceof Error && "expose" in error && error.expose === true) return undefined
    throw error
  }
}

// An application has no registered name here, but everybody knows its address.
function applicationName({ redirect_uri, client_id }: Login["params"]): string {
  return URL.canParse(String(redirect_uri)) ? new URL(String(redirect_uri)).host : String(client_id)
}

const maximumBytes = 16_384

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > maximumBytes) return undefined
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"))
}

/** Answers with a page. */
export function send(context: Context, status: number, { headers, body }: Page): void {
  context.status = status
  context.set(headers)
  context.body = body
}
