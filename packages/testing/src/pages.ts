// Every page of the development provider, in one layout: no script, no font, no image, nothing from elsewhere.
import { createHash } from "node:crypto"
import { type Html, html, trusted } from "./html.js"
import type { ProviderUser } from "./people.js"

/** A page that is ready to be sent. */
export interface Page {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** The pages of one provider, in its name and its colour. */
export interface Pages {
  people(view: { users: Iterable<ProviderUser>; client: string; signedIn: string | undefined }): Page
  logout(view: { user: ProviderUser | undefined; form: string }): Page
  loggedOut(): Page
  problem(view: { title: string; text: string; code?: string | undefined }): Page
}

/** @throws TypeError when `accent` is not a CSS colour written with letters, digits and `# ( ) , . % / + -` */
export function createPages({ name, accent }: { name: string; accent: string }): Pages {
  if (!/^[#\w\s(),.%/+-]{1,100}$/.test(accent)) {
    throw new TypeError(`startProvider: accent is a CSS colour such as "#0f766e", not ${JSON.stringify(accent)}`)
  }
  const css = style(accent)
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    // No form-action: browsers apply it to the redirect after the form as well, and that leads to the application.
    "content-security-policy": `default-src 'none'; style-src 'sha256-${sha256(css)}'; base-uri 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  }

  function page(title: string, main: Html): Page {
    const { markup } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · ${name}</title>
<style>${trusted(css)}</style>
</head>
<body>
<main>
<p class="brand"><svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="8" cy="12" r="4.5"/><path d="M12.5 12H21v3.5M17 12v2.5"/></svg>${name}</p>
${main}
</main>
<footer>For development: nobody has a password here.</footer>
</body>
</html>
`
    return { body: markup, headers }
  }

  return {
    people: ({ users, client, signedIn }) =>
      page(
        "Choose an account",
        html`<h1>Continue to <span class="client">${client}</span></h1>
<p class="lead">Who would you like to be?</p>
<form method="post">
<ul>
${[...users].map((user, index) => html`<li>${person(user, index, user.sub === signedIn)}</li>\n`)}</ul>
<button class="quiet" name="cancel" value="1">Cancel</button>
</form>`,
      ),
    logout: ({ user, form }) =>
      page(
        "Log out",
        html`<h1>Log out?</h1>
<p class="lead">${user ? html`You are signed in as <strong>${nameOf(user)}</strong>.` : "You are signed in."} Applications that you have opened may stay logged in.</p>
${trusted(form)}
<div class="choice">
<button class="primary" form="op.logoutForm" name="logout" value="yes">Log out</button>
<button class="quiet" form="op.logoutForm">Stay signed in</button>
</div>`,
      ),
    loggedOut: () =>
      page(
        "Logged out",
        html`<h1>You are logged out</h1>
<p class="lead">The next login will ask who you are. You can close this page.</p>`,
      ),
    problem: ({ title, text, code }) =>
      page(
        title,
        html`<h1>${title}</h1>
<p class="lead">${text}</p>
${code && html`<p><code>${code}</code></p>`}`,
      ),
  }
}

function person(user: ProviderUser, index: number, signedIn: boolean): Html {
  const email = textOf(user.email)
  return html`<button class="person" name="sub" value="${user.sub}">
<span class="face face-${index % 6}" aria-hidden="true">${initials(nameOf(user))}</span>
<span class="who"><span class="name">${nameOf(user)}</span><span class="email">${email ?? user.sub}</span></span>
${signedIn ? html`<span class="mark here">Signed in</span>` : email !== undefined && user.email_verified !== true && html`<span class="mark">E-mail not verified</span>`}
</button>`
}

function nameOf(user: ProviderUser): string {
  return textOf(user.name) ?? textOf(user.preferred_username) ?? textOf(user.email) ?? user.sub
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim.trim() !== "" ? claim : undefined
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  const chosen = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  // By code point: half of a letter outside the first plane is no letter.
  return chosen.map((word) => [...(word ?? "")][0]?.toUpperCase() ?? "").join("")
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64")
}

// The accent may be any colour. What carries text takes only its hue, at a lightness that keeps the contrast of AA in
// light and dark; a browser that cannot do that gets a fixed colour.
const style = (accent: string): string => `
:root {
  color-scheme: light dark;
  --accent: ${accent};
  --strong: #3d4f7d; --on-strong: #fff; --ring: #4a63b0;
  --page: #f5f5f2; --card: #fff; --line: #e2e2dc; --edge: #8b8b84; --text: #1d1d1b; --soft: #5c5c57; --hover: #f7f7f4;
  --shadow: 0 1px 2px rgb(0 0 0 / .04), 0 12px 32px -12px rgb(0 0 0 / .12);
}
@supports (color: oklch(from red .5 c h)) {
  :root { --strong: oklch(from var(--accent) .46 min(c, .16) h); --ring: oklch(from var(--accent) .55 min(c, .18) h) }
}
@media (prefers-color-scheme: dark) {
  :root {
    --strong: #b9c6ee; --on-strong: #16181d; --ring: #9fb2ea;
    --page: #131315; --card: #1c1c1f; --line: #303035; --edge: #75757d; --text: #f1f1ee; --soft: #a8a8a3; --hover: #242428;
    --shadow: 0 12px 32px -12px rgb(0 0 0 / .6);
  }
  @supports (color: oklch(from red .5 c h)) {
    :root { --strong: oklch(from var(--accent) .84 min(c, .09) h); --ring: oklch(from var(--accent) .8 min(c, .12) h) }
  }
}
* { box-sizing: border-box; margin: 0 }
body {
  min-height: 100vh; min-height: 100dvh; padding: 24px 16px; display: flex; flex-direction: column; align-items: center; justify-content: safe center; gap: 20px;
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: var(--text); background: var(--page);
  overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
main { width: 100%; max-width: 432px; padding: 32px; background: var(--card); border: 1px solid var(--line); border-radius: 20px; box-shadow: var(--shadow) }
.brand { display: flex; align-items: center; gap: 8px; margin-bottom: 24px; font-size: 14px; font-weight: 500; color: var(--soft) }
.brand svg { flex: none; width: 22px; height: 22px; fill: none; stroke: var(--strong); stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
h1 { font-size: 24px; line-height: 1.25; font-weight: 650; letter-spacing: -.015em; text-wrap: balance }
.client { color: var(--strong) }
.lead { margin-top: 6px; color: var(--soft); text-wrap: pretty }
.lead strong { font-weight: 600; color: var(--text) }
ul { list-style: none; padding: 0; margin: 24px 0 16px; display: grid; gap: 8px }
button { font: inherit; color: inherit; cursor: pointer; border: 1px solid transparent; border-radius: 12px; background: none; transition: background-color .12s, border-color .12s, box-shadow .12s }
button:focus-visible { outline: 3px solid var(--ring); outline-offset: 2px }
.person { width: 100%; min-height: 64px; padding: 10px 14px 10px 10px; display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; text-align: start; border-color: var(--line) }
.person:hover { background: var(--hover); border-color: var(--edge) }
.person:active, .quiet:active { background: var(--line) }
.face { flex: none; width: 42px; height: 42px; border-radius: 50%; display: grid; place-items: center; font-size: 15px; font-weight: 600; letter-spacing: .02em; background: var(--tint); color: var(--ink) }
.face-0 { --tint: #dfe7fb; --ink: #2f4784 } .face-1 { --tint: #fbe3dc; --ink: #85371f } .face-2 { --tint: #dcefe3; --ink: #1f5c3a }
.face-3 { --tint: #f4e8cd; --ink: #6b4a0b } .face-4 { --tint: #ecdff6; --ink: #643684 } .face-5 { --tint: #d8eef1; --ink: #1c5560 }
.who { flex: 1 1 130px; min-width: 0; display: grid }
.name { font-weight: 600; line-height: 1.35 }
.email { font-size: 14px; line-height: 1.4; color: var(--soft) }
.mark { flex: none; white-space: nowrap; padding: 1px 8px; border-radius: 99px; font-size: 12px; font-weight: 500; color: var(--soft); border: 1px solid var(--line) }
.here { color: var(--strong); border-color: currentColor }
.quiet { min-height: 44px; padding: 8px 20px; width: 100%; font-weight: 500; color: var(--soft) }
.quiet:hover { background: var(--hover); color: var(--text) }
.choice { display: grid; gap: 8px; margin-top: 24px }
.primary { min-height: 48px; padding: 8px 20px; font-weight: 600; color: var(--on-strong); background: var(--strong) }
.primary:hover { box-shadow: inset 0 0 0 99px rgb(127 127 127 / .14) }
code { display: inline-block; margin-top: 16px; padding: 2px 8px; border-radius: 6px; font: 13px/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; color: var(--soft); background: var(--page); border: 1px solid var(--line) }
footer { font-size: 13px; color: var(--soft); text-align: center; text-wrap: balance }
@media (prefers-color-scheme: dark) {
  .face-0 { --tint: #27324f; --ink: #bccbf5 } .face-1 { --tint: #47291f; --ink: #f3bfad } .face-2 { --tint: #1f3a2a; --ink: #aedcc0 }
  .face-3 { --tint: #40331a; --ink: #ecd093 } .face-4 { --tint: #382746; --ink: #dcbcf2 } .face-5 { --tint: #1c3a40; --ink: #a6dbe4 }
}
@media (max-width: 420px) {
  body { padding: 12px 12px 20px; justify-content: start }
  main { padding: 24px 16px 16px; border-radius: 16px }
  .brand { margin-bottom: 16px }
  .email { font-size: 12.5px }
  .mark { margin-inline-start: 54px }
}
@media (forced-colors: active) { button { border-color: ButtonText } }
@media (prefers-reduced-motion: reduce) { button { transition: none } }
`
