/**
 * The JSON Schema of the `[auth]` table, for editors: made from the shapes that parseConfig itself reads by, with the
 * sentences of the documentation. `npm run build` writes it to dist/secrets.schema.json.
 */
import { readFileSync } from "node:fs"
import * as z from "zod"
import { presets } from "../src/config/presets.js"
import { applicationKeys, isTableKey, policyKeys, registrationKeys } from "../src/config/schema.js"

export type Json = { readonly [name: string]: unknown }

/** What a rule in code accepts, which JSON Schema cannot be told by the library. */
const span = {
  anyOf: [
    { type: "integer", minimum: 1 },
    { type: "string", pattern: "^[1-9][0-9]{0,8}[smhd]$" },
  ],
}
const spanOrNone = {
  anyOf: [
    { type: "integer", minimum: 0 },
    { type: "string", pattern: "^(0s|[1-9][0-9]{0,8}[smhd])$" },
  ],
}
const written: Readonly<Record<string, Json>> = {
  session_max_age: { anyOf: [...span.anyOf, { const: "browser" }] },
  session_idle_timeout: span,
  http_timeout: span,
  clock_tolerance: spanOrNone,
  client_kwargs: { type: "object" },
  client_private_key: {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "object", required: ["kty"] },
    ],
  },
  claims_mapping: { type: "object", additionalProperties: { type: "string" } },
  preset: { enum: Object.keys(presets) },
}

/** `{ env = "NAME" }` and `{ file = "PATH" }`. */
const reference = {
  anyOf: ["env", "file"].map((kind) => ({
    type: "object",
    properties: { [kind]: { type: "string" } },
    required: [kind],
    additionalProperties: false,
  })),
}

export function jsonSchema(): Json {
  const meanings = meaningsOf(new URL("../../../docs/configuration.md", import.meta.url))
  const properties = (keys: object) =>
    Object.fromEntries(
      Object.entries(keys).map(([key, shape]) => [key, { description: meanings.get(key), ...value(key, shape) }]),
    )
  const inProvider = { ...properties(registrationKeys), ...properties(policyKeys) }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "The [auth] table of a secrets.toml",
    type: "object",
    properties: {
      auth: {
        type: "object",
        description: "The application, and below [auth.NAME] each provider.",
        properties: { ...properties(applicationKeys), ...inProvider },
        additionalProperties: { $ref: "#/definitions/provider" },
      },
    },
    definitions: {
      provider: {
        type: "object",
        description: "A provider; the table's name is what login() takes.",
        properties: inProvider,
        additionalProperties: false,
      },
      reference,
    },
  }
}

function value(key: string, shape: z.core.$ZodType): Json {
  const own = written[key] ?? plain(z.toJSONSchema(shape, { target: "draft-7", io: "input", unrepresentable: "any" }))
  return isTableKey(key) ? own : { anyOf: [own, { $ref: "#/definitions/reference" }] }
}

/** Without the library's own marks; an element of a list may be a reference, too. */
function plain({ $schema: _dialect, ...schema }: Json): Json {
  const { items, anyOf } = schema
  return {
    ...schema,
    ...(items === undefined ? {} : { items: { anyOf: [items, { $ref: "#/definitions/reference" }] } }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map(plain) } : {}),
  }
}

/** The last cell of each row of the documentation's tables, by the key in the first, as plain text. */
function meaningsOf(page: URL): ReadonlyMap<string, string> {
  const rows = readFileSync(page, "utf8").matchAll(/^\| (.+?) \|.*\| (.+) \|$/gm)
  const meanings = new Map<string, string>()
  for (const [, keys = "", meaning = ""] of rows) {
    const text = meaning.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll("`", "")
    for (const [, key = ""] of keys.matchAll(/`(\w+)`/g)) meanings.set(key, text)
  }
  return meanings
}
