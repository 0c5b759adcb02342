// Guards with Express: on a path, on everything below one, and in a handler.
import { auth, requireUser } from "@x/adapter-node"
import type { Config } from "@x/core"
import express, { type Express } from "express"

export function application(config: Config): Express {
  const app = express()
  // #region guards
  app.use(auth(config))

  app.get("/members", requireUser(), (_req, res) => res.send("Members only"))

  const editors = requireUser({ allow: (user) => user.role === "editor" })
  app.use("/admin", editors)

  app.get("/report", async (req, res) => {
    const access = await req.auth.requireUser({ provider: "partner" })
    if (!access.ok) return // it has been answered
    res.json({ for: access.user.sub })
  })
  // #endregion guards
  app.get("/admin/keys", (_req, res) => res.send("keys"))
  return app
}
