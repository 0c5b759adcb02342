/** A configuration that is right, to be made wrong one thing at a time. */
import { parseConfig, settingsOf } from "../../src/config/config.js"
import { ConfigError, type ConfigIssue } from "../../src/errors.js"

export const secret = "C_4D_ktY3rlQgDm7fqnrGA2d5MFcoODyjU7kgy4P_80"

export const application = { redirect_uri: "https://app.example.test/oauth2callback", cookie_secret: secret }

export const registration = {
  client_id: "the-client",
  client_secret: "the-client-secret",
  server_metadata_url: "https://provider.example.test",
}

/** The flat form: the application and the provider `default` in one table. */
export const flat = { ...application, ...registration }

type Input = Parameters<typeof parseConfig>[0]
type Options = Parameters<typeof parseConfig>[1]

/** What is wrong with a configuration; nothing when it is accepted. */
export function issuesOf(input: Input, options?: Options): readonly ConfigIssue[] {
  const error = errorOf(input, options)
  return error === undefined ? [] : error.issues
}

/** The ConfigError of a configuration; undefined when it is accepted. Any other error is thrown on. */
export function errorOf(input: Input, options?: Options): ConfigError | undefined {
  try {
    parseConfig(input, options)
    return undefined
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
}

/** Each issue as "path code", which is what a program sees of it. */
export function faults(auth: unknown, options?: Options): string[] {
  return issuesOf({ auth }, options).map(({ path, code }) => `${path} ${code}`)
}

/** The settings of a table that is accepted. */
export function settings(auth: object, options?: Options): NonNullable<ReturnType<typeof settingsOf>> {
  const found = settingsOf(parseConfig({ auth }, options))
  if (found === undefined) throw new Error("parseConfig gave no Config")
  return found
}

/** The settings of one provider of a table that is accepted. */
export function provider(auth: object, name = "default") {
  const found = settings(auth).providers.get(name)
  if (found === undefined) throw new Error(`there is no provider ${name}`)
  return found
}

/** Everything that an error shows or carries, as one text. */
export function allOf(error: ConfigError): string {
  return [error.message, error.stack, JSON.stringify(error), JSON.stringify(error.issues), String(error.cause)].join(
    "\n",
  )
}
