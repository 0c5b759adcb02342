// Misbehaviours in what a provider says: its metadata, its token response, its answer at UserInfo.
import { asJson, changedObject, type Fault, hostileText, type Json, objectIn } from "./fault.js"
import { signIdToken } from "./id-token.js"

export type DocumentMisbehaviour =
  | "another issuer"
  | "missing jwks_uri"
  | "script as endpoint"
  | "insecure endpoint"
  | "code refused"
  | "client refused"
  | "token error with hostile text"
  | "missing access token"
  | "missing ID token"
  | "mac token"
  | "another subject"
  | "userinfo signed by a stranger"

export const documentFaults: Readonly<Record<DocumentMisbehaviour, Fault>> = {
  "another issuer": metadata("Their `issuer` is another provider's.", () => ({ issuer: "https://issuer.example" })),
  "missing jwks_uri": metadata("They have no `jwks_uri`.", () => ({ jwks_uri: undefined })),
  "script as endpoint": metadata("The endpoints for browsers are `javascript:` addresses.", () => ({
    authorization_endpoint: "javascript:alert(1)//",
    end_session_endpoint: "javascript:alert(2)//",
  })),
  "insecure endpoint": metadata("The `token_endpoint` is on another machine, over http.", () => ({
    token_endpoint: "http://issuer.example/token",
  })),
  "code refused": refusal("The error `invalid_grant`.", 400, "invalid_grant"),
  "client refused": refusal("The error `invalid_client`.", 401, "invalid_client"),
  "token error with hostile text": refusal(
    "The error `server_error`; its description has markup and control characters.",
    400,
    "server_error",
    hostileText,
  ),
  "missing access token": tokens("No `access_token`.", () => ({ access_token: undefined })),
  "missing ID token": tokens("No `id_token`.", () => ({ id_token: undefined })),
  "mac token": tokens("The `token_type` is `mac`.", () => ({ token_type: "mac" })),
  "another subject": {
    text: "Its `sub` is somebody else's.",
    at: ["userinfo_endpoint"],
    change: changedObject(() => ({ sub: "somebody else" })),
  },
  "userinfo signed by a stranger": {
    text: "It is a JWT, and its `kid` names a published key that did not sign it.",
    at: ["userinfo_endpoint"],
    change: (answer, { issuer, clientId, keys: { usual, stranger } }) => {
      const claims = objectIn(answer)
      if (claims === undefined) return answer
      const header = { alg: usual.alg, kid: usual.kid }
      const body = signIdToken({ header, claims: { ...claims, iss: issuer, aud: clientId } }, stranger)
      return { ...answer, headers: { ...answer.headers, "content-type": "application/jwt" }, body }
    },
  },
}

function metadata(text: string, change: (metadata: Json) => Json): Fault {
  return { text, at: ["metadata"], change: changedObject(change) }
}

function tokens(text: string, change: (tokens: Json) => Json): Fault {
  return { text, at: ["token_endpoint"], change: changedObject(change) }
}

/** Instead of a good answer (RFC 6749 5.2). */
function refusal(text: string, status: number, error: string, description = `The reason is ${error}`): Fault {
  return {
    text,
    at: ["token_endpoint"],
    change: (answer) =>
      answer.status === 200 ? asJson(answer, { error, error_description: description }, status) : answer,
  }
}
