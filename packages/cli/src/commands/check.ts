/** `x-auth check`: what is understood of a configuration, what is wrong with it, and what its providers answer. */
import { readArguments } from "../arguments.js"
import { examine } from "../check/examine.js"
import { reportText } from "../check/report.js"
import { reportJson } from "../check/report-json.js"
import { exitCodes, verdictOf } from "../check/verdict.js"
import type { Command } from "../command.js"
import { styles } from "../styles.js"

export const check: Command = {
  name: "check",
  summary: "say what is understood of a configuration, and whether it works",
  help: `x-auth check: say what is understood of a configuration, and whether it works

Usage: x-auth check [FILE] [OPTIONS]

Says what is understood of FILE, what is wrong with it and how to put that right, and asks each provider what a login
will ask of it. Secrets are not shown, nor what comes from a variable or a file. FILE is the TOML file; left out, it is
secrets.toml, else .streamlit/secrets.toml. Variables AUTH__… override it.

Options:
  --offline   ask no provider
  --json      print the same as one JSON object
  -h, --help  this page

Examples:
  x-auth check
  x-auth check deploy/secrets.toml --offline

Exit codes:
  0  all is well
  1  something is wrong: with the configuration, or with what a provider answers
  2  it could not be found out: the file cannot be read, or a provider does not answer
`,
  async run(args, world) {
    const { values, positionals } = readArguments(
      args,
      { offline: { type: "boolean" }, json: { type: "boolean" } },
      { positionals: 1 },
    )
    const report = await examine({ file: positionals[0], isOffline: values.offline === true }, world)
    world.out(values.json === true ? reportJson(report) : reportText(report, styles(world)))
    return exitCodes[verdictOf(report)]
  },
}
