// The application's own words for failures, and its own log.
import { type Auth, type Config, createAuth } from "@x/core"

export function quietAuth(config: Config): Auth {
  // #region errors
  const auth = createAuth(config, {
    onError(error) {
      if (error.code !== "login_cancelled") return // the page of the library
      return new Response("No problem. Come back when you like.", { status: error.status })
    },
    log(event) {
      console.log(JSON.stringify(event))
    },
  })
  // #endregion errors
  return auth
}
