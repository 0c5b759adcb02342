import { describe, expect, it } from "vitest"
import { AuthError, type AuthErrorCode, ConfigError, failures, withReference } from "../src/errors.js"

describe("AuthError", () => {
  // The table of contract.md, as far as its codes are there, and what a visitor gains by logging in again.
  it.each<[AuthErrorCode, number, "info" | "warning" | "error", "now" | "later" | "no"]>([
    ["login_cancelled", 403, "info", "now"],
    ["access_denied", 403, "warning", "now"],
    ["login_required", 401, "info", "now"],
    ["provider_unknown", 400, "warning", "now"],
    ["transaction_missing", 400, "warning", "now"],
    ["transaction_expired", 400, "warning", "now"],
    ["cookies_blocked", 400, "warning", "now"],
    ["login_loop", 400, "warning", "now"],
    ["callback_invalid", 400, "warning", "now"],
    ["code_rejected", 400, "warning", "now"],
    ["provider_error", 502, "error", "now"],
    ["client_rejected", 502, "error", "no"],
    ["provider_unreachable", 504, "error", "later"],
    ["provider_invalid", 502, "error", "no"],
    ["issuer_mismatch", 502, "error", "no"],
    ["token_response_invalid", 502, "error", "now"],
    ["id_token_invalid", 502, "error", "now"],
    ["userinfo_invalid", 502, "error", "now"],
    ["access_token_unavailable", 401, "warning", "now"],
    ["on_login_failed", 500, "error", "later"],
    ["session_too_large", 500, "error", "no"],
    ["access_token_not_kept", 500, "error", "no"],
    ["store_unavailable", 503, "error", "later"],
    ["cross_site_request", 403, "warning", "no"],
    ["logout_token_invalid", 400, "warning", "no"],
    ["method_not_allowed", 405, "info", "no"],
    ["body_too_large", 413, "warning", "no"],
    ["unsupported_media_type", 415, "warning", "no"],
    ["parameter_refused", 400, "warning", "no"],
    ["invalid_argument", 400, "warning", "no"],
  ])("%s: %i, %s, again: %s", (code, status, level, retry) => {
    const error = new AuthError(code)
    expect(error).toMatchObject({ name: "AuthError", code, status, reference: "" })
    expect(error).toBeInstanceOf(Error)
    expect(failures[code]).toMatchObject({ status, level, retry, detail: error.message })
    expect("cause" in error).toBe(false)
  })

  it("has no code beside them", () => {
    expect(Object.keys(failures)).toHaveLength(30)
  })

  const kinds = Object.entries(failures)

  it.each(kinds)("%s has a heading, and whole sentences for the visitor", (_, { title, detail }) => {
    expect(title).toMatch(/^[A-Z][^.]*$/)
    expect(detail).toMatch(/^[A-Z].*\.$/)
  })

  it.each(kinds)("%s tells the visitor what the table says of another try", (_, { detail, retry, status }) => {
    if (retry === "later") expect(detail).toMatch(/try again later/)
    if (retry === "no") expect(detail).not.toMatch(/again/i)
    // Where only the owner can mend it, the visitor has to be told whom to ask.
    if (retry === "no" && status >= 500) expect(detail).toMatch(/tell (its|the) owner.*reference/)
  })

  it.each(kinds)("%s: ours and the provider's are errors, the visitor's are not", (_, { status, level }) => {
    expect(level === "error").toBe(status >= 500)
  })

  it("carries words and evidence", () => {
    const cause = new TypeError("evidence")
    const error = new AuthError("access_denied", { message: "Members only.", cause })
    expect(error).toMatchObject({ message: "Members only.", cause, status: 403 })
    expect(new AuthError("access_denied", { cause: undefined })).toHaveProperty("cause", undefined)
  })

  it.each(["nonsense", "__proto__", "constructor", "toString", "", undefined])("there is no code %j", (code) => {
    expect(() => new AuthError(code as AuthErrorCode)).toThrow(TypeError)
  })

  it("says nothing of its cause when it is printed as JSON", () => {
    expect(JSON.stringify(new AuthError("provider_error", { cause: new Error("cAnArY") }))).not.toContain("cAnArY")
  })

  it("is answered as a copy with a reference: what is thrown for many visitors stays as it was", () => {
    const error = new AuthError("access_denied", { message: "Staff only", cause: "evidence" })
    expect(withReference(error, "first")).toMatchObject({
      reference: "first",
      message: "Staff only",
      cause: "evidence",
    })
    expect(withReference(error, "second").reference).toBe("second")
    expect(error.reference).toBe("")
  })
})

describe("ConfigError", () => {
  const one = { code: "a", path: "auth.x", message: "is missing" }
  it.each<[string, ConstructorParameters<typeof ConfigError>, string]>([
    ["one", [[one]], "The configuration has 1 problem:\n  auth.x: is missing"],
    [
      "with a hint",
      [[{ ...one, hint: "Add it." }]],
      "The configuration has 1 problem:\n  auth.x: is missing\n    Add it.",
    ],
    [
      "with a place",
      [[{ ...one, line: 3, column: 1 }]],
      "The configuration has 1 problem:\n  auth.x (line 3, column 1): is missing",
    ],
    [
      "several, in a file",
      [[one, one], { file: "secrets.toml" }],
      "The configuration in secrets.toml has 2 problems:\n  auth.x: is missing\n  auth.x: is missing",
    ],
  ])("%s", (_, args, message) => {
    const error = new ConfigError(...args)
    expect(error).toMatchObject({ name: "ConfigError", message, issues: args[0] })
    expect(error).toBeInstanceOf(Error)
  })
})
