// The adapter of this folder passes the suite.
import { createServer } from "node:http"
import { getRequestListener } from "@hono/node-server"
import { describeAdapter } from "@x/testing/suites"
import { withAuth } from "./adapter.js"

// #region suite
describeAdapter("my adapter", (auth) => {
  const handle = withAuth(auth, async (request, { requireUser }) => {
    const { pathname } = new URL(request.url)
    if (pathname === "/") return new Response("for everybody")
    const access = await requireUser() // /private and /api/private
    return access.ok ? new Response("for members") : access.response
  })
  return listen(handle)
})
// #endregion suite

async function listen(handle: (request: Request) => Promise<Response>) {
  const server = createServer(getRequestListener(handle)).listen(0, "127.0.0.1")
  await new Promise((listening) => server.once("listening", listening))
  const address = server.address()
  return {
    origin: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
