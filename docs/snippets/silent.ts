// A silent login that falls back to the application: who is not logged in at the provider reads the page as a guest.
import { auth } from "@x/adapter-fetch"
import { type Config, createAuth } from "@x/core"

export function application(config: Config): (request: Request) => Promise<Response> {
  // #region silent
  const site = createAuth(config, {
    onError(error, request) {
      const isCallback = new URL(request.url).pathname === "/oauth2callback"
      if (isCallback && error.code === "login_required") return redirect("/?guest")
    },
  })

  const { handle } = auth(site, (request, { user, login }) => {
    if (user.isLoggedIn) return new Response(`Hello, ${user.name ?? "member"}`)
    if (new URL(request.url).search === "?guest") return new Response("Hello, guest")
    return login({ parameters: { prompt: "none" } })
  })
  // #endregion silent
  return handle
}

function redirect(location: string): Response {
  return new Response(null, { status: 302, headers: { location } })
}
