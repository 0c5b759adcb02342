/**
 * Microsoft Entra. Metadata of `common`: github.com/panva/wellknown, issuers/entra-common/entra-common.mjs (commit
 * 02566d46), a copy of https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration that a job keeps.
 * What the other forms publish as their issuer, and the keys' own issuers: github.com/MicrosoftDocs/entra-docs,
 * docs/identity-platform/access-tokens.md (commit 0bbfa8a3), sections "Validate the issuer" and "Validate the signing key
 * issuer"; prompts: docs/identity-platform/v2-protocols-oidc.md (commit 03589959). All read 2026-11-21.
 * Unverified: the rest of the documents of the other forms (taken to be as that of `common`), the issuer member of keys
 * in the document of a single tenant, and what the people's claims look like.
 */
import { type Profile, person } from "./profile.js"

export const tenant = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490"
/** The one tenant of all personal accounts. */
export const personal = "9188040d-6c67-4c5b-b112-36a304b66dad"
const host = "https://login.microsoftonline.com"
const template = `${host}/{tenantid}/v2.0`

/** What stands at an address of Entra, and who logs in there. */
function entraAt(segment: string, issuer: string, tid: string): Profile {
  const login = `${host}/${segment}`
  return {
    metadataUrl: `${login}/v2.0/.well-known/openid-configuration`,
    metadata: {
      token_endpoint: `${login}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
      jwks_uri: `${login}/discovery/v2.0/keys`,
      response_modes_supported: ["query", "fragment", "form_post"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      response_types_supported: ["code", "id_token", "code id_token", "id_token token"],
      scopes_supported: ["openid", "profile", "email", "offline_access"],
      issuer,
      request_uri_parameter_supported: false,
      userinfo_endpoint: "https://graph.microsoft.com/oidc/userinfo",
      authorization_endpoint: `${login}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${login}/oauth2/v2.0/devicecode`,
      http_logout_supported: true,
      frontchannel_logout_supported: true,
      end_session_endpoint: `${login}/oauth2/v2.0/logout`,
      claims_supported: [
        "sub",
        "iss",
        "cloud_instance_name",
        "cloud_instance_host_name",
        "cloud_graph_host_name",
        "msgraph_host",
        "aud",
        "exp",
        "iat",
        "auth_time",
        "acr",
        "nonce",
        "preferred_username",
        "name",
        "tid",
        "ver",
        "at_hash",
        "c_hash",
        "email",
      ],
      kerberos_endpoint: `${login}/kerberos`,
      tenant_region_scope: null,
      cloud_instance_name: "microsoftonline.com",
      cloud_graph_host_name: "graph.windows.net",
      msgraph_host: "graph.microsoft.com",
      rbac_url: "https://pas.windows.net",
    },
    // Entra's ID tokens name no e-mail unless the owner adds the optional claim.
    idToken: {
      iss: issuer.replace("{tenantid}", tid),
      sub: "AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ",
      name: "Ada Lovelace",
      preferred_username: "ada@contoso.example",
      oid: "00000000-0000-0000-66f3-3332eca7ea81",
      tid,
      ver: "2.0",
    },
    userinfo: { ...person, email: "ada@contoso.example" },
    ways: { keyIssuer: issuer },
  }
}

export const entra: Profile = entraAt(tenant, `${host}/${tenant}/v2.0`, tenant)
export const entraCommon: Profile = entraAt("common", template, tenant)
export const entraOrganizations: Profile = entraAt("organizations", template, tenant)
export const entraConsumers: Profile = entraAt("consumers", `${host}/${personal}/v2.0`, personal)
export const entraDomain: Profile = entraAt("contoso.onmicrosoft.com", `${host}/${tenant}/v2.0`, tenant)
