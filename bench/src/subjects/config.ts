/** A configuration of 1000 providers is read: a process should be up before anybody notices. */
import { ConfigError, parseConfig } from "@x/core"
import { measure } from "mitata"
import type { Benchmark } from "../benchmark.js"
import { judged } from "../table.js"

const count = 1000
const application = {
  redirect_uri: "https://app.example.com/oauth2callback",
  cookie_secret: "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80",
}

function providers(more: Readonly<Record<string, unknown>>): Record<string, Readonly<Record<string, unknown>>> {
  const one = (index: number) => ({
    client_id: `client-${index}`,
    client_secret: `nB7fW2kQx9LrT4vYs1Hc6Jzd${index}`,
    ...more,
  })
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tenant_${index}`, one(index)]))
}

const byUrl = { ...application, ...providers({ server_metadata_url: "https://login.example.com/tenant/v2.0" }) }
const byPreset = {
  ...application,
  ...providers({ preset: "keycloak", base_url: "https://id.example.com", realm: "acme" }),
}

/** Tables whose values are texts and tables of texts: written like JSON, but for the sign between key and value. */
function toml(auth: Readonly<Record<string, unknown>>, name = "auth"): string {
  const lines = Object.entries(auth).map(([key, value]) =>
    typeof value === "object" && value !== null
      ? toml({ ...value }, `${name}.${key}`)
      : `${key} = ${JSON.stringify(value)}`,
  )
  return [`[${name}]`, ...lines, ""].join("\n")
}

const text = toml(byUrl)
const presetText = toml(byPreset)
const wrongText = text.replace('client_id = "client-500"', 'client_idd = "client-500"')
const notToml = text.replace('client_id = "client-999"', "client_id = client-999")

const env = Object.fromEntries(
  Object.entries(byUrl).flatMap(([name, value]) =>
    typeof value === "string"
      ? [[`AUTH__${name.toUpperCase()}`, value]]
      : Object.entries(value).map(([key, inner]) => [
          `AUTH__${name.toUpperCase()}__${key.toUpperCase()}`,
          String(inner),
        ]),
  ),
)

function refused(input: string): ConfigError {
  try {
    parseConfig(input)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error("what should be wrong was accepted")
}

const works: Readonly<Record<string, () => unknown>> = {
  TOML: () => parseConfig(text),
  "an object": () => parseConfig({ auth: byUrl }),
  "TOML, through presets": () => parseConfig(presetText),
  "an object, through presets": () => parseConfig({ auth: byPreset }),
  "TOML with one issue": () => refused(wrongText),
  "a text that is not TOML": () => refused(notToml),
  "variables alone": () => parseConfig({}, { env }),
}

/** In ms. */
const goals: Readonly<Record<string, number>> = {
  TOML: 100,
  "an object": 100,
  "TOML, through presets": 100,
  "TOML with one issue": 100,
}

export const benchmark: Benchmark = {
  title: `parseConfig, ${count} providers (${Math.round(text.length / 1000)} kB of TOML)`,
  async run() {
    const rows = []
    for (const [what, work] of Object.entries(works)) {
      const { p50, min, p99 } = await measure(work)
      const goal = goals[what]
      const times = [p50, min, p99].map((time) => (time / 1e6).toFixed(2))
      rows.push([what, ...times, ...judged(p50 / 1e6, goal === undefined ? undefined : { atMost: goal }, 0)])
    }
    return [{ title: benchmark.title, head: ["", "median ms", "fastest", "99 %", "goal", "holds"], rows }]
  },
}
