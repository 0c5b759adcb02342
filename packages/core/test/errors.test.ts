import { describe, expect, it } from "vitest"
import { AuthError, type AuthErrorCode, ConfigError, titleOf, withReference } from "../src/errors.js"

describe("AuthError", () => {
  // The table of contract.md, as far as this issue has the codes.
  it.each<[AuthErrorCode, number]>([
    ["login_cancelled", 403],
    ["access_denied", 403],
    ["login_required", 401],
    ["provider_unknown", 400],
    ["transaction_missing", 400],
    ["transaction_expired", 400],
    ["cookies_blocked", 400],
    ["callback_invalid", 400],
    ["code_rejected", 400],
    ["provider_error", 502],
    ["client_rejected", 502],
    ["provider_unreachable", 504],
    ["provider_invalid", 502],
    ["issuer_mismatch", 502],
    ["token_response_invalid", 502],
    ["id_token_invalid", 502],
    ["userinfo_invalid", 502],
    ["on_login_failed", 500],
    ["session_too_large", 500],
    ["cross_site_request", 403],
    ["method_not_allowed", 405],
    ["body_too_large", 413],
    ["unsupported_media_type", 415],
    ["parameter_refused", 400],
    ["invalid_argument", 400],
  ])("%s: %i", (code, status) => {
    const error = new AuthError(code)
    expect(error).toMatchObject({ name: "AuthError", code, status, reference: "" })
    expect(error).toBeInstanceOf(Error)
    // Whole sentences for the visitor, and a heading.
    expect(error.message).toMatch(/^[A-Z].*\.$/)
    expect(titleOf(code)).toMatch(/^[A-Z][^.]*$/)
    expect("cause" in error).toBe(false)
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
