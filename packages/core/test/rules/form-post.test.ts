/** The answer by a cross-site POST: one cookie has to come along, and only that one. */
import { expect, test } from "vitest"
import { createWorld, useNetwork } from "../support/world.js"
import { attempts } from "./support.js"

useNetwork()

const formPost = { tables: { google: { client_kwargs: { response_mode: "form_post" } } } }

test("form_post: the attempt is SameSite=None", async () => {
  const visitor = createWorld(formPost).visitor()
  await visitor.start()
  expect(visitor.jar.all()[0]).toMatchObject({ sameSite: "none", secure: true, httpOnly: true })
  expect((await visitor.login()).status).toBe(303)
  expect(await visitor.user()).toMatchObject({ isLoggedIn: true })
})

test("form_post: Secure on loopback http too", async () => {
  const visitor = createWorld({ ...formPost, redirectUri: "http://localhost:8501/oauth2callback" }).visitor()
  await visitor.start()
  expect(visitor.jar.all()).toEqual([expect.objectContaining({ sameSite: "none", secure: true })])
  await visitor.login()
  expect(visitor.jar.all().find(({ name }) => name === "auth-8501")).toMatchObject({ secure: false })
})

test("form_post: other attempts stay Lax", async () => {
  const visitor = createWorld().visitor()
  await visitor.start()
  expect(attempts(visitor).length).toBe(1)
  expect(visitor.jar.all()[0]?.sameSite).toBe("lax")
})

test("form_post: the session stays Lax", async () => {
  const visitor = createWorld(formPost).visitor()
  await visitor.login()
  expect(visitor.jar.all().map(({ name, sameSite }) => [name, sameSite])).toEqual([["__Host-auth", "lax"]])
})
