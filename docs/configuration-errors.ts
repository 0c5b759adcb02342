// The page of configuration errors, made of the mistakes that the tests hold the reader to: `vitest -u --project docs`.
import { file, messageOf, mistakes, tomlOf } from "../packages/core/test/config/mistakes.js"

export function page(): string {
  return [head, ...mistakes.map(section), tail].join("\n")
}

const section = (mistake: (typeof mistakes)[number]): string => `## ${mistake.title}

\`\`\`toml
${tomlOf(mistake).trim()}
\`\`\`

\`\`\`text
${messageOf(mistake)}
\`\`\`
`

const head = `# Configuration errors

<!-- Made by docs/configuration-errors.ts from packages/core/test/config/mistakes: \`npx vitest run --project docs -u\`. -->

A table that cannot be used is a \`ConfigError\` before anything is served. It has every problem at once, in the order of
the file. Each says where it is, what is wrong and how to put it right, and shows its line with a caret below.

Of the line only punctuation and the words of the format can be read; everything else is \`•••\`. A secret may stand
anywhere in a text that is wrong, and errors end up in logs. What came from a variable or a file is never quoted either.

For programs, \`error.issues\` is the same as data: \`code\`, \`path\`, \`message\`, \`hint\`, and for TOML text \`line\` and
\`column\`, from 1. They are those of the key, or of its table's header when the key is missing. An issue about an object
or an \`AUTH__\` variable has none. The [codes](#the-codes) do not change; words may.

\`x-auth check\` [says all of this](./command-line#check) before anything is started.

Each of the following is a whole \`${file}\`.
`

/** Every code and what it is about. */
const codes: Readonly<Record<string, string>> = {
  auth_missing: "there is no `[auth]` table",
  base_path_invalid: "`base_path` is no path",
  cookie_domain_invalid: "the application's host does not lie in `cookie_domain`",
  default_twice: "keys in `[auth]` and a table `[auth.default]`",
  file_empty: "a `{ file = … }` with nothing in it",
  file_missing: "there is no configuration, or no file for a `{ file = … }`",
  file_reference: "`parseConfig` reads no files",
  file_unreadable: "a file that may not be read",
  http_insecure: "`http` beyond this machine",
  key_misplaced: "a key that belongs into another table",
  key_missing: "a key that is required",
  key_unknown: "a key that does not exist; the nearest one is named",
  name_reserved: "a name that no provider can have",
  origin_invalid: "`allow_insecure_http` or `allowed_origins` has what is no origin, or a `*` that takes in too much",
  parameter_refused: "an entry of `client_kwargs` that cannot be set",
  placeholder: "a value that some documentation shows",
  port_missing: "`{port}`, and no port is known",
  preset_unknown: "a preset that does not exist",
  provider_missing: "there is no provider",
  redirect_uri_path: "the callback's path is another page's",
  scope_without_openid: "a scope that asks for no login",
  secret_too_short: "a `cookie_secret` of fewer than 32 characters",
  secret_too_simple: "a `cookie_secret` of fewer than 8 different characters",
  toml_duplicate: "a name that is written twice",
  toml_syntax: "text that is not TOML",
  too_large: "an object that goes round in a circle or is far too large",
  unreadable: "an object whose getters throw",
  url_invalid: "what is no absolute URL, or one with a fragment or a password",
  value_invalid: "a value of the right kind that cannot be meant",
  value_range: "a span of time that is too long",
  value_type: "a value of another kind",
  variable_invalid: "an `AUTH__` variable that names no key",
  variable_missing: "a variable that is not set, or is empty",
  white_space: "white space around a value",
}

const tail = `## A provider that is not there

This one is no configuration error: the table is right, and the call is wrong. With the one provider \`default\`:

\`\`\`ts
await auth.login(request, "google")
// AuthError: There is no provider "google". Configured: "default".
\`\`\`

## The codes

| code | what it is about |
| --- | --- |
${Object.entries(codes)
  .map(([code, meaning]) => `| \`${code}\` | ${meaning} |`)
  .join("\n")}
`
