// Express 5.
import { answerIdiom, describeAdapter, describeIdioms, listen } from "@x/testing/suites"
import express from "express"
import { auth, requireUser } from "../src/index.js"

describeAdapter("Express", (made) => {
  const app = express()
  app.use(auth(made))
  app.get("/", (_req, res) => void res.send("public"))
  app.get("/private", requireUser(), (_req, res) => void res.send("private"))
  app.get("/api/private", requireUser(), (_req, res) => void res.json({ private: true }))
  return listen(app)
})

describeIdioms("Express", (made) => {
  const app = express()
  app.use(auth(made))
  app.use((req, res) => answerIdiom(req.path, req.auth, (status, text) => res.status(status).send(text)))
  return listen(app)
})
