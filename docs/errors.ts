// The page of errors, made of the one table of the core: `npx vitest run --project docs -u`.
import { type AuthErrorCode, failures } from "../packages/core/src/errors.js"

export function page(): string {
  const codes = Object.keys(failures) as AuthErrorCode[]
  return [head, ...codes.map(row), between, ...codes.map(section), tail].join("\n")
}

const again = { now: "yes", later: "later", no: "no" } as const

function row(code: AuthErrorCode): string {
  const { status, detail, level, retry } = failures[code]
  return `| \`${code}\` | ${status} | ${detail} | ${level} | ${again[retry]} |`
}

function section(code: AuthErrorCode): string {
  const { happened, look } = stories[code]
  return `### ${code}

${happened} ${look}
`
}

/** What happened, and what the owner can look at. */
const stories: Readonly<Record<AuthErrorCode, { readonly happened: string; readonly look: string }>> = {
  login_cancelled: {
    happened:
      "The visitor said no at the provider: `access_denied`, or `consent_required` outside a [silent login](./routes#a-silent-login).",
    look: "Nothing is wrong. Where everybody cancels, the provider may ask for a consent that only an administrator can give: `errorDescription` says so.",
  },
  access_denied: {
    happened:
      "The provider knows who it is, and this application does not let them in: `allowed_emails`, `allowed_domains`, `onLogin`, or a guard's `allow`, `maxAge` or `acr`.",
    look: "The visitor reads the reason, and the log has it as `message`. Of a guard's `allow` there is none: look at the rule. An address that the provider did not verify is refused even when it is on the list.",
  },
  login_required: {
    happened:
      "An API call came without a user, a page's script asked for a login, or a silent login (`prompt=none`) found that the provider has to ask the visitor.",
    look: "For an API call this is the normal answer; the page sends its visitor to `login_url`. When people who are logged in get it, look at `session.reason`.",
  },
  provider_unknown: {
    happened:
      "`/auth/login?provider=` has a name that is not in the table, or the provider was taken out of the table while somebody was logging in.",
    look: "The message lists the names that are configured and suggests the nearest. Names are case-sensitive.",
  },
  transaction_missing: {
    happened:
      "Somebody came back from the provider, and the cookie of that login was not there: it was started in another browser or on another host, it is finished, or it is older than ten minutes.",
    look: "Now and then it is a bookmark. If it is everybody, the cookie is lost on the way: another host than that of `redirect_uri` (the message names both), `cookie_secret` not the same in all processes, a proxy that drops `Set-Cookie` or a long `Cookie`.",
  },
  transaction_expired: {
    happened: "The visitor took more than ten minutes at the provider.",
    look: "Nothing is wrong, unless it comes at once: then the clocks of two of your servers differ.",
  },
  cookies_blocked: {
    happened: "Somebody came back from the provider, and their browser sent no cookie at all.",
    look: "The browser blocks cookies, the link was opened in another one (mail programs do that), or the application lies in another site's frame. On http beyond this machine no `Secure` cookie comes back either.",
  },
  login_loop: {
    happened:
      "A guard, or a handler that calls `login()`, sent a browser to log in twice within a minute, and it came a third time without a session. The login was not started again.",
    look: "The session's cookie does not come back: look at its `Domain`, `Path` and `Secure` in the browser, at proxies that drop a long `Set-Cookie`, and at `cookie_secret` in all processes. Or the callback fails each time: its errors stand just before this one.",
  },
  callback_invalid: {
    happened:
      "What came to the callback is not the answer to a login: parameters are missing or doubled, came by the wrong method, or carry another issuer's `iss` (RFC 9207).",
    look: "One is a scanner or a bookmark. If it is every login, read `cause`: the provider may answer in a `response_mode` or with a `response_type` that nobody asked for.",
  },
  code_rejected: {
    happened:
      "The provider says `invalid_grant`: the code was used before, is too old, or was given for another request.",
    look: "A reloaded page does that. If it is every login, `redirect_uri` is not quite what is registered, or two applications share a client and a callback.",
  },
  provider_error: {
    happened: "The provider answered with an error of its own.",
    look: "`error` and `errorDescription` are its words; search them in its documentation. `invalid_scope` and `unauthorized_client` are about the registration, `server_error` and `temporarily_unavailable` about the provider's day.",
  },
  client_rejected: {
    happened:
      "The provider does not accept `client_id`, `client_secret` or the way in which they are sent. Nobody can log in.",
    look: "The secret has expired, was rotated, or belongs to another client or tenant: `errorDescription` often says which. Some providers take `client_secret_post` alone: see `token_endpoint_auth_method`.",
  },
  provider_unreachable: {
    happened:
      "No answer from the provider, none within `http_timeout`, or a 5xx where its metadata and keys should be. Who is logged in stays so.",
    look: "Read `cause` (`ECONNREFUSED`, a name that cannot be resolved, a certificate, a timeout), look at the provider's status page, and run `x-auth check` on the same machine. Failures are not remembered: the next login asks again.",
  },
  provider_invalid: {
    happened:
      "The provider answers, but its metadata or keys cannot be used: no JSON, a redirect, an endpoint that is missing or not https, more than 1 MiB.",
    look: "`cause` names the field. Open `server_metadata_url` yourself: a login page, a proxy or a gateway may stand in front of it.",
  },
  issuer_mismatch: {
    happened: "The metadata say that they are another issuer's than the configured URL.",
    look: "`cause` has both. Copy the issuer as the provider writes it; behind a proxy the provider may not know its own public name.",
  },
  token_response_invalid: {
    happened:
      "The code was exchanged, and the answer is no token response: no JSON, no `id_token`, not `Bearer`, or an HTML page of a gateway.",
    look: "`cause` says what is missing. Without an `id_token` the registration is one of plain OAuth 2.0, or `openid` is not among its scopes.",
  },
  id_token_invalid: {
    happened: "The ID token is wrong: signature, `iss`, `aud`, `azp`, time or `nonce`. Nobody was logged in with it.",
    look: "`cause` names the rule. Times: look at this machine's clock (`clock_tolerance` is 30 seconds). Keys: the provider signs with one that it does not publish. Tenants: see `allowed_tenants`. What remains may be an attack.",
  },
  userinfo_invalid: {
    happened: 'With `userinfo = "always"`, the UserInfo endpoint did not answer with claims of the same person.',
    look: '`cause`, and `error` where the provider gave one: `insufficient_scope` wants another scope. `userinfo = "missing"` leaves such an answer out and warns.',
  },
  access_token_unavailable: {
    happened:
      "The access token has run out, and the provider gives no new one: its answer to the refresh token was `invalid_grant`. The session ends, and the visitor logs in again.",
    look: "Now and then the visitor has changed a password, or taken the access back. If it is everybody after the same time, the refresh tokens live shorter at the provider than sessions do here. If it is everybody after the first refresh, two processes refresh with one token: they need a store that they share.",
  },
  on_login_failed: {
    happened:
      "The application's `onLogin` threw, or returned what is no object that JSON can hold. There is no session.",
    look: '`cause` is the message of what was thrown; its stack is in your own hands: catch it in `onLogin`. Throw `AuthError("access_denied")` for whoever may not come in.',
  },
  session_too_large: {
    happened: "The session does not fit into [6 KiB](./cookies#sizes).",
    look: "`cause` lists what is biggest, with its bytes: claims, what `onLogin` returned, tokens. Keep fewer with `claims`, expose no token that you do not need, or keep sessions in a store. Lists of groups are the usual reason.",
  },
  access_token_not_kept: {
    happened:
      '`getAccessToken()` was called, and the session keeps no access token: `expose_tokens` lacks `"access"`, or the session began before it had it.',
    look: 'Set `expose_tokens = "access"` for that provider. Whoever logged in before has to log in again.',
  },
  store_unavailable: {
    happened:
      "The store of the sessions, or that of the `denyList`, did not answer. Nobody is logged out by it, and nobody is let in; guarded pages answer 503 with `Retry-After`.",
    look: "The `cause` in the log is what the store said. It goes on by itself when the store is back; the process need not be started again.",
  },
  cross_site_request: {
    happened:
      "Another site led a browser to the logout route. The session is untouched, and the page asks the visitor.",
    look: "A link in a mail does that, too. If it is your own page, it lies on another site: link to a page of yours that posts the form.",
  },
  logout_token_invalid: {
    happened:
      "What came to the route of a back-channel or a front-channel logout is not what a configured provider sends. Nobody was logged out.",
    look: "`cause` names the rule. One is a scanner. If it is every logout, look at this machine's clock, and whether the provider signs with a key that it publishes.",
  },
  method_not_allowed: {
    happened: "A route was asked with a method that it does not have; `Allow` names those it has.",
    look: "Monitors like HEAD. The login route takes GET alone.",
  },
  body_too_large: {
    happened:
      "A POST of more than 64 KiB came to the callback, or a query of more than 16 KiB to a route ([limits](./limits)).",
    look: "No provider does that.",
  },
  unsupported_media_type: {
    happened: "A POST that is no form came to the callback.",
    look: "No provider does that. A body parser that swallows the form gives `callback_invalid`.",
  },
  parameter_refused: {
    happened:
      "The application's code set a parameter that is the library's own: `state`, `nonce`, `redirect_uri`, PKCE and a few more.",
    look: "It is a wrong call (see [below](#a-wrong-call)); its stack leads to the line.",
  },
  invalid_argument: {
    happened:
      "The application's code made a call that cannot be meant: an option that does not exist, an Event where a name belongs.",
    look: "It is a wrong call (see [below](#a-wrong-call)); its stack leads to the line.",
  },
}

const head = `# Errors

<!-- Made by docs/errors.ts from packages/core/src/errors.ts: \`npx vitest run --project docs -u\`. -->

## In a login

A login that fails has a code. Codes do not change; words may. *Again*: whether the visitor gets any further by logging in
once more. Where it is *yes* the page has a button "Log in again", and where it is *later* "Try again"; otherwise somebody
has to mend something first. [What each of them means](#what-each-of-them-means), and what to look at, stands below.

| code | status | the visitor reads | log | again |
| --- | --- | --- | --- | --- |`

const between = `
No failure harms a login that exists.

### For people

A page with a heading, a sentence, a way on, and the code with a reference. It has no script and loads nothing. For
\`login_cancelled\`:

> **${failures.login_cancelled.title}**
>
> ${failures.login_cancelled.detail}
>
> [ Log in again ] &nbsp; [ Go to the home page ]
>
> \`login_cancelled\` &nbsp; Reference \`GaryU1fuRl\`

The reference stands in the log: whoever asks for help names it, and you find the line.

### For programs

[Problem details](https://www.rfc-editor.org/rfc/rfc9457) as \`application/problem+json\`. \`login_url\` is there where a login
would help. An API call to a guarded path (the body is one line, folded here):

\`\`\`http
HTTP/1.1 401 Unauthorized
cache-control: no-store
content-type: application/problem+json

{"type":"urn:x-auth:login_required","title":"${failures.login_required.title}","status":401,
 "detail":"${failures.login_required.detail}","code":"login_required",
 "reference":"LxjpavNXCE","login_url":"/auth/login"}
\`\`\`

### Your own words

\`onError\` may answer a failure in its own way. Return a \`Response\`, or nothing for the answer above. Cookies that must be
cleared and \`Cache-Control: no-store\` are added to it. \`log\` gets every event.

<<< ./snippets/errors.ts#errors{ts}

An error has \`code\`, \`status\`, \`message\` (fit for the visitor), \`cause\` (the evidence, for you alone) and \`reference\`. When
\`onError\` throws, that is logged, and the visitor gets our answer.

## The log

By default each warning and each error is one line on the console:

\`\`\`
auth: issuer_mismatch (google): ${failures.issuer_mismatch.detail} – expected the issuer http://127.0.0.1:8502, and the document says http://localhost:8502 [0-84cAghW9]
\`\`\`

The reference at the end is the one that the visitor sees. With the option \`log\` you get events:

| field | what it is |
| --- | --- |
| \`level\` | \`"info"\`, \`"warning"\`, \`"error"\` |
| \`event\` | a code, \`provider\` for what was left out of a login or a logout, \`hook_failed\`, \`config\`, [\`large_answer\`](./cookies#behind-a-proxy), [\`origin_mismatch\`](./routes#on-another-host), or of a provider's logout [\`back_channel_logout\` and \`front_channel_logout\`](./logout) |
| \`message\` | the sentence that the visitor reads, or what happened |
| \`provider\` | its name in the table |
| \`reference\` | as the visitor sees it |
| \`cause\` | the evidence, in a line |
| \`error\`, \`errorDescription\` | what the provider said in those words (RFC 6749), cut to 200 characters |

The last five are there where they are known. No field holds a secret, a code, a token or a cookie: what the provider
repeats of them in its own words is taken out.

## What each of them means
`

const tail = `## A wrong call

What only the application's code can get wrong is not answered: the promise is rejected with an \`AuthError\`. That is a
provider that is not in the table, a parameter that cannot be set, an option that does not exist, an Event or a Request
where a name belongs.

\`\`\`ts
await auth.login(request, "Google")
// AuthError: There is no provider "Google". Configured: "google". Did you mean "google"?
\`\`\`

In Node it reaches \`next(error)\`, or without a framework a plain answer with its status. On the login route, where a
visitor may have typed the name, it is an answer like the others.

## In the configuration

\`ConfigError\`, before anything is served: see [what an error looks like](./configuration#what-an-error-looks-like).
`
