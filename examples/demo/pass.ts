// The visitor's pass: what the session says, as something one could hold in the hand.

import { claimsOf, nameOf, textOf, time } from "./claims.ts"
import { type Html, html } from "./html.ts"
import { labelOf, type Visit } from "./visit.ts"

export function pass(visit: Visit, stamp?: string): Html {
  const { user, session, providers } = visit
  if (!user.isLoggedIn) return blankPass

  const claims = claimsOf(user)
  const name = nameOf(claims)
  const email = textOf(claims.email)
  return card({
    look: tint(providers.findIndex((provider) => provider.name === session.provider)),
    issuer: labelOf(visit),
    initials: initials(name),
    name,
    line: email === name ? "no name shared" : (email ?? "no e-mail shared"),
    from: time(session.issuedAt),
    until: time(session.expiresAt),
    identity: `${claims.iss} ${claims.sub}`,
    stamp,
  })
}

const blankPass = card({
  look: "blank",
  issuer: "No provider yet",
  initials: "?",
  name: "Nobody",
  line: "isLoggedIn: false",
  from: "—",
  until: "—",
  identity: "nobody",
})

/** The class that gives a provider its colour: by its place in the table. */
export function tint(place: number): string {
  return `tint-${Math.max(0, place) % 4}`
}

interface Card {
  look: string
  issuer: string
  initials: string
  name: string
  line: string
  from: Html | string
  until: Html | string
  identity: string
  stamp?: string | undefined
}

function card({ look, issuer, initials, name, line, from, until, identity, stamp }: Card): Html {
  return html`
    <figure class="pass ${look}">
      <div class="paper">
        <p class="issuer"><span>${issuer}</span><span${stamp && html` class="stamp"`}>${stamp ?? "Visitor"}</span></p>
        <div class="bearer">
          <span class="initials" aria-hidden="true">${initials}</span>
          <div><p class="who">${name}</p><p>${line}</p></div>
        </div>
        <dl>
          <div><dt>Logged in</dt><dd>${from}</dd></div>
          <div><dt>Valid until</dt><dd>${until}</dd></div>
        </dl>
        ${bars(identity)}
      </div>
      <figcaption>req.auth.session</figcaption>
    </figure>`
}

// A bar code, for the eye alone: the same person always has the same one. (The hash is FNV-1a.)
function bars(identity: string): Html {
  const lines: Html[] = []
  let hash = 2166136261
  let end = 0
  for (let i = 0, x = 0; x < 190; i++) {
    hash = Math.imul(hash ^ identity.charCodeAt(i % identity.length), 16777619) >>> 0
    const width = 1 + (hash % 4)
    lines.push(html`<rect x="${x}" width="${width}" height="24"/>`)
    end = x + width
    x = end + 1 + ((hash >>> 8) % 3)
  }
  return html`<svg class="bars" viewBox="0 0 ${end} 24" preserveAspectRatio="none" aria-hidden="true">${lines}</svg>`
}

function initials(name: string): string {
  const words = name.split(/[\s@.]+/).filter(Boolean)
  const letters = name.includes("@") ? words.slice(0, 1) : [words[0], words.slice(1).at(-1)]
  return letters.map((word = "") => [...word][0]?.toUpperCase() ?? "").join("") || "?"
}
