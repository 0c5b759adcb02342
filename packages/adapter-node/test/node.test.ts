// node:http, without a framework.
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import { auth, requireUser } from "../src/index.js"

const pathOf = (url = "") => url.split("?", 1)[0] ?? ""

describeAdapter("node:http", (made) => {
  const guard = requireUser()
  const listener = auth(made, (req, res) => {
    const path = pathOf(req.url)
    if (path === "/private" || path === "/api/private") return guard(req, res, () => res.end("private"))
    if (path !== "/") res.statusCode = 404
    res.end("public")
  })
  return listen(listener)
})

describeIdioms("node:http", (made) =>
  listen(
    auth(made, (req, res) => answerIdiom(pathOf(req.url), req.auth, (status, text) => res.writeHead(status).end(text))),
  ),
)
