/** What may be answered at all: the table of errors of the public contract, and the replies of the machine. */

/** Every code with its status. */
export const statusOf: Readonly<Record<string, number>> = {
  login_cancelled: 403,
  access_denied: 403,
  login_required: 401,
  provider_unknown: 400,
  transaction_missing: 400,
  transaction_expired: 400,
  cookies_blocked: 400,
  login_loop: 400,
  callback_invalid: 400,
  code_rejected: 400,
  provider_error: 502,
  client_rejected: 502,
  provider_unreachable: 504,
  provider_invalid: 502,
  issuer_mismatch: 502,
  token_response_invalid: 502,
  id_token_invalid: 502,
  userinfo_invalid: 502,
  cross_site_request: 403,
  method_not_allowed: 405,
}

/** Codes with which the provider is blamed. */
export const blame: readonly string[] = [
  "provider_error",
  "client_rejected",
  "provider_unreachable",
  "provider_invalid",
  "issuer_mismatch",
  "token_response_invalid",
  "userinfo_invalid",
]

const beginning = ["provider_unreachable", "provider_invalid", "issuer_mismatch", "login_required"]

export type Place = "login" | "callback" | "logout" | "guard" | "page"

/** Which codes each address of the walk can answer with. */
export const codesOf: Readonly<Record<Place, readonly string[]>> = {
  login: [...beginning, "method_not_allowed"],
  callback: [
    ...blame,
    ...["login_cancelled", "transaction_missing", "transaction_expired", "cookies_blocked", "callback_invalid"],
    ...["code_rejected", "id_token_invalid", "access_denied"],
  ],
  logout: ["cross_site_request"],
  guard: [...beginning, "login_loop"],
  page: [],
}

/** Pages of ours by their title, the addresses that show them, and with which status. */
export const pages: Readonly<Record<string, { readonly status: number; readonly at: readonly Place[] }>> = {
  "You are logged in": { status: 200, at: ["callback"] },
  "You are logged out": { status: 200, at: ["guard"] },
}
