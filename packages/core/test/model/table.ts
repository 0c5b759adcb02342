/** What may be answered at all: the codes that each address can have, and the replies of the machine. */

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
