// Where sessions are kept, and an application that ends one with its ID token.
import { type Auth, type Config, type Context, createAuth, memoryStore, type SessionStore } from "@x/core"

export function places(config: Config, shared: SessionStore): Auth[] {
  // #region places
  const inCookies = createAuth(config)
  const inCookiesWithDenyList = createAuth(config, { denyList: { store: shared, remember: 5 } }) // seconds
  const inStore = createAuth(config, { store: shared })
  const inMemory = createAuth(config, { store: memoryStore() }) // of this process, gone when it ends
  // #endregion places
  return [inCookies, inCookiesWithDenyList, inStore, inMemory]
}

export async function endsWithIdToken({ user, logout }: Context): Promise<Response | undefined> {
  // #region compare
  if (user.isLoggedIn && (user.exp ?? 0) < Date.now() / 1000) return logout()
  // #endregion compare
  return undefined
}
