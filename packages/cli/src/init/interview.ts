/** Asks for what the options did not say. */
import { type Preset, presets } from "@x/core"
import { type Answers, credentialOf } from "./answers.js"
import { faultOf } from "./faults.js"
import type { Questions } from "./questions.js"

/** What was given by options: any of it may be missing. */
export type Given = Omit<Answers, "redirectUri"> & { readonly redirectUri?: string }

export const usualRedirectUri = "http://localhost:8501/oauth2callback"

const another = ""

export async function interview(given: Given, ask: Questions): Promise<Answers> {
  const isChosen = given.preset !== undefined || given.url !== undefined
  let answers: Answers = {
    redirectUri: usualRedirectUri,
    ...given,
    ...(isChosen ? {} : await chooseProvider(given, ask)),
  }
  const preset = answers.preset === undefined ? undefined : presets[answers.preset]
  for (const [key, variable] of Object.entries(preset?.variables ?? {})) {
    if (Object.hasOwn(answers.variables, key)) continue
    const withValue = (value: string): Answers => ({ ...answers, variables: { ...answers.variables, [key]: value } })
    const value = await ask.text(`${preset?.label}: ${key}`, {
      example: variable.example,
      ...(variable.default === undefined ? {} : { initial: variable.default }),
      validate: (answer) => (answer === "" ? emptiness(variable) : faultOf(key, withValue(answer))),
    })
    if (value !== "") answers = withValue(value)
  }
  if (given.redirectUri === undefined) {
    const redirectUri = await ask.text("The address to which the provider sends people back", {
      initial: usualRedirectUri,
      validate: (answer) => faultOf("redirect_uri", { ...answers, redirectUri: answer }),
    })
    answers = { ...answers, redirectUri }
  }
  return withCredentials(answers, ask)
}

function emptiness({ default: otherwise, optional }: Preset["variables"][string]): string | undefined {
  return optional || otherwise !== undefined ? undefined : "This is needed."
}

const example = { variables: {}, redirectUri: usualRedirectUri }

async function chooseProvider(given: Given, ask: Questions): Promise<Pick<Answers, "name" | "preset" | "url">> {
  const known = Object.entries(presets).map(([value, { label }]) => ({ value, label }))
  const preset = await ask.choose("Where do people log in?", [...known, { value: another, label: "Another provider" }])
  if (preset !== another) return { name: given.name ?? preset, preset }
  const url = await ask.text("The provider's address: its issuer or its metadata URL", {
    example: "https://id.example.com",
    validate: (answer) => faultOf("server_metadata_url", { ...example, url: answer }),
  })
  if (given.name !== undefined) return { url }
  const name = await ask.text("A short name for it", {
    initial: nameFrom(url),
    validate: (answer) => (answer === "" ? "This is needed." : faultOf(answer, { ...example, url, name: answer })),
  })
  return { url, name }
}

/** `https://login.acme.example/…` is called `acme`. */
function nameFrom(url: string): string {
  return new URL(url).hostname.split(".").at(-2)?.toLowerCase() ?? "provider"
}

async function withCredentials(answers: Answers, ask: Questions): Promise<Answers> {
  let known = answers
  if (known.clientId === undefined) {
    const clientId = await ask.text("Client id (leave it empty to set it by a variable)", {
      validate: (answer) => (answer === "" ? undefined : faultOf("client_id", { ...known, clientId: answer })),
    })
    if (clientId === "") return known
    known = { ...known, clientId }
  }
  // A key has several lines: it comes from a file or a variable.
  if (credentialOf(known) === "client_private_key") return known
  const clientSecret = await ask.secret("Client secret (leave it empty to set it by a variable)", {
    validate: (answer) => (answer === "" ? undefined : faultOf("client_secret", { ...known, clientSecret: answer })),
  })
  return clientSecret === "" ? known : { ...known, clientSecret }
}
