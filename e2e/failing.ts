// A server that fails on demand, through the one door of the core: each failure in its own words, and in longer ones.

import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { send, toRequest } from "@x/adapter-node/bridge"
import { type AuthErrorCode, parseConfig } from "@x/core"
import { answer } from "../packages/core/src/answer.ts"
import { settingsOf } from "../packages/core/src/config/config.ts"
import { AuthError, failures } from "../packages/core/src/errors.ts"
import type { Outcome } from "../packages/core/src/flow/outcome.ts"
import { goOnPage, signedOutPage, signInPage } from "../packages/core/src/http/pages.ts"
import { show } from "../packages/core/src/http/reply.ts"

export const codes = Object.keys(failures) as AuthErrorCode[]

const loginUrl = "/auth/login?provider=acme&return_to=%2Fmembers"
const fail = (code: AuthErrorCode, message?: string): Outcome => ({
  error: new AuthError(code, message === undefined ? {} : { message }),
  loginUrl,
})

const longWord = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz"
const labels = [
  "Acme ID",
  `${longWord} Login`,
  "Firma Müller & Söhne GmbH & Co. KG",
  "日本語のプロバイダー",
  "x".repeat(60),
]

/** What is shown beside the codes: the other pages, and words that do not fit. */
export const others: Readonly<Record<string, Outcome>> = {
  "sign-in": show(signInPage(labels.map((label) => ({ label, href: loginUrl }))), 200),
  "sign-in-many": show(signInPage(Array.from({ length: 14 }, (_, i) => ({ label: `Acme ${i}`, href: loginUrl }))), 200),
  "signed-out": show(signedOutPage(loginUrl), 200),
  "go-on": show(goOnPage("#"), 200),
  "long-address": fail(
    "access_denied",
    `${"a.rather.long.address.of.somebody".repeat(2)}@${"department.".repeat(6)}example.com is not allowed here. Try another account.`,
  ),
  "long-word": fail("access_denied", `Der Zugang ist durch das ${longWord} geregelt, und Ihr Konto gehört nicht dazu.`),
  "long-text": fail("on_login_failed", "The database of members is being moved to another house. ".repeat(12)),
  host: fail(
    "transaction_missing",
    `This address is at ${"very-long-preview-name-of-a-branch-".repeat(1)}8501.preview.app.github.dev, and the logins of this application belong to app.example. It was started in another browser, was finished already, or is too old. Please log in again.`,
  ),
  names: fail("provider_unknown", `There is no provider "Gogle". Configured: ${labels.join(", ")}.`),
}

export interface Failing {
  readonly origin: string
  close(): void
}

/** Answers `/CODE` with that failure, and `/NAME` with one of the others. */
export async function startFailing(): Promise<Failing> {
  const config = parseConfig({
    auth: {
      redirect_uri: "http://localhost:8501/oauth2callback",
      cookie_secret: "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU",
      client_id: "client",
      client_secret: "7aLm2cVb8RdYh5sNj0GeU",
      server_metadata_url: "http://localhost:8502",
    },
  })
  const { application } = settingsOf(config) as NonNullable<ReturnType<typeof settingsOf>>
  const parts = {
    application,
    log: () => undefined,
    onError: () => undefined,
    noteSize: () => undefined,
    newReference: () => "q7Zk3vXw1A",
  }
  const server = createServer(async (req, res) => {
    const name = req.url?.slice(1) ?? ""
    const outcome = others[name] ?? (Object.hasOwn(failures, name) ? fail(name as AuthErrorCode) : undefined)
    if (outcome === undefined) return void res.writeHead(404).end()
    await send(res, await answer(parts, toRequest(req), outcome))
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => server.close() }
}
