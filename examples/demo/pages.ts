// The pages of the demonstration: from what `req.auth` says to HTML. No JavaScript, nothing from elsewhere.

import { type Claims, claimList, claimsOf, nameOf } from "./claims.ts"
import { highlight, type Language, publicToml, region } from "./code.ts"
import { type Html, html } from "./html.ts"
import { pass, tint } from "./pass.ts"
import { labelOf, type Visit } from "./visit.ts"

const source = {
  server: region(new URL("../node.ts", import.meta.url), "server"),
  members: region(new URL("./app.ts", import.meta.url), "members"),
  table: publicToml(new URL("./secrets.toml", import.meta.url)),
}

export function homePage(visit: Visit): string {
  const { user } = visit
  return user.isLoggedIn ? welcomePage(visit, claimsOf(user)) : strangerPage(visit)
}

function strangerPage(visit: Visit): string {
  return layout({
    visit,
    here: "/",
    title: "Who’s there?",
    body: html`
      <section class="hero">
        <div>
          <p class="kicker">login() · user · logout()</p>
          <h1>Who’s there?</h1>
          <p class="lead">Nobody is logged in. Knock at one of the providers: both run on this machine, so there is no account to make and no password to remember.</p>
          <ul class="knock">${visit.providers.map(
            (provider, i) => html`
            <li><a class="provider ${tint(i)}" href="${provider.href}">
              <span class="mark" aria-hidden="true">${provider.label.slice(0, 1)}</span>
              <span>Log in with ${provider.label}</span>
              <span class="arrow" aria-hidden="true">→</span>
            </a></li>`,
          )}
          </ul>
        </div>
        ${pass(visit)}
      </section>
      ${makings()}`,
  })
}

function welcomePage(visit: Visit, claims: Claims): string {
  const name = nameOf(claims)
  const others = visit.providers.filter((provider) => provider.name !== visit.session.provider)
  return layout({
    visit,
    here: "/",
    title: `Welcome! ${name}`,
    body: html`
      <section class="hero">
        <div>
          <p class="kicker">user.isLoggedIn → true</p>
          <h1>Welcome! <span class="name${name.length > 20 && " long"}">${name}</span></h1>
          <p class="lead">${labelOf(visit)} says that this is you, and signed it. Below is everything it said.</p>
          <div class="actions">
            <a class="button primary" href="/members">Members’ page</a>
            ${logoutButton}
          </div>
          <p class="quiet">${others.map((other) => html`Or be somebody else: <a href="${other.href}">log in with ${other.label}</a>. `)}</p>
        </div>
        ${pass(visit)}
      </section>
      <section aria-labelledby="claims">
        <h2 id="claims">The claims</h2>
        <p class="sub">Each is a field of <code>req.auth.user</code>. For programs: <a href="/api/me">/api/me</a>.</p>
        ${claimList(claims)}
      </section>
      ${makings()}`,
  })
}

export function membersPage(visit: Visit): string {
  const claims = visit.user.isLoggedIn ? claimsOf(visit.user) : {}
  return layout({
    visit,
    here: "/members",
    title: "Members only",
    body: html`
      <section class="hero">
        <div>
          <p class="kicker">await requireUser()</p>
          <h1>Members only</h1>
          <p class="lead">And you are one, ${nameOf(claims)}. Whoever is not logged in chooses a provider first, and from there comes back to this very page.</p>
          <p>Try it: log out, then open <a href="/members">/members</a> from the address bar.</p>
          <div class="actions">
            <a class="button primary" href="/">Back home</a>
            ${logoutButton}
          </div>
        </div>
        ${pass(visit, "Admitted")}
      </section>
      <section aria-labelledby="guard">
        <h2 id="guard">The guard</h2>
        <p class="sub">Programs are not sent anywhere: <code>/api/me</code> answers them 401, as <code>application/problem+json</code>.</p>
        ${guard}
      </section>`,
  })
}

export function notFoundPage(visit: Visit, path: string): string {
  return layout({
    visit,
    title: "Nothing here",
    body: html`
      <section class="hero alone">
        <div>
          <p class="kicker">404</p>
          <h1>Nothing here</h1>
          <p class="lead">The demonstration has no page at <code>${path}</code>.</p>
          <div class="actions"><a class="button primary" href="/">Go home</a></div>
        </div>
      </section>`,
  })
}

function layout(page: { visit: Visit; title: string; body: Html; here?: string }): string {
  const { user } = page.visit
  const link = (href: string, text: string) =>
    html`<a href="${href}"${page.here === href && html` aria-current="page"`}>${text}</a>`
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${page.title} · x-auth</title>
  <link rel="icon" href="/icon.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
</head>
<body>
  <a class="skip" href="#main">To the content</a>
  <header class="bar">
    <a class="brand" href="/"><span aria-hidden="true"></span>x-auth</a>
    <nav aria-label="Pages">${link("/", "Home")}${link("/members", "Members")}</nav>
    <p class="state ${user.isLoggedIn ? "in" : "out"}">${user.isLoggedIn ? nameOf(claimsOf(user)) : "logged out"}</p>
  </header>
  <main id="main">${page.body}</main>
  <footer>
    <p>The session is sealed in one cookie: no database, and no script on this page.</p>
  </footer>
</body>
</html>
`.text
}

// A form, and by POST: a link could be followed by a prefetch, or planted by another site.
const logoutButton = html`<form method="post" action="/auth/logout"><button class="button">Log out</button></form>`

function makings(): Html {
  return html`
    <section aria-labelledby="makings">
      <h2 id="makings">All it takes</h2>
      <p class="sub">A server with a login, a guarded page, and the table that configures this one.</p>
      <div class="panels">
        <div class="stack">
          ${panel({ file: "examples/node.ts", text: source.server, language: "ts" })}
          ${guard}
        </div>
        ${panel({ file: "examples/demo/secrets.toml", text: source.table, language: "toml" })}
      </div>
    </section>`
}

// It scrolls sideways where the screen is narrow, and what scrolls must take the focus of a keyboard.
function panel({ file, text, language }: { file: string; text: string; language: Language }): Html {
  return html`<figure class="panel"><figcaption>${file}</figcaption><pre tabindex="0" role="region" aria-label="${file}"><code>${highlight(text, language)}</code></pre></figure>`
}

const guard = panel({ file: "examples/demo/app.ts", text: source.members, language: "ts" })
