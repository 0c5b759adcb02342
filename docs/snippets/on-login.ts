// A user of the application's own making, with its own type.
import { type Auth, AuthError, type Config, createAuth } from "@x/core"

interface Account {
  id: number
  name: string
  role: "reader" | "editor"
}

const accounts = new Map<string, Account>([["ada", { id: 1, name: "Ada", role: "editor" }]])

export function accountAuth(config: Config): Auth<Account> {
  // #region enrich
  const auth = createAuth(config, {
    async onLogin({ user, provider }) {
      const account = accounts.get(user.sub)
      if (account === undefined) {
        throw new AuthError("access_denied", { message: `${user.sub} of ${provider} has no account here.` })
      }
      return account // this is what request handlers get as user
    },
  })
  // #endregion enrich
  return auth
}
