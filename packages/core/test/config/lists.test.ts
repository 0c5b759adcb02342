/** Values that would silently match nobody, or that no browser takes. */
import { expect, test } from "vitest"
import { faults, flat } from "./example.js"

test.each([
  ["allowed_domains", ["@example.com"], "auth.allowed_domains value_invalid"],
  ["allowed_domains", "me@example.com", "auth.allowed_domains value_invalid"],
  ["allowed_emails", ["example.com"], "auth.allowed_emails value_invalid"],
  ["cookie_name", "__Host-x", "auth.cookie_name value_type"],
  ["client_kwargs", { code_verifier: "x" }, "auth.client_kwargs.code_verifier parameter_refused"],
  ["client_kwargs", { max_age: "5m" }, "auth.client_kwargs.max_age parameter_refused"],
  ["http_timeout", "60d", "auth.http_timeout value_range"],
  ["clock_tolerance", 61, "auth.clock_tolerance value_range"],
])("%s = %j is told", (key, value, fault) => {
  expect(faults({ ...flat, [key]: value })).toEqual([fault])
})

test.each([
  ["allowed_domains", ["example.com"]],
  ["allowed_emails", "me@example.com"],
  ["client_kwargs", { max_age: 300 }],
  ["clock_tolerance", 0],
  ["clock_tolerance", "0s"],
])("%s = %j is taken", (key, value) => {
  expect(faults({ ...flat, [key]: value })).toEqual([])
})
