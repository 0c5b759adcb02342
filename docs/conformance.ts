// The page of conformance, made of the list whose every row is a test: `vitest -u --project docs`.
import { describeModule, type ModuleName, type Plan, plans } from "../packages/core/test/conformance/modules.js"

export function conformancePage(): string {
  return [head, ...plans.map(section), tail].join("\n")
}

const certified = plans.filter(({ profile }) => profile !== undefined)

/** How many rows there are, how many of them do not apply, and how many are passed. */
function count(some: readonly Plan[]): { rows: number; elsewhere: number; passes: number } {
  const rows = some.flatMap(({ modules }) => modules.map(describeModule))
  const elsewhere = rows.filter(({ doesNotApply }) => doesNotApply !== undefined).length
  return { rows: rows.length, elsewhere, passes: rows.length - elsewhere }
}

function section({ profile, title, name, source, note, modules }: Plan): string {
  const length = modules.length === 1 ? "1 module" : `${modules.length} modules`
  return `## ${profile ?? title}

[\`${name}\`](${source}), ${length}.${note === undefined ? "" : ` ${note}`}

| module | what the provider does | what is wanted | here |
| --- | --- | --- | --- |
${modules.map(row).join("\n")}
`
}

function row(name: ModuleName): string {
  const { provider, relyingParty } = describeModule(name)
  return `| \`${name}\` | ${provider} | ${relyingParty} | ${verdict(name)} |`
}

function verdict(name: ModuleName): string {
  const { doesNotApply, note } = describeModule(name)
  if (doesNotApply !== undefined) return `does not apply: ${doesNotApply}`
  return note === undefined ? "passes" : `passes: ${note}`
}

const all = count(certified)

const head = `# OpenID conformance

<!-- Made by docs/conformance.ts from packages/core/test/conformance/modules.ts: \`npx vitest run --project docs -u\`. -->

The OpenID Foundation has a [conformance suite](https://gitlab.com/openid/conformance-suite), with which it certifies
relying parties. Its plans Basic, Config, Form Post, RP-Initiated Logout, Back-Channel Logout and Front-Channel Logout, as
they are for a client of the code flow, are re-created here: each module is a test of this repository, of the module's own name.

This is a re-creation and no certification. The suite itself has not been run against this library.

Of the ${all.rows} modules of these six, ${all.passes} pass. ${all.elsewhere} do not apply: it is one module, in three plans, of unsigned ID
tokens. A module that stands in several plans has a row in each, and is played in each. Below them are the modules that
only the suite's comprehensive plans have, for which there is no certificate. What a module does was read in its source;
the versions are linked.

Wherever something is refused, one visitor was nobody before and still is, and another was logged in before and still
is: as the same user, with the same cookie. Nobody asked UserInfo with a token that is not trusted.
`

const tail = `## What is not here

The suite's plans for implicit and hybrid clients: there is the code flow alone.
`
