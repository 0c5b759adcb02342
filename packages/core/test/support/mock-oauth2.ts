/** Plays a provider of plain OAuth 2.0 over msw: an authorization endpoint, a token endpoint that checks, an API. */
import { HttpResponse, http } from "msw"
import { sha256 } from "./compact-jws.js"
import { type Answer, asResponse, authenticate, type Client, isAt, type MockProvider } from "./mock-provider.js"
import type { OAuth2Profile, Profile } from "./profiles.js"

interface Grant {
  readonly client: Client
  readonly redirectUri: string
  readonly challenge: string | null
  readonly scope: readonly string[]
}

/** With the face of a mock OpenID provider, so that one world holds both. What it has not, nobody may ask for. */
export function mockOAuth2(profile: OAuth2Profile, { clients }: { clients: Client[] }): MockProvider {
  const { metadata, emails, ways = {} } = profile
  const grants = new Map<string, Grant>()
  const scopes = new Map<string, readonly string[]>()
  /** By the refresh token that stands for it. */
  const refreshable = new Map<string, Grant>()
  const secrets = new Set<string>()
  let count = 0

  function canary(kind: string): string {
    count += 1
    const value = `canary-${new URL(metadata.issuer).hostname}-${kind}-${count}-4f9a0c`
    secrets.add(value)
    return value
  }

  function open(url: string): { asked: URLSearchParams; client: Client; redirectUri: string } {
    const asked = new URL(url).searchParams
    if (!isAt(url, metadata.authorization_endpoint)) throw new Error(`not my address: ${url}`)
    provider.seen.authorize.push(new URL(url))
    for (const name of new Set(asked.keys())) {
      if (asked.getAll(name).length !== 1) throw new Error(`invalid_request: ${name} twice`)
    }
    for (const name of ["client_id", "redirect_uri", "response_type", "state", "code_challenge"]) {
      if (!asked.get(name)) throw new Error(`invalid_request: ${name} is needed`)
    }
    if (asked.get("code_challenge_method") !== "S256") throw new Error("invalid_request")
    if (asked.get("response_type") !== "code") throw new Error("unsupported_response_type")
    const client = clients.find(({ id }) => id === asked.get("client_id"))
    if (client === undefined) throw new Error("unauthorized_client")
    secrets.add(asked.get("state") ?? "")
    return { asked, client, redirectUri: asked.get("redirect_uri") ?? "" }
  }

  function comeBack(asked: URLSearchParams, redirectUri: string, parameters: URLSearchParams): Answer {
    parameters.set("state", asked.get("state") ?? "")
    if (ways.namesItself) parameters.set("iss", metadata.issuer)
    provider.faults.callback?.(parameters)
    return { redirectUri, method: "GET", parameters }
  }

  async function token({ request }: { request: Request }): Promise<Response> {
    const body = await request.text()
    const form = new URLSearchParams(body)
    const isRefresh = form.get("grant_type") === "refresh_token"
    provider.seen[isRefresh ? "refresh" : "token"].push({ headers: request.headers, body })
    const answer = await tokensFor(form, request.headers)
    if (answer.error !== undefined) return refuse(answer.error)
    const fault = isRefresh ? provider.faults.refresh : provider.faults.tokens
    const said = fault === undefined ? answer : await fault(answer)
    const wantsJson = request.headers.get("accept")?.includes("application/json") === true
    if (ways.formByDefault && !wantsJson) return new HttpResponse(new URLSearchParams(answer))
    return asResponse(said)
  }

  async function tokensFor(form: URLSearchParams, headers: Headers): Promise<Record<string, string>> {
    const verifier = form.get("code_verifier") ?? ""
    secrets.add(verifier)
    const client = authenticate(clients, headers, form, ways.authMethods)
    if (client === undefined) return { error: "invalid_client" }
    if (form.get("grant_type") === "refresh_token") {
      const shown = form.get("refresh_token") ?? ""
      const renewed = refreshable.get(shown)
      refreshable.delete(shown)
      return renewed?.client === client ? bearerFor(renewed) : { error: "refused_refresh" }
    }
    const code = form.get("code") ?? ""
    const grant = grants.get(code)
    grants.delete(code)
    const fits = grant?.client === client && form.get("redirect_uri") === grant.redirectUri
    if (grant === undefined || !fits || (await sha256(verifier)) !== grant.challenge) return { error: "invalid_grant" }
    return bearerFor(grant)
  }

  function bearerFor(grant: Grant): Record<string, string> {
    const accessToken = canary("access")
    scopes.set(accessToken, grant.scope)
    const refreshToken = canary("refresh")
    refreshable.set(refreshToken, grant)
    return {
      access_token: accessToken,
      token_type: "bearer",
      ...(grant.scope.length === 0 ? {} : { scope: grant.scope.join(ways.scopeSeparator ?? " ") }),
      // As texts, as GitHub wrote them when it began.
      ...(ways.refreshes ? { expires_in: "28800", refresh_token: refreshToken } : {}),
    }
  }

  function refuse(error: string): Response {
    const word = ways.errorWords?.[error]
    const said = error === "refused_refresh" ? "invalid_grant" : error
    const body = { error: word ?? said, error_description: "The reason is known." }
    return HttpResponse.json(body, { status: word !== undefined ? 200 : error === "invalid_client" ? 401 : 400 })
  }

  /** Undefined when the token and its scope are good. */
  function refusedApi({ headers }: Request, needed?: readonly string[]): Response | undefined {
    if (ways.wantsUserAgent && !headers.get("user-agent")) return new HttpResponse("no name", { status: 403 })
    const bearer = /^Bearer (.+)$/.exec(headers.get("authorization") ?? "")?.[1] ?? ""
    const scope = scopes.get(bearer)
    if (scope === undefined) return HttpResponse.json({ message: "Bad credentials" }, { status: 401 })
    if (needed === undefined || needed.some((one) => scope.includes(one))) return undefined
    return HttpResponse.json({ message: "Not Found" }, { status: 404 })
  }

  const provider: MockProvider = {
    profile: profile as unknown as Profile,
    seen: {
      metadata: 0,
      keys: 0,
      authorize: [],
      pushed: [],
      token: [],
      refresh: [],
      userinfo: [],
      emails: [],
      idTokens: [],
      logout: [],
    },
    secrets,
    faults: {},
    rotate: () => {
      throw new Error("it has no keys")
    },
    logoutToken: () => {
      throw new Error("it signs nothing")
    },
    logout: () => {
      throw new Error("it has no logout")
    },
    authorize(url) {
      const { asked, client, redirectUri } = open(url)
      const code = canary("code")
      const scope = (asked.get("scope") ?? "").split(" ").filter((word) => word !== "")
      grants.set(code, { client, redirectUri, challenge: asked.get("code_challenge"), scope })
      return comeBack(asked, redirectUri, new URLSearchParams({ code }))
    },
    refuse(url, error) {
      const { asked, redirectUri } = open(url)
      return comeBack(asked, redirectUri, new URLSearchParams({ error, error_description: "The visitor said no" }))
    },
    handlers: [
      http.post(metadata.token_endpoint, token),
      http.get(metadata.userinfo_endpoint, ({ request }) => {
        provider.seen.userinfo.push({ headers: request.headers, body: "" })
        const fields = { ...profile.userinfo }
        return refusedApi(request) ?? asResponse(provider.faults.userinfo?.(fields) ?? fields)
      }),
      ...(emails === undefined
        ? []
        : [
            http.get(emails.endpoint, ({ request }) => {
              provider.seen.emails.push({ headers: request.headers, body: "" })
              return (
                refusedApi(request, emails.scopes) ?? asResponse(provider.faults.emails?.(emails.list) ?? emails.list)
              )
            }),
          ]),
    ],
  }
  return provider
}
