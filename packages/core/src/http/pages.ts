/** The pages that visitors see of us: sign in, an error, a question. They work without JavaScript. */
import { Html, html } from "./html.js"
import { style, styleHash } from "./style.js"

/** A page as data; `reply.ts` sends it. */
export interface Page {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Choice {
  readonly label: string
  readonly href: string
}

/** One button per provider. */
export function signInPage(choices: readonly Choice[]): Page {
  return layout(
    "Log in",
    html`<p>Choose how you want to log in.</p>
<ul>${choices.map(({ label, href }) => html`<li><a class="button other" href="${href}">${label}</a></li>`)}</ul>`,
  )
}

/** Why something failed, and the way on. */
export function errorPage(problem: {
  title: string
  detail: string
  code: string
  reference: string
  retry?: Choice | undefined
  home: string
}): Page {
  const { title, detail, retry, home } = problem
  // One button is the first choice: where logging in again does not help, it is the way home.
  const homeLook = retry === undefined ? "button" : "button other"
  return layout(
    title,
    html`<p>${detail}</p>
${retry && html`<a class="button" href="${retry.href}">${retry.label}</a>`}<a class="${homeLook}" href="${home}">Go to the home page</a>
${referenceLine(problem)}`,
  )
}

/** What a visitor can name, and the owner finds in the log. */
function referenceLine({ code, reference }: { code: string; reference: string }): Html {
  return html`<small><code>${code}</code> <span>Reference <code>${reference}</code></span></small>`
}

/** After a logout: nothing begins by itself until the visitor asks for it. */
export function signedOutPage(loginUrl: string): Page {
  return layout(
    "You are logged out",
    html`<p>This page is for people who are logged in.</p>
<a class="button" href="${loginUrl}">Log in</a>`,
  )
}

/** Another site asked for a logout: only the visitor can mean it. */
export function confirmLogoutPage(question: {
  title: string
  detail: string
  code: string
  reference: string
  action: string
  home: string
}): Page {
  const { title, detail, action, home } = question
  return layout(
    title,
    html`<p>${detail}</p>
<form method="post" action="${action}"><button class="button" type="submit">Log out</button></form><a class="button other" href="${home}">Stay logged in</a>
${referenceLine(question)}`,
  )
}

/** A step of our own between the provider and the application, after which the browser sends Strict cookies again. */
export function goOnPage(href: string): Page {
  return layout(
    "You are logged in",
    html`<p>One moment, the page opens by itself.</p>
<a class="button" href="${href}">Go on</a>`,
    html`<meta http-equiv="refresh" content="0;url=${href}">`,
  )
}

function layout(title: string, content: Html, head = new Html("")): Page {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
${head}<title>${title}</title>
<style>${new Html(style)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${content}
</main>
</body>
</html>
`
  return { body: text, headers }
}

const headers = {
  "content-type": "text/html; charset=utf-8",
  // No form-action: it would also forbid the redirect that follows a form, the way to the provider's own logout.
  "content-security-policy": `default-src 'none'; style-src '${styleHash}'; base-uri 'none'; frame-ancestors 'none'`,
  // Not "no-referrer": our own forms would then post with "Origin: null".
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
}
