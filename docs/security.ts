// The page of rules, made of the list that the tests and the patches follow: `vitest -u --project docs`.
import { type Section, sections } from "../packages/core/test/rules/rules.js"

export function securityPage(): string {
  const count = sections.reduce((sum, { rules }) => sum + rules.length, 0)
  return [head(count), ...sections.map(tableOf)].join("\n")
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;")

const tableOf = ({ title, rules }: Section): string => `## ${title}

| rule | what it promises | where it comes from |
| --- | --- | --- |
${rules.map(({ id, says, source }) => `| ${[id, says, source].map(cell).join(" | ")} |`).join("\n")}
`

const head = (count: number): string => `# Security

<!-- Made by docs/security.ts from packages/core/test/rules/rules.ts: \`npx vitest run --project docs -u\`. -->

What a login with x-auth promises, rule by rule. It is written for whoever has to judge it.

## The design

The authorization code flow with PKCE, and no other: a code comes through the browser, and tokens come from the
provider's own endpoint. What is remembered of a visitor is in their cookies, sealed with a key that only the application
has, for one purpose each: an attempt to log in, which lives ten minutes, or a session. So there is no database to protect,
and any process with the same configuration can go on where another stopped. The price is that a server cannot end a
session that it does not see: what it ends is a list, in its memory or in a store. Where [sessions are kept in a
store](./sessions), the cookie has an id alone. What is in the store is sealed and its keys are hashes, so who reads it is let
in nowhere, and learns of nobody.

Each step is judged by a function without clock, network and randomness, from facts to a decision. Whatever is refused
has a code of its own, leaves the session alone, and shows the visitor a reference that stands in the log beside the
evidence.

## Against whom

- **Another site in the same browser.** It can send any request to the application and any answer to its callback; it
  reads nothing. Where the cookie's name begins with \`__Host-\`, no neighbour below the same domain can set it either.
- **Another visitor,** who has an account at the same provider, and who has seen addresses of somebody else's login.
- **Another provider** of the same application, or the same one when it is broken or has been taken over: it can answer
  anything, slowly or without end. What it says of its own users is believed. What it says of anybody else's is not,
  with one exception that is not closed: all providers of an application share one callback, so a hostile provider of
  several can pass a visitor on to another one that sends no \`iss\` in its answers (RFC 9207), and log in as them. A table is
  [a circle of trust](./configuration#several-providers).
- **A client that is no browser,** with any header, any body and any cookie.

Not among them: who can read the application's secret or the provider's keys, who can write to its store, who runs code in the application's own pages
or on the visitor's machine, and who can break TLS.

## How it is held

The ${count} rules below each have a test whose name begins with the rule's, and a patch that removes the code behind it:

\`\`\`sh
npm run mutate                    # every rule: its test has to fail with the patch, and to pass without
npm run mutate -- "id token:"     # some of them
\`\`\`

*Core*, *Discovery* and the three *Logout* are the specifications of OpenID Connect. \`CWE\` numbers are MITRE's.
`
