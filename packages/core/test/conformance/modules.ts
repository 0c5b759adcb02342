/**
 * The modules of the OpenID Foundation's test plans for relying parties, as they apply to a client of the code flow.
 * The walks beside this file play each of them; the documentation's page is made of this list.
 *
 * The conformance suite lives at https://gitlab.com/openid/conformance-suite. Read on 2026-11-21 in its copy at
 * github.com/openid-certification/conformance-suite, in a store of public files that keeps single versions of files: each
 * plan at the commit named below, and the class of every module, whole. The store does not say which version is the
 * newest, so a later one may differ. Seen beside: the fourteen of Basic are the same in two stored versions, at 010e2b6b
 * and 68d4cef0; older versions have older names (oidcc-client-invalid-iss for oidcc-client-test-invalid-iss, and so with
 * missing-sub, invalid-aud, missing-iat, kid-absent-single-jwks, invalid-sig-rs256, nonce-invalid).
 *
 * `formerly` is the name in the suite that was retired in 2020, as the module's own summary gives it.
 */

interface Description {
  readonly formerly: string | undefined
  /** What the provider does that is not a plain login. */
  readonly provider: string
  /** What the suite wants to see. */
  readonly relyingParty: string
  /** Why there is nothing to pass. Where something happens instead that matters, it has a walk all the same. */
  readonly doesNotApply?: string
  /** What else a reader of "passes" should know. */
  readonly note?: string
}

/** By the module's own name (`testName` in its class). */
export const modules = {
  "oidcc-client-test": {
    formerly: "rp-response_type-code",
    provider: "all is well",
    relyingParty: "asks for a code with `openid` in the scope, exchanges it, asks UserInfo",
  },
  "oidcc-client-test-invalid-iss": {
    formerly: "rp-id_token-issuer-mismatch",
    provider: "an `iss` with a 1 at its end",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-missing-sub": {
    formerly: "rp-id_token-sub",
    provider: "no `sub` in the ID token",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-invalid-aud": {
    formerly: "rp-id_token-aud",
    provider: "an `aud` with a 1 at its end",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-missing-iat": {
    formerly: "rp-id_token-iat",
    provider: "no `iat` in the ID token",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-kid-absent-single-jwks": {
    formerly: "rp-id_token-kid-absent-single-jwks",
    provider: "no `kid` anywhere, one key of each type",
    relyingParty: "finds the only key that fits, and accepts",
  },
  "oidcc-client-test-kid-absent-multiple-jwks": {
    formerly: "rp-id_token-kid-absent-multiple-jwks",
    provider: "no `kid` anywhere, three keys of each type",
    relyingParty: "refuses, or tries each key that fits",
    note: "it refuses: no key is tried that nobody named",
  },
  "oidcc-client-test-idtoken-sig-rs256": {
    formerly: "rp-id_token-sig-rs256",
    provider: "announces RS256 alone, and signs with it",
    relyingParty: "accepts",
  },
  "oidcc-client-test-idtoken-sig-none": {
    formerly: "rp-id_token-sig-none",
    provider: "an ID token without a signature (`alg` `none`)",
    relyingParty: "accepts, or refuses and does not ask UserInfo",
    doesNotApply: "an unsigned ID token is never accepted. It is refused, and the suite records the module as skipped",
  },
  "oidcc-client-test-invalid-sig-rs256": {
    formerly: "rp-id_token-bad-sig-rs256",
    provider: "a signature with its bits changed",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
    note: "in the code flow the suite lets a client skip this check; it is made",
  },
  "oidcc-client-test-userinfo-invalid-sub": {
    formerly: "rp-userinfo-bad-sub-claim",
    provider: "another `sub` at UserInfo than in the ID token",
    relyingParty: "refuses the UserInfo answer",
    note: 'with `userinfo = "missing"` nothing of it is used; with `"always"` the login ends',
  },
  "oidcc-client-test-nonce-invalid": {
    formerly: "rp-nonce-invalid",
    provider: "a `nonce` with a 1 at its end",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-scope-userinfo-claims": {
    formerly: "rp-scope-userinfo-claims",
    provider: "gives the claims of the scope at UserInfo alone",
    relyingParty: "asks for claims by scope (`profile`, `email`, `phone`, `address`)",
  },
  "oidcc-client-test-client-secret-basic": {
    formerly: "rp-token_endpoint-client_secret_basic",
    provider: "knows `client_secret_basic` alone",
    relyingParty: "authenticates with it",
  },
  "oidcc-client-test-discovery-openid-config": {
    formerly: "rp-discovery-openid-configuration",
    provider: "publishes its metadata",
    relyingParty: "reads them, and uses them",
  },
  "oidcc-client-test-discovery-jwks-uri-keys": {
    formerly: "rp-discovery-jwks_uri-keys",
    provider: "a `jwks_uri` that is another in every run",
    relyingParty: "reads the metadata, and then the keys where they say",
  },
  "oidcc-client-test-discovery-issuer-mismatch": {
    formerly: "rp-discovery-issuer-not-matching-config",
    provider: "another `issuer` in its metadata than configured",
    relyingParty: "stops before the visitor is sent anywhere",
  },
  "oidcc-client-test-signing-key-rotation-just-before-signing": {
    formerly: "rp-key-rotation-op-sign-key-native",
    provider: "changes its keys between the authorization and the ID token",
    relyingParty: "reads the keys again, and accepts",
  },
  "oidcc-client-test-signing-key-rotation": {
    formerly: "rp-key-rotation-op-sign-key",
    provider: "changes its keys between two logins",
    relyingParty: "reads the keys again, and accepts the second login too",
  },
  "oidcc-client-test-rp-init-logout": {
    formerly: "rp-init-logout",
    provider: "ends its session, and sends the visitor back with the `state` that came",
    relyingParty: "sends `id_token_hint` and a registered `post_logout_redirect_uri`; takes the visitor back",
  },
  "oidcc-client-test-rp-init-logout-other-state": {
    formerly: "rp-init-logout-other-state",
    provider: "sends the visitor back with another `state`",
    relyingParty: "sends a `state`; takes the visitor back all the same",
  },
  "oidcc-client-test-rp-init-logout-no-state": {
    formerly: "rp-init-logout-no-state",
    provider: "sends the visitor back without a `state`",
    relyingParty: "sends a `state`; takes the visitor back all the same",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout": {
    formerly: "rp-backchannel-rpinitlogout",
    provider: "at a logout, sends a logout token too, with a claim and a parameter that nobody knows",
    relyingParty: "answers 200, and that nobody is to keep it; takes the visitor back",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none": {
    formerly: "rp-backchannel-rpinitlogout-lt-alg-none",
    provider: "a logout token without a signature (`alg` `none`)",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-no-event": {
    formerly: "rp-backchannel-rpinitlogout-lt-no-event",
    provider: "a logout token without `events`",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce": {
    formerly: "rp-backchannel-rpinitlogout-lt-with-nonce",
    provider: "a logout token with a `nonce`",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg": {
    formerly: "rp-backchannel-rpinitlogout-lt-wrong-alg",
    provider: "a logout token signed with ES256, where the client was registered for RS256",
    relyingParty: "answers 400",
    note: "where `id_token_signed_response_alg` says which algorithm the client was registered for; else a provider that announces ES256, too, may use it",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud": {
    formerly: "rp-backchannel-rpinitlogout-lt-wrong-aud",
    provider: "an `aud` with INVALID at its end",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event": {
    formerly: "rp-backchannel-rpinitlogout-lt-wrong-event",
    provider: "another event in `events`",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss": {
    formerly: "rp-backchannel-rpinitlogout-lt-wrong-issuer",
    provider: "an `iss` with INVALID at its end",
    relyingParty: "answers 400",
  },
  "oidcc-client-test-rp-frontchannel-rpinitlogout": {
    formerly: "rp-frontchannel-rpinitlogout",
    provider: "at a logout, has the address of the front channel in a frame",
    relyingParty: "answers so that a frame shows it; takes the visitor back",
  },

  // In the comprehensive plans alone.
  "oidcc-client-test-ignores-unparseable-key-in-jwks": {
    formerly: undefined,
    provider: "two more keys, of types that nobody knows",
    relyingParty: "ignores them, and accepts",
  },
  "oidcc-client-test-missing-aud": {
    formerly: "rp-id_token-aud",
    provider: "no `aud` in the ID token",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-userinfo-bearer-header": {
    formerly: "rp-userinfo-bearer-header",
    provider: "looks for the access token in the header alone",
    relyingParty: "sends it there, and nowhere else",
  },
  "oidcc-client-test-userinfo-bearer-body": {
    formerly: "rp-userinfo-bearer-body",
    provider: "looks for the access token in a form's body alone",
    relyingParty: "sends it there",
    doesNotApply: "an alternative to the header, which every provider has to know (RFC 6750 section 2.1)",
  },
  "oidcc-client-test-nonce-unless-code-flow": {
    formerly: "rp-nonce-unless-code-flow",
    provider: "all is well, in an implicit or hybrid flow",
    relyingParty: "sends a `nonce`",
    doesNotApply: "the suite leaves it out for the code flow. A `nonce` is sent all the same",
  },
  "oidcc-client-test-missing-chash": {
    formerly: "rp-id_token-missing-c_hash",
    provider: "no `c_hash`, where code and ID token come together",
    relyingParty: "refuses the ID token",
    doesNotApply: "the suite leaves it out for the code flow",
  },
  "oidcc-client-test-invalid-chash": {
    formerly: "rp-id_token-bad-c_hash",
    provider: "a wrong `c_hash`, where code and ID token come together",
    relyingParty: "refuses the ID token",
    doesNotApply: "the suite leaves it out for the code flow",
  },
  "oidcc-client-test-invalid-athash": {
    formerly: "rp-id_token-bad-at_hash",
    provider: "a wrong `at_hash`, where access token and ID token come together",
    relyingParty: "refuses the ID token",
    doesNotApply: "the suite leaves it out for the code flow. A wrong `at_hash` is refused all the same",
  },
  "oidcc-client-test-missing-athash": {
    formerly: "rp-id_token-missing-at_hash",
    provider: "no `at_hash`, where access token and ID token come together",
    relyingParty: "refuses the ID token",
    doesNotApply: "the suite leaves it out for the code flow",
  },
  "oidcc-client-test-form-post-error": {
    formerly: "rp-response_mode-form_post-error",
    provider: "answers `login_required` by a form, to `prompt=none` and `max_age=0`",
    relyingParty: "takes the form, and shows the visitor an error",
  },
  "oidcc-client-test-invalid-sig-hs256": {
    formerly: "rp-id_token-bad-sig-hs256",
    provider: "signs with HS256 and the client's secret, and changes the signature's bits",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
    note: "HS256 is refused, whatever the signature",
  },
  "oidcc-client-test-invalid-sig-es256": {
    formerly: "rp-id_token-bad-sig-es256",
    provider: "signs with ES256, and changes the signature's bits",
    relyingParty: "refuses the ID token, and does not ask UserInfo",
  },
  "oidcc-client-test-aggregated-claims": {
    formerly: "rp-claims-aggregated",
    provider: "claims of somebody else, unsigned, in a token inside UserInfo",
    relyingParty: "reads them",
    doesNotApply:
      "they stay where they are, in `_claim_sources`: a claim that nobody has signed is not taken for the user's",
  },
  "oidcc-client-test-distributed-claims": {
    formerly: "rp-claims-distributed",
    provider: "an address in UserInfo where claims of somebody else are",
    relyingParty: "asks there",
    doesNotApply: "no address is asked that an answer names",
  },
  "oidcc-client-test-mtls-endpoint-aliases": {
    formerly: undefined,
    provider: "another token endpoint for clients with a TLS certificate",
    relyingParty: "asks there",
    doesNotApply:
      "the suite leaves it out for clients with a secret or a key. There is no authentication by certificate",
  },
  "oidcc-client-test-discovery-webfinger-acct": {
    formerly: "rp-discovery-webfinger-acct",
    provider: "can be found from a visitor's `acct:` address",
    relyingParty: "looks it up by WebFinger",
    doesNotApply: "the providers stand in the table: no visitor brings one along",
  },
  "oidcc-client-test-discovery-webfinger-url": {
    formerly: "rp-discovery-webfinger-url",
    provider: "can be found from a visitor's URL",
    relyingParty: "looks it up by WebFinger",
    doesNotApply: "the providers stand in the table: no visitor brings one along",
  },
  "oidcc-client-test-dynamic-registration": {
    formerly: "rp-registration-dynamic",
    provider: "registers whoever asks",
    relyingParty: "registers itself",
    doesNotApply: "the owner registers the client",
  },
  "oidcc-client-test-request-uri-signed-rs256": {
    formerly: "rp-request_uri-sig",
    provider: "reads the request where `request_uri` says",
    relyingParty: "publishes its request as a token signed with RS256",
    doesNotApply: "there are no request objects",
  },
  "oidcc-client-test-request-uri-signed-none": {
    formerly: "rp-request_uri-unsigned",
    provider: "reads the request where `request_uri` says",
    relyingParty: "publishes its request as a token without a signature",
    doesNotApply: "there are no request objects",
  },
  "oidcc-client-test-userinfo-signed": {
    formerly: undefined,
    provider: "signs UserInfo with RS256, as the client was registered",
    relyingParty: "checks the signature, and takes the claims",
  },
  "oidcc-client-test-rp-frontchannel-opinitlogout": {
    formerly: undefined,
    provider: "some seconds after a login, has the address of the front channel in a frame",
    relyingParty: "answers so that a frame shows it",
  },
  "oidcc-client-test-session-management": {
    formerly: "rp-init-logout-session",
    provider: "has a frame that tells whether its session goes on",
    relyingParty: "asks there, before and after a logout",
    doesNotApply:
      "no page of the application is ours, so none of ours can hold that frame; and browsers keep its cookies from it",
  },
} as const satisfies Readonly<Record<string, Description>>

export type ModuleName = keyof typeof modules

/** Those that a client of the code flow can pass, or fail. */
export type ApplyingName = {
  [Name in ModuleName]: (typeof modules)[Name] extends { readonly doesNotApply: string } ? never : Name
}[ModuleName]

export function describeModule(name: ModuleName): Description {
  return modules[name]
}

export interface Plan {
  /** What the Foundation certifies with it (`certificationProfileName`); undefined for a plan without a certificate. */
  readonly profile: string | undefined
  /** What it is called here, if it has no certificate. */
  readonly title?: string
  /** `testPlanName` in its class. */
  readonly name: string
  /** The class, at the commit that was read. */
  readonly source: string
  /** How the provider brings its answer. */
  readonly responseMode: "query" | "form_post"
  /** What the walks leave out of all its modules. */
  readonly note?: string
  /** In the plan's own order. */
  readonly modules: readonly ModuleName[]
}

const sources = (commit: string, file: string): string =>
  `https://github.com/openid-certification/conformance-suite/blob/${commit}/src/main/java/net/openid/conformance/openid/client/${file}.java`

const basic: readonly ModuleName[] = [
  "oidcc-client-test",
  "oidcc-client-test-invalid-iss",
  "oidcc-client-test-missing-sub",
  "oidcc-client-test-invalid-aud",
  "oidcc-client-test-missing-iat",
  "oidcc-client-test-kid-absent-single-jwks",
  "oidcc-client-test-kid-absent-multiple-jwks",
  "oidcc-client-test-idtoken-sig-rs256",
  "oidcc-client-test-idtoken-sig-none",
  "oidcc-client-test-invalid-sig-rs256",
  "oidcc-client-test-userinfo-invalid-sub",
  "oidcc-client-test-nonce-invalid",
  "oidcc-client-test-scope-userinfo-claims",
  "oidcc-client-test-client-secret-basic",
]

export const plans: readonly Plan[] = [
  {
    profile: "Basic RP",
    name: "oidcc-client-basic-certification-test-plan",
    source: sources("68d4cef0002e0317d54dda7bd8b0ecef73cf4a4f", "OIDCCClientBasicTestPlan"),
    responseMode: "query",
    modules: basic,
  },
  {
    profile: "Config RP",
    name: "oidcc-client-config-certification-test-plan",
    source: sources("25a83b8bae1d8839199578e5897acd492680bbe2", "OIDCCClientConfigTestPlan"),
    responseMode: "query",
    modules: [
      "oidcc-client-test-discovery-openid-config",
      "oidcc-client-test-discovery-jwks-uri-keys",
      "oidcc-client-test-discovery-issuer-mismatch",
      "oidcc-client-test-idtoken-sig-none",
      "oidcc-client-test-signing-key-rotation-just-before-signing",
      "oidcc-client-test-signing-key-rotation",
    ],
  },
  {
    // The class takes Basic's list over, with another response mode. The plans for hybrid and implicit clients are others.
    profile: "Form Post RP",
    name: "oidcc-client-formpost-basic-certification-test-plan",
    source: sources("25a83b8bae1d8839199578e5897acd492680bbe2", "OIDCCClientFormPostBasicTestPlan"),
    responseMode: "form_post",
    modules: basic,
  },
  {
    profile: "RP-Initiated RP",
    name: "oidcc-client-rp-initiated-logout-rp-basic",
    source: sources(
      "8aa3d4d1fca3f8727f9dcf05c8f63126e598a4cc",
      "logout/plan/OIDCCClientRPInitiatedLogoutRPBasicTestPlan",
    ),
    responseMode: "query",
    note: "Between logout and return the suite also sends a logout by the channel for which the client was registered.",
    modules: [
      "oidcc-client-test-rp-init-logout",
      "oidcc-client-test-rp-init-logout-other-state",
      "oidcc-client-test-rp-init-logout-no-state",
    ],
  },
  {
    profile: "Back-Channel RP",
    name: "oidcc-client-back-channel-logout-rp-basic",
    source: sources(
      "8aa3d4d1fca3f8727f9dcf05c8f63126e598a4cc",
      "logout/plan/OIDCCClientBackChannelLogoutRPBasicTestPlan",
    ),
    responseMode: "query",
    note: "Each is a logout that the application starts: its own session has ended before the token comes. The walks have a second browser in the same session at the provider, which tells whether the token ended it.",
    modules: [
      "oidcc-client-test-rp-backchannel-rpinitlogout",
      "oidcc-client-test-rp-backchannel-rpinitlogout-alg-none",
      "oidcc-client-test-rp-backchannel-rpinitlogout-no-event",
      "oidcc-client-test-rp-backchannel-rpinitlogout-with-nonce",
      "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-alg",
      "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-aud",
      "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-event",
      "oidcc-client-test-rp-backchannel-rpinitlogout-wrong-iss",
    ],
  },
  {
    profile: "Front-Channel RP",
    name: "oidcc-client-front-channel-logout-rp-basic",
    source: sources(
      "c45b4a767023167ccdaa83e424f911ccc168c461",
      "logout/plan/OIDCCClientFrontChannelLogoutRPBasicTestPlan",
    ),
    responseMode: "query",
    note: "The suite sends `iss` and `sid` to a client that was registered with `frontchannel_logout_session_required`, as the walks do. It cannot see what came of the frame, and a person looks at the client's log.",
    modules: ["oidcc-client-test-rp-frontchannel-rpinitlogout"],
  },
  {
    profile: undefined,
    title: "Beyond the profiles",
    name: "oidcc-client-test-plan",
    source: sources("0c03f18fda1f1edd924efc8232425c0af6440fc4", "OIDCCClientTestPlan"),
    responseMode: "query",
    note: "They are those of its 40 that stand in no plan above.",
    modules: [
      "oidcc-client-test-ignores-unparseable-key-in-jwks",
      "oidcc-client-test-missing-aud",
      "oidcc-client-test-userinfo-bearer-header",
      "oidcc-client-test-userinfo-bearer-body",
      "oidcc-client-test-nonce-unless-code-flow",
      "oidcc-client-test-missing-chash",
      "oidcc-client-test-invalid-chash",
      "oidcc-client-test-invalid-athash",
      "oidcc-client-test-missing-athash",
      "oidcc-client-test-form-post-error",
      "oidcc-client-test-invalid-sig-hs256",
      "oidcc-client-test-invalid-sig-es256",
      "oidcc-client-test-aggregated-claims",
      "oidcc-client-test-distributed-claims",
      "oidcc-client-test-mtls-endpoint-aliases",
      "oidcc-client-test-discovery-webfinger-acct",
      "oidcc-client-test-discovery-webfinger-url",
      "oidcc-client-test-dynamic-registration",
      "oidcc-client-test-request-uri-signed-rs256",
      "oidcc-client-test-request-uri-signed-none",
      "oidcc-client-test-userinfo-signed",
    ],
  },
  {
    profile: undefined,
    title: "Beyond the profiles of logout",
    name: "oidcc-client-logout-test-plan",
    source: sources("263c0b447e65fb29ec06f162cadff0e8eac0fb6a", "logout/plan/OIDCCClientLogoutTestPlan"),
    responseMode: "query",
    note: "They are those of its 14 that stand in no plan above.",
    modules: ["oidcc-client-test-rp-frontchannel-opinitlogout", "oidcc-client-test-session-management"],
  },
]
