// The page of conformance, made of the list whose every row is a test: `vitest -u --project docs`.
import { describeModule, type ModuleName, type Plan, plans } from "../packages/core/test/conformance/modules.js"

export function conformancePage(): string {
  return [head, ...plans.map(section), tail].join("\n")
}

const certified = plans.filter(({ profile }) => profile !== undefined)

/** How many rows there are, and how many of them apply. */
function count(some: readonly Plan[]): { rows: number; passes: number } {
  const rows = some.flatMap(({ modules }) => modules)
  const passes = rows.filter((name) => describeModule(name).doesNotApply === undefined).length
  return { rows: rows.length, passes }
}

function section({ profile, name, source, note, modules }: Plan): string {
  return `## ${profile ?? "Beyond the profiles"}

[\`${name}\`](${source}), ${modules.length} modules.${note === undefined ? "" : ` ${note}`}

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

const head = `# OpenID conformance

<!-- Made by docs/conformance.ts from packages/core/test/conformance/modules.ts: \`npx vitest run --project docs -u\`. -->

The OpenID Foundation has a [conformance suite](https://gitlab.com/openid/conformance-suite), with which it certifies
relying parties. Its plans Basic, Config, Form Post and RP-Initiated Logout, as they are for a client of the code flow,
are re-created here: each module is a test of this repository, of the module's own name.

This is a re-creation and no certification. The suite itself has not been run against this library.

Of the ${count(certified).rows} modules of these four, ${count(certified).passes} pass. The other ${count(certified).rows - count(certified).passes} do not apply: it is one module, in three plans, of unsigned ID
tokens. A module that stands in several plans has a row in each, and is played in each. Below them are the modules that
only the suite's comprehensive plan has, for which there is no certificate. What a module does was read in its source;
the versions are linked.

Wherever something is refused, one visitor was nobody before and still is, and another was logged in before and still
is: as the same user, with the same cookie. Nobody asked UserInfo with a token that is not trusted.
`

const tail = `## What is not here

The suite's plans for implicit and hybrid clients: there is the code flow alone.
`
