import { type Auth, type Config, createAuth, type SessionStore } from "@x/core"

export function withDenyList(config: Config, store: SessionStore): Auth {
  // #region deny-list
  const auth = createAuth(config, { denyList: { store, remember: 5 } })
  // #endregion
  return auth
}
