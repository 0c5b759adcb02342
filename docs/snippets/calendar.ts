// Handlers that call an API in their visitor's name.
import { auth, type Handler, type Middleware } from "@x/adapter-node"
import { type Auth, AuthError, type Config } from "@x/core"

export function application(source: Config | Auth, api: string): Middleware {
  // #region call
  const calendar: Handler = async (req, res) => {
    const { user, login, getAccessToken } = req.auth
    if (!user.isLoggedIn) return login()

    const token = await getAccessToken() // before anything is written: it may set a cookie
    const events = await fetch(`${api}/events`, { headers: { authorization: `Bearer ${token}` } })
    res.end(await events.text())
  }
  // #endregion call

  // #region over
  const orLogIn: Handler = async (req, res) => {
    try {
      await calendar(req, res)
    } catch (error) {
      if (error instanceof AuthError && error.code === "access_token_unavailable") return req.auth.login()
      throw error
    }
  }
  // #endregion over
  return auth(source, orLogIn)
}
