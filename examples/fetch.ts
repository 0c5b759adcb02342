// Login wherever a server is a function from Request to Response. From a folder with a secrets.toml:
//   bun fetch.ts    deno serve -A --port 8501 fetch.ts
// and on Node with @hono/node-server: serve({ fetch: handle, port: 8501 })

// #region server
import { auth } from "@x/adapter-fetch"
import { loadConfig } from "@x/core/load"

const { handle } = auth(await loadConfig(), (_request, { user, login }) => {
  if (!user.isLoggedIn) return login()
  return new Response(`Welcome! ${user.name ?? "friend"}`)
})

export default { fetch: handle }
// #endregion server
