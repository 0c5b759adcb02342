// Whatever calls handle(request), here on Node.
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import { auth } from "../src/index.js"
import { listenerOf } from "./listener-of.js"

describeAdapter("fetch", (made) => {
  const { handle } = auth(made, async (request, { requireUser }) => {
    const { pathname } = new URL(request.url)
    if (pathname === "/private" || pathname === "/api/private") {
      const access = await requireUser()
      return access.ok ? new Response("private") : access.response
    }
    return new Response("public", { status: pathname === "/" ? 200 : 404 })
  })
  return listen(listenerOf(handle))
})

describeIdioms("fetch", (made) => {
  const say = (status: number, text: string) => new Response(text, { status })
  const { handle } = auth(made, async (request, context) => {
    return (await answerIdiom(new URL(request.url).pathname, context, say)) as Response
  })
  return listen(listenerOf(handle))
})
