// The two providers of secrets.toml, and the people who have an account there.

import type { ProviderOptions } from "@x/testing"

export const acme: ProviderOptions = {
  name: "Acme ID",
  accent: "#b83a14",
  clientId: "demo",
  users: [
    person("Ada Lovelace", "acme.example", { groups: ["engineering", "board"] }),
    person("Katherine Johnson", "acme.example", { groups: ["engineering"] }),
    person("Zoë Ünal", "acme.example", { groups: [] }),
  ],
}

export const globex: ProviderOptions = {
  name: "Globex",
  accent: "#2350c4",
  clientId: "demo",
  users: [
    person("Grace Hopper", "globex.example", { locale: "en-US" }),
    person("Alan Turing", "globex.example", { locale: "en-GB", email_verified: false }),
    // No name and no address: providers differ, and an application copes.
    { sub: "badge-4711" },
  ],
}

function person(name: string, domain: string, more: object) {
  const [given_name = name, family_name = ""] = name.split(" ")
  const sub = given_name
    .normalize("NFD")
    .replace(/[^a-z]/gi, "")
    .toLowerCase()
  return { sub, name, given_name, family_name, email: `${sub}@${domain}`, email_verified: true, ...more }
}
