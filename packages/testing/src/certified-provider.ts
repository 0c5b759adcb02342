// The certified oidc-provider, set up for development: anyone may be anyone, every loopback address is registered.
import type { ErrorOut, Provider } from "oidc-provider"
import { interaction, interactionPath, send } from "./interaction.js"
import type { ProviderLifetimes } from "./lifetimes.js"
import { isLoopback } from "./loopback.js"
import type { Pages } from "./pages.js"
import { claimsByScope, type ProviderUser } from "./people.js"
import { signingKeys } from "./signing-keys.js"

export interface CertifiedProviderOptions {
  issuer: string
  people: ReadonlyMap<string, ProviderUser>
  pages: Pages
  client: { id: string; secret: string; redirectUri: string; backChannelLogoutUri: string | undefined }
  /** Name and e-mail in the ID token as well, and not only at UserInfo. */
  claimsInIdToken: boolean
  lifetimes: ProviderLifetimes
  cookieSecret: string
}

const hour = 60 * 60
const day = 24 * hour

export async function createCertifiedProvider({
  issuer,
  people,
  pages,
  client,
  claimsInIdToken,
  lifetimes,
  cookieSecret,
}: CertifiedProviderOptions): Promise<Provider> {
  const [{ Provider, createMemoryAdapter, policyBase, Prompt }, keys] = await Promise.all([
    importQuietly(),
    signingKeys(),
  ])
  // Cookies know no ports: with its own in their names, two providers in one browser leave each other alone.
  const { port } = new URL(issuer)

  const policy = policyBase()
  policy.add(new Prompt({ name: "select_account", requestable: true }), 0)
  // Consent is never asked for, not even when the application asks for the question.
  policy.get("consent")?.checks.remove("consent_prompt")
  const prompts = new Set(["none", ...policy.map(({ name }) => name)])

  const provider = new Provider(issuer, {
    adapter: createMemoryAdapter(),
    jwks: { keys },
    cookies: {
      keys: [cookieSecret],
      names: { session: `_session_${port}`, interaction: `_interaction_${port}`, resume: `_resume_${port}` },
    },
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret, // oidc-provider takes it in the header (basic) and in the body (post) alike
        redirect_uris: [client.redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        response_types: ["code"],
        ...(client.backChannelLogoutUri && {
          backchannel_logout_uri: client.backChannelLogoutUri,
          backchannel_logout_session_required: true,
        }),
      },
    ],
    claims: claimsByScope([...people.values()]),
    conformIdTokenClaims: !claimsInIdToken,
    pkce: { required: () => true },
    responseTypes: ["code"],
    discovery: { prompt_values_supported: [...prompts] },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) =>
          send(context, 200, pages.logout({ form, user: people.get(context.oidc.session?.accountId ?? "") })),
        postLogoutSuccessSource: (context) => send(context, 200, pages.loggedOut()),
      },
    },
    ttl: {
      AccessToken: lifetimes.accessToken ?? hour,
      AuthorizationCode: 60,
      Grant: 14 * day,
      IdToken: lifetimes.idToken ?? hour,
      Interaction: hour,
      RefreshToken: lifetimes.refreshToken ?? 14 * day,
      Session: 14 * day,
    },
    interactions: { policy, url: (_context, { uid }) => interactionPath(uid) },
    clientBasedCORS: (_context, origin) => isLoopback(origin),
    // oidc-provider's own dispatcher refuses loopback addresses, which is where back-channel logout goes here.
    fetch: (url, options: RequestInit & { dispatcher?: unknown } = {}) => {
      const { dispatcher: _refusesLoopback, ...rest } = options
      return fetch(url, rest)
    },
    findAccount(_context, sub) {
      const user = people.get(sub)
      return user && { accountId: sub, claims: () => ({ ...user }) }
    },
    async loadExistingGrant({ oidc: { client, session, provider, params } }) {
      if (!client || !session?.accountId) return undefined
      const id = session.grantIdFor(client.clientId)
      const known = id === undefined ? undefined : await provider.Grant.find(id)
      const grant = known ?? new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
      grant.addOIDCScope(String(params?.scope ?? ""))
      await grant.save()
      return grant
    },
    issueRefreshToken: (_context, _client, { scopes }) => scopes.has("offline_access"),
    rotateRefreshToken: () => true,
    renderError: (context, error) =>
      send(context, context.status, pages.problem(explain(error, context.oidc.params, client.id))),
  })

  registerEveryLoopbackAddress(provider)
  understandEveryPrompt(provider, prompts)
  provider.use(interaction({ provider, people, pages }))
  provider.use(inOurLook(pages))
  return provider
}

/** What oidc-provider answers without asking for a page of ours: paths that are not there, and a form it passes on. */
function inOurLook(pages: Pages): Parameters<Provider["use"]>[0] {
  const missing = { title: "There is no such page", text: "Begin a login in your application, and it leads here." }
  return async (context, next) => {
    // Browsers ask for it unbidden, and would tell the developer's console that it is missing.
    if (context.path === "/favicon.ico") {
      context.status = 204
      return
    }
    await next()
    if (context.status === 404 && context.body == null && context.accepts("html")) {
      send(context, 404, pages.problem(missing))
    }
    // The form's page shows nothing and sends itself; in the dark it should not flash white.
    if (typeof context.body === "string" && context.body.includes("<title>Submitting Callback</title>")) {
      context.body = context.body.replace("<head>", '<head>\n  <meta name="color-scheme" content="light dark">')
    }
  }
}

/**
 * oidc-provider, without its words on the console. Its index.js warns of Node 20 (which it runs on, and is tested with
 * here) and its default adapter of being in memory (which is what development wants). Both are left out by importing
 * the files behind them; package.json pins the version, and nobody's console is touched. Loaded when first needed: it
 * takes a quarter of a second that users of this package's other parts need not wait.
 */
async function importQuietly() {
  const [{ Provider }, { createMemoryAdapter }, { base, Prompt }] = await Promise.all([
    import("oidc-provider/lib/provider.js"),
    import("oidc-provider/lib/adapters/memory_adapter.js"),
    import("oidc-provider/lib/helpers/interaction_policy/index.js"),
  ])
  return { Provider, createMemoryAdapter, policyBase: base, Prompt }
}

// A developer changes ports and paths all day: whatever is on this machine is taken for registered.
function registerEveryLoopbackAddress({ Client }: Provider): void {
  const { redirectUriAllowed, postLogoutRedirectUriAllowed } = Client.prototype
  Client.prototype.redirectUriAllowed = function (uri) {
    return isRegistrable(uri) || redirectUriAllowed.call(this, uri)
  }
  Client.prototype.postLogoutRedirectUriAllowed = function (uri) {
    return isRegistrable(uri) || postLogoutRedirectUriAllowed.call(this, uri)
  }
}

// RFC 6749 3.1.2: no fragment.
function isRegistrable(uri: string): boolean {
  return isLoopback(uri) && !uri.includes("#")
}

/**
 * The prompts that count. Those that nobody here knows are overlooked, as most providers do, and offline_access stands
 * for `prompt=consent`, without which oidc-provider would drop it: there is no consent here that could be missing.
 */
function understandEveryPrompt({ OIDCContext }: Provider, known: ReadonlySet<string>): void {
  Object.defineProperty(OIDCContext.prototype, "prompts", {
    get(this: InstanceType<typeof OIDCContext>): Set<string> {
      const { prompt, scope } = this.params ?? {}
      const prompts = new Set(words(prompt).filter((name) => known.has(name)))
      if (words(scope).includes("offline_access") && !prompts.has("none")) prompts.add("consent")
      return prompts
    },
  })
}

function words(parameter: unknown): string[] {
  return typeof parameter === "string" ? parameter.split(" ") : []
}

/** What went wrong, in words that a developer can act on. oidc-provider's own where we know no better ones. */
function explain(
  { error, error_description = "The provider could not make sense of this request." }: ErrorOut,
  params: Readonly<Record<string, unknown>> = {},
  clientId: string,
): { title: string; text: string; code: string } {
  const { redirect_uri, client_id } = params
  const better: Record<string, string | false> = {
    invalid_redirect_uri:
      redirect_uri !== undefined &&
      `This provider sends people to addresses on this machine alone: localhost, *.localhost, 127.0.0.0/8 and [::1], without a #fragment. The redirect_uri of this request is ${redirect_uri}`,
    invalid_client:
      client_id !== undefined &&
      `The only client here is ${clientId}, and the client_id of this request is ${client_id}. Take it from the provider's config.`,
  }
  const text = better[error] || error_description
  return { title: "This did not work", text: text.replace(/^[a-z]+(?= )/, capitalize), code: error }
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
