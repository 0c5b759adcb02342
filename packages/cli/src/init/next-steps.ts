/** What is left to do by hand, once the file is written. */
import { usualFiles } from "@x/core/inspect"
import type { Styles } from "../styles.js"
import { type Answers, credentialOf, referencesOf } from "./answers.js"
import type { Framework } from "./frameworks.js"

interface Written {
  readonly file: string
  readonly answers: Answers
  /** What people call the provider. */
  readonly label: string
  readonly framework: Framework
  readonly isInstalled: boolean
  readonly ignoredIn?: string | undefined
}

export function nextSteps(written: Written, { strong, faint }: Styles): string {
  const { file, answers, label, framework, isInstalled, ignoredIn } = written
  // Any other file has to be named.
  const isUsual = usualFiles.includes(file)
  const steps = [
    `Register a web application at ${label}. Its redirect URI, letter by letter${answers.redirectUri.includes("{port}") ? ", with your port in the place of {port}" : ""}:\n\n     ${strong(answers.redirectUri)}`,
    credentials(answers, { file, label }),
    ...(isInstalled ? [] : [`Install the packages:\n\n     ${strong(`npm install ${framework.packages.join(" ")}`)}`]),
    `Add the login to your server (${framework.name}):\n\n${codeFor(framework, file)}`,
    `See whether all is well: ${strong(`npx x-auth check${isUsual ? "" : ` ${file}`}`)}
   Try it without an account: ${strong(`npx x-auth dev ${isUsual ? "" : `--file ${file} `}-- ${framework.start}`)}`,
  ]
  const ignored = ignoredIn === undefined ? "" : faint(` It is listed in ${ignoredIn}.`)
  return `${strong(file)} is written; only you can read it.${ignored}

${steps.map((step, index) => `${index + 1}. ${step}\n`).join("\n")}`
}

function codeFor({ code }: Framework, file: string): string {
  const named = usualFiles.includes(file) ? code : code.replace("loadConfig()", `loadConfig(${JSON.stringify(file)})`)
  return named.trimEnd()
}

function credentials(answers: Answers, { file, label }: { file: string; label: string }): string {
  const references = referencesOf(answers)
  const variables = Object.values(references).map((name) => `     ${name}=…\n`)
  if (variables.length === 0) return `The client's id and secret are in ${file}. They are the ones that ${label} shows.`
  const credential = credentialOf(answers)
  const other = credential === "client_secret" ? 'client_secret = "…"' : `${credential} = { file = "…" }`
  const keys = Object.keys(references).map((key) => (key === "clientId" ? 'client_id = "…"' : other))
  return `Set where the application starts, as ${label} shows ${variables.length === 1 ? "it" : "them"}:

${variables.join("")}
   Or write into ${file}: ${keys.join(" and ")}.`
}
