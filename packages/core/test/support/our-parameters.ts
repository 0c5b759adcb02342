/** The parameters that are made for every login and set by nobody else (S48): written out, not read from the sources. */
export const ourParameters = [
  "state",
  "nonce",
  "redirect_uri",
  "client_id",
  "response_type",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "request",
  "request_uri",
  "registration",
]
