/** What an application holds in its hands: the Auth object, what it is made with, and what it gives. */
import type { AuthError } from "./errors.js"
import type { AccessTokenOptions } from "./flow/access-token.js"
import type { Tokens } from "./flow/callback.js"
import type { LoginOptions } from "./flow/login.js"
import type { LogoutOptions } from "./flow/logout.js"
import type { AccessRule } from "./flow/require-user.js"
import type { BodyRequest, RequestLike } from "./http/fetch-metadata.js"
import type { LogEvent } from "./log.js"
import type { Runtime } from "./runtime.js"
import type { Claims } from "./session/claims.js"
import type { LoggedIn, Session, User } from "./session/session.js"
import type { SessionStore } from "./session/store.js"

export interface AuthOptions {
  /** Where sessions are kept. Default: all of a session is sealed in its cookie. */
  store?: SessionStore
  /**
   * For sessions in cookies, in many processes: where it is kept which of them have been ended from elsewhere (by the
   * provider, or by `logout({ everywhere: true })`). An answer is remembered for some seconds, 5 unless it is given.
   * Default: the memory of this process.
   */
  denyList?: { store: SessionStore; remember?: number }
  /** After a login and before its session. May throw `AuthError("access_denied")`. */
  onLogin?(login: { user: Claims; tokens: Tokens; provider: string; request: Request }): void | Promise<void>
  onLogout?(logout: { user: User; provider?: string; request?: Request }): void | Promise<void>
  /** May answer a failure in its own way; our cookies and no-store are added to its Response. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a callback that returns nothing is welcome.
  onError?(error: AuthError, request: Request): Response | void | Promise<Response | void>
  /** Default: one line per warning or error on the console. */
  log?(event: LogEvent): void
  runtime?: Partial<Runtime>
}

/** Options whose `onLogin` returns the user that is kept: an object that JSON can hold. */
export interface EnrichingOptions<C extends object> extends Omit<AuthOptions, "onLogin"> {
  onLogin(login: { user: Claims; tokens: Tokens; provider: string; request: Request }): C | Promise<C>
}

export type Access<C = Claims> =
  | { readonly ok: true; readonly user: LoggedIn<C>; readonly session: Session<C>; readonly headers: Headers }
  | { readonly ok: false; readonly response: Response }

/** What a request's handler is given. `login` and `logout` answer with `Answer`; all work unbound. */
export interface Context<C = Claims, Answer = Response> {
  readonly user: User<C>
  readonly session: Session<C>
  login(provider?: string | LoginOptions, options?: LoginOptions): Promise<Answer>
  logout(options?: LogoutOptions): Promise<Answer>
  requireUser(rule?: AccessRule<C>): Promise<Access<C>>
  /**
   * An access token that is still good, for calls in the visitor's name: refreshed when it needs to be, and kept. Of many
   * requests at once, one refreshes.
   *
   * @param options.minValidity seconds for which it has to be good at least, where it can be refreshed. Default: 30
   * @throws {AuthError} login_required; access_token_not_kept unless `expose_tokens` has "access"; access_token_unavailable
   * when it is over and cannot be refreshed, and when the provider has ended what it granted, which ends the session, too;
   * provider_… when the provider cannot be asked and the old one is over; session_too_large; store_unavailable
   */
  getAccessToken(options?: AccessTokenOptions): Promise<string>
  /** A renewed cookie, when there is one; whoever answers the request appends them. */
  readonly headers: Headers
}

export interface Auth<C = Claims> {
  /** Serves the routes of login, callback and logout; undefined for any other path. */
  handle(request: BodyRequest): Promise<Response | undefined>
  /** Their exact paths: an adapter need not build a Request to know. */
  readonly routes: readonly string[]
  context(request: RequestLike): Promise<Context<C>>
  /** Never writes, never calls the provider, never throws on a bad cookie. */
  getSession(request: RequestLike): Promise<Session<C>>
  getUser(request: RequestLike): Promise<User<C>>
  requireUser(request: RequestLike, rule?: AccessRule<C>): Promise<Access<C>>
  /** A failure of the provider resolves to the error response. @throws {AuthError} for a wrong call */
  login(request: RequestLike, provider?: string | LoginOptions, options?: LoginOptions): Promise<Response>
  logout(request: RequestLike, options?: LogoutOptions): Promise<Response>
  /** For a page with one button per provider. */
  readonly providers: readonly { readonly name: string; readonly label: string; readonly href: string }[]
}
