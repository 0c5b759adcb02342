// Connect: middleware and nothing else.
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import connect from "connect"
import { auth, requireUser } from "../src/index.js"

describeAdapter("Connect", (made) => {
  const app = connect()
  app.use(auth(made))
  app.use("/private", requireUser())
  app.use("/api/private", requireUser())
  app.use("/", (_req, res) => res.end("hello"))
  return listen(app)
})

describeIdioms("Connect", (made) => {
  const app = connect()
  app.use(auth(made))
  app.use((req, res) => {
    const [path = ""] = (req.url ?? "").split("?", 1)
    return answerIdiom(path, req.auth, (status, text) => res.writeHead(status).end(text))
  })
  return listen(app)
})
