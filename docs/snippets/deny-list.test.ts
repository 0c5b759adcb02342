// The snippet of a deny list: what one process has ended, another knows.
import { memoryStore, parseConfig } from "@x/core"
import { sessionCookie } from "@x/testing"
import { expect, it } from "vitest"
import { withDenyList } from "./deny-list.js"

it("B12 what ends everywhere in one process is revoked in the other", async () => {
  const config = parseConfig({
    auth: {
      redirect_uri: "https://app.example/oauth2callback",
      cookie_secret: "zXw3kq9TfP_7aLm2cVb8RdYh5sNj0GeU",
      client_id: "us",
      client_secret: "a-client-secret-of-some-length",
      server_metadata_url: "https://accounts.google.com/.well-known/openid-configuration",
    },
  })
  const store = memoryStore()
  const [one, other] = [withDenyList(config, store), withDenyList(config, store)]
  const request = async () => {
    const cookie = await sessionCookie(config, { sub: "ada" })
    return new Request("https://app.example/", { headers: { cookie } })
  }
  const [desk, phone] = [await request(), await request()]
  expect((await one.getUser(phone)).isLoggedIn).toBe(true)
  await one.logout(desk, { everywhere: true })
  for (const { getSession } of [one, other]) {
    expect([(await getSession(desk)).reason, (await getSession(phone)).reason]).toEqual(["revoked", "revoked"])
  }
})
