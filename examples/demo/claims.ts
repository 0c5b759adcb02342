// What a provider said of somebody, for people to read. Providers differ: no claim but `sub` can be counted on.

import type { User } from "@x/core"
import { type Html, html, type Value } from "./html.ts"

export type Claims = Readonly<Record<string, unknown>>

export function claimsOf(user: User<object>): Claims {
  const { isLoggedIn: _, ...claims } = user
  return claims
}

export function nameOf({ name, given_name, preferred_username, email }: Claims): string {
  return textOf(name) ?? textOf(given_name) ?? textOf(preferred_username) ?? textOf(email) ?? "friend without a name"
}

/** The claim, if it is a text that shows. */
export function textOf(claim: unknown): string | undefined {
  return typeof claim === "string" && claim.trim() ? claim : undefined
}

/** All of them; and what a page likes to count on is there, even to say that it is not. */
export function claimList(claims: Claims): Html {
  const rows = { sub: undefined, name: undefined, email: undefined, email_verified: undefined, ...claims }
  return html`<dl class="claims">${Object.entries(rows).map(
    ([name, value]) => html`
    <div><dt><code>${name}</code><small>${meanings.get(name)}</small></dt><dd>${shown(name, value)}</dd></div>`,
  )}
  </dl>`
}

// A Map, since a claim may have any name: `constructor` means nothing here.
const meanings: ReadonlyMap<string, string> = new Map([
  ["sub", "who, for this provider: the one to store"],
  ["iss", "which provider says so"],
  ["aud", "for which application"],
  ["exp", "when the ID token ends; the session goes on"],
  ["iat", "when the ID token was made"],
  ["nonce", "ties the ID token to this login"],
  ["at_hash", "ties the access token to it"],
  ["auth_time", "when they proved who they are"],
  ["acr", "how they proved it"],
  ["amr", "by what they proved it"],
  ["sid", "the provider’s own session"],
  ["name", "what to call them"],
  ["email", "where to write to them"],
  ["email_verified", "whether the provider vouches for the address"],
])

function shown(name: string, value: unknown): Value {
  if (value === undefined) return html`<span class="absent">not sent by this provider</span>`
  if (typeof value === "number" && ["exp", "iat", "auth_time", "nbf", "updated_at"].includes(name)) {
    return html`${value} <span class="aside">${time(value)}</span>`
  }
  return typeof value === "string" ? value : JSON.stringify(value)
}

// In the server's zone, which is the visitor's here: both are one machine.
const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" })

/** A time in seconds since the epoch. */
export function time(seconds: number | undefined): Html | string {
  const date = new Date((seconds ?? Number.NaN) * 1000)
  if (Number.isNaN(date.getTime())) return "—"
  return html`<time datetime="${date.toISOString()}">${format.format(date)}</time>`
}
