/** The rules of a relying party, one by one: what each promises, and where it comes from. Each has a test and a patch. */

export interface Rule {
  /** Begins the names of its tests. Does not change. */
  readonly id: string
  readonly says: string
  readonly source: string
}

export interface Section {
  readonly title: string
  readonly rules: readonly Rule[]
}

const rule = (id: string, says: string, source: string): Rule => ({ id, says, source })

export const sections: readonly Section[] = [
  {
    title: "A refused login",
    rules: [
      rule(
        "refusal: the session stays",
        "An answer that is refused sets no session cookie and leaves the session that is there.",
        "RFC 9700 section 4.7",
      ),
      rule(
        "refusal: its own attempt is forgotten",
        "The attempt that the single, well-formed `state` names is over.",
        "RFC 6749 section 10.12",
      ),
      rule(
        "refusal: other attempts stay",
        "No other pending attempt is touched, whatever the answer names.",
        "RFC 6749 section 10.12",
      ),
      rule(
        "refusal: the status says whose fault it was",
        "4xx for the visitor, 502 and 504 for the provider, 500 for the application alone.",
        "RFC 9110 section 15",
      ),
    ],
  },
  {
    title: "Login",
    rules: [
      rule(
        "login: 32 random bytes each",
        "`state`, `nonce` and the PKCE verifier have 32 random bytes each.",
        "RFC 7636 section 7.1, RFC 6749 section 10.10",
      ),
      rule(
        "login: three different values",
        "None of `state`, `nonce` and verifier can be told from another.",
        "RFC 9700 section 2.1.1",
      ),
      rule("login: new values for every attempt", "None of the three is ever used again.", "RFC 9700 section 2.1.1"),
      rule(
        "login: S256 alone",
        "The challenge is the SHA-256 of the verifier, never the verifier.",
        "RFC 7636 section 7.2",
      ),
      rule(
        "login: the verifier goes with the code",
        "A code is exchanged with the verifier of its own attempt.",
        "RFC 7636 section 4.5",
      ),
      rule(
        "login: nothing of our own query goes on",
        "Query parameters of the login route never reach the authorization URL.",
        "RFC 9700 section 4.11",
      ),
      rule(
        "login: parameters are set, not appended",
        "A `state` or `client_id` in `authorization_endpoint` is replaced.",
        "RFC 6749 section 3.1",
      ),
      rule(
        "login: the endpoint keeps its own query",
        "What else stands in the query of `authorization_endpoint` is kept.",
        "RFC 6749 section 3.1",
      ),
      rule(
        "login: our addresses are the configured ones",
        "`Host`, `X-Forwarded-*` and `Forwarded` change no address of ours.",
        "RFC 9700 section 4.13",
      ),
      rule(
        "login: a prefetch begins nothing",
        "The guess of a browser at the login route is 503 and begins no attempt.",
        "Fetch, Sec-Purpose",
      ),
      rule("login: Purpose is a prefetch too", "The older name of that header counts as well.", "Fetch, Sec-Purpose"),
      rule(
        "login: a script is told 401",
        "An image or a script is redirected to no provider: it could not come back.",
        "Fetch Metadata",
      ),
      rule(
        "login: another site's frame begins nothing",
        "A page of another site cannot begin logins in a frame: our cookies are neither kept nor sent there.",
        "6265bis section 5.2",
      ),
      rule(
        "login: an unknown provider is refused",
        "A name that is not configured is 400, never the default.",
        "RFC 9700 section 4.4",
      ),
      rule(
        "login: a name works no magic",
        "`__proto__` and `constructor` are names like any other: nobody has them.",
        "CWE-1321",
      ),
      rule("login: an unknown name is escaped", "It is shown on the page as text.", "CWE-79"),
      rule("login: five attempts at most", "One browser has at most five attempts pending.", "RFC 6265bis section 6.1"),
      rule(
        "login: attempts leave room in the header",
        "All our cookies together have at most 7 KiB; attempts that do not fit go.",
        "RFC 6265bis section 6.1",
      ),
      rule(
        "login: the oldest attempt goes",
        "Of too many attempts the oldest is forgotten.",
        "RFC 6265bis section 6.1",
      ),
    ],
  },
  {
    title: "Callback",
    rules: [
      rule("callback: each parameter once", "A parameter that comes twice is refused.", "RFC 6749 section 3.1"),
      rule(
        "callback: two states name nothing",
        "Of two `state` neither counts, and no attempt is touched.",
        "RFC 6749 section 3.1",
      ),
      rule(
        "callback: malformed is 400",
        "No malformed answer is a 5xx: the visitor's browser sent it.",
        "RFC 9110 section 15.5.1",
      ),
      rule(
        "callback: an attempt of this browser",
        "`state` must belong to an attempt whose cookie this browser has.",
        "RFC 6749 section 10.12",
      ),
      rule(
        "callback: the sealed state counts",
        "What names the attempt is the `state` inside the seal, not the name of its cookie.",
        "RFC 6749 section 10.12",
      ),
      rule("callback: ten minutes", "An attempt older than ten minutes is refused.", "RFC 6749 section 10.12"),
      rule(
        "callback: used once",
        "After a login its attempt is gone; the same address again begins nothing.",
        "RFC 6749 section 10.12",
      ),
      rule(
        "callback: a copy of its cookie is no second attempt",
        "A process finishes an attempt once, whoever sends its cookie again.",
        "RFC 6749 section 10.12",
      ),
      rule(
        "callback: the attempt names the provider",
        "Where the code is taken hangs on the attempt, and on nothing in the URL.",
        "RFC 9700 section 4.4.2",
      ),
      rule(
        "callback: the provider is still the same",
        "An attempt at a provider that has another issuer by now is refused.",
        "RFC 9700 section 4.4.2",
      ),
      rule("callback: iss is the issuer", "An `iss` in the answer must be the provider's.", "RFC 9207 section 2.4"),
      rule(
        "callback: iss is there when announced",
        "A provider that announced `iss` must send it.",
        "RFC 9207 section 2.4",
      ),
      rule("callback: error wants a good state", "An `error` counts only with an attempt.", "RFC 6749 section 4.1.2.1"),
      rule(
        "callback: error wins over a code",
        "An `error` with a `code` beside it is still an error.",
        "RFC 6749 section 4.1.2.1",
      ),
      rule(
        "callback: no token in the answer",
        "An `id_token`, `token`, `access_token` or `response` parameter is refused.",
        "RFC 9700 section 2.1.2",
      ),
      rule(
        "callback: by the method that was asked for",
        "By GET, or by POST for `form_post`.",
        "OAuth 2.0 Form Post Response Mode",
      ),
      rule("callback: no query beside a form", "An answer with two voices is refused.", "RFC 6749 section 3.1"),
      rule("callback: only a form is read", "Any other content type is 415.", "OAuth 2.0 Form Post Response Mode"),
      rule("callback: an announced body above 64 KiB", "It is 413 and stays unread.", "RFC 9110 section 15.5.14"),
      rule(
        "callback: a body is counted",
        "Above 64 KiB it is read no further, whatever it announced.",
        "RFC 9110 section 15.5.14",
      ),
      rule(
        "callback: HEAD uses nothing up",
        "HEAD is 405, and the attempt can still be finished.",
        "RFC 9110 section 9.2.1",
      ),
      rule("callback: 405 says what is allowed", "It has an `Allow`.", "RFC 9110 section 15.5.6"),
    ],
  },
  {
    title: "form_post",
    rules: [
      rule(
        "form_post: the attempt is SameSite=None",
        "The browser comes back by a cross-site POST, which carries no Lax cookie.",
        "RFC 6265bis section 5.6.7.1",
      ),
      rule(
        "form_post: Secure on loopback http too",
        "`SameSite=None` means nothing without it, and browsers take it there.",
        "RFC 6265bis section 5.7",
      ),
      rule(
        "form_post: other attempts stay Lax",
        "Only an attempt that asked for it is `SameSite=None`.",
        "RFC 6265bis section 8.8.1",
      ),
      rule(
        "form_post: the session stays Lax",
        "The session's cookie is Lax, however the answer came.",
        "RFC 6265bis section 8.8.1",
      ),
    ],
  },
  {
    title: "Token response and ID token",
    rules: [
      rule("token response: 200 and nothing else", "Any other success is refused.", "RFC 6749 section 5.1"),
      rule(
        "token response: JSON with an access token",
        "A JSON object with `access_token` as text; all else is `token_response_invalid`, 502.",
        "RFC 6749 section 5.1",
      ),
      rule("token response: the type is Bearer", "No token of another type is used.", "RFC 6749 section 7.1"),
      rule("token response: id_token is a text", "Without one there is no login.", "Core section 3.1.3.3"),
      rule(
        "token response: invalid_grant is the visitor's",
        "It is 400, and a new login helps.",
        "RFC 6749 section 5.2",
      ),
      rule(
        "id token: the signature is always checked",
        "Against the keys behind `jwks_uri`.",
        "Core section 3.1.3.7 (6)",
      ),
      rule(
        "id token: no jwks_uri, no login",
        "A provider without one is refused before any redirect.",
        "Discovery section 3",
      ),
      rule(
        "id token: RS, PS, ES and EdDSA",
        "No other algorithm is accepted, whatever the library knows.",
        "RFC 8725 section 3.1",
      ),
      rule(
        "id token: none in no spelling",
        "A token without a signature is refused, even where that is announced.",
        "RFC 8725 section 3.2",
      ),
      rule(
        "id token: no HS256",
        "Neither under the client's secret, nor under a public key, nor under a published `oct` key.",
        "RFC 8725 section 2.1",
      ),
      rule(
        "id token: an announced algorithm",
        "One that the metadata does not name is refused.",
        "RFC 8725 section 3.1",
      ),
      rule(
        "id token: the registered algorithm",
        "With `id_token_signed_response_alg`, no other is accepted.",
        "Core section 3.1.3.7",
      ),
      rule("id token: no short RSA key", "A key below 2048 bits signs nothing.", "RFC 7518 section 3.3"),
      rule(
        "id token: a key in the header is no key",
        "`jwk`, `jku`, `x5u` and `x5c` are ignored.",
        "RFC 8725 section 3.10",
      ),
      rule("id token: no crit", "Any `crit` is refused: we understand none.", "RFC 7515 section 4.1.11"),
      rule(
        "id token: a key for encryption does not count",
        "Nor does one that has another `use`.",
        "RFC 7517 section 4.2",
      ),
      rule("id token: a key of another algorithm does not count", "A key's own `alg` binds.", "RFC 7517 section 4.4"),
      rule("id token: iss is identical", "Letter by letter.", "Core section 3.1.3.7 (2)"),
      rule("id token: aud holds our client_id", "A token for another client is refused.", "Core section 3.1.3.7 (3)"),
      rule("id token: more audiences want our azp", "Without it the token is refused.", "Core section 3.1.3.7 (4)"),
      rule("id token: another's azp is refused", "Even with one audience.", "Core section 3.1.3.7 (5)"),
      rule(
        "id token: exp lies ahead",
        "A token that has expired, or says nothing, is refused.",
        "Core section 3.1.3.7 (9)",
      ),
      rule(
        "id token: iat lies behind",
        "A token of the future, or with no number, is refused.",
        "Core section 3.1.3.7 (10)",
      ),
      rule("id token: nbf has passed", "A token that is not valid yet is refused.", "RFC 7519 section 4.1.5"),
      rule(
        "id token: 30 seconds of tolerance",
        "For clocks that differ, and no more unless configured.",
        "RFC 7519 section 4.1.4",
      ),
      rule("id token: 60 seconds at most", "More cannot be configured.", "RFC 7519 section 4.1.4"),
      rule("id token: nonce is the attempt's", "A text, and equal.", "Core section 3.1.3.7 (11)"),
      rule("id token: sub can be used", "A text of 1 to 255 characters.", "Core section 2"),
      rule("id token: at_hash fits", "When it is there, it is that of the access token.", "Core section 3.1.3.8"),
      rule("id token: max_age wants auth_time", "It is there, a number, and recent.", "Core section 3.1.3.7 (13)"),
      rule("id token: no other kind of token", "`typ` `logout+jwt` or `at+jwt` is refused.", "RFC 8725 section 3.11"),
      rule("id token: 100 KB at most", "A larger one is refused.", "CWE-770"),
      rule("id token: claims work no magic", "`__proto__` and `constructor` are claims like any other.", "CWE-1321"),
      rule("id token: no nesting without end", "Claims that nest deeper than 64 levels are refused.", "CWE-674"),
    ],
  },
  {
    title: "UserInfo",
    rules: [
      rule("userinfo: the same sub", "Of an answer about anybody else nothing is used.", "Core section 5.3.4"),
      rule("userinfo: claims of the ID token win", "UserInfo completes them and changes none.", "Core section 5.3.4"),
      rule("userinfo: 200 and nothing else", "Of any other answer nothing is used.", "Core section 5.3.2"),
      rule("userinfo: JSON or JWT by its content type", "Of anything else nothing is used.", "Core section 5.3.2"),
      rule(
        "userinfo: a signature is checked",
        "A signed answer is checked against the provider's keys.",
        "Core section 5.3.4",
      ),
      rule("userinfo: iss of a signed answer", "When it is there, it is the provider's.", "Core section 5.3.2"),
      rule("userinfo: aud of a signed answer", "When it is there, it holds our client_id.", "Core section 5.3.2"),
      rule(
        "userinfo: plain OAuth answers in JSON too",
        'The same holds for a provider of `type = "oauth2"`.',
        "CWE-20",
      ),
      rule(
        "userinfo: a verified address belongs to it",
        "That an address was verified is said of the address beside it, and of no other.",
        "Core section 5.7",
      ),
    ],
  },
  {
    title: "Discovery and outgoing requests",
    rules: [
      rule("discovery: the issuer is the configured one", "Else `issuer_mismatch`, 502.", "Discovery section 4.3"),
      rule("discovery: one final slash may differ", "One, and nothing else.", "Discovery section 4.1"),
      rule("discovery: both issuers stand in the log", "What was expected, and what came.", "Discovery section 4.3"),
      rule(
        "discovery: http and https alone",
        "`javascript:`, `data:`, `file:` and relative addresses are refused before any redirect.",
        "RFC 9700 section 4.11",
      ),
      rule(
        "discovery: no credentials in an address",
        "A name or password in an endpoint is refused.",
        "RFC 3986 section 3.2.1",
      ),
      rule(
        "discovery: https beyond this machine",
        "An endpoint over http is refused, except on loopback.",
        "RFC 6749 section 3.1",
      ),
      rule("discovery: failures are not cached", "The next login asks again.", "Discovery section 4"),
      rule("discovery: one fetch in flight", "Whoever waits shares it.", "CWE-400"),
      rule("discovery: an unknown kid refetches", "A rotation of keys is followed.", "Core section 10.1.1"),
      rule("discovery: a flood of kids does not", "One more look a minute, and no more.", "CWE-400"),
      rule(
        "entra: the template is filled with tid",
        "The token's `iss` is the published template with its own `tid`.",
        "Microsoft, Validate the issuer",
      ),
      rule("entra: tid is a GUID", "Nothing else fills the template.", "Microsoft, Validate the issuer"),
      rule("entra: allowed_tenants", "When it is set, only their people come in.", "Microsoft, Validate the issuer"),
      rule("entra: no personal account in organizations", "Whatever the token says.", "Microsoft, Validate the issuer"),
      rule(
        "entra: aliases on Microsoft's hosts alone",
        "No other provider may name itself differently than configured.",
        "Discovery section 4.3",
      ),
      rule(
        "entra: behind an alias iss is exact",
        "It is the issuer of the metadata, and no pattern is matched.",
        "Core section 3.1.3.7 (2)",
      ),
      rule(
        "entra: keys of another issuer do not count",
        "A key with an issuer of its own signs for that one.",
        "Microsoft, Validate the signing key issuer",
      ),
      rule(
        "entra: a typed address is not verified",
        "An e-mail that a tenant's owner could have typed lets nobody in.",
        "Core section 5.7",
      ),
      rule("requests: no redirect is followed", "It would carry code and secret along.", "RFC 9700 section 4.12"),
      rule("requests: a redirect is no answer", "It is `provider_invalid`, 502.", "RFC 9700 section 4.12"),
      rule("requests: a time limit", "A provider that does not answer is 504.", "CWE-400"),
      rule("requests: the limit covers the body", "One that stops in the middle of its answer, too.", "CWE-400"),
      rule("requests: 1 MiB at most", "Counted after decompression.", "CWE-409"),
      rule("requests: few thousand values", "JSON of more is refused before anybody parses it.", "CWE-770"),
    ],
  },
  {
    title: "Session cookie",
    rules: [
      rule("session cookie: HttpOnly", "No script reads it.", "RFC 6265bis section 5.6.6"),
      rule("session cookie: SameSite=Lax", "No other site posts with it.", "RFC 6265bis section 8.8"),
      rule("session cookie: Secure on https", "It never travels in the open.", "RFC 6265bis section 5.6.5"),
      rule("session cookie: __Host- on https", "No other host can set it.", "RFC 6265bis section 4.1.3.2"),
      rule(
        "session cookie: __Secure- below a base path",
        "With `Path=` that base path.",
        "RFC 6265bis section 4.1.3.1",
      ),
      rule("session cookie: no Domain", "Unless one is configured.", "RFC 6265bis section 5.6.3"),
      rule("session cookie: no-store with it", "No cache keeps an answer of ours.", "RFC 9111 section 7.3"),
      rule(
        "session cookie: no-store on the application's own answer",
        "`onError` may word a failure, and it is no-store all the same.",
        "RFC 9111 section 7.3",
      ),
      rule(
        "session cookie: sealed for a purpose",
        "An attempt never opens as a session, nor the other way round.",
        "NIST SP 800-108",
      ),
      rule(
        "session cookie: sealed for this application",
        "Another application with the same secret opens none of it.",
        "NIST SP 800-108",
      ),
      rule(
        "session cookie: expiry lies inside",
        "A cookie that a browser keeps for ever ends all the same.",
        "OWASP Session Management",
      ),
      rule("session cookie: a login makes a new id", "What was presented is never adopted.", "CWE-384"),
      rule(
        "session cookie: a login deletes what is stale",
        "Nothing of an earlier session is left over, chunks included.",
        "CWE-384",
      ),
      rule("session cookie: a logout deletes every chunk", "Those that belong nowhere, too.", "CWE-613"),
      rule(
        "session cookie: a logout is not undone",
        "An older answer that comes late does not bring the session back.",
        "CWE-613",
      ),
      rule(
        "session cookie: of the provider that vouched for it",
        "Another provider that stands under the same name by now is another one.",
        "Core section 2",
      ),
      rule("session cookie: ten chunks at most", "More are neither written nor read.", "CWE-770"),
      rule("session cookie: a missing chunk is no session", "And it is told apart from garbage.", "CWE-20"),
      rule(
        "session cookie: garbage is logged out",
        "Half a cookie, another's seal, 250 cookies: no throw, no delay.",
        "CWE-20",
      ),
    ],
  },
  {
    title: "How long a session lasts",
    rules: [
      rule(
        "lifetime: idle is over",
        "A session that nobody has used for `session_idle_timeout` has ended.",
        "OWASP Session Management",
      ),
      rule(
        "lifetime: use does not make it last",
        "However much it is used, it ends with `session_max_age`.",
        "OWASP Session Management",
      ),
      rule(
        "lifetime: a stricter configuration holds at once",
        "For the sessions that exist, too.",
        "OWASP Session Management",
      ),
      rule(
        "lifetime: with the ID token",
        "With `session_follows_id_token` it does not outlive the ID token.",
        "Core section 2",
      ),
      rule(
        "lifetime: the provider's ceiling",
        "A `session_expiry` in the ID token is its end, if nothing ends it before.",
        "IPSIE SL1",
      ),
      rule(
        "lifetime: reading is no use",
        "`getSession` and `getUser` renew nothing: who is only looked at is idle.",
        "OWASP Session Management",
      ),
      rule(
        "lifetime: no renewal before a tenth",
        "Until a tenth of the idle time has passed, nothing is written and no cookie is set.",
        "OWASP Session Management",
      ),
      rule("lifetime: a logout renews nothing", "The answer that ends a session does not bring it back.", "CWE-613"),
      rule(
        "lifetime: a late answer brings back no one else",
        "After a login, an older answer does not put the session back in whose place it came.",
        "CWE-613",
      ),
    ],
  },
  {
    title: "Cookies that were read before",
    rules: [
      rule(
        "remembered: nothing of what failed",
        "What did not open takes no room, however much of it comes.",
        "CWE-770",
      ),
      rule(
        "remembered: so many and no more",
        "Whoever comes with ever new cookies makes the memory no larger.",
        "CWE-770",
      ),
      rule(
        "remembered: judged anew each time",
        "That a cookie was opened before says nothing of whether its session lives.",
        "CWE-613",
      ),
      rule(
        "remembered: nobody writes to it",
        "Two requests may be given one user: it is frozen to the bottom.",
        "CWE-471",
      ),
    ],
  },
  {
    title: "Sessions in a store",
    rules: [
      rule("store: its keys are hashes", "No session's id stands in it.", "CWE-522"),
      rule("store: its values are sealed", "No claim and no token stands in it.", "CWE-312"),
      rule("store: a dump lets nobody in", "Nothing that stands in it is a cookie.", "CWE-522"),
      rule(
        "store: a value belongs to its key",
        "Put under another's, it is nothing: nobody becomes somebody else.",
        "CWE-345",
      ),
      rule(
        "store: an id is never adopted",
        "A session has the id that its login has made, whatever was presented.",
        "CWE-384",
      ),
      rule(
        "store: a login drops what was presented",
        "The session in whose place it comes has ended, in every copy.",
        "CWE-384",
      ),
      rule("store: a logout ends every copy", "Not only for the browser that asked for it.", "CWE-613"),
      rule(
        "store: a late write brings nothing back",
        "A request that keeps something of a session that has just ended keeps nothing.",
        "CWE-362",
      ),
      rule(
        "store: down is not logged out",
        "Reading who is there fails, and a guard answers 503 with Retry-After.",
        "CWE-636",
      ),
      rule("store: down ends nothing", "A logout that cannot be kept is 503, and the cookies stay.", "CWE-636"),
      rule(
        "store: public pages need none",
        "Who brings no session is nobody, without a question to the store.",
        "CWE-400",
      ),
      rule(
        "store: an application without one is told",
        "What is no store, or a deny list beside a store, is an error before anything is served.",
        "CWE-1188",
      ),
      rule(
        "ended: names tell nothing",
        "Who reads the store and guesses a subject finds no mark of theirs.",
        "CWE-916",
      ),
      rule("ended: a mark belongs to its name", "Put under another's name, it ends nobody's session.", "CWE-345"),
      rule(
        "ended: what was ended here is known here",
        "An answer that was on its way does not make a process forget what it has ended.",
        "CWE-362",
      ),
    ],
  },
  {
    title: "Rotation of secrets",
    rules: [
      rule(
        "rotation: what is used is sealed anew",
        "A session that is renewed no longer needs the secret of its beginning.",
        "NIST SP 800-57",
      ),
      rule(
        "rotation: what has ended stays ended",
        "A mark is found by every secret, also one that was made before the newest.",
        "CWE-613",
      ),
    ],
  },
  {
    title: "Refresh",
    rules: [
      rule("refresh: the signature is checked", "Of the new ID token as of the first.", "Core section 12.2"),
      rule("refresh: the same iss", "The new ID token is of the issuer of the login.", "Core section 12.2"),
      rule("refresh: the same sub", "It is of the same person.", "Core section 12.2"),
      rule("refresh: the same aud", "It is for the same audience.", "Core section 12.2"),
      rule(
        "refresh: the same auth_time",
        "A refresh is no login: it opens nothing that wants a fresh one.",
        "Core section 12.2",
      ),
      rule("refresh: no other nonce", "None is needed; one of another login is refused.", "Core section 12.2"),
      rule("refresh: invalid_grant ends the session", "What the provider has granted is over.", "RFC 6749 section 5.2"),
      rule(
        "refresh: a late answer brings back nothing",
        "The session that has ended with its grant stays so.",
        "CWE-613",
      ),
      rule(
        "refresh: a failure changes nothing",
        "A timeout or a 5xx leaves the session, and the old token while it lives.",
        "Core section 12.1",
      ),
      rule(
        "refresh: one at a time",
        "However many requests want it: a refresh token that comes twice ends the grant.",
        "RFC 9700 section 4.14.2",
      ),
      rule("refresh: a rotated token is kept", "The next refresh is made with the newest.", "RFC 6749 section 6"),
      rule(
        "refresh: its token is shown nowhere",
        "Nothing that an application can print has it.",
        "RFC 6749 section 10.4",
      ),
    ],
  },
  {
    title: "Guard and error pages",
    rules: [
      rule("guard: only true lets in", "A forgotten return, a truthy object and a failure do not.", "CWE-636"),
      rule("guard: a rule that nobody reads is an error", "A misspelled rule would let everybody in.", "CWE-636"),
      rule(
        "guard: a page is sent to the login",
        "302, and back to the page after the login.",
        "RFC 9110 section 15.4.3",
      ),
      rule("guard: an API call is told 401", "As problem+json, and no attempt begins.", "RFC 9457"),
      rule("guard: not allowed is 403", "Never a login: it would not help.", "RFC 9110 section 15.5.4"),
      rule("guard: a prefetch begins nothing", "503, and no attempt begins.", "Fetch, Sec-Purpose"),
      rule(
        "guard: the third automatic login is a page",
        "Two logins may begin by themselves within a minute; the third says why it does not.",
        "CWE-835",
      ),
      rule(
        "guard: a demand is verified when it comes back",
        "A login that was to be recent or strong is judged by what the provider says of it.",
        "RFC 9470 section 5",
      ),
      rule("guard: a refusal holds nothing of the page", "Not its body, and no user.", "CWE-200"),
      rule("pages: nothing stands unescaped", "Neither of the request nor of the provider.", "CWE-79"),
      rule(
        "pages: error_uri is never a link",
        "Nothing that a provider says of an error is shown.",
        "RFC 6749 section 4.1.2.1",
      ),
      rule("pages: default-src 'none'", "No script, image or frame of anybody's.", "CSP Level 3"),
      rule("pages: base-uri 'none'", "No address of ours can be led elsewhere.", "CSP Level 3"),
      rule("pages: frame-ancestors 'none'", "No site frames them.", "RFC 9700 section 4.16"),
      rule("pages: no form-action", "It would block the logout form's way to the provider.", "CSP Level 3"),
      rule(
        "pages: Referrer-Policy same-origin",
        "`no-referrer` makes our own forms post `Origin: null`.",
        "Referrer Policy",
      ),
      rule("pages: no stack and no cause", "Evidence is for the log.", "CWE-209"),
    ],
  },
  {
    title: "return_to",
    rules: [
      rule("return_to: one slash", "It begins with `/`, and not with `//`.", "RFC 9700 section 4.11"),
      rule(
        "return_to: no control character, no backslash",
        "Browsers drop the one and read the other as a slash.",
        "WHATWG URL",
      ),
      rule("return_to: 2 KiB at most", "Longer ones lead home.", "RFC 9700 section 4.11"),
      rule("return_to: 2 KiB as it is sent", "Escapes count.", "RFC 9700 section 4.11"),
      rule("return_to: the origin is compared", "As WHATWG `URL` resolves it.", "RFC 9700 section 4.11"),
      rule(
        "return_to: judged again as it is sent",
        "`/..//evil.example` is none of ours once its dots are resolved.",
        "RFC 9700 section 4.11",
      ),
      rule("return_to: for login() too", "Not for the route alone.", "RFC 9700 section 4.11"),
      rule("return_to: for a logout too", "By the route and by `logout()`.", "RFC 9700 section 4.11"),
    ],
  },
  {
    title: "Logout",
    rules: [
      rule(
        "logout: Sec-Fetch-Site counts first",
        "Another site's wish is 403 with a question, and the cookies stay.",
        "RP-Initiated Logout section 6",
      ),
      rule("logout: else Origin", "For browsers without Sec-Fetch-Site.", "RFC 6454 section 7"),
      rule("logout: else Referer", "For browsers that say nothing else.", "RFC 9110 section 10.1.3"),
      rule("logout: a silent GET is a question", "It may be an image on any site.", "RP-Initiated Logout section 6"),
      rule("logout: a prefetch ends nothing", "503, and the session stays.", "Fetch, Sec-Purpose"),
      rule(
        "logout: ours ends first",
        "The answer that leads to the provider ends our session.",
        "RP-Initiated Logout section 2",
      ),
      rule(
        "logout: ours ends whatever the provider does",
        "One that is down blocks nothing.",
        "RP-Initiated Logout section 2",
      ),
      rule(
        "logout: the hint is this provider's",
        "`id_token_hint` is the token that it issued for this session.",
        "RP-Initiated Logout section 2",
      ),
      rule(
        "logout: the return address is ours",
        "`post_logout_redirect_uri` is the configured one, whatever is asked for.",
        "RP-Initiated Logout section 3",
      ),
      rule(
        "logout: the state decides nothing",
        "Random, new each time, and remembered nowhere.",
        "RP-Initiated Logout section 2",
      ),
    ],
  },
  {
    title: "Back-channel logout",
    rules: [
      rule(
        "back-channel: a form and nothing else",
        "`application/x-www-form-urlencoded` of 64 KiB at most.",
        "Back-Channel Logout section 2.5",
      ),
      rule(
        "back-channel: by POST alone",
        "Any other method is 405, and uses no token up.",
        "Back-Channel Logout section 2.5",
      ),
      rule("back-channel: one logout_token", "None or two are refused.", "RFC 6749 section 3.1"),
      rule(
        "back-channel: the signature is always checked",
        "By the keys of the provider, as an ID token's.",
        "Back-Channel Logout section 2.6",
      ),
      rule(
        "back-channel: none in no spelling",
        "`alg` `none` is refused, with a signature and without.",
        "Back-Channel Logout section 2.6",
      ),
      rule(
        "back-channel: an announced algorithm",
        "One that the provider announces for its ID tokens.",
        "Back-Channel Logout section 2.4",
      ),
      rule(
        "back-channel: the registered algorithm",
        "With `id_token_signed_response_alg`, no other is accepted.",
        "Back-Channel Logout section 2.6",
      ),
      rule("back-channel: a crit is refused", "Nobody here understands any.", "RFC 7515 section 4.1.11"),
      rule("back-channel: its typ is a logout token's", "`logout+jwt`, `JWT` or none.", "RFC 8725 section 3.11"),
      rule("back-channel: iss is the provider's", "Identical.", "Back-Channel Logout section 2.6"),
      rule(
        "back-channel: aud holds our client_id",
        "A token for another client is refused.",
        "Back-Channel Logout section 2.6",
      ),
      rule(
        "back-channel: iat lies behind, and not far",
        "Not in the future, and ten minutes ago at most.",
        "Back-Channel Logout section 2.4",
      ),
      rule("back-channel: exp lies ahead", "It is there, and has not passed.", "Back-Channel Logout section 2.6"),
      rule(
        "back-channel: events say that it is a logout",
        "A member of its own with an object, inherited from nowhere.",
        "Back-Channel Logout section 2.4",
      ),
      rule(
        "back-channel: no nonce, not even null",
        "So it never passes for an ID token.",
        "Back-Channel Logout section 2.4",
      ),
      rule(
        "back-channel: sub or sid, as texts",
        "One is there, and each that is there can be used.",
        "Back-Channel Logout section 2.4",
      ),
      rule(
        "back-channel: a jti is there",
        "Without one nobody could tell that it was used.",
        "Back-Channel Logout section 2.4",
      ),
      rule(
        "back-channel: a used jti is refused",
        "A token works once, in all processes that share a store.",
        "Back-Channel Logout section 2.6",
      ),
      rule(
        "back-channel: of two at once, one is told",
        "The application hears once of a token that comes twice.",
        "CWE-367",
      ),
      rule(
        "back-channel: the session ends before its jti is used up",
        "A store that fails between the two loses no logout: the provider repeats it.",
        "CWE-393",
      ),
      rule(
        "back-channel: 200 though nobody is known",
        "The session has ended then.",
        "Back-Channel Logout section 2.8",
      ),
      rule(
        "back-channel: nobody keeps the answer",
        "`Cache-Control: no-store`, good or bad.",
        "Back-Channel Logout section 2.8",
      ),
      rule(
        "back-channel: of this issuer alone",
        "The same `sub` or `sid` at another provider stays.",
        "Back-Channel Logout section 2.7",
      ),
      rule(
        "back-channel: by sid, else by sub",
        "A token with both ends the session of the `sid` alone.",
        "Back-Channel Logout section 2.7",
      ),
      rule(
        "back-channel: a late token ends no newer login",
        "Only what had begun when the token was made.",
        "Back-Channel Logout section 2.7",
      ),
      rule("back-channel: a late token brings nothing back", "What has ended since stays so.", "CWE-613"),
      rule(
        "back-channel: an outage is no bad token",
        "5xx while the provider's keys cannot be had: the same token works later.",
        "Back-Channel Logout section 2.8",
      ),
    ],
  },
  {
    title: "Front-channel logout",
    rules: [
      rule(
        "front-channel: iss and sid, both or neither",
        "One without the other ends nothing, except from Entra.",
        "Front-Channel Logout section 2",
      ),
      rule("front-channel: each of them once", "Two are refused.", "RFC 6749 section 3.1"),
      rule("front-channel: iss is a provider's", "Anybody else's ends nothing.", "Front-Channel Logout section 2"),
      rule("front-channel: a sid of 255 at most", "A longer one is refused.", "CWE-770"),
      rule(
        "front-channel: the sid finds the session",
        "No cookie comes along in a frame of another site.",
        "Front-Channel Logout section 4.1",
      ),
      rule(
        "front-channel: a stranger leaves no mark",
        "Only what a login here has named is marked as ended.",
        "CWE-770",
      ),
      rule(
        "front-channel: another site ends nothing by a cookie",
        "Without `iss` and `sid`, a request from another site ends nothing.",
        "Front-Channel Logout section 5",
      ),
      rule("front-channel: a prefetch ends no session", "503.", "Fetch, Sec-Purpose"),
      rule(
        "front-channel: 200 and empty, so that a frame shows it",
        "No `frame-ancestors`, no `X-Frame-Options`, and nobody keeps it.",
        "Front-Channel Logout section 2",
      ),
      rule(
        "front-channel: a sid alone is Entra's, and ends no other's",
        "Entra sends no `iss`.",
        "learn.microsoft.com/answers/questions/11341",
      ),
    ],
  },
  {
    title: "Log and configuration",
    rules: [
      rule(
        "log: no secret",
        "No code, token, verifier, state, secret or cookie, even where a provider repeats it.",
        "CWE-532",
      ),
      rule("log: no callback URL", "Not as a whole.", "CWE-532"),
      rule("log: 200 characters of a provider's words", "The rest is cut.", "CWE-770"),
      rule("log: no control characters", "Nobody writes a line of our log.", "CWE-117"),
      rule(
        "config: a secret of 32 characters",
        "Shorter ones are refused before anything is served.",
        "iron, the format of our seals",
      ),
      rule("config: secrets are rotated by a list", "The first seals, all of them open.", "NIST SP 800-57"),
      rule(
        "config: http on loopback alone",
        "Any other address is an error before anything is served.",
        "RFC 6749 section 3.1.2.1",
      ),
    ],
  },
  {
    title: "Hosts and adapters",
    rules: [
      rule(
        "host: a header chooses among the listed origins",
        "`Host` and `X-Forwarded-Host` select an entry of `allowed_origins`, and make none up.",
        "RFC 9700 section 4.13",
      ),
      rule(
        "host: only a page of its own origin tells it",
        "`Referer` and `Origin` of another site say nothing of the visitor's host.",
        "Fetch Metadata",
      ),
      rule("host: no name is longer than a name", "What is no host is no URL, however long.", "RFC 1035 section 2.3.4"),
      rule("host: a script is sent nowhere", "Only a page is led to the configured origin.", "Fetch Metadata"),
      rule(
        "adapter: cookies of the application stay",
        "What it has set is sent beside ours, and neither erases the other.",
        "RFC 6265bis section 3",
      ),
      rule("adapter: a body is read no further", "Not even into memory, once it is too large.", "CWE-770"),
      rule(
        "adapter: a Host makes no address",
        "Hooks are given a Request of the configured origin, whatever the client calls its Host.",
        "RFC 9700 section 4.13",
      ),
      rule("adapter: a refusal reaches no handler", "What comes after the guard is not called.", "CWE-636"),
    ],
  },
]

export const rules: readonly Rule[] = sections.flatMap(({ rules }) => rules)

/** The name of a rule's patch. */
export function slugOf(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "-")
    .replace(/^-|-$/g, "")
}
