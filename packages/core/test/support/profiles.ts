/** Real providers as they describe themselves: one file each, which names its sources and what is unverified. */
import { apple, appleClient } from "./profiles/apple.js"
import { auth0 } from "./profiles/auth0.js"
import { authentik } from "./profiles/authentik.js"
import { cognito } from "./profiles/cognito.js"
import { entraCommon } from "./profiles/entra.js"
import { github } from "./profiles/github.js"
import { gitlab } from "./profiles/gitlab.js"
import { google } from "./profiles/google.js"
import { keycloak } from "./profiles/keycloak.js"
import { linkedin } from "./profiles/linkedin.js"
import { oktaOrg } from "./profiles/okta.js"
import type { OAuth2Profile, Profile } from "./profiles/profile.js"
import { zitadel } from "./profiles/zitadel.js"

export { apple, appleClient } from "./profiles/apple.js"
export { auth0, auth0Older } from "./profiles/auth0.js"
export { authentik } from "./profiles/authentik.js"
export { cognito, cognitoOlder } from "./profiles/cognito.js"
export {
  entra,
  entraCommon,
  entraConsumers,
  entraDomain,
  entraOrganizations,
  personal,
  tenant,
} from "./profiles/entra.js"
export { forge } from "./profiles/forge.js"
export { github } from "./profiles/github.js"
export { gitlab } from "./profiles/gitlab.js"
export { google } from "./profiles/google.js"
export { keycloak } from "./profiles/keycloak.js"
export { linkedin } from "./profiles/linkedin.js"
export { okta, oktaOrg } from "./profiles/okta.js"
export type { OAuth2Profile, Profile, Ways } from "./profiles/profile.js"
export { zitadel } from "./profiles/zitadel.js"

/** What the owner writes for a preset, and the provider that is found there. */
export const presetProfiles: Readonly<
  Record<string, { readonly variables: object; readonly profile: Profile | OAuth2Profile }>
> = {
  google: { variables: {}, profile: google },
  microsoft: { variables: {}, profile: entraCommon },
  okta: { variables: { domain: "dev-120913.okta.com" }, profile: oktaOrg },
  auth0: { variables: { domain: "dev-ltxchcls4igzho78.us.auth0.com" }, profile: auth0 },
  keycloak: { variables: { base_url: "https://id.acme.example", realm: "acme" }, profile: keycloak },
  cognito: { variables: { region: "eu-west-1", user_pool_id: "eu-west-1_aBcDeFgHi" }, profile: cognito },
  gitlab: { variables: {}, profile: gitlab },
  zitadel: { variables: { domain: "acme-a1b2c3.zitadel.cloud" }, profile: zitadel },
  authentik: { variables: { base_url: "https://id.acme.example", slug: "my-app" }, profile: authentik },
  linkedin: { variables: {}, profile: linkedin },
  apple: { variables: { ...appleClient, client_secret: undefined }, profile: apple },
  github: { variables: {}, profile: github },
}

/** Enough for two chunks of a session, and not for three. */
export const manyGroups: readonly string[] = Array.from(
  { length: 90 },
  (_, index) => `a rather long group name ${index}`,
)
